import { closest } from "fastest-levenshtein";
import { LineCounter, type Node, parseDocument, type YAMLSeq } from "yaml";
import { daysUntil, isDay } from "../components/day.ts";
import type { AnyControl } from "./control.ts";
import { nameOf } from "./plan.ts";

/** For how many days before its end a waiver is spoken of. */
const NOTICE_DAYS = 14;

/** What a waiver says, as its file's schema tells it. */
const FIELDS = {
  control: "The id of the control that is waived.",
  resource:
    "The resource that it is waived for: its URN, its name, or those of a component that it is a part of. `*` stands for any characters.",
  reason: "Why nobody can do as the control says yet, and what guards the resource meanwhile.",
  owner: "The team that answers for it.",
  expires: "The last day on which the waiver holds, in UTC, such as 2030-01-31.",
} as const;

type Field = keyof typeof FIELDS;

/** An exception from one control, for some time. */
export type Waiver = { readonly [F in Field]: string } & {
  /** Where it is written, such as `waivers.yaml, line 7`. */
  readonly where: string;
};

/** The waivers that may hold, and what is wrong with the others, one sentence for each fault. */
export interface Waivers {
  readonly waivers: readonly Waiver[];
  readonly faults: readonly string[];
}

const shown = (value: unknown): string => (value === undefined || value === null ? "nothing" : JSON.stringify(value));

/** What a field must be and is not. */
function wantedOf(field: Field, value: unknown, controls: readonly AnyControl[]): string | undefined {
  if (typeof value !== "string" || value.trim() === "") return "a text";
  if (field === "expires" && !isDay(value)) return "a day such as 2030-01-31";
  if (field !== "control") return undefined;
  const found = controls.find(({ id }) => id === value);
  const waivable = controls.filter((control) => control.waivable !== false).map(({ id }) => id);
  if (!found) return `a control that exists, such as ${closest(value, waivable)}`;
  return found.waivable === false ? "a control that may be waived" : undefined;
}

/** What is wrong with one waiver. */
function faultsOf(entry: unknown, controls: readonly AnyControl[]): string[] {
  const fields = Object.keys(FIELDS) as Field[];
  if (entry === null || typeof entry !== "object" || Array.isArray(entry))
    return [`it must have ${fields.join(", ")}, got ${shown(entry)}`];
  const said = entry as { readonly [field: string]: unknown };
  return [
    ...fields.flatMap((field) => {
      const wanted = wantedOf(field, said[field], controls);
      return wanted ? [`${field} must be ${wanted}, got ${shown(said[field])}`] : [];
    }),
    ...Object.keys(said)
      .filter((key) => !fields.includes(key as Field))
      .map((key) => `its fields are ${fields.join(", ")}, got ${shown(key)}`),
  ];
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ");

/**
 * Reads a file of waivers.
 *
 * @param file its name, to say where things are
 */
export function parse(text: string, file: string, controls: readonly AnyControl[]): Waivers {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const unreadable = (why: string) => ({ waivers: [], faults: [`No waiver holds: ${why}.`] });
  const [error] = document.errors;
  if (error)
    return unreadable(`${file} is no YAML (line ${lines.linePos(error.pos[0]).line}: ${oneLine(error.message)})`);
  let entries: unknown;
  try {
    entries = document.toJS() ?? [];
  } catch (error) {
    return unreadable(`${file} is no YAML (${oneLine((error as Error).message)})`);
  }
  if (!Array.isArray(entries)) return unreadable(`${file} must be a list of waivers, got ${shown(entries)}`);
  const nodes = (document.contents as YAMLSeq<Node> | null)?.items ?? [];
  const waivers: Waiver[] = [];
  const faults = entries.flatMap((entry, i) => {
    const where = `${file}, line ${lines.linePos(nodes[i]?.range?.[0] ?? 0).line}`;
    const wrong = faultsOf(entry, controls);
    if (wrong.length === 0)
      waivers.push({ ...entry, owner: oneLine(entry.owner), reason: oneLine(entry.reason), where });
    return wrong.map((fault) => `The waiver in ${where}, does not hold: ${fault}.`);
  });
  return { waivers, faults };
}

export const NO_WAIVERS: Waivers = { waivers: [], faults: [] };

/** Reads the file of waivers that a team names, if it can be read. */
export function readWaivers(file: string, read: (file: string) => string, controls: readonly AnyControl[]): Waivers {
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    return {
      waivers: [],
      faults: [
        `No waiver holds: ${file} cannot be read (${(error as Error).message}); name it in full, or from the folder in which Pulumi is called.`,
      ],
    };
  }
  return parse(text, file, controls);
}

/**
 * Whether a waiver means a resource.
 *
 * @param urns its own, and those of the components that it is a part of
 */
export function means({ resource }: Waiver, urns: readonly string[]): boolean {
  const parts = resource.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join(".*")}$`, "s");
  return urns.some((urn) => pattern.test(urn) || pattern.test(nameOf(urn)));
}

/** What is said of a fault, and whether a waiver holds for it. The reason stands in quotes, so that whoever reads it knows where it ends. */
export interface Verdict {
  readonly message: string;
  readonly waived: boolean;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/**
 * What becomes of a fault: the waiver that lasts longest decides.
 *
 * @param waivers all that mean the control and the resource
 */
export function verdictOn(fault: string, waivers: readonly Waiver[], today: string): Verdict {
  const longest = waivers.toSorted((a, b) => daysUntil(a.expires, b.expires))[0];
  if (!longest) return { message: fault, waived: false };
  const { where, owner, expires, reason } = longest;
  return daysUntil(expires, today) >= 0
    ? { message: `Waived until ${expires} by ${owner}: ${JSON.stringify(sentence(reason))} ${fault}`, waived: true }
    : {
        message: `The waiver in ${where}, by ${owner}, expired on ${expires}: ${JSON.stringify(sentence(reason))} ${fault}`,
        waived: false,
      };
}

/** What people should be told of a waiver that is about to end, undefined of any other. */
export function noticeOf({ where, control, resource, owner, expires }: Waiver, today: string): string | undefined {
  const days = daysUntil(expires, today);
  if (days < 0 || days > NOTICE_DAYS) return undefined;
  return `The waiver in ${where}, of ${control} for ${resource}, expires on ${expires}: ${owner} mends the resource, or agrees on a later day.`;
}

/** What people are told of a waiver that nothing needs. */
export function uselessnessOf({ where, control, resource, expires }: Waiver, today: string): string {
  const expired = daysUntil(expires, today) < 0 ? `, and expired on ${expires}` : "";
  return `The waiver in ${where}, matches nothing${expired}: ${control} finds no fault in ${resource}.`;
}

/** The JSON schema of a file of waivers, for editors. */
export function schemaOf(controls: readonly AnyControl[]): object {
  const waivable = controls.filter((control) => control.waivable !== false);
  const text = (field: Field) => ({ description: FIELDS[field], type: "string", pattern: "\\S" });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "The waivers of the policy pack hardening",
    type: ["array", "null"],
    items: {
      type: "object",
      required: Object.keys(FIELDS),
      additionalProperties: false,
      properties: {
        control: {
          description: FIELDS.control,
          enum: waivable.map(({ id }) => id),
          enumDescriptions: waivable.map(({ title, why }) => `${title}. ${why}`),
        },
        resource: text("resource"),
        reason: text("reason"),
        owner: text("owner"),
        expires: { description: FIELDS.expires, type: "string", format: "date", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
      },
    },
  };
}
