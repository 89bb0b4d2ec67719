import { control } from "../control.ts";
import { acts } from "../facts/alarmed.ts";
import type { Props } from "../resources.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

export default control<Props<typeof ALARM>>({
  id: "detection-alarms-answered",
  title: "Let every alarm tell somebody",
  why: "An alarm without an action turns red on a page that nobody looks at.",
  fix: "Name a topic that people have subscribed to in `alarmActions`, and leave `actionsEnabled` on.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["aws-cloudwatch-monitors", "vms-monitored"],
    "nist-800-53": ["SI-4"],
    "nist-csf": ["respond"],
  },
  reads: { [ALARM]: (alarm) => [alarm] },
  judge: (alarm) => (acts(alarm) ? undefined : "The alarm does nothing when it goes off."),
  pass: [{ alarm: [ALARM, { alarmActions: ["a-topic"] }] }],
  fail: [
    { alarm: [ALARM, {}] },
    { alarm: [ALARM, { alarmActions: [] }] },
    { alarm: [ALARM, { alarmActions: ["a-topic"], actionsEnabled: false }] },
  ],
});
