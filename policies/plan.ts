import type { PolicyResource } from "@pulumi/policy";
import { isUndecided, Undecided } from "./knowledge.ts";
import type { Props, Token } from "./resources.ts";

/** A resource as one of its own policies sees it: alone. */
export interface Resource<T extends Token = Token> {
  readonly urn: string;
  readonly type: T;
  readonly name: string;
  /** What the program said of it. Reading a value that a preview does not know yet throws. */
  readonly props: Props<T>;
}

/** A resource of the plan, and what it is tied to. */
export interface Planned<T extends Token = Token> extends Resource<T> {
  /**
   * The planned resources of a type that one of its inputs was taken from, or names by id.
   *
   * @throws Undecided when that is not known yet
   */
  tied<U extends Token>(input: keyof Props<T> & string, to: U): readonly Planned<U>[];
  /**
   * The planned resources of a type that have one of their inputs taken from this one, or name it by id.
   *
   * @throws Undecided when that is not known yet
   */
  users<U extends Token>(of: U, input: keyof Props<U> & string): readonly Planned<U>[];
}

/** What the program asked of each resource, by URN. The stack's own resources carry what the provider made of it, which hides what was left out. */
export type Asked = ReadonlyMap<string, object>;

/** The value, or undefined when it is not known yet. */
const known = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (isUndecided(error)) return undefined;
    throw error;
  }
};

/** Every string inside a value. */
const strings = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(strings);
};

type AnyPlanned = Planned<Token>;
type Users = { readonly certain: Map<string, AnyPlanned[]>; readonly possible: Set<string> };

/** The planned graph: the resources, and the inputs that tie them. */
export class Plan {
  readonly #byType: ReadonlyMap<string, readonly PolicyResource[]>;
  readonly #planned = new Map<string, AnyPlanned>();
  readonly #byId = new Map<string, ReadonlyMap<string, AnyPlanned>>();
  readonly #users = new Map<string, Users>();

  constructor(resources: readonly PolicyResource[], asked: Asked) {
    this.#byType = Map.groupBy(resources, ({ type }) => type);
    for (const resource of resources)
      this.#planned.set(resource.urn, this.#plan(resource, asked.get(resource.urn) ?? resource.props));
  }

  /** The planned resources of a type. */
  of<T extends Token>(type: T): readonly Planned<T>[] {
    return (this.#byType.get(type) ?? []).map(({ urn }) => this.#planned.get(urn) as unknown as Planned<T>);
  }

  #plan(resource: PolicyResource, said: object): AnyPlanned {
    const { urn, name } = resource;
    const type = resource.type as Token;
    const props = said as Props<Token>;
    return {
      urn,
      name,
      type,
      props,
      tied: (input, to) => this.#tied(resource, props, input, to) as never,
      users: (of, input) => {
        const { certain, possible } = this.#usersOf(of, input, type);
        if (possible.has(urn)) throw new Undecided(`which ${of} means ${name} can't be known during preview`);
        return (certain.get(urn) ?? []) as never;
      },
    };
  }

  /** The resources of a type, by the id that the provider gave them, as far as it is known. */
  #ids(type: Token): ReadonlyMap<string, AnyPlanned> {
    const ids =
      this.#byId.get(type) ??
      new Map(
        (this.#byType.get(type) ?? []).flatMap(({ urn, props }) => {
          const id = known(() => props.id as unknown);
          return typeof id === "string" ? [[id, this.#planned.get(urn) as AnyPlanned]] : [];
        }),
      );
    this.#byId.set(type, ids);
    return ids;
  }

  /** The URNs that an input depends on. An output of a component depends on all that the component has to say, so they may be too many. */
  #candidates(resource: PolicyResource, input: string, to: Token): string[] {
    return (resource.propertyDependencies[input] ?? []).filter(({ type }) => type === to).map(({ urn }) => urn);
  }

  #tied(resource: PolicyResource, props: object, input: string, to: Token): AnyPlanned[] {
    const value = known(() => ({ said: strings((props as Record<string, unknown>)[input]) }));
    if (value) {
      const ids = this.#ids(to);
      return value.said.flatMap((id) => ids.get(id) ?? []);
    }
    const candidates = this.#candidates(resource, input, to);
    const places = known(() => (props as Record<string, unknown[]>)[input]?.length) ?? 1;
    if (candidates.length > places)
      throw new Undecided(`which ${to} ${input} of ${resource.name} means can't be known during preview`);
    return candidates.flatMap((urn) => this.#planned.get(urn) ?? []);
  }

  #usersOf(of: Token, input: string, to: Token): Users {
    const key = `${of} ${input} ${to}`;
    const found = this.#users.get(key);
    if (found) return found;
    const users: Users = { certain: new Map(), possible: new Set() };
    for (const resource of this.#byType.get(of) ?? []) {
      const user = this.#planned.get(resource.urn) as AnyPlanned;
      const targets = known(() => user.tied(input as never, to));
      for (const { urn } of targets ?? []) users.certain.set(urn, [...(users.certain.get(urn) ?? []), user]);
      if (!targets) for (const urn of this.#candidates(resource, input, to)) users.possible.add(urn);
    }
    this.#users.set(key, users);
    return users;
  }
}
