import { controls } from "./catalogue.ts";
import { type AnyControl, placesOf, tokensOf } from "./control.ts";
import { type AskedPlace, askedBy, type DocumentKey } from "./documents.ts";

/** A place, and the document that it is in. */
export type DocumentPlace = AskedPlace & { readonly document: DocumentKey };

/** A resource that a program made, and what the program says of it. */
export interface Made {
  readonly urn: string;
  readonly type: string;
  readonly props: object;
}

/** What a control, of whatever level, has to say against a resource. */
export interface Fault {
  /** The control's id. */
  readonly policy: string;
  readonly urn: string;
}

/** What is known of a place: what judges it, what carries it, why nothing can, or that all is still to be done. */
export type Standing = "judged" | "carried" | "out of reach" | "not yet";

/** The places of a document, one by one. */
export const placesIn = (document: DocumentKey): DocumentPlace[] =>
  askedBy(document).map((place) => ({ document, ...place }));

const keyOf = ({ document, place }: { readonly document: DocumentKey; readonly place: string }): string =>
  `${document} ${place}`;

const citing = Map.groupBy(
  controls.flatMap((control) => placesOf(control).map((cited) => ({ control, key: keyOf(cited) }))),
  ({ key }) => key,
);

/** The controls that cite a place. */
export const answering = (place: DocumentPlace): AnyControl[] =>
  (citing.get(keyOf(place)) ?? []).map(({ control }) => control);

export const standingOf = (place: DocumentPlace): Standing => {
  if (answering(place).length > 0) return "judged";
  if (place.carried) return "carried";
  return place.outOfReach === undefined ? "not yet" : "out of reach";
};

/** The component that made a resource, by its class. */
export const makerOf = (urn: string): string | undefined =>
  (urn.split("::")[2] ?? "")
    .split("$")
    .slice(0, -1)
    .findLast((type) => type.startsWith("hardening:"))
    ?.split(":")
    .at(-1);

const makersOf = (made: readonly { readonly urn: string }[]): string[] =>
  [...new Set(made.flatMap(({ urn }) => makerOf(urn) ?? []))].sort();

/** The components that make what a control reads, and of which it faults nothing. */
export const metBy = (control: AnyControl, made: readonly Made[], faults: readonly Fault[]): string[] => {
  const tokens: readonly string[] = tokensOf(control);
  const faulted = makersOf(faults.filter(({ policy }) => policy === control.id));
  return makersOf(made.filter(({ type }) => tokens.includes(type))).filter((maker) => !faulted.includes(maker));
};

/** Whether a text is in a value, however deep. */
const holds = (value: unknown, text: string): boolean =>
  typeof value === "string"
    ? value.includes(text)
    : typeof value === "object" && value !== null && Object.values(value).some((part) => holds(part, text));

/** The components of whose resources of some type every one shows the text: in its type, or in what is said of it. */
export const carriedBy = (seen: string, made: readonly Made[]): string[] => {
  const kinds = Map.groupBy(made, ({ urn, type }) => `${makerOf(urn)} ${type}`);
  return makersOf(
    [...kinds.values()].filter((kind) => kind.every(({ type, props }) => holds([type, props], seen))).flat(),
  );
};

/**
 * The components that a place is met by: those that make what its controls read, and those that are seen to carry it.
 *
 * @param judging those of its controls that were let judge. Defaults to all.
 */
export const meeting = (
  place: DocumentPlace,
  made: readonly Made[],
  faults: readonly Fault[],
  judging = answering(place),
): string[] => {
  const judged = judging.flatMap((control) => metBy(control, made, faults));
  const carried = place.carried ? carriedBy(place.carried.seen, made) : [];
  return [...new Set([...judged, ...carried])].sort();
};
