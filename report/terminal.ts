import { nameOf } from "../policies/plan.ts";
import { type Finding, grouped, type Report, summaryOf, typeOf } from "./report.ts";

/** Gives a text a colour or a weight, by Node's name for it. */
export type Paint = (style: "bold" | "dim" | "red" | "yellow" | "green" | "cyan", text: string) => string;

const colours = { critical: "red", high: "red", medium: "yellow", low: "cyan", unspecified: "dim" } as const;

/** Where something is asked for, as editors and terminals link it. */
export const whereOf = ({ position }: Pick<Finding, "position">): string =>
  position ? `${position.file}:${position.line}:${position.column}` : "";

/** In whose debt a finding stands. */
export const debtOf = ({ waiver }: Finding): string =>
  waiver ? `waived until ${waiver.until} by ${waiver.owner}: ${waiver.reason}` : "";

const line = (finding: Finding, paint: Paint): string => {
  const about = [typeOf(finding.urn), whereOf(finding)].filter(Boolean).join(", ");
  return [
    `  ${paint("bold", nameOf(finding.urn))} ${paint("dim", about)}`,
    `    ${finding.fault}`,
    ...(finding.waiver ? [`    ${paint("dim", debtOf(finding))}`] : []),
  ].join("\n");
};

const group = (findings: readonly Finding[], paint: Paint): string => {
  const [{ policy, control, severity, level, fix }] = findings as [Finding];
  return [
    `${paint(colours[severity], severity.padEnd(8))} ${paint("bold", policy)} (${level})${control ? `: ${control.title}` : ""}`,
    ...findings.map((finding) => line(finding, paint)),
    ...(fix ? [`  ${paint("green", "Fix:")} ${fix}`] : []),
  ].join("\n");
};

/** A report for a terminal: the findings by control, the gravest first, and one line that sums them up. */
export function terminal(report: Report, paint: Paint): string {
  const blocks = [
    ...grouped(report.findings).map((findings) => group(findings, paint)),
    ...report.errors.map((error) => `${paint("red", "Not judged:")} ${error}`),
    paint("bold", summaryOf(report)),
  ];
  return `${blocks.join("\n\n")}\n`;
}
