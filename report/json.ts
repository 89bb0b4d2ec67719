import { placesOf } from "../policies/control.ts";
import { nameOf } from "../policies/plan.ts";
import { exitCodeOf, outcomesOf, type Report, summaryOf, typeOf } from "./report.ts";

/** A report for programs. */
export function json(report: Report): string {
  const { stack, findings, waiting, selection, resources, errors } = report;
  const document = {
    stack,
    summary: summaryOf(report),
    clean: exitCodeOf(report, "mandatory") === 0,
    findings: findings.map(({ policy, control, urn, fault, fix, severity, level, waiver, position }) => ({
      ...{ policy, title: control?.title, severity, level },
      resource: { urn, type: typeOf(urn), name: nameOf(urn) },
      ...{ fault, fix, waiver, position },
      sources: control ? placesOf(control) : [],
    })),
    waiting,
    selection,
    controls: Object.fromEntries([...outcomesOf(report)].map(([{ id }, outcome]) => [id, outcome])),
    resources: resources.length,
    errors,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
