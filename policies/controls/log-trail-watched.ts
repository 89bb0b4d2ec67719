import { control } from "../control.ts";
import { every } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const TRAIL = "aws:cloudtrail/trail:Trail";

export default control<Props<typeof TRAIL>>({
  id: "log-trail-watched",
  title: "Send the trail to CloudWatch Logs too",
  why: "Files in a bucket come late and set off no alarm.",
  fix: "Set `cloudWatchLogsGroupArn` to a log group and `cloudWatchLogsRoleArn` to a role that may write to it.",
  severity: "medium",
  sources: {
    talk: ["aws-cloudwatch-monitors", "logs-remote", "siem-used"],
    fsbp: ["CloudTrail.5"],
    "nist-800-53": ["AU-12", "SI-4"],
    "nist-csf": ["detect"],
  },
  reads: { [TRAIL]: (trail) => [trail] },
  judge: (trail) =>
    every(
      () => Boolean(trail.cloudWatchLogsGroupArn),
      () => Boolean(trail.cloudWatchLogsRoleArn),
    )
      ? undefined
      : "The trail does not write to CloudWatch Logs.",
  pass: [{ trail: [TRAIL, { cloudWatchLogsGroupArn: "a-group", cloudWatchLogsRoleArn: "a-role" }] }],
  fail: [
    { trail: [TRAIL, {}] },
    { trail: [TRAIL, { cloudWatchLogsRoleArn: "a-role" }] },
    { trail: [TRAIL, { cloudWatchLogsGroupArn: "a-group" }] },
  ],
});
