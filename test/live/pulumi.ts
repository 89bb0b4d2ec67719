import { spawn } from "node:child_process";
import { join } from "node:path";

const checkout = join(import.meta.dirname, "../..");

/** How a command ended, and all that it said. */
export interface Outcome {
  readonly code: number | null;
  readonly text: string;
}

/** Runs `pulumi` on a stack, in a project's folder. */
export const pulumi = (env: NodeJS.ProcessEnv, args: readonly string[], folder = checkout): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.on("error", reject).on("close", (code) => resolve({ code, text }));
  });

/** The pack, as `--policy-pack` takes it. */
export const pack = ["--policy-pack", join(checkout, "policies")];
