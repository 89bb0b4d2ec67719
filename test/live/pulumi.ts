import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import type { Instance } from "../../sandbox/instance.ts";

const checkout = join(import.meta.dirname, "../..");

/** How a command ended, and all that it said. */
export interface Outcome {
  readonly code: number | null;
  readonly text: string;
}

/** Runs a command to its end. */
export const outcome = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd = checkout,
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    child.on("error", reject).on("close", (code) => resolve({ code, text }));
  });

/** Runs `pulumi` in a project's folder. */
export const pulumi = (env: NodeJS.ProcessEnv, folder: string, ...args: string[]): Promise<Outcome> =>
  outcome("pulumi", [...args, "--non-interactive", "--color", "never"], env, folder);

/** What Pulumi's diagnostics call errors. */
export const errorsIn = (text: string): string[] =>
  [...text.matchAll(/^ +error: (.*)$/gm)].map(([, sentence]) => sentence as string);

/** The pack, as `--policy-pack` takes it. */
export const pack = ["--policy-pack", join(checkout, "policies")];

/** Makes a Pulumi project of a program of the tests, outside the checkout's own files. */
export function projectOf(instance: Instance, name: string): string {
  const folder = join(instance.folder, name);
  mkdirSync(folder, { recursive: true });
  const main = relative(folder, join(import.meta.dirname, name, "index.ts"));
  const runtime = { name: "nodejs", options: { typescript: false } };
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name, runtime, main }));
  return folder;
}
