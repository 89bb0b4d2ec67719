import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache.ts";
import type { Verdict } from "./tools.ts";

const VERSION = "6.3.1";
const folder = join(cacheFolder, `sslyze-${VERSION}`);

const run = (command: string, args: readonly string[]): Verdict => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
  return { code: status, text: `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}` };
};

/** A judge of TLS, from PyPI. */
export class Sslyze {
  /** @throws one sentence when it cannot be had here */
  static ready(): Sslyze {
    if (existsSync(join(folder, "ready"))) return new Sslyze();
    rmSync(folder, { recursive: true, force: true });
    for (const [command, ...args] of [
      ["python3", "-m", "venv", folder],
      [join(folder, "bin/pip"), "install", "-q", "--disable-pip-version-check", `sslyze==${VERSION}`],
    ] as const) {
      const { code, text } = run(command, args);
      if (code !== 0) throw new Error(`${command} failed: ${text.trim().split("\n").at(-1)}`);
    }
    writeFileSync(join(folder, "ready"), "");
    return new Sslyze();
  }

  run(...args: readonly string[]): Verdict {
    return run(join(folder, "bin/python"), ["-m", "sslyze", ...args]);
  }
}
