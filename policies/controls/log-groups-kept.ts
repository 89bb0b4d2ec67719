import { control, type Setting } from "../control.ts";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

export default control<() => number | undefined, { readonly days: number }>({
  id: "log-groups-kept",
  title: "Keep logs for a year at least",
  why: "Break-ins are found months later, and then nobody can tell what was taken.",
  fix: "Set `retentionInDays` to 365 or more, or leave it out to keep everything.",
  severity: "medium",
  sources: {
    talk: ["logging-central", "aws-cloudwatch-monitors"],
    "nist-800-53": ["AU-11"],
    "nist-csf": ["detect"],
  },
  settings: {
    days: {
      type: "integer",
      minimum: 1,
      default: 365,
      description: "For how many days logs are kept at least.",
    } satisfies Setting<number>,
  },
  reads: { [LOG_GROUP]: (group) => [() => group.retentionInDays] },
  judge: (retention, { days }) => {
    const kept = retention() ?? 0;
    return kept === 0 || kept >= days ? undefined : `The log group keeps its logs for less than ${days} days.`;
  },
  pass: [
    {
      keeps: [LOG_GROUP, { retentionInDays: 365 }],
      forever: [LOG_GROUP, { retentionInDays: 0 }],
      all: [LOG_GROUP, {}],
    },
  ],
  fail: [{ logs: [LOG_GROUP, { retentionInDays: 30 }] }, { logs: [LOG_GROUP, { retentionInDays: 364 }] }],
});
