import { control } from "../control.ts";
import { fleet, type Start, starting, startsOf } from "../facts/machine.ts";
import { some } from "../knowledge.ts";

export default control<Start>({
  id: "server-monitoring-detailed",
  title: "Measure machines every minute",
  why: "A miner or an attack that comes and goes within five minutes is averaged away.",
  fix: "Set `monitoring` to true, in a launch template `monitoring.enabled`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["vms-monitored", "aws-cloudwatch-monitors"],
    "nist-800-53": ["SI-4"],
    "nist-csf": ["detect"],
  },
  reads: startsOf<Start>((start) => [start]),
  judge: ({ label, monitored, templated }) =>
    some(monitored, templated) ? undefined : `The ${label} is measured every five minutes only.`,
  pass: [
    { fleet: fleet({ monitoring: true }) },
    {
      web: [starting.instance, { monitoring: true }],
      templated: [starting.instance, { launchTemplate: { name: "web" } }],
      spot: [starting.spot, { monitoring: true }],
      template: [starting.template, { monitoring: { enabled: true } }],
      configuration: [starting.configuration, {}],
    },
  ],
  fail: [
    { fleet: fleet({}) },
    { web: [starting.instance, {}] },
    { spot: [starting.spot, { monitoring: false }] },
    { template: [starting.template, { monitoring: {} }] },
    { configuration: [starting.configuration, { enableMonitoring: false }] },
  ],
});
