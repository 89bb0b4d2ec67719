import type { Input } from "@pulumi/pulumi";
import { refuse } from "./refusal.ts";

/** What every secret takes, whichever cloud keeps it. */
export interface SecretArgs {
  /** The secret itself. It is encrypted in Pulumi's state, whether it comes as a secret or not. */
  payload: Input<string>;
  /** When it ends, as RFC 3339 has it: `2027-01-31T00:00:00Z`. Changing it makes a new secret. */
  expiration: string;
  /** How far away its end may be, in days from 1 to 3650. Defaults to 365. */
  maximumDays?: number;
}

const DAY = 24 * 60 * 60 * 1000;
const MAXIMUM_DAYS = 365;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A moment as RFC 3339 has it, in UTC and whole seconds: what key managers answer, so that nothing looks changed. */
export const formatTime = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, "Z");

/** A moment that is written as RFC 3339 has it, undefined when it is not. */
export const parseTime = (text: string): Date | undefined => {
  const time = new Date(text);
  return RFC_3339.test(text) && !Number.isNaN(time.getTime()) ? time : undefined;
};

/**
 * When a secret ends, in UTC.
 *
 * @param what whose arguments these are, to begin an error with
 * @param now what the end may not be too far from. An end that is past is left to the key manager, which takes none
 * @throws one sentence when the expiration is malformed or too far away
 */
export function expirationOf(what: string, { expiration, maximumDays = MAXIMUM_DAYS }: SecretArgs, now: Date): string {
  if (!Number.isInteger(maximumDays) || maximumDays < 1 || maximumDays > 3650)
    refuse(`${what}: maximumDays`, maximumDays, "a whole number of days from 1 to 3650");
  const time = parseTime(expiration);
  if (!time)
    return refuse(`${what}: expiration`, expiration, "a time as RFC 3339 has it, such as 2027-01-31T00:00:00Z");
  if (time.getTime() > now.getTime() + maximumDays * DAY)
    refuse(`${what}: expiration`, expiration, `at most ${maximumDays} days away (maximumDays)`);
  return formatTime(time);
}

/** What a key is for: its algorithm, how long it is, how it is used. */
export interface Cipher {
  readonly algorithm?: string | undefined;
  readonly bitLength?: number | undefined;
  readonly mode?: string | undefined;
}

/** The fewest bits of a good key, by algorithm. Elliptic curves need few. */
const FEWEST: { readonly [algorithm: string]: number } = {
  aes: 256,
  rsa: 3072,
  rsapss: 3072,
  dsa: 3072,
  dh: 3072,
  ec: 256,
  ecdsa: 256,
  ed25519: 256,
  x25519: 253,
  hmacsha256: 256,
  hmacsha384: 256,
  hmacsha512: 256,
};

const BROKEN = /^(3des|arc4|blowfish|desx?|desede|hmacmd5|hmacsha1|idea|md5|rc[245]|tripledes)/;

/** What is weak about a key, as the rest of a sentence that begins with the key. Undefined when nothing known is. */
export const weaknessOf = ({ algorithm, bitLength, mode }: Cipher): string | undefined => {
  const name = algorithm?.toLowerCase().replaceAll(/[^a-z0-9]/g, "") ?? "";
  if (BROKEN.test(name)) return `is for the broken algorithm ${algorithm}`;
  if (mode?.toLowerCase() === "ecb") return "is used in the mode ECB, which shows where two blocks are the same";
  const fewest = FEWEST[name];
  if (fewest !== undefined && bitLength !== undefined && bitLength < fewest)
    return `has ${bitLength} bits, where ${algorithm} needs ${fewest}`;
  if ((name === "aes" || name === "rsa") && bitLength === undefined) return `does not say how many bits it has`;
  return undefined;
};
