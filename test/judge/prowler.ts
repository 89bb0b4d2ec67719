import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { venv } from "../support/venv.ts";

const VERSION = "5.46.0";

/** What Prowler found of one resource. */
export interface Finding {
  /** The check, such as `networking_port_security_disabled`. */
  readonly check: string;
  /** `PASS`, `FAIL` or `MANUAL`. */
  readonly status: string;
  /** The resource, by its name or else its id. */
  readonly resource: string;
  readonly detail: string;
  /** The documents that ask for it, such as `CIS-7.0`. */
  readonly documents?: readonly string[];
}

/** A judge of what a cloud holds, from PyPI: it reads the cloud's own APIs, and knows nothing of Pulumi. */
export class Prowler {
  readonly version = VERSION;
  readonly #folder = venv("prowler", VERSION);

  /**
   * Judges a cloud.
   *
   * @param provider the cloud's kind, and further arguments
   * @throws what it said last, when it could not judge
   */
  judge(env: NodeJS.ProcessEnv, ...provider: readonly string[]): Finding[] {
    const folder = mkdtempSync(join(tmpdir(), "prowler-"));
    try {
      const args = [
        ...provider,
        "-M",
        "json-ocsf",
        "-o",
        folder,
        "-F",
        "findings",
        "--no-banner",
        "--ignore-exit-code-3",
      ];
      const { status, stdout, stderr } = spawnSync(join(this.#folder, "bin/prowler"), args, { env, encoding: "utf8" });
      if (status !== 0) throw new Error(`Prowler failed: ${(stderr || stdout).trim().split("\n").slice(-3).join(" ")}`);
      return findingsIn(readFileSync(join(folder, "findings.ocsf.json"), "utf8"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** A finding as the Open Cybersecurity Schema Framework has it, as far as it is read here. */
interface Ocsf {
  readonly metadata: { readonly event_code: string };
  readonly status_code: string;
  readonly status_detail: string;
  readonly resources: readonly { readonly name?: string; readonly uid: string }[];
  readonly unmapped: { readonly compliance: { readonly [document: string]: readonly string[] } };
}

const findingsIn = (text: string): Finding[] =>
  (JSON.parse(text) as Ocsf[]).map(({ metadata, status_code, status_detail, resources: [resource], unmapped }) => ({
    check: metadata.event_code,
    status: status_code,
    resource: resource?.name || resource?.uid || "",
    detail: status_detail,
    documents: Object.keys(unmapped.compliance),
  }));
