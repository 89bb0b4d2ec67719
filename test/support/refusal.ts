import assert from "node:assert/strict";
import { attempt, type Built, type Calls } from "./build.ts";

/** Runs what must be refused while it runs, and holds all that is rejected against a sentence. */
export async function refusesAtRun(
  make: () => unknown,
  sentence: RegExp,
  calls?: Calls,
): Promise<{ heard: readonly string[]; resources: Built<unknown>["resources"] }> {
  const { built, rejections } = await attempt(make, calls);
  const heard = rejections.map(({ message }) => message);
  for (const message of heard) assert.match(message, sentence);
  assert.notEqual(heard.length, 0);
  return { heard, resources: built.resources };
}
