import { control, type Setting } from "../control.ts";

const EXTERNAL = "aws:kms/externalKey:ExternalKey";
const KEY = "aws:kms/key:Key";
const REPLICA = "aws:kms/replicaKey:ReplicaKey";

export default control<() => number | undefined, { readonly shortest: number }>({
  id: "key-deletion-delayed",
  title: "Leave time to take back the deletion of a key",
  why: "With a key goes all that it has encrypted, and a mistake or an intruder's work is noticed after days.",
  fix: "Leave `deletionWindowInDays` out, which is 30 days, or set 14 or more.",
  severity: "medium",
  sources: {
    talk: ["keys-managed"],
    fsbp: ["KMS.3"],
    "nist-800-53": ["SC-12"],
    "nist-csf": ["recover"],
  },
  settings: {
    shortest: {
      type: "integer",
      minimum: 7,
      maximum: 30,
      default: 14,
      description: "How many days pass at least before a key is gone.",
    } satisfies Setting<number>,
  },
  reads: {
    [EXTERNAL]: (key) => [() => key.deletionWindowInDays],
    [KEY]: (key) => [() => key.deletionWindowInDays],
    [REPLICA]: (key) => [() => key.deletionWindowInDays],
  },
  judge: (window, { shortest }) => {
    const days = Number(window() ?? 30);
    return days < shortest ? `The key is gone ${days} days after somebody deletes it.` : undefined;
  },
  pass: [
    { key: [KEY, {}] },
    { key: [KEY, { deletionWindowInDays: 30 }] },
    { key: [EXTERNAL, { deletionWindowInDays: 14 }] },
    { key: [REPLICA, { primaryKeyArn: "a-key" }] },
  ],
  fail: [
    { key: [KEY, { deletionWindowInDays: 7 }] },
    { key: [EXTERNAL, { deletionWindowInDays: 13 }] },
    { key: [REPLICA, { primaryKeyArn: "a-key", deletionWindowInDays: 7 }] },
  ],
});
