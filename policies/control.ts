import type { PolicyConfigSchema, Severity } from "@pulumi/policy";
import type { DocumentKey, Place } from "./documents.ts";
import type { Planned, Resource } from "./plan.ts";
import type { Props, Token } from "./resources.ts";

/** How to read one kind of fact out of each resource type that can state it, the resource alone. */
export type Reads<F> = { readonly [T in Token]?: (props: Props<T>, resource: Resource<T>) => readonly F[] };

/** How to read one kind of fact out of each resource type that can state it, together with what the resource is tied to. */
export type Joins<F> = { readonly [T in Token]?: (resource: Planned<T>) => readonly F[] };

/** A resource written down as proof: its type and what the program says of it. `"${net}"` stands for the id of the resource called `net` beside it. */
export type Written = { readonly [T in Token]: readonly [type: T, props: Props<T>] }[Token];

/** A small stack, each resource under its name. */
export interface Example {
  readonly [name: string]: Written;
}

/** What a team may set for itself, with the value that holds until it does. */
export type Setting<V> = PolicyConfigSchema["properties"][string] & {
  readonly default: V;
  readonly description: string;
};

/** Every severity, the gravest first. */
export const severities = ["critical", "high", "medium", "low"] as const satisfies readonly Severity[];

/** One demand, whichever cloud it is made of: what it asks, why, who says so, how it is judged, and proof that it judges right. */
export interface Control<F = unknown, S extends object = object> {
  /** Its name everywhere: the file, the policy, the configuration key, the documentation. */
  readonly id: string;
  /** The demand as an order, without a full stop. */
  readonly title: string;
  /** The attack or accident it prevents, in one sentence. */
  readonly why: string;
  /** What to do instead, in one sentence. */
  readonly fix: string;
  readonly severity: Severity;
  /** `advisory` where the demand is good advice rather than a must. Defaults to `mandatory`. A team's policy configuration overrules it. */
  readonly level?: "advisory";
  /** `false` where a waiver would make all the rest worthless. Defaults to being waivable. */
  readonly waivable?: false;
  /** Where the demand comes from: documents, and the places inside them. Every control says which functions of the NIST framework it is part of. */
  readonly sources: { readonly [D in DocumentKey]?: readonly Place<D>[] } & {
    readonly "nist-csf": readonly [Place<"nist-csf">, ...Place<"nist-csf">[]];
  };
  readonly settings?: { readonly [K in keyof S]: Setting<S[K]> };
  /** What to read from each resource alone. It is judged before the resource is made. */
  readonly reads?: Reads<F>;
  /** What to read from each resource and its neighbours. It is judged when the whole plan is there. */
  readonly joins?: Joins<F>;
  /**
   * The types of which a plan must have one before the control asks anything of it, unless the control's settings do. Reports then say `unasked`, rather than `met`.
   * Defaults to asking it of every resource that it reads.
   */
  readonly needs?: readonly Token[];
  /** What is wrong with one fact, as a sentence with a full stop. Undefined when it is as it should be. Never tells a property's value that may be secret. */
  readonly judge: (fact: F, settings: S) => string | undefined;
  readonly pass: readonly Example[];
  readonly fail: readonly Example[];
}

/** A control among others, its facts and settings no concern of who holds it. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where a control's own types are forgotten
export type AnyControl = Control<any, any>;

/** Declares a control. The types of its facts and settings follow from what it says. */
export const control = <F, S extends object = object>(declared: Control<F, S>): Control<F, S> => declared;

/** The resource types that a control has something to say about. */
export const tokensOf = ({ reads, joins }: AnyControl): Token[] => [
  ...new Set([...Object.keys(reads ?? {}), ...Object.keys(joins ?? {})] as Token[]),
];

/** The settings that hold until a team sets its own. */
export const defaultsOf = ({ settings }: AnyControl): object =>
  Object.fromEntries(
    Object.entries(settings ?? {}).map(([key, setting]) => [key, (setting as Setting<unknown>).default]),
  );

/** Every place that a control answers to, one by one. */
export const placesOf = ({ sources }: AnyControl): { document: DocumentKey; place: string }[] =>
  (Object.entries(sources) as [DocumentKey, readonly string[]][]).flatMap(([document, places]) =>
    places.map((place) => ({ document, place })),
  );
