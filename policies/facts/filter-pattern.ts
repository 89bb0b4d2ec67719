/** A JSON event, as CloudWatch Logs filters it. */
export type LogEvent = { readonly [field: string]: unknown };

/** Whether an event is one that a filter lets through. */
export type Matches = (event: LogEvent) => boolean;

/** The longest pattern that CloudWatch Logs takes, in characters. */
const LONGEST = 1024;

const TOKEN =
  /\s*(?:(?<selector>\$(?:\.[\w-]+|\.?\[\s*(?:'[^']*'|"[^"]*"|\d+|\*)\s*\])+)|"(?<quoted>(?:[^"\\]|\\.)*)"|%(?<regex>[^%]*)%|(?<mark>&&|\|\||!=|<=|>=|[=<>(){}])|(?<word>[^\s()&|{}=<>!"]+))/uy;

interface Piece {
  readonly kind: "end" | "mark" | "quoted" | "regex" | "selector" | "word";
  readonly text: string;
}

/** The pieces of a pattern. Undefined when some of it is none. */
const piecesOf = (pattern: string): Piece[] | undefined => {
  const pieces: Piece[] = [];
  const text = pattern.trim();
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const [kind, said] = Object.entries(found?.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (!found || kind === undefined || said === undefined) return undefined;
    pieces.push({ kind: kind as Piece["kind"], text: said });
    at = TOKEN.lastIndex;
  }
  return pieces;
};

/** The values that a selector such as `$.userIdentity.type` finds in an event. */
const selected = (selector: string): ((event: LogEvent) => unknown[]) => {
  const steps = [...selector.matchAll(/\.?\[\s*(?:'([^']*)'|"([^"]*)"|(\d+|\*))\s*\]|\.([\w-]+)/gu)].map(
    ([, single, double, index, name]) => single ?? double ?? index ?? name ?? "",
  );
  return (event) =>
    steps.reduce<unknown[]>(
      (values, step) =>
        values.flatMap((value) => {
          if (value === null || typeof value !== "object") return [];
          if (step === "*") return Object.values(value);
          return Object.hasOwn(value, step) ? [(value as LogEvent)[step]] : [];
        }),
      [event],
    );
};

/** Whether a text is what a pattern with `*` in it means. */
const isLike = (pattern: string, text: string): boolean => {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return text === pattern;
  const tail = rest.pop() ?? "";
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  const end = text.length - tail.length;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
};

/** Whether one value is what a piece of a pattern means. Undefined when the piece means none. */
const equals = ({ kind, text }: Piece): ((value: unknown) => boolean) | undefined => {
  if (kind === "quoted" || kind === "word")
    return (value) => value !== null && typeof value !== "object" && isLike(text, String(value));
  if (kind !== "regex") return undefined;
  try {
    const regex = new RegExp(text, "u");
    return (value) => typeof value === "string" && regex.test(value);
  } catch {
    return undefined;
  }
};

const ORDERS: { readonly [mark: string]: (a: number, b: number) => boolean } = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

const STATES: { readonly [word: string]: (value: unknown) => boolean } = {
  FALSE: (value) => value === false,
  NULL: (value) => value === null,
  TRUE: (value) => value === true,
};

const END: Piece = { kind: "end", text: "" };

/**
 * What a metric filter's pattern means: `{ ($.eventName = "CreateRoute") || ($.eventName = "DeleteRoute") }`. What a field that is not there is unequal to is not told, so
 * it is let through by nothing but `NOT EXISTS`. Undefined when it is no pattern for JSON, or not a whole one.
 */
export function filterOf(pattern: string): Matches | undefined {
  const pieces = pattern.length <= LONGEST ? piecesOf(pattern) : undefined;
  if (!pieces) return undefined;
  let at = 0;
  const next = (): Piece => pieces[at++] ?? END;
  const skip = (...words: readonly string[]): boolean => {
    const found = words.every((word, i) => {
      const piece = pieces[at + i];
      return piece && piece.kind !== "quoted" && piece.text.toUpperCase() === word;
    });
    if (found) at += words.length;
    return found;
  };

  const comparison = (): Matches | undefined => {
    const selector = next();
    if (selector.kind !== "selector") return undefined;
    const values = selected(selector.text);
    if (skip("NOT", "EXISTS")) return (event) => values(event).length === 0;
    if (skip("EXISTS")) return (event) => values(event).length > 0;
    if (skip("IS")) {
      const state = STATES[next().text.toUpperCase()];
      return state && ((event) => values(event).some(state));
    }
    const { kind, text: mark } = next();
    if (kind !== "mark") return undefined;
    const said = next();
    const order = ORDERS[mark];
    if (order) {
      const limit = Number(said.text);
      return said.text === "" || Number.isNaN(limit)
        ? undefined
        : (event) => values(event).some((value) => typeof value === "number" && order(value, limit));
    }
    const equal = equals(said);
    if (!equal) return undefined;
    if (mark === "=") return (event) => values(event).some(equal);
    return mark === "!=" ? (event) => values(event).some((value) => !equal(value)) : undefined;
  };

  const joined = (mark: string, part: () => Matches | undefined, any: boolean) => (): Matches | undefined => {
    const parts = [part()];
    while (skip(mark)) parts.push(part());
    if (!parts.every((one) => one !== undefined)) return undefined;
    return (event) => (any ? parts.some((one) => one(event)) : parts.every((one) => one(event)));
  };

  const primary = (): Matches | undefined => {
    if (!skip("(")) return comparison();
    const inner = either();
    return skip(")") ? inner : undefined;
  };
  const both = joined("&&", primary, false);
  const either = joined("||", both, true);

  if (!skip("{")) return undefined;
  const whole = either();
  return skip("}") && at === pieces.length ? whole : undefined;
}
