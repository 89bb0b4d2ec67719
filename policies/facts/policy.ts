import { every, first, some } from "../knowledge.ts";
import { itemsOf } from "./item.ts";

type Part = { readonly [key: string]: unknown };
type Texts = readonly (() => string)[];

/** What a statement is about: what some patterns mean or, where they are exceptions, everything else. */
interface About {
  readonly patterns: Texts;
  readonly except: boolean;
}

/** Somebody whom a statement names: `aws`, `service`, `federated`, `canonicaluser`, or `*`. */
export interface Principal {
  readonly kind: string;
  readonly id: () => string;
}

/** What must hold for a statement to count: one value of the key is enough. */
export interface Condition {
  /** In lower case, without what is before and after it: `bool` from `ForAllValues:BoolIfExists`. */
  readonly operator: string;
  /** Whether it also holds for a request that does not have the key. */
  readonly ifAbsent: boolean;
  /** In lower case. */
  readonly key: string;
  readonly values: Texts;
}

/** One statement of a policy. Each part may be unknown in a preview, and is read only when asked for. */
export interface Statement {
  readonly denies: boolean;
  readonly principals: readonly Principal[];
  /** Whether the principals are exceptions, and everybody else is meant. */
  readonly exceptPrincipals: boolean;
  /** The patterns of the actions that it names, in lower case; none where it names exceptions. */
  readonly actions: Texts;
  /** Whether it names the actions that it is not about. */
  readonly exceptActions: boolean;
  /** The patterns of the resources that it names; none where it names exceptions. */
  readonly resources: Texts;
  readonly conditions: readonly Condition[];
  /** Whether it is about an action such as `s3:GetObject`. */
  readonly isAboutAction: (action: string) => boolean;
  /** Whether it is about a resource, by its ARN. One that names no resources is about all that the policy is attached to. */
  readonly isAboutResource: (arn: string) => boolean;
}

/** A policy document of IAM, however it is written. */
export interface PolicyDocument {
  /** What keeps it from being one, as it stands after a colon: `it is not JSON`. Undefined when nothing does. */
  readonly flaw: string | undefined;
  readonly statements: readonly Statement[];
}

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);

/** The items of a list, or the one thing that stands in a list's place. */
const listOf = (value: unknown): (() => unknown)[] =>
  Array.isArray(value) ? itemsOf(value) : value === undefined || value === null ? [] : [() => value];

const textsOf = (value: unknown): Texts => listOf(value).map((item) => () => String(item() ?? ""));

/** The names under which a part says something, whatever their case: one as a rule. */
const keysOf = (part: Part, name: string): string[] => Object.keys(part).filter((key) => key.toLowerCase() === name);

const said = (part: Part, name: string): unknown => {
  const [key] = keysOf(part, name);
  return key === undefined ? undefined : part[key];
};

/** Whether a text is what a pattern means, in which `*` is any characters and `?` is any one. */
export const matches = (pattern: string, text: string): boolean => {
  let [p, t] = [0, 0];
  let [star, from] = [-1, 0];
  while (t < text.length)
    if (pattern[p] === "*") [star, from] = [p++, t];
    else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t] = [star + 1, ++from];
    else return false;
  while (pattern[p] === "*") p++;
  return p === pattern.length;
};

const aboutOf = (part: Part, name: string): About => {
  const except = keysOf(part, name).length === 0 && keysOf(part, `not${name}`).length > 0;
  return { except, patterns: textsOf(said(part, except ? `not${name}` : name)) };
};

const isAbout = ({ patterns, except }: About, text: string, plain: (text: string) => string): boolean =>
  except !== some(...patterns.map((pattern) => () => matches(plain(pattern()), plain(text))));

const lower = (text: string): string => text.toLowerCase();

/** An ARN in which every partition is one, and every region and every account any: `arn:aws:kms:*:*:key/*`. */
const anyPlace = (arn: string): string => {
  const [scheme = "", partition = "", service = "", region = "", account = "", ...resource] = arn.split(":");
  if (scheme !== "arn" || resource.length === 0) return arn;
  return [
    scheme,
    partition.replace(/^aws-.*/, "aws"),
    service,
    region && "*",
    /^\d{12}$/.test(account) ? "*" : account,
    ...resource,
  ].join(":");
};

const principalsOf = (value: unknown): Principal[] =>
  isPart(value)
    ? Object.keys(value).flatMap((kind) => textsOf(value[kind]).map((id) => ({ kind: lower(kind), id })))
    : textsOf(value).map((id) => ({ kind: "*", id }));

const conditionsOf = (value: unknown): Condition[] =>
  isPart(value)
    ? Object.keys(value).flatMap((written) => {
        const [, set = "", operator = "", ifExists = ""] =
          /^(?:(\w+):)?(.*?)(ifexists)?$/.exec(lower(written.trim())) ?? [];
        const keys = value[written];
        return isPart(keys)
          ? Object.keys(keys).map((key) => ({
              operator,
              ifAbsent: ifExists !== "" || set === "forallvalues",
              key: lower(key),
              get values() {
                return textsOf(keys[key]);
              },
            }))
          : [];
      })
    : [];

/** A statement, read anew each time that something of it is asked for, so that one that is unknown as a whole hides no other. */
const statementOf = (read: () => unknown): Statement => {
  const part = (): Part => {
    const statement = read();
    return isPart(statement) ? statement : {};
  };
  const exceptPrincipals = () => keysOf(part(), "principal").length === 0 && keysOf(part(), "notprincipal").length > 0;
  return {
    get denies() {
      return lower(String(said(part(), "effect") ?? "")) === "deny";
    },
    get exceptPrincipals() {
      return exceptPrincipals();
    },
    get principals() {
      return principalsOf(said(part(), exceptPrincipals() ? "notprincipal" : "principal"));
    },
    get conditions() {
      return conditionsOf(said(part(), "condition"));
    },
    get actions() {
      const { except, patterns } = aboutOf(part(), "action");
      return except ? [] : patterns.map((pattern) => () => lower(pattern()));
    },
    get exceptActions() {
      return aboutOf(part(), "action").except;
    },
    get resources() {
      const { except, patterns } = aboutOf(part(), "resource");
      return except ? [] : patterns;
    },
    isAboutAction: (action) => isAbout(aboutOf(part(), "action"), action, lower),
    isAboutResource: (arn) => {
      const about = aboutOf(part(), "resource");
      return (about.patterns.length === 0 && !about.except) || isAbout(about, arn, anyPlace);
    },
  };
};

/** Whether a JSON text says a key of an object twice. One reader takes the last, another the first. */
const repeatsKey = (json: string): boolean => {
  const open: Set<string>[] = [];
  for (const [token, key, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*(:)?|[{}]/g))
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon) {
      const name = lower(JSON.parse(key as string));
      if (open.at(-1)?.has(name)) return true;
      open.at(-1)?.add(name);
    }
  return false;
};

const ELEMENTS = ["sid", "effect", "action", "notaction", "resource", "notresource", "principal", "notprincipal"];

/** Reads that end in what is wrong, one where more than one of some elements is said. */
const single = (part: Part, least: number, ...names: string[]) => {
  const times = names.reduce((sum, name) => sum + keysOf(part, name).length, 0);
  return times > 1
    ? `a statement has more than one of ${names.join(" and ")}`
    : times < least
      ? `a statement has no ${names[0]}`
      : undefined;
};

const isText = (value: unknown): boolean => typeof value === "string";

const areTexts = (value: unknown): boolean => every(...listOf(value).map((item) => () => isText(item())));

const areValues = (value: unknown): boolean =>
  every(...listOf(value).map((item) => () => ["string", "boolean", "number"].includes(typeof item())));

const flawIn = (part: unknown): string | undefined => {
  if (!isPart(part)) return "a statement is not an object";
  const stray = Object.keys(part).find((key) => ![...ELEMENTS, "condition"].includes(lower(key)));
  if (stray !== undefined) return `a statement has ${JSON.stringify(stray)}, which IAM does not know`;
  const texts = (name: string) => () => (areTexts(said(part, name)) ? undefined : `${name} is not text`);
  return first(
    () => single(part, 1, "effect"),
    () => single(part, 1, "action", "notaction"),
    () => single(part, 0, "resource", "notresource"),
    () => single(part, 0, "principal", "notprincipal"),
    () => single(part, 0, "condition"),
    () => (/^(?:allow|deny)$/i.test(String(said(part, "effect"))) ? undefined : "an effect is neither Allow nor Deny"),
    texts("action"),
    texts("notaction"),
    texts("resource"),
    texts("notresource"),
    ...["principal", "notprincipal"].map((name) => () => {
      const value = said(part, name);
      if (!isPart(value))
        return value === undefined || value === "*" ? undefined : `${name} is neither * nor an object`;
      return every(...Object.keys(value).map((kind) => () => areTexts(value[kind])))
        ? undefined
        : `${name} is not text`;
    }),
    () => {
      const operators = said(part, "condition");
      if (operators === undefined) return undefined;
      const isRight = (keys: unknown) =>
        isPart(keys) && every(...Object.keys(keys).map((key) => () => areValues(keys[key])));
      return isPart(operators) && every(...Object.keys(operators).map((operator) => () => isRight(operators[operator])))
        ? undefined
        : "a condition is not an operator with keys and values";
    },
  );
};

const flawed = (flaw: string): PolicyDocument => ({ flaw, statements: [] });

/**
 * Reads a policy document: JSON as text, or an object. What says nothing has no statements and no flaw. Element names and effects count in any case,
 * since what somebody wrote in another case was meant all the same.
 */
export function documentOf(document: unknown): PolicyDocument {
  let root = document;
  if (typeof document === "string") {
    const json = document.replace(/^\uFEFF/, "");
    if (json.trim() === "") return { flaw: undefined, statements: [] };
    try {
      root = JSON.parse(json);
    } catch {
      return flawed("it is not JSON");
    }
    if (repeatsKey(json)) return flawed("it says a key twice");
  }
  if (root === undefined) return { flaw: undefined, statements: [] };
  if (!isPart(root)) return flawed("it is not an object");
  const top = root;
  const stray = Object.keys(top).find((key) => !["version", "id", "statement"].includes(lower(key)));
  if (stray !== undefined) return flawed(`it has ${JSON.stringify(stray)}, which IAM does not know`);
  if (keysOf(top, "statement").length !== 1) return flawed("it does not have statements");
  return {
    get flaw() {
      return first(
        () => (listOf(said(top, "statement")).length === 0 ? "it does not have statements" : undefined),
        ...listOf(said(top, "statement")).map((part) => () => flawIn(part())),
      );
    },
    get statements() {
      return listOf(said(top, "statement")).map(statementOf);
    },
  };
}
