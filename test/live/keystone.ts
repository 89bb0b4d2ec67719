import { createHmac } from "node:crypto";

/** What Keystone answers to a log-in. */
export interface Answer {
  readonly status: number;
  /** The token that it gives. */
  readonly token: string;
  /** What it gives instead of a token while a factor is missing. */
  readonly receipt: string;
}

/** Logs in at Keystone's own API, with `fetch`. */
export async function logIn(url: string, identity: object, scope?: object, receipt?: string): Promise<Answer> {
  const response = await fetch(`${url}/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(receipt ? { "Openstack-Auth-Receipt": receipt } : {}) },
    body: JSON.stringify({ auth: { identity, ...(scope ? { scope } : {}) } }),
  });
  return {
    status: response.status,
    token: response.headers.get("x-subject-token") ?? "",
    receipt: response.headers.get("openstack-auth-receipt") ?? "",
  };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A secret as authenticators take it. Its length in bytes must be a multiple of five. */
export const base32 = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("")
    .replaceAll(/.{5}/g, (bits) => ALPHABET[Number.parseInt(bits, 2)] ?? "");

/** What an authenticator shows now (RFC 6238). */
export function passcode(secret: Uint8Array, now = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
