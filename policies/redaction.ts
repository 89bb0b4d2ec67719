import { known, Undecided } from "./knowledge.ts";

/** What `pulumi policy analyze` shows in place of a secret that it cannot decrypt, whatever the secret's type. */
const REDACTED = "[secret]";

const isRedacted = (value: unknown): boolean => {
  if (value === null || typeof value !== "object") return value === REDACTED;
  return Object.keys(value).some((key) => isRedacted(known(() => (value as Record<string, unknown>)[key])));
};

/** The same value; to read what is redacted in it throws, as it does for what is not known yet. */
const guarded = (value: unknown): unknown => {
  if (!isRedacted(value)) return value;
  const copy = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value as object))
    Object.defineProperty(copy, key, {
      enumerable: true,
      get: () => {
        const part = (value as Record<string, unknown>)[key];
        if (part === REDACTED) throw new Undecided();
        return guarded(part);
      },
    });
  return copy;
};

/** What a resource says, as far as the pack is let see it: a secret that is not shown is judged by nobody, rather than as the text in its place. */
export const shown = <P extends object>(props: P): P => guarded(props) as P;
