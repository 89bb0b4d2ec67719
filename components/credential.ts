import { oneOf, refuse } from "./refusal.ts";

/** One call of an API that a credential is for. */
export interface AccessRuleArgs {
  /** The service, by its type in the catalogue, such as `network`, `compute` or `object-store`. */
  service: string;
  /** The HTTP method: `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`. */
  method: string;
  /** The path, such as `/v2.0/networks`; `*` stands for one part of it, `**` for any number, as in `/v1/AUTH_abc/backups/**`. */
  path: string;
}

/** What every credential for machines takes, whichever cloud it opens. */
export interface CredentialArgs {
  /** What uses the credential, and what for, for people to read. */
  purpose: string;
  /**
   * When the credential ends, such as `2030-01-31T00:00:00Z` (RFC 3339): at most 90 days from the day of the update that makes it. Another moment makes a new
   * credential, and deletes the old one after it.
   */
  expiresAt: string;
}

const DAY = 86_400_000;

/** The longest that a credential may live, in days. */
const LONGEST_DAYS = 90;

/** The days before its end in which a credential is spoken of. */
const NOTICE_DAYS = 14;

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/;

/** How long a credential still lives. */
export interface Expiry {
  /** The end, as the cloud writes it: in UTC, to the second. */
  readonly at: string;
  /** What people should be told of it, undefined while there is time. */
  readonly notice: string | undefined;
}

/**
 * When a credential ends. It is held against the clock of whoever deploys rather than against a date in the program, which would be a mere claim: with time
 * a good end only gets nearer. One that has passed is a notice, not an error: it must not keep the rest of a stack from being updated.
 *
 * @param what whose argument it is, to begin an error with
 * @throws one sentence when it is no moment, or more than 90 days away
 */
export function expiryOf(what: string, expiresAt: string, now: Date): Expiry {
  const end = MOMENT.test(expiresAt) ? Date.parse(expiresAt) : Number.NaN;
  if (Number.isNaN(end)) return refuse(`${what}: expiresAt`, expiresAt, "a moment such as 2030-01-31T00:00:00Z");
  const at = new Date(end).toISOString().replace(/\.\d+Z$/, "Z");
  const latest = new Date(now.getTime() + LONGEST_DAYS * DAY);
  if (end > latest.getTime())
    refuse(
      `${what}: expiresAt`,
      expiresAt,
      `at most ${LONGEST_DAYS} days away, before ${latest.toISOString().slice(0, 10)}`,
    );
  const days = Math.floor((end - now.getTime()) / DAY);
  const next = "set expiresAt to a later moment, and the next update makes a new one";
  return {
    at,
    notice:
      days < 0 ? `ended at ${at}; ${next}` : days < NOTICE_DAYS ? `ends at ${at}; ${next} before that` : undefined,
  };
}

/** The names that an administrator's role has, in lower case. */
const ADMINISTRATORS = ["admin", "administrator", "cloud_admin", "domain_admin"];

/** Whether a role is an administrator's, by its name. */
export const isAdministrator = (role: string): boolean => ADMINISTRATORS.includes(role.toLowerCase());

/**
 * The roles that a credential has.
 *
 * @throws one sentence when there is none, or an administrator's among them
 */
export function credentialRoles(what: string, roles: readonly string[] = ["reader"]): string[] {
  if (roles.length === 0)
    refuse(`${what}: roles`, roles, "at least one role, as none would mean all that the user has");
  for (const role of roles)
    if (isAdministrator(role))
      refuse(`${what}: roles`, role, "a role that is no administrator's, such as reader or member");
  return [...roles];
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * The calls that a credential is for, in the order of their names.
 *
 * @throws one sentence when there is none, or one that is no call or every call
 */
export function accessRulesOf(what: string, rules: { readonly [name: string]: AccessRuleArgs }): AccessRuleArgs[] {
  const names = Object.keys(rules).sort();
  if (names.length === 0) refuse(`${what}: accessRules`, rules, "at least one call, as none would mean every call");
  return names.map((name) => {
    const { service, method, path } = rules[name] as AccessRuleArgs;
    const place = `${what}: accessRules.${name}`;
    if (!/^[a-z][a-z0-9-]*$/.test(service)) refuse(`${place}.service`, service, "a service's type such as network");
    if (!METHODS.includes(method)) refuse(`${place}.method`, method, oneOf(METHODS));
    if (!/^\/[^\s?#]+$/.test(path)) refuse(`${place}.path`, path, "a path such as /v2.0/networks");
    if (/^(\/v\d+(\.\d+)?)?\/\*\*?\/?$/.test(path))
      refuse(`${place}.path`, path, "less than every path of the service");
    return { service, method, path };
  });
}
