import type { AnyControl } from "../policies/control.ts";
import { answering, type DocumentPlace, meeting, placesIn, standingOf } from "../policies/coverage.ts";
import { type DocumentKey, documents } from "../policies/documents.ts";
import { type Outcome, outcomesOf, type Report, wasJudged } from "./report.ts";

/** What has become of a place: what its controls came to, or why none has anything to say. */
export type State = Outcome | "carried" | "out of reach" | "not yet";

/** A place of a document, and what is made of it here. */
export interface Covered {
  readonly place: DocumentPlace;
  readonly controls: readonly { readonly control: AnyControl; readonly outcome: Outcome }[];
  /** The components that meet it here. */
  readonly components: readonly string[];
  readonly state: State;
}

/** Outcomes, the one that speaks for all of several first. */
export const outcomes = [
  "not met",
  "waived",
  "waits",
  "not judged",
  "not selected",
  "met",
  "unasked",
] as const satisfies readonly Outcome[];

/** How each place of a document is covered. */
export function coveredIn(document: DocumentKey, report: Report): Covered[] {
  const came = outcomesOf(report);
  return placesIn(document).map((place): Covered => {
    const controls = answering(place).map((control) => ({ control, outcome: came.get(control) as Outcome }));
    const judging = controls.filter(({ outcome }) => wasJudged(outcome)).map(({ control }) => control);
    const components = meeting(place, report.resources, report.findings, judging);
    const worst = outcomes.find((outcome) => controls.some((one) => one.outcome === outcome));
    const standing = standingOf(place);
    const otherwise = standing === "carried" && components.length === 0 ? "unasked" : standing;
    const state = standing === "judged" ? (worst as Outcome) : (otherwise as State);
    return { place, controls, components, state };
  });
}

/** Every document, in the order in which they are asked. */
export const documentKeys = Object.keys(documents) as DocumentKey[];

/** How many of some controls came to what. */
export const counted = (controls: Covered["controls"]): { readonly [O in Outcome]: number } => {
  const count = (outcome: Outcome) => controls.filter((one) => one.outcome === outcome).length;
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as { [O in Outcome]: number };
};
