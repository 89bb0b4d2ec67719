import { control } from "../control.ts";

const TRAIL = "aws:cloudtrail/trail:Trail";

export default control<() => string | undefined>({
  id: "log-trail-encrypted",
  title: "Encrypt the trail with a key of its own",
  why: "Whoever may read the bucket reads everything that anybody does in the account, and no policy of a key stands before it.",
  fix: "Set `kmsKeyId` to a key whose policy lets CloudTrail encrypt and few decrypt.",
  severity: "medium",
  sources: {
    talk: ["data-encrypted-everywhere", "keys-managed", "cis-benchmarks-used"],
    "cis-aws": ["4.5"],
    fsbp: ["CloudTrail.2"],
    "nist-800-53": ["AU-9", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: { [TRAIL]: (trail) => [() => trail.kmsKeyId] },
  judge: (key) => (key() ? undefined : "The trail is not encrypted with a key of its own."),
  pass: [{ trail: [TRAIL, { kmsKeyId: "a-key" }] }],
  fail: [{ trail: [TRAIL, {}] }, { trail: [TRAIL, { kmsKeyId: "" }] }],
});
