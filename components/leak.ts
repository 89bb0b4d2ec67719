/** A kind of secret, and how it looks in a text. */
interface Kind {
  readonly what: string;
  readonly looks: RegExp;
}

/** Secrets that are known by their own look, whatever they are called. */
const BY_LOOK: readonly Kind[] = [
  { what: "a private key", looks: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d/ },
  { what: "an AWS access key", looks: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  {
    what: "an access token",
    looks:
      /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20}|xox[abposr]-[\w-]{10,}|npm_[A-Za-z0-9]{36})/,
  },
  { what: "a signed token", looks: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  { what: "a Fernet token", looks: /\bgAAAAA[\w-]{80,}/ },
  {
    what: "a password in an address",
    looks: /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"'$<{]{1,99}:(?![$<{%*])[^\s/@"']{1,99}@/i,
  },
  { what: "a password's hash", looks: /(?<![\w$])\$(?:1|2[abxy]|5|6|7|y|gy|argon2id?)\$[^\s"']{10,}/ },
];

/** The last words of the names that secrets go by. */
const NAMES =
  "passw(?:or)?d|passphrase|pass|pwd|secret|token|(?:api|access|auth|encryption|master|private|secret|signing)_?key|credentials?|psk";

/** Words that mean a secret also at the end of a longer one, as in `PGPASSWORD`, but for `NOPASSWD` and `chpasswd`. */
const ENDINGS = "(?<!no|ch)(?:passw(?:or)?d|passphrase)";

const NAMED = new RegExp(`(?:(?:^|[_.-])(?:${NAMES})|${ENDINGS})$`, "i");

/** A value after such a word. Where the name begins is looked up afterwards: here it would make long texts slow. */
const ASSIGNED = new RegExp(
  `(?:(?<![A-Za-z0-9])(?:${NAMES})|${ENDINGS})(?=["']?\\s{0,20}[:=]\\s{0,20}("[^"\\n]{0,999}"|'[^'\\n]{0,999}'|[^\\s,;}\\]]+))`,
  "gi",
);

/** What stands where a secret would, and is none: a reference, a placeholder, a flag, a file, nothing. */
const HARMLESS =
  /^(?:|[$<%{].*|\*+|x{3,}|true|false|yes|no|none|null|on|off|~|\||>|[|>][-+]|\d{1,4}|\/\S*|file:\S*|!\S+.*)$/i;

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, "$2");

const isNamed = (name: string): boolean => NAMED.test(name.replaceAll(/([a-z])([A-Z])/g, "$1_$2"));

/**
 * What kind of secret a text gives away, undefined when it seems to give away none. The secret itself is never told.
 *
 * @param name what the text is called, such as the key of a metadata entry; a text that is called a password is one
 */
export function leakIn(text: string, name = ""): string | undefined {
  const known = BY_LOOK.find(({ looks }) => looks.test(text));
  if (known) return known.what;
  if (isNamed(name) && !HARMLESS.test(unquoted(text))) return `a value called ${JSON.stringify(name)}`;
  for (const { 0: word, 1: value = "", index } of text.matchAll(ASSIGNED)) {
    const [before] = /[\w.-]{0,60}$/.exec(text.slice(Math.max(0, index - 60), index)) ?? [""];
    if (!HARMLESS.test(unquoted(value))) return `a value called ${JSON.stringify(before + word)}`;
  }
  return undefined;
}
