import { createHash } from "node:crypto";
import type { Location, Log, ReportingDescriptor, Result } from "sarif";
import { type AnyControl, placesOf } from "../policies/control.ts";
import { documents } from "../policies/documents.ts";
import { nameOf } from "../policies/plan.ts";
import { type Finding, outcomesOf, type Report, wasJudged } from "./report.ts";

/** How grave a rule is, as GitHub reads it: a number of CVSS's scale. */
const gravity = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0", unspecified: "5.5" } as const;

/** What a result that nobody has written a place down for points at: code scanning takes none without a file. */
const PROJECT = "Pulumi.yaml";

const levelOf = (level: Finding["level"]): "error" | "warning" => (level === "mandatory" ? "error" : "warning");

const ruleOf = (control: AnyControl): ReportingDescriptor => {
  const sources = placesOf(control).map(({ document, place }) => `${documents[document].title} ${place}`);
  return {
    id: control.id,
    shortDescription: { text: control.title },
    fullDescription: { text: `${control.title}. ${control.why}` },
    help: { text: `${control.fix} Asked by: ${sources.join("; ")}.` },
    defaultConfiguration: { level: levelOf(control.level ?? "mandatory") },
    properties: {
      tags: ["security", ...placesOf(control).map(({ document, place }) => `${document} ${place}`)],
      precision: "high",
      "security-severity": gravity[control.severity],
    },
  };
};

const locationOf = ({ urn, position }: Finding): Location => ({
  physicalLocation: {
    artifactLocation: { uri: encodeURI(position?.file ?? PROJECT), uriBaseId: "%SRCROOT%" },
    region: position ? { startLine: position.line, startColumn: position.column } : { startLine: 1 },
  },
  logicalLocations: [{ name: nameOf(urn), fullyQualifiedName: urn, kind: "resource" }],
});

/** What stays the same of a finding when its line or its wording changes. */
const fingerprint = ({ policy, urn }: Finding): string => createHash("sha256").update(`${policy} ${urn}`).digest("hex");

/** A report as SARIF 2.1.0, for code scanning. */
export function sarif(report: Report): string {
  const rules = [...outcomesOf(report)].filter(([, outcome]) => wasJudged(outcome)).map(([control]) => ruleOf(control));
  const results = report.findings.map((finding): Result => {
    const { policy, fault, fix, level, waiver } = finding;
    const index = rules.findIndex(({ id }) => id === policy);
    return {
      ruleId: policy,
      ...(index >= 0 && { ruleIndex: index }),
      level: levelOf(level),
      message: { text: [`${nameOf(finding.urn)}: ${fault}`, fix].filter(Boolean).join(" ") },
      locations: [locationOf(finding)],
      partialFingerprints: { "policyAndResource/v1": fingerprint(finding) },
      ...(waiver && {
        suppressions: [
          {
            kind: "external" as const,
            status: "accepted" as const,
            justification: `Until ${waiver.until}, ${waiver.owner}: ${waiver.reason}`,
          },
        ],
      }),
    };
  });
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "hardening-baseline", rules } },
        columnKind: "utf16CodeUnits",
        results,
        invocations: [
          {
            executionSuccessful: report.errors.length === 0,
            toolExecutionNotifications: report.errors.map((text) => ({ level: "error" as const, message: { text } })),
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
