import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { venv } from "../support/venv.ts";
import type { Verdict } from "./tools.ts";

/** A judge of TLS, from PyPI. */
export class Sslyze {
  readonly #folder = venv("sslyze", "6.3.1");

  /** @throws one sentence when it cannot be had here */
  static ready(): Sslyze {
    return new Sslyze();
  }

  run(...args: readonly string[]): Verdict {
    const python = join(this.#folder, "bin/python");
    const { status, stdout, stderr, error } = spawnSync(python, ["-m", "sslyze", ...args], {
      encoding: "utf8",
      timeout: 300_000,
    });
    return { code: status, text: `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}` };
  }
}
