import { severities } from "../policies/control.ts";
import { nameOf } from "../policies/plan.ts";
import { coveredIn } from "./coverage.ts";
import { type Finding, grouped, type Report, summaryOf, typeOf } from "./report.ts";
import { debtOf, whereOf } from "./terminal.ts";

/** The longest comment that GitHub takes, in characters. */
const LONGEST = 65_536;

/** A text in a code span. */
const code = (text: string): string => `\`${text.replace(/[`\s]+/g, " ")}\``;

/** A text in which Markdown sees nothing but text, and code between backticks. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&")))
    .join("");

const item = (finding: Finding): string => {
  const about = [typeOf(finding.urn), whereOf(finding)].filter(Boolean).map(code).join(", ");
  const waived = finding.waiver ? ` *${plain(debtOf(finding))}*` : "";
  return `- ${code(nameOf(finding.urn))} (${about}): ${plain(finding.fault)}${waived}`;
};

const section = (findings: readonly Finding[]): string => {
  const [{ policy, control, severity, level, fix }] = findings as [Finding];
  return [
    `### ${severity}, ${level}: ${code(policy)}`,
    ...(control ? [`${plain(`${control.title}. ${control.why}`)}`] : []),
    findings.map(item).join("\n"),
    ...(fix ? [`**Fix:** ${plain(fix)}`] : []),
  ].join("\n\n");
};

const table = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const counts = ({ findings }: Report): string => {
  const of = (severity: string, test: (finding: Finding) => boolean) =>
    findings.filter((finding) => finding.severity === severity && test(finding)).length;
  return table([
    ["Severity", "Mandatory", "Advisory", "Waived"],
    ["---", "--:", "--:", "--:"],
    ...severities.map((severity) => [
      severity,
      of(severity, ({ level, waiver }) => level === "mandatory" && !waiver),
      of(severity, ({ level, waiver }) => level === "advisory" && !waiver),
      of(severity, ({ waiver }) => Boolean(waiver)),
    ]),
  ]);
};

const pillars = (report: Report): string =>
  table([
    ["NIST function", "Met", "Not met", "Not selected"],
    ["---", "--:", "--:", "--:"],
    ...coveredIn("nist-csf", report).map(({ place, controls }) => [
      place.place,
      controls.filter(({ outcome }) => outcome === "met").length,
      controls.filter(({ outcome }) => outcome === "not met").length,
      controls.filter(({ outcome }) => outcome === "not selected").length,
    ]),
  ]);

/** A report for the comment on a pull request. What does not fit in one is counted. */
export function markdown(report: Report): string {
  const verdict =
    report.errors.length > 0 ? "not judged to the end" : report.findings.length > 0 ? "findings" : "clean";
  const head = [
    `## Hardening: ${verdict}`,
    plain(summaryOf(report)),
    ...report.errors.map((error) => `> ${plain(error)}`),
    counts(report),
    pillars(report),
  ];
  const sections = grouped(report.findings).map(section);
  const fits = (count: number): string => {
    const left = report.findings.length - grouped(report.findings).slice(0, count).flat().length;
    const rest = left > 0 ? [`${left} more findings do not fit in a comment.`] : [];
    return `${[...head, ...sections.slice(0, count), ...rest].join("\n\n")}\n`;
  };
  for (let count = sections.length; count > 0; count--) if (fits(count).length <= LONGEST) return fits(count);
  return fits(0);
}
