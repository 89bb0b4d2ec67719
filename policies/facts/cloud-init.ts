import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";

/** What a machine is told at its first start, whichever cloud tells it. */
export interface FirstStart {
  /** What its parts of cloud-config say together; a later part overrides an earlier one, key by key. */
  readonly config: { readonly [key: string]: unknown };
  /** Every part as it is written: configuration, scripts, and the files inside them. */
  readonly texts: readonly string[];
}

/** The most that is ever unpacked, in bytes: far more than any cloud takes. */
const MOST = 4_000_000;

/** How deep parts may be in parts. */
const DEEPEST = 5;

const unzipped = (data: Buffer): string => {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data.toString();
  try {
    return gunzipSync(data, { maxOutputLength: MOST }).toString();
  } catch {
    return "";
  }
};

/** The text as it was before somebody packed it: base64, gzip, or both. */
const unpacked = (text: string): string => {
  const packed = text.replaceAll(/\s/g, "");
  return packed.length > 15 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed) ? unzipped(Buffer.from(packed, "base64")) : text;
};

/** The headers of a MIME part, by their names in lower case, and what comes after them. */
const mimeOf = (text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } => {
  const [head = "", ...body] = text.split(/\r?\n\r?\n/);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = lines.flatMap((line): [string, string][] => {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value ?? ""]];
  });
  return { headers: new Map(headers), body: body.join("\n\n") };
};

const decoded = (body: string, encoding: string): string => {
  if (/^base64$/i.test(encoding)) return unzipped(Buffer.from(body, "base64"));
  if (!/^quoted-printable$/i.test(encoding)) return body;
  return body
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
};

/** cloud-init takes for a message whatever speaks of MIME near its beginning. */
const isMime = (text: string): boolean =>
  /^(?:From |[\w-]+:)/.test(text) && /\bmime-version\b/i.test(text.slice(0, 4096));

const isMimePart = (text: string): boolean => isMime(text) || /^Content-(?:Type|Transfer-Encoding):/i.test(text);

/** A part as it would stand alone: that it is configuration, its type may say in place of its first line. */
const typed = (type: string, part: string): string =>
  /^text\/cloud-config\b(?!-)/i.test(type) && !isConfig(part) ? `#cloud-config\n${part}` : part;

/** The parts of a text that holds several: MIME's, or cloud-init's own archive. */
const partsOf = (text: string, depth = 0): string[] => {
  const own = unpacked(text).trimStart();
  if (depth >= DEEPEST) return [own];
  if (/^#cloud-config-archive/.test(own)) {
    const items = yamlOf(own);
    return (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
      const { type, content } = isObject(item) ? item : { type: "", content: item };
      return partsOf(typed(String(type ?? ""), String(content ?? "")), depth + 1);
    });
  }
  if (!isMimePart(own)) return [own];
  const { headers, body } = mimeOf(own);
  const type = headers.get("content-type") ?? "";
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(type) ?? [];
  if (boundary === undefined)
    return partsOf(typed(type, decoded(body, headers.get("content-transfer-encoding") ?? "").trimStart()), depth + 1);
  return body
    .split(`--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith("--"))
    .flatMap((part) => partsOf(part.trimStart(), depth + 1));
};

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What a YAML text says, as Python reads it; undefined when it is none. */
const yamlOf = (text: string): unknown => {
  try {
    return parse(text, { version: "1.1", logLevel: "silent", maxAliasCount: 100 });
  } catch {
    return undefined;
  }
};

const isConfig = (part: string): boolean => /^(?:## template: *jinja\r?\n)?#cloud-config\b/.test(part);

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The texts of the files that a configuration writes, unpacked. */
const filesOf = (config: { readonly [key: string]: unknown }): string[] =>
  list(config.write_files).flatMap((file) => {
    if (!isObject(file)) return [];
    const content = String(file.content ?? "");
    return [/b64|base64|gz/i.test(String(file.encoding ?? "")) ? unpacked(content) : content];
  });

/** Reads user data: plain, base64, gzip in base64, several parts as MIME or as an archive. What cannot be read says nothing. */
export function firstStartOf(userData: string): FirstStart {
  const parts = partsOf(userData);
  const config: { [key: string]: unknown } = {};
  for (const part of parts.filter(isConfig)) {
    const said = yamlOf(part);
    if (isObject(said)) Object.assign(config, said);
  }
  return { config, texts: [...parts, ...filesOf(config)] };
}

/** A line that is a comment, and what comes after the sign for one. */
const COMMENT = /^[ \t]*#.*$|[ \t]#[ \t].*$/gm;

/** Whether a text says something, outside of comments. */
const says = ({ texts }: FirstStart, pattern: RegExp): boolean =>
  texts.some((text) => pattern.test(text.replaceAll(COMMENT, "")));

/** Whether a line gives the SSH server's word one of some values. Of what it replaces by something else the last counts, and what it looks for does not. */
const setsSsh = (start: FirstStart, word: string, values: string): boolean =>
  says(
    start,
    new RegExp(`(?<!\\bgrep\\b[^\\n;&|]{0,80}|#[ \\t]?)\\b${word}\\s+(?:${values})\\b(?![^\\n]*\\b${word}\\b)`, "i"),
  );

/** What cloud-init takes for a yes, and for a no. What is neither leaves some things as they are. */
const isYes = (value: unknown): boolean => /^(?:true|1|on|yes)$/i.test(String(value).trim());
const isNo = (value: unknown): boolean => /^(?:false|0|off|no)$/i.test(String(value).trim());

/** Whether the SSH server takes no passwords. */
export const closesPasswordLogin = (start: FirstStart): boolean =>
  (isNo(start.config.ssh_pwauth) || setsSsh(start, "PasswordAuthentication", "no")) &&
  !setsSsh(start, "PasswordAuthentication", "yes");

/** Whether root can't log in. cloud-init closes it by itself until it is told otherwise. */
export const closesRootLogin = (start: FirstStart): boolean =>
  isConfigured(start)
    ? (!("disable_root" in start.config) || isYes(start.config.disable_root)) &&
      !setsSsh(start, "PermitRootLogin", "yes|without-password|prohibit-password")
    : setsSsh(start, "PermitRootLogin", "no");

const isConfigured = ({ config }: FirstStart): boolean => Object.keys(config).length > 0;

/** Whether the machine is brought up to date. */
export const upgrades = (start: FirstStart): boolean =>
  isYes(start.config.package_upgrade) ||
  isYes(start.config.apt_upgrade) ||
  says(start, /\b(?:apt|apt-get|aptitude)\b[^\n;|&]{0,500}\b(?:upgrade|dist-upgrade|full-upgrade)\b/) ||
  says(start, /\b(?:dnf|yum|zypper)\b[^\n;|&]{0,500}\b(?:upgrade|update|patch)\b/);

/** Whether one of some packages is installed. */
export const installs = (start: FirstStart, names: readonly string[]): boolean =>
  list(start.config.packages).some((one) => names.includes(String(Array.isArray(one) ? one[0] : one))) ||
  says(
    start,
    new RegExp(
      `\\b(?:apt|apt-get|dnf|yum|zypper)\\b[^\\n;|&]{0,500}\\binstall\\b[^\\n;|&]{0,500}\\b(?:${names.join("|")})(?![\\w-])`,
    ),
  );

/** Log shippers that speak TLS, as their configuration says it. */
const SHIPPED = [
  /StreamDriver(?:\.?Name)?\s*=?\s*"?(?:gtls|ossl|mbedtls)|\$ActionSendStreamDriverMode\s+1|StreamDriverMode\s*=\s*"1"/i,
  /transport\("?tls"?\)/i,
  /\[Upload\][\s\S]{0,500}URL\s*=\s*https:/i,
  /\[OUTPUT\][\s\S]{0,500}\btls\s+on\b/i,
  /output\.(?:logstash|elasticsearch)[\s\S]{0,500}(?:https:\/\/|ssl\.)/i,
  /(?:clients|sinks|loki\.write|endpoint)\b[\s\S]{0,500}https:\/\//i,
];

/** Whether logs leave the machine over TLS. */
export const shipsLogs = (start: FirstStart): boolean => SHIPPED.some((pattern) => says(start, pattern));

/** Commands that give an account a password which is written beside them. */
const SETS_PASSWORD = [
  /\b(?:echo|printf)\b[^\n|]{0,200}\b[\w.-]{1,32}:[^\s:$`"'|]{1,200}["']?\s*\|\s*(?:sudo\s+)?[\w/]{0,20}\bchpasswd\b/,
  /\bchpasswd\b[^\n<]{0,99}<<(?:<\s*|-?\s*["']?\w+["']?[ \t]*\n\s*)["']?[\w.-]{1,32}:[^\s$`]/,
  /\b(?:usermod|useradd)\b[^\n;|]{0,200}\s(?:-p|--password)[\s=]+["']?(?:\$\((?:openssl\s+passwd|mkpasswd)\b|\\?\$\w+\$|[\w./])/,
];

/** Whether an account is given a password, plain or hashed: everybody on the machine can read it. */
export const givesPassword = (start: FirstStart): boolean => {
  const { config } = start;
  const users = [...list(config.users), config.user].filter(isObject);
  const given = [
    config.password,
    ...users.flatMap((user) => [user.plain_text_passwd, user.passwd, user.hashed_passwd]),
    ...(isObject(config.chpasswd)
      ? [
          ...list(config.chpasswd.list),
          ...list(config.chpasswd.users).flatMap((user) => (isObject(user) ? [user.password] : [])),
        ]
      : []),
  ].filter((value) => value !== undefined && value !== null);
  return (
    given.some((value) => !/^(?:|[!*x]+|[^:\n]+:(?:R|RANDOM)\s*)$/.test(String(value))) ||
    SETS_PASSWORD.some((pattern) => says(start, pattern))
  );
};

/** Programs that copy a machine's data away, and what people call that. */
const BACKUP = /\b(?:backup|restic|borg|borgmatic|duplicity|kopia|rustic)\b/i;

/** An address over TLS or SSH that is not the machine itself. */
const AWAY =
  /\b(?:https|sftp|ssh|s3|b2|gs|azure):(?:\/\/)?(?!localhost\b|127\.|\[::1\])[\w[]|\b[a-z_][\w-]{0,31}@[\w.-]{1,253}:/i;

/** How systemd or cron says how often something is started, the most often first. */
const OFTEN = [
  /^\s*OnCalendar\s*=\s*(?:hourly|\*:\d)|^\s*@hourly\b|^\s*\d+ \* \* \* \*/im,
  /^\s*OnCalendar\s*=\s*(?:daily|\*-\*-\* \d|\d\d?:)|^\s*@daily\b|^\s*\d+ \d+ \* \* \*/im,
  /^\s*OnCalendar\s*=\s*(?:weekly|[A-Z][a-z]{2} )|^\s*@weekly\b|^\s*\d+ \d+ \* \* \w/im,
];

/** How often the machine copies its data away, as a place among hourly, daily and weekly; undefined when it doesn't. */
export const backsUp = (start: FirstStart): number | undefined => {
  const texts = start.texts.filter((text) => !isConfig(text) && BACKUP.test(text));
  const often = OFTEN.findIndex((pattern) => texts.some((text) => pattern.test(text)));
  return often >= 0 && texts.some((text) => AWAY.test(text)) ? often : undefined;
};
