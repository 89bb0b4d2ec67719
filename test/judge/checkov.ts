import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { venv } from "../support/venv.ts";
import type { Finding } from "./prowler.ts";

const VERSION = "3.3.30";

/** A check of one resource, as Checkov reports it. */
interface Report {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
}

/** A judge of Terraform's plans, from PyPI: it reads what a program asks for, and no cloud. */
export class Checkov {
  readonly version = VERSION;
  readonly #folder = venv("checkov", VERSION);

  /**
   * Judges a plan.
   *
   * @throws what it said last, when it could not judge, and when it judged nothing
   */
  judge(plan: object): Finding[] {
    const folder = mkdtempSync(join(tmpdir(), "checkov-"));
    try {
      const file = join(folder, "plan.json");
      writeFileSync(file, JSON.stringify(plan));
      const args = ["-f", file, "--framework", "terraform_plan", "-o", "json", "--compact", "--soft-fail"];
      const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
      const command = join(this.#folder, "bin/checkov");
      const { status, stdout, stderr } = spawnSync(command, [...args, "--skip-download"], options);
      if (status !== 0) throw new Error(`Checkov failed: ${(stderr || stdout).trim().split("\n").slice(-3).join(" ")}`);
      const { results } = JSON.parse(stdout) as { results?: { passed_checks: Report[]; failed_checks: Report[] } };
      if (!results) throw new Error("Checkov found nothing that it could judge.");
      return [...results.passed_checks.map(asFinding("PASS")), ...results.failed_checks.map(asFinding("FAIL"))];
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

const asFinding =
  (status: string) =>
  ({ check_id, check_name, resource }: Report): Finding => ({ check: check_id, status, resource, detail: check_name });
