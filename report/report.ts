import type { Severity } from "@pulumi/policy";
import { runtime } from "@pulumi/pulumi";
import { controls } from "../policies/catalogue.ts";
import { type AnyControl, severities, tokensOf } from "../policies/control.ts";
import type { Made } from "../policies/coverage.ts";
import { SELECTING, type Selection, selectionIn, tokensIn } from "../policies/selection.ts";

/** A place in a program, from where the command was started. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A resource that was judged, with what the program says of it. */
export interface Resource extends Made {
  readonly parent?: string;
  /** What the cloud said of it, where it stands already. */
  readonly outputs: object;
  /** Where the program asks for it. Undefined where nobody has written that down, as in a preview of something new. */
  readonly position?: Position;
}

/** Leave to fall short for a while. */
export interface Waiver {
  /** Its last day, such as 2030-01-31. */
  readonly until: string;
  readonly owner: string;
  readonly reason: string;
}

/** One thing that is wrong with one resource. */
export interface Finding {
  /** The policy that found it: a control's id. */
  readonly policy: string;
  /** Undefined where the policy is not one of ours, or none that this version knows. */
  readonly control?: AnyControl;
  readonly urn: string;
  /** What is wrong, in one sentence. */
  readonly fault: string;
  /** What to do, in one sentence. Undefined where the policy does not say it. */
  readonly fix?: string;
  readonly severity: Severity;
  readonly level: "advisory" | "mandatory";
  readonly waiver?: Waiver;
  readonly position?: Position;
}

/** Judgements that wait for values which only the update will know. */
export interface Waiting {
  readonly count: number;
  /** The controls that wait, where the pack was asked for details. */
  readonly policies: readonly string[];
}

/** What a preview, an update or a state says. */
export interface Report {
  /** The stack, such as `hardening/production`. Undefined when nothing was there to judge. */
  readonly stack?: string;
  /** Each once, the gravest first, in an order that does not depend on the engine's. */
  readonly findings: readonly Finding[];
  readonly waiting: Waiting;
  /** What was judged, as far as the policy configuration leaves anything out. */
  readonly selection: Selection;
  /** In the order of their URNs. */
  readonly resources: readonly Resource[];
  /** Why it is not known whether all is well, one sentence each. */
  readonly errors: readonly string[];
}

/** What a policy pack said, in its own words. */
export interface Said {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
  readonly severity?: string;
  readonly level: string;
}

/** What was read, of an engine's words or of a state. */
export interface Reading {
  readonly said: readonly Said[];
  /** What was judged, as far as it was told. */
  readonly resources: readonly Resource[];
  readonly errors: readonly string[];
}

/** What marks a secret in a state and in an event. */
const SECRET = "4dabf18193072939515e22adb298388d";

const part = (value: unknown): unknown => {
  if (value === null || typeof value !== "object") return value === runtime.unknownValue ? undefined : value;
  if (Array.isArray(value)) return value.map(part);
  return SECRET in value ? "[secret]" : veiled(value);
};

/** What a resource says, without what is secret in it or not known yet. */
export const veiled = (values: object = {}): object =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, part(value)]));

const byId: ReadonlyMap<string, AnyControl> = new Map(controls.map((control) => [control.id, control]));

/** A resource's own type. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** What the pack puts before the fault of a resource which is waived, `waiver.ts` writes it: until when, by whom and why. */
const WAIVED = /^Waived until (?<until>\d{4}-\d{2}-\d{2}) by (?<owner>.+?): (?<reason>"(?:[^"\\]|\\.)*") (?<rest>.*)$/s;

/** Whether the pack speaks of how it judges, and not of what it finds. */
const isNotice = ({ policy, message }: Said): boolean =>
  policy === "policy-judgements-undecided" || (policy === SELECTING && selectionIn(message) !== undefined);

/** The pack's own sentence about what waits, `enforce.ts` writes it. */
const WAITING = /^(?<count>\d+) judgements? waits? .*?(?:: (?<details>.*)\.)?$/s;

const waitingIn = (said: readonly Said[]): Waiting => {
  const { count = "0", details = "" } = said.map(({ message }) => WAITING.exec(message)?.groups).find(Boolean) ?? {};
  const policies = details ? details.split("; ").map((one) => one.split(" on ")[0] as string) : [];
  return { count: Number(count), policies: [...new Set(policies)].sort() };
};

const findingOf = ({ policy, urn, message, severity, level }: Said, position?: Position): Finding => {
  const control = byId.get(policy);
  const { rest, ...waiver } = WAIVED.exec(message)?.groups ?? { rest: message };
  const text = rest as string;
  const fixed = control && text.endsWith(control.fix);
  return {
    policy,
    ...(control && { control }),
    urn,
    fault: fixed ? text.slice(0, -control.fix.length).trim() : text,
    ...(control && { fix: control.fix }),
    severity: severities.find((one) => one === severity) ?? control?.severity ?? "medium",
    level: level === "mandatory" ? "mandatory" : "advisory",
    ...(waiver.reason && { waiver: { ...(waiver as unknown as Waiver), reason: JSON.parse(waiver.reason) } }),
    ...(position && { position }),
  };
};

const order = ({ severity, policy, urn, fault }: Finding): string =>
  [severities.indexOf(severity as (typeof severities)[number]), policy, urn, fault].join("\0");

const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

/**
 * Puts together what an engine said: each finding once, with the place in the program where its resource is asked for.
 *
 * @param state what stands. It is what was judged where the engine does not tell; where it does, as in a preview, it only tells where in the program all that is.
 */
export function reportOf({ said, resources: judged, errors }: Reading, state: readonly Resource[] = []): Report {
  const standing = new Map(state.map((resource) => [resource.urn, resource]));
  const resources = new Map(
    (judged.length > 0 ? judged : state).map((resource) => {
      const { position } = standing.get(resource.urn) ?? {};
      return [resource.urn, position ? { ...resource, position } : resource];
    }),
  );
  const [selection] = said.flatMap(({ policy, message }) => (policy === SELECTING ? (selectionIn(message) ?? []) : []));
  const findings = new Map(
    said
      .filter((one) => !isNotice(one))
      .map((one) => findingOf(one, resources.get(one.urn)?.position))
      .map((finding) => [order(finding), finding]),
  );
  const [urn] = [...resources.keys(), ...said.map((one) => one.urn)].filter((one) => one.startsWith("urn:"));
  const [stack, project] = urn?.slice("urn:pulumi:".length).split("::") ?? [];
  return {
    ...(project && { stack: `${project}/${stack}` }),
    findings: [...findings].sort(byKey).map(([, finding]) => finding),
    waiting: waitingIn(said.filter(({ policy }) => policy === "policy-judgements-undecided")),
    selection: selection ?? {},
    resources: [...resources].sort(byKey).map(([, resource]) => resource),
    errors: [...new Set(errors)],
  };
}

/** What a control has come to: `unasked` where there is nothing that it reads, `not selected` where some of that is left out, `not judged` where not all was judged. */
export type Outcome = "not met" | "waived" | "waits" | "not judged" | "not selected" | "met" | "unasked";

/** What each control has come to, in the order of their ids. */
export function outcomesOf({ findings, waiting, selection, resources, errors }: Report): Map<AnyControl, Outcome> {
  const types = new Set(resources.map(({ type }) => type));
  const found = Map.groupBy(findings, ({ policy }) => policy);
  return new Map(
    controls.map((control) => {
      const own = found.get(control.id) ?? [];
      if (own.some(({ waiver }) => !waiver)) return [control, "not met"];
      if (own.length > 0) return [control, "waived"];
      if (waiting.policies.includes(control.id)) return [control, "waits"];
      const judged: readonly string[] = tokensIn(control, selection);
      const here = tokensOf(control).filter((token) => types.has(token));
      if (judged.length === 0 || here.some((token) => !judged.includes(token))) return [control, "not selected"];
      const isAsked = control.needs?.some((token) => types.has(token)) ?? true;
      if (here.length === 0 || !isAsked) return [control, "unasked"];
      return [control, errors.length > 0 ? "not judged" : "met"];
    }),
  );
}

/** Whether a control had something to judge, and did. */
export const wasJudged = (outcome: Outcome): boolean =>
  outcome !== "unasked" && outcome !== "not selected" && outcome !== "not judged";

/** From which level on a finding fails a check. */
export const levels = ["advisory", "mandatory"] as const;
export type Level = (typeof levels)[number];

/** Whether a finding fails a check. */
export const fails = ({ level, waiver }: Finding, failOn: Level): boolean =>
  !waiver && (level === "mandatory" || failOn === "advisory");

/** The exit code of a check: 0 is clean, 1 says that there are findings, 2 that it is not known. */
export const exitCodeOf = ({ errors, findings }: Report, failOn: Level): 0 | 1 | 2 => {
  if (errors.length > 0) return 2;
  return findings.some((finding) => fails(finding, failOn)) ? 1 : 0;
};

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** All that a report says, in one line. */
export function summaryOf(report: Report): string {
  const { stack, findings, waiting, resources, errors } = report;
  if (stack === undefined) return "Nothing was judged.";
  const open = findings.filter(({ waiver }) => !waiver);
  const mandatory = open.filter(({ level }) => level === "mandatory").length;
  const outcomes = [...outcomesOf(report).values()];
  const waived = findings.length - open.length;
  const of = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  const asked = outcomes.filter(wasJudged).length;
  const parts = [
    `${mandatory} mandatory and ${many(open.length - mandatory, "advisory finding")}`,
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(waiting.count > 0 ? [`${many(waiting.count, "judgement")} waiting for the update`] : []),
    `${of("met")} of ${asked} controls met`,
    ...(of("not selected") > 0 ? [`${of("not selected")} not selected`] : []),
    many(resources.length, "resource"),
  ];
  return `${stack}: ${errors.length > 0 ? "not judged to the end, " : ""}${parts.join(", ")}.`;
}

/** The findings by control, in their order. */
export const grouped = (findings: readonly Finding[]): Finding[][] => [
  ...Map.groupBy(findings, ({ policy, severity }) => `${severity} ${policy}`).values(),
];
