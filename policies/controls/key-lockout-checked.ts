import { control } from "../control.ts";

const EXTERNAL = "aws:kms/externalKey:ExternalKey";
const KEY = "aws:kms/key:Key";
const POLICY = "aws:kms/keyPolicy:KeyPolicy";
const REPLICA = "aws:kms/replicaKey:ReplicaKey";
const SHARES = "aws:efs/fileSystemPolicy:FileSystemPolicy";

export default control<() => boolean | undefined>({
  id: "key-lockout-checked",
  title: "Let AWS refuse a policy that locks everybody out",
  why: "A key or a file system whose policy nobody may change any more is lost with all that it guards, until AWS Support helps.",
  fix: "Leave `bypassPolicyLockoutSafetyCheck` out.",
  severity: "medium",
  sources: { talk: ["keys-managed"], "nist-800-53": ["SC-12", "CP-9"], "nist-csf": ["protect"] },
  reads: {
    [EXTERNAL]: (key) => [() => key.bypassPolicyLockoutSafetyCheck],
    [KEY]: (key) => [() => key.bypassPolicyLockoutSafetyCheck],
    [POLICY]: (policy) => [() => policy.bypassPolicyLockoutSafetyCheck],
    [REPLICA]: (key) => [() => key.bypassPolicyLockoutSafetyCheck],
    [SHARES]: (policy) => [() => policy.bypassPolicyLockoutSafetyCheck],
  },
  judge: (bypassed) => (bypassed() === true ? "AWS does not check whether the policy locks everybody out." : undefined),
  pass: [
    { key: [KEY, {}] },
    { key: [EXTERNAL, { bypassPolicyLockoutSafetyCheck: false }] },
    { policy: [POLICY, { keyId: "a-key", policy: "{}" }] },
  ],
  fail: [
    { key: [KEY, { bypassPolicyLockoutSafetyCheck: true }] },
    { key: [EXTERNAL, { bypassPolicyLockoutSafetyCheck: true }] },
    { key: [REPLICA, { primaryKeyArn: "a-key", bypassPolicyLockoutSafetyCheck: true }] },
    { policy: [POLICY, { keyId: "a-key", policy: "{}", bypassPolicyLockoutSafetyCheck: true }] },
    { policy: [SHARES, { fileSystemId: "files", policy: "{}", bypassPolicyLockoutSafetyCheck: true }] },
  ],
});
