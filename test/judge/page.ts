import { printed } from "../support/printed.ts";
import type { Finding } from "./prowler.ts";

/** Findings that are wrong, and why. */
export interface Explanation {
  readonly check: string;
  /** Which findings of the check, where it is not all of them. */
  readonly of?: (finding: Finding) => boolean;
  /** What they are of, for people to read. */
  readonly about: string;
  /** Why they are wrong, in one sentence. */
  readonly why: string;
}

const counted = (findings: readonly Finding[], wanted: string): number =>
  findings.filter(({ status }) => status === wanted).length;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/**
 * Prints what a judge found to a page of `docs/`, every failure beside the reason why it is wrong.
 *
 * @throws one sentence for failures that nothing explains, and for an explanation that explains nothing
 */
export function printJudgement(
  file: string,
  title: string,
  findings: readonly Finding[],
  wrong: readonly Explanation[],
): void {
  const failed = findings.filter(({ status }) => status === "FAIL");
  const explained = wrong.map((explanation) => ({
    ...explanation,
    findings: failed.filter((finding) => finding.check === explanation.check && (explanation.of?.(finding) ?? true)),
  }));
  const idle = explained.find((explanation) => explanation.findings.length === 0);
  if (idle) throw new Error(`Nothing fails ${idle.check} of ${idle.about} any more: delete its explanation.`);
  const unexplained = failed.filter((finding) => !explained.some(({ findings: own }) => own.includes(finding)));
  if (unexplained.length > 0)
    throw new Error(
      `${unexplained.length} findings fail and nothing explains them:\n${unexplained
        .map(({ check, resource, detail }) => `  ${check} (${resource}): ${detail}`)
        .join("\n")}`,
    );
  const checks = Map.groupBy(findings, ({ check }) => check);
  printed(
    file,
    `${[
      `# ${title}`,
      "<!-- Printed from what the judge found: UPDATE=1 npm run judge:<cloud> -->",
      `${checks.size} checks: ${counted(findings, "PASS")} findings pass, ${failed.length} fail, ${counted(findings, "MANUAL")} are for people to judge. Each failure is explained below.`,
      table(
        ["Fails", "How often", "Of", "Why it is wrong"],
        explained.map(({ check, findings: own, about, why }) => [`\`${check}\``, own.length, about, why]),
      ),
      table(
        ["Check", "Pass", "Fail", "Manual"],
        [...checks]
          .toSorted(([one], [other]) => one.localeCompare(other))
          .map(([check, own]) => [`\`${check}\``, ...["PASS", "FAIL", "MANUAL"].map((status) => counted(own, status))]),
      ),
    ].join("\n\n")}\n`,
  );
}
