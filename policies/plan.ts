import type { PolicyResource } from "@pulumi/policy";
import { known, Undecided } from "./knowledge.ts";
import type { Props, Token } from "./resources.ts";

/** A resource as one of its own policies sees it: alone. */
export interface Resource<T extends Token = Token> {
  readonly urn: string;
  readonly type: T;
  readonly name: string;
  /** What the program said of it. Reading a value that a preview does not know yet throws. */
  readonly props: Props<T>;
}

/** A resource's name in its program. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** A resource of the plan, and what it is tied to. */
export interface Planned<T extends Token = Token> extends Resource<T> {
  /** The plan that it is part of. */
  readonly plan: Plan;
  /**
   * The planned resources of a type that one of its inputs was taken from, or names, each once.
   *
   * @param by the outputs that the input may name them by, such as `name`. Defaults to the id.
   * @throws Undecided when that is not known yet
   */
  tied<U extends Token>(input: keyof Props<T> & string, to: U, by?: readonly string[]): readonly Planned<U>[];
  /**
   * The planned resources of a type that have one of their inputs taken from this one, or name it, each once.
   *
   * @param by the outputs of this one that they may name it by. Defaults to the id.
   * @throws Undecided when that is not known yet
   */
  users<U extends Token>(of: U, input: keyof Props<U> & string, by?: readonly string[]): readonly Planned<U>[];
}

/** What the program asked of each resource, by URN. The stack's own resources carry what the provider made of it, which hides what was left out. */
export type Asked = ReadonlyMap<string, object>;

type AnyPlanned = Planned<Token>;
/** What an input is tied to, and what it may be tied to. */
type Ties = { readonly certain: readonly AnyPlanned[]; readonly possible: readonly AnyPlanned[] };
type Users = { readonly certain: Map<string, AnyPlanned[]>; readonly possible: Set<string> };

/** Every string inside a value, and how many values inside it are not known yet. */
const leaves = (read: () => unknown): { readonly said: string[]; readonly gaps: number } => {
  const value = known(() => ({ it: read() }));
  if (!value) return { said: [], gaps: 1 };
  const { it } = value;
  if (typeof it === "string") return { said: [it], gaps: 0 };
  if (it === null || typeof it !== "object") return { said: [], gaps: 0 };
  const parts = Object.keys(it).map((key) => leaves(() => (it as Record<string, unknown>)[key]));
  return { said: parts.flatMap(({ said }) => said), gaps: parts.reduce((sum, { gaps }) => sum + gaps, 0) };
};

const BY_ID: readonly string[] = ["id"];

const byUrn = (a: { readonly urn: string }, b: { readonly urn: string }): number => (a.urn < b.urn ? -1 : 1);

/** The planned graph: the resources, and the inputs that tie them. In the order of their URNs, so that nothing depends on when a resource was made. */
export class Plan {
  readonly #byType: ReadonlyMap<string, readonly AnyPlanned[]>;
  readonly #byUrn: ReadonlyMap<string, AnyPlanned>;
  readonly #children: ReadonlyMap<string | undefined, readonly PolicyResource[]>;
  readonly #outputs = new Map<string, ReadonlyMap<string, readonly AnyPlanned[]>>();
  readonly #tied = new Map<string, Ties>();
  readonly #users = new Map<string, Users>();
  readonly #unknown = new Map<string, readonly AnyPlanned[]>();
  readonly #work = new Map<unknown, unknown>();
  readonly #resources: ReadonlyMap<string, PolicyResource>;

  constructor(resources: readonly PolicyResource[], asked: Asked) {
    const ordered = resources.toSorted(byUrn);
    const planned = ordered.map((resource) => this.#plan(resource, asked.get(resource.urn) ?? resource.props));
    this.#resources = new Map(ordered.map((resource) => [resource.urn, resource]));
    this.#children = Map.groupBy(ordered, ({ parent }) => parent?.urn);
    this.#byUrn = new Map(planned.map((resource) => [resource.urn, resource]));
    this.#byType = Map.groupBy(planned, ({ type }) => type);
  }

  /** The planned resources of a type. */
  of<T extends Token>(type: T): readonly Planned<T>[] {
    return (this.#byType.get(type) ?? []) as never;
  }

  /**
   * The planned resources of a type that a text names.
   *
   * @param by the outputs that it may name them by. Defaults to the id.
   */
  named<T extends Token>(type: T, text: string, by: readonly string[] = BY_ID): readonly Planned<T>[] {
    return by.flatMap((output) => this.#by(output, type).get(text) ?? []) as never;
  }

  /** What some work on the whole plan comes to, done once however many resources ask for it. The work must not throw. */
  once<V>(work: (plan: Plan) => V): V {
    if (!this.#work.has(work)) this.#work.set(work, work(this));
    return this.#work.get(work) as V;
  }

  #plan({ urn, name, type }: PolicyResource, said: object): AnyPlanned {
    const planned: AnyPlanned = {
      urn,
      name,
      type: type as Token,
      props: said as Props<Token>,
      plan: this,
      tied: (input, to, by = BY_ID) => {
        const { certain, possible } = this.#ties(planned, input, to, by);
        if (possible.length > 0)
          throw new Undecided(`which ${to} ${input} of ${name} means can't be known during preview`);
        return certain as never;
      },
      users: (of, input, by = BY_ID) => {
        const { certain, possible } = this.#usersOf(of, input, planned.type, by);
        if (possible.has(urn)) throw new Undecided(`which ${of} means ${name} can't be known during preview`);
        return (certain.get(urn) ?? []) as never;
      },
    };
    return planned;
  }

  /** The resources of a type, by what one of their outputs says, as far as it is known. */
  #by(output: string, type: Token): ReadonlyMap<string, readonly AnyPlanned[]> {
    const key = `${output} ${type}`;
    const found = this.#outputs.get(key);
    if (found) return found;
    const index = new Map<string, AnyPlanned[]>();
    for (const planned of this.of(type) as readonly AnyPlanned[]) {
      const made = this.#resources.get(planned.urn)?.props as Record<string, unknown>;
      for (const text of new Set(leaves(() => made[output]).said)) {
        const others = index.get(text);
        if (others) others.push(planned);
        else index.set(text, [planned]);
      }
    }
    this.#outputs.set(key, index);
    return index;
  }

  /** The resources of a type that a dependency means: itself or, where it is a component, what the component is made of. */
  #meant(dependency: PolicyResource, to: Token): PolicyResource[] {
    if (dependency.type === to) return [dependency];
    if (dependency.provider || "id" in dependency.props) return [];
    return (this.#children.get(dependency.urn) ?? []).flatMap((child) => this.#meant(child, to));
  }

  /** The component that stands between two resources: the outermost around one that is not around the other. The one itself where there is none. */
  #seenAs(resource: PolicyResource, from: PolicyResource): string {
    const around = new Set<string>();
    for (let at = from.parent; at; at = at.parent) around.add(at.urn);
    let seen = resource;
    while (seen.parent && !around.has(seen.parent.urn) && seen.parent.type !== "pulumi:pulumi:Stack")
      seen = seen.parent;
    return seen.urn;
  }

  #ties(planned: AnyPlanned, input: string, to: Token, by: readonly string[]): Ties {
    const key = `${planned.urn} ${input} ${to} ${by}`;
    const found = this.#tied.get(key) ?? this.#findTies(planned, input, to, by);
    this.#tied.set(key, found);
    return found;
  }

  /**
   * An output of a component depends on all that the component is made of, so where several of its
   * parts come into question nobody can tell which is meant before the update.
   */
  #findTies(planned: AnyPlanned, input: string, to: Token, by: readonly string[]): Ties {
    const { said, gaps } = leaves(() => (planned.props as Record<string, unknown>)[input]);
    const namedBy = said.map((text) => by.flatMap((output) => this.#by(output, to).get(text) ?? []));
    const named = new Set(namedBy.flat());
    const resource = this.#resources.get(planned.urn);
    if (gaps === 0 || !resource) {
      const stranger = namedBy.some((found) => found.length === 0);
      return { certain: [...named], possible: stranger ? this.#unnamed(to, by).filter((one) => !named.has(one)) : [] };
    }
    const from = resource.propertyDependencies[input] ?? [];
    const candidates = new Set(from.flatMap((dependency) => this.#meant(dependency, to)));
    const rest = [...candidates].flatMap((candidate) => {
      const other = this.#byUrn.get(candidate.urn);
      return other && !named.has(other) ? [{ other, seenAs: this.#seenAs(candidate, resource) }] : [];
    });
    const others = rest.map(({ other }) => other).sort(byUrn);
    const certain = rest.length <= gaps && new Set(rest.map(({ seenAs }) => seenAs)).size === rest.length;
    if (!certain) return { certain: [...named], possible: others };
    const possible = candidates.size > 0 ? [] : this.#unexplained(from, to, by).filter((one) => !named.has(one));
    return { certain: [...named, ...others], possible };
  }

  /** The resources of a type that the program names itself, in a way that is not known yet. */
  #unnamed(to: Token, by: readonly string[]): readonly AnyPlanned[] {
    const key = `${by} ${to}`;
    const found =
      this.#unknown.get(key) ??
      this.of(to).filter(({ props }) =>
        by.some((output) => known(() => [(props as Record<string, unknown>)[output]]) === undefined),
      );
    this.#unknown.set(key, found);
    return found;
  }

  /** The resources of a type that an unknown input may mean which was taken from none of them: any where it was taken from nothing, else those that are named from the same. */
  #unexplained(from: readonly PolicyResource[], to: Token, by: readonly string[]): readonly AnyPlanned[] {
    if (from.length === 0) return this.of(to);
    const sources = new Set(from.map(({ urn }) => urn));
    return this.#unnamed(to, by).filter(({ urn }) => {
      const { propertyDependencies = {} } = this.#resources.get(urn) ?? {};
      return by.some((output) => (propertyDependencies[output] ?? []).some((source) => sources.has(source.urn)));
    });
  }

  #usersOf(of: Token, input: string, to: Token, by: readonly string[]): Users {
    const key = `${of} ${input} ${to} ${by}`;
    const found = this.#users.get(key);
    if (found) return found;
    const users: Users = { certain: new Map(), possible: new Set() };
    for (const user of this.of(of) as readonly AnyPlanned[]) {
      const { certain, possible } = this.#ties(user, input, to, by);
      for (const { urn } of certain) {
        const others = users.certain.get(urn);
        if (others) others.push(user);
        else users.certain.set(urn, [user]);
      }
      for (const { urn } of possible) users.possible.add(urn);
    }
    this.#users.set(key, users);
    return users;
  }
}
