import { control } from "../control.ts";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export default control<() => string | undefined>({
  id: "log-groups-encrypted",
  title: "Encrypt log groups with a key of one's own",
  why: "Logs tell of people, addresses and mistakes, and whoever may read log groups reads them all.",
  fix: "Set `kmsKeyId` to a key whose policy names CloudWatch Logs.",
  severity: "medium",
  sources: {
    talk: ["data-encrypted-everywhere", "keys-managed"],
    "nist-800-53": ["AU-9", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: { [LOG_GROUP]: (group) => [() => group.kmsKeyId] },
  judge: (key) => (key() ? undefined : "The log group is not encrypted with a key of one's own."),
  pass: [{ logs: [LOG_GROUP, { kmsKeyId: "a-key" }] }],
  fail: [{ logs: [LOG_GROUP, {}] }, { logs: [LOG_GROUP, { kmsKeyId: "" }] }],
});
