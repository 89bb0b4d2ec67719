import { control, type Example } from "../control.ts";
import { toldFrom } from "../facts/alarmed.ts";
import type { Matches } from "../facts/filter-pattern.ts";
import { type Topic, topics } from "../facts/trail-event.ts";
import { first, known } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props } from "../resources.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const TRAIL = "aws:cloudtrail/trail:Trail";

/** Something that somebody should be told of, and what somebody is told of. */
interface Watch {
  readonly topic: Topic;
  readonly isTold: Matches;
}

/** The planned log group that a trail writes to: by its name inside the address, or as far as the trail is tied to one. */
const logGroupOf = (trail: Planned<typeof TRAIL>): Planned<typeof LOG_GROUP> | undefined => {
  const [, named] = /:log-group:([^:]+)/.exec(known(() => trail.props.cloudWatchLogsGroupArn) ?? "") ?? [];
  return named === undefined
    ? trail.tied("cloudWatchLogsGroupArn", LOG_GROUP)[0]
    : first(...trail.plan.of(LOG_GROUP).map((group) => () => (group.props.name === named ? group : undefined)));
};

/** A filter, and an alarm for what it counts. */
const told = (pattern: string, alarm: Props<typeof ALARM> = {}): Example => ({
  filter: [
    FILTER,
    { logGroupName: "${logs}", pattern, metricTransformation: { name: "told", namespace: "trail", value: "1" } },
  ],
  alarm: [
    ALARM,
    {
      metricName: "told",
      namespace: "trail",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      alarmActions: ["a-topic"],
      ...alarm,
    },
  ],
});

const TRAILED: Example = {
  logs: [LOG_GROUP, { name: "trail" }],
  trail: [TRAIL, { cloudWatchLogsGroupArn: "${logs}" }],
};

/** All that is more than a look, and all that root does. */
const ALL = '(($.readOnly IS FALSE) || ($.userIdentity.type = "Root"))';

/** All of it but one kind of event. */
const without = (kind: string): string => `{ ${ALL} && (${kind}) }`;

export default control<Watch>({
  id: "detection-events-alarmed",
  title: "Tell somebody when the trail records what an intruder would do",
  why: "A trail that nobody is told of is read after the damage, and the first thing that an intruder does is to switch it off.",
  fix: "Give the trail's log group a metric filter for each such event, and each filter's metric an alarm with an action that goes off at the first one.",
  severity: "medium",
  sources: {
    talk: [
      "aws-cloudwatch-monitors",
      "threat-detection-used",
      "anomalies-monitored",
      "logging-central",
      "cis-benchmarks-used",
    ],
    "cis-aws": topics.map(({ place }) => place),
    "nist-800-53": ["SI-4", "AC-2", "AC-17(1)"],
    "nist-csf": ["detect"],
  },
  joins: {
    [TRAIL]: (trail) => {
      const group = logGroupOf(trail);
      if (!group) return [];
      const isTold = toldFrom(group);
      return topics.map((topic) => ({ topic, isTold }));
    },
  },
  judge: ({ topic: { when, events }, isTold }) => {
    const missed = first(...events.map((event) => () => (isTold(event) ? undefined : event)));
    return missed && `Nobody is told when ${when}, as with ${missed.eventName}.`;
  },
  pass: [
    { ...TRAILED, ...told(`{ ${ALL} }`) },
    { ...TRAILED, ...told(`{ ${ALL} }`, { comparisonOperator: "GreaterThanThreshold", threshold: 0 }) },
    {
      logs: [LOG_GROUP, { name: "trail" }],
      elsewhere: [TRAIL, { cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:other:*" }],
      unwatched: [TRAIL, {}],
    },
    {
      ...TRAILED,
      ...told(`{ ${ALL} }`),
      trail: [TRAIL, { cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*" }],
    },
    {
      ...TRAILED,
      ...told(without("$.eventName != DisableKey")),
      more: [
        FILTER,
        {
          logGroupName: "trail",
          pattern: '{ $.eventSource = "kms.amazonaws.com" && $.eventName = "Dis*" }',
          metricTransformation: { name: "more", namespace: "trail", value: "1" },
        },
      ],
      moreAlarm: [
        ALARM,
        {
          metricQueries: [{ id: "m", metric: { metricName: "more", namespace: "trail", period: 300, stat: "Sum" } }],
          comparisonOperator: "GreaterThanOrEqualToThreshold",
          threshold: 1,
          alarmActions: ["a-topic"],
        },
      ],
    },
  ],
  fail: [
    TRAILED,
    ...[
      "$.errorCode NOT EXISTS",
      "$.additionalEventData.MFAUsed NOT EXISTS",
      '$.userIdentity.type != "Root"',
      "$.errorMessage NOT EXISTS",
      ...[
        "CreatePolicy",
        "StopLogging",
        "DisableKey",
        "DeleteBucketPolicy",
        "StopConfigurationRecorder",
        "CreateSecurityGroup",
        "DeleteNetworkAcl",
        "CreateInternetGateway",
        "CreateRoute",
        "ModifyVpcAttribute",
        "LeaveOrganization",
      ].map((name) => `$.eventName != "${name}"`),
    ].map((kind) => ({ ...TRAILED, ...told(without(kind)) })),
    { ...TRAILED, ...told('{ $.eventName = "*" }') },
    { ...TRAILED, ...told(`{ ${ALL}`) },
    { ...TRAILED, ...told("trail") },
    { ...TRAILED, ...told(`{ ${ALL} }`, { alarmActions: [] }) },
    { ...TRAILED, ...told(`{ ${ALL} }`, { actionsEnabled: false }) },
    { ...TRAILED, ...told(`{ ${ALL} }`, { threshold: 100 }) },
    { ...TRAILED, ...told(`{ ${ALL} }`, { comparisonOperator: "LessThanThreshold" }) },
    { ...TRAILED, ...told(`{ ${ALL} }`, { namespace: "other" }) },
    {
      ...TRAILED,
      ...told(without('$.eventName != "CreateRoute"')),
      trail: [TRAIL, { cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*" }],
    },
  ],
});
