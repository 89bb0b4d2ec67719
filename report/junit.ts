import builder from "junit-report-builder";
import { controls } from "../policies/catalogue.ts";
import { nameOf } from "../policies/plan.ts";
import { type Finding, fails, type Level, type Outcome, outcomesOf, type Report, typeOf, wasJudged } from "./report.ts";
import { debtOf, whereOf } from "./terminal.ts";

const WAITS = "It waits for values that only the update knows.";

/** What a test that did not pass says. */
const said = (finding: Finding): string => [finding.fault, finding.fix, whereOf(finding)].filter(Boolean).join(" ");

/**
 * A report as JUnit XML: a suite for each control that had something to judge, a test for each resource that it found fault with. Waived findings, advice that fails no check and
 * judgements that wait are skipped tests; what was not judged is an error. Controls that are not selected are not in it.
 */
export function junit(report: Report, failOn: Level): string {
  const root = builder.newBuilder();
  const outcomes = outcomesOf(report);
  const ids = new Set(controls.map(({ id }) => id));
  const others = [...new Set(report.findings.map(({ policy }) => policy))].filter((policy) => !ids.has(policy));
  const asked = controls.filter((control) => wasJudged(outcomes.get(control) as Outcome)).map(({ id }) => id);
  for (const policy of [...asked, ...others]) {
    const suite = root.testSuite().name(policy);
    const own = report.findings.filter((finding) => finding.policy === policy);
    for (const finding of own) {
      const test = suite
        .testCase()
        .className(policy)
        .name(`${nameOf(finding.urn)} (${typeOf(finding.urn)})`);
      if (finding.position) test.file(finding.position.file);
      if (fails(finding, failOn)) test.failure(said(finding), finding.severity);
      else test.skipped().standardOutput(finding.waiver ? debtOf(finding) : `${finding.level}: ${said(finding)}`);
    }
    if (own.length > 0) continue;
    const test = suite.testCase().className(policy).name("every resource");
    if (report.waiting.policies.includes(policy)) test.skipped().standardOutput(WAITS);
  }
  if (report.errors.length > 0) {
    const suite = root.testSuite().name("judgement");
    for (const error of report.errors) suite.testCase().className("judgement").name("went through").error(error);
  }
  return root.build();
}
