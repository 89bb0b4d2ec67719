import { parseTime } from "../../components/secret.ts";
import { control } from "../control.ts";

const ORDER = "openstack:keymanager/orderV1:OrderV1";
const SECRET = "openstack:keymanager/secretV1:SecretV1";

interface Kept {
  readonly expiration: string | undefined;
}

const order = { algorithm: "aes", bitLength: 256 };

export default control({
  id: "key-secrets-expire",
  title: "Give every secret an end",
  why: "A secret without an end is never changed, and works for whoever got hold of it long ago.",
  fix: "Set `expiration`, such as 2027-01-31T00:00:00Z, and make a new one before.",
  severity: "high",
  sources: {
    talk: ["keys-managed"],
    ossg: ["secrets-management"],
    "nist-800-53": ["SC-12", "IA-5"],
    "nist-csf": ["protect"],
  },
  reads: {
    [SECRET]: (secret): Kept[] => [
      {
        get expiration() {
          return secret.expiration;
        },
      },
    ],
    [ORDER]: (order): Kept[] => [
      {
        get expiration() {
          return order.meta?.expiration;
        },
      },
    ],
  },
  judge: ({ expiration }: Kept) => {
    if (!expiration) return "The secret never ends.";
    return parseTime(String(expiration)) ? undefined : "The secret's end is no time as RFC 3339 has it.";
  },
  pass: [
    { key: [SECRET, { expiration: "2027-01-31T00:00:00Z" }] },
    { key: [SECRET, { expiration: "2027-01-31T02:00:00+02:00" }] },
    { ordered: [ORDER, { type: "key", meta: { ...order, expiration: "2027-01-31T00:00:00Z" } }] },
  ],
  fail: [
    { key: [SECRET, {}] },
    { key: [SECRET, { expiration: "" }] },
    { key: [SECRET, { expiration: "next year" }] },
    { key: [SECRET, { expiration: "2027-13-31T00:00:00Z" }] },
    { ordered: [ORDER, { type: "key", meta: order }] },
  ],
});
