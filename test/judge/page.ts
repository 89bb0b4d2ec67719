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

/** What one judge found. */
export interface Section {
  /** Its heading, on a page of several judges. */
  readonly title?: string;
  readonly findings: readonly Finding[];
}

const counted = (findings: readonly Finding[], wanted: string): number =>
  findings.filter(({ status }) => status === wanted).length;

/** A table of Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const explains = ({ check, of }: Explanation, finding: Finding): boolean =>
  finding.status === "FAIL" && finding.check === check && (of?.(finding) ?? true);

/** The counts of a judge, and every failure beside the reason why it is wrong. */
const judgement = (findings: readonly Finding[], wrong: readonly Explanation[]): string[] => {
  const explained = wrong
    .map((explanation) => ({
      ...explanation,
      count: findings.filter((finding) => explains(explanation, finding)).length,
    }))
    .filter(({ count }) => count > 0);
  const checks = Map.groupBy(findings, ({ check }) => check);
  return [
    `${checks.size} checks: ${counted(findings, "PASS")} findings pass, ${counted(findings, "FAIL")} fail, ${counted(findings, "MANUAL")} are for people to judge. Each failure is explained below.`,
    table(
      ["Fails", "How often", "Of", "Why it is wrong"],
      explained.map(({ check, count, about, why }) => [`\`${check}\``, count, about, why]),
    ),
    table(
      ["Check", "Pass", "Fail", "Manual"],
      [...checks]
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([check, own]) => [`\`${check}\``, ...["PASS", "FAIL", "MANUAL"].map((status) => counted(own, status))]),
    ),
  ];
};

/**
 * Prints what judges found to a page of `docs/`, every failure beside the reason why it is wrong.
 *
 * @throws one sentence for failures that nothing explains, and for an explanation that explains nothing
 */
export function printJudgements(
  file: string,
  title: string,
  sections: readonly Section[],
  wrong: readonly Explanation[],
): void {
  const failed = sections.flatMap(({ findings }) => findings).filter(({ status }) => status === "FAIL");
  const unexplained = failed.filter((finding) => !wrong.some((explanation) => explains(explanation, finding)));
  if (unexplained.length > 0)
    throw new Error(
      `${unexplained.length} findings fail and nothing explains them:\n${unexplained
        .map(({ check, resource, detail }) => `  ${check} (${resource}): ${detail}`)
        .join("\n")}`,
    );
  const idle = wrong.find((explanation) => !failed.some((finding) => explains(explanation, finding)));
  if (idle) throw new Error(`Nothing fails ${idle.check} of ${idle.about} any more: delete its explanation.`);
  printed(
    file,
    `${[
      `# ${title}`,
      "<!-- Printed from what the judge found: UPDATE=1 npm run judge:<cloud> -->",
      ...sections.flatMap((section) => [
        ...(section.title ? [`## ${section.title}`] : []),
        ...judgement(section.findings, wrong),
      ]),
    ].join("\n\n")}\n`,
  );
}
