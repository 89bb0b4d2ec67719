import type { PolicyConfigSchema, Severity } from "@pulumi/policy";
import { closest } from "fastest-levenshtein";
import { oneOf } from "../components/refusal.ts";
import { type AnyControl, placesOf, severities, tokensOf } from "./control.ts";
import { documents } from "./documents.ts";
import type { Token } from "./resources.ts";

/** Which controls judge, and which resources: those that all of it lets in. What it does not say leaves nothing out. */
export interface Selection {
  /** The documents of which at least one asks for the control. */
  readonly documents?: readonly string[];
  /** The least severity. */
  readonly severity?: Severity;
  /** The clouds whose resources are judged. */
  readonly clouds?: readonly string[];
  /** What the control is about: the first word of its id. */
  readonly areas?: readonly string[];
  /** The controls that the policy configuration turns off one by one. */
  readonly disabled?: readonly string[];
}

/** What is selected, and what is wrong with how it was said, one sentence for each fault. With a fault everything is selected. */
export interface Selected {
  readonly selection: Selection;
  readonly faults: readonly string[];
}

/** The policy whose configuration selects. */
export const SELECTING = "policy-controls-selected";

/** The cloud of a resource type, of a provider of it, or of a component, whose class begins with its cloud's name. */
const cloudOf = (token: string): string =>
  (
    /^hardening:index:(Aws|OpenStack)/.exec(token)?.[1] ??
    token.replace(/^pulumi:providers:/, "").split(":")[0] ??
    ""
  ).toLowerCase();

/** The smaller, the graver. */
const gravityOf = (severity: Severity): number => (severities as readonly Severity[]).indexOf(severity);

const areaOf = ({ id }: AnyControl): string => id.split("-")[0] as string;

/** The resource types that a control judges under a selection. None where it is left out. */
export function tokensIn(control: AnyControl, selection: Selection): Token[] {
  const { documents, severity, clouds, areas, disabled } = selection;
  const asked =
    (!documents || placesOf(control).some(({ document }) => documents.includes(document))) &&
    (!severity || gravityOf(control.severity) <= gravityOf(severity)) &&
    (!areas || areas.includes(areaOf(control))) &&
    !disabled?.includes(control.id);
  return asked ? tokensOf(control).filter((token) => !clouds || clouds.includes(cloudOf(token))) : [];
}

const LISTS = ["documents", "clouds", "areas"] as const;
type List = (typeof LISTS)[number];

/** Every word that a selection may be made of. */
const wordsOf = (controls: readonly AnyControl[]): { readonly [L in List]: readonly string[] } => ({
  documents: Object.keys(documents),
  clouds: [...new Set(controls.flatMap((control) => tokensOf(control).map(cloudOf)))].sort(),
  areas: [...new Set(controls.map(areaOf))].sort(),
});

/** What the policy that selects may be set to, in words only: of a wrong type or a word that is not in an enum the engine would say less than the pack does. */
export function settingsFor(controls: readonly AnyControl[]): PolicyConfigSchema["properties"] {
  const words = wordsOf(controls);
  const list = (what: string, allowed: readonly string[]) => ({ description: `${what}, a list of ${oneOf(allowed)}.` });
  return {
    documents: list("Only what one of these documents asks for", words.documents),
    severity: { description: `Only what is at least so grave: ${oneOf(severities)}.` },
    clouds: list("Only resources of these clouds", words.clouds),
    areas: list("Only what is about one of these areas", words.areas),
  };
}

const faulty = (what: string, allowed: string, got: unknown): string =>
  `The policy configuration of ${SELECTING}: ${what} must be ${allowed}, got ${JSON.stringify(got)}.`;

/** What is wrong with one word, if anything is. */
const faultIn = (key: string, word: unknown, allowed: readonly string[]): string[] => {
  if (allowed.includes(word as string)) return [];
  return [
    typeof word === "string"
      ? `${faulty(key, oneOf(allowed), word).slice(0, -1)}; did you mean ${closest(word, allowed)}?`
      : faulty(key, oneOf(allowed), word),
  ];
};

/** Reads what a team selects. */
export function readSelection(settings: object, controls: readonly AnyControl[]): Selected {
  const said = settings as { readonly [key: string]: unknown };
  const words = wordsOf(controls);
  const given = [...LISTS, "severity"].filter((key) => said[key] !== undefined);
  const faults = given.flatMap((key) => {
    const value = said[key];
    if (key === "severity") return faultIn(key, value, severities);
    const allowed = words[key as List];
    if (!Array.isArray(value) || value.length === 0) return [faulty(key, `a list of ${oneOf(allowed)}`, value)];
    return value.flatMap((word) => faultIn(key, word, allowed));
  });
  const selection: Selection = Object.fromEntries(given.map((key) => [key, said[key]]));
  if (faults.length === 0 && given.length > 0 && controls.every((control) => tokensIn(control, selection).length === 0))
    faults.push(faulty("what it says", "met by at least one control", selection));
  return faults.length > 0 ? { selection: {}, faults } : { selection, faults };
}

/** What people are told of a selection, undefined where it leaves nothing out. */
export function noticeOf(selection: Selection, controls: readonly AnyControl[]): string | undefined {
  const left = controls.map((control) => tokensIn(control, selection));
  if (left.every((tokens, i) => tokens.length === tokensOf(controls[i] as AnyControl).length)) return undefined;
  const judging = left.filter((tokens) => tokens.length > 0);
  return `Only ${judging.length} of ${controls.length} controls judge, as the policy configuration selects: ${JSON.stringify(selection)}.`;
}

const NOTICE = / as the policy configuration selects: (?<selection>\{.*\})\.$/;

/** The selection that people were told of, undefined where a text tells of none. */
export const selectionIn = (notice: string): Selection | undefined => {
  const { selection } = NOTICE.exec(notice)?.groups ?? {};
  return selection === undefined ? undefined : JSON.parse(selection);
};
