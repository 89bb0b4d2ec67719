import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { type Built, build, type Calls } from "./build.ts";

/**
 * Builds what must be refused while it runs, and holds what it says against a sentence. What a rejected output says surfaces as an unhandled rejection, which
 * Pulumi's own runner prints.
 */
export async function refusesAtRun(
  make: () => unknown,
  sentence: RegExp,
  calls?: Calls,
): Promise<{ heard: readonly string[]; resources: Built<unknown>["resources"] }> {
  const heard: string[] = [];
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason: Error) => heard.push(reason.message));
  const { resources } = await build(make, calls);
  await setTimeout(0);
  process.removeAllListeners("unhandledRejection");
  for (const other of others) process.on("unhandledRejection", other);
  for (const message of heard) assert.match(message, sentence);
  assert.notEqual(heard.length, 0);
  return { heard, resources };
}
