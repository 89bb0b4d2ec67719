import { every, known, some, Undecided } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Props } from "../resources.ts";
import { filterOf, type Matches } from "./filter-pattern.ts";
import { itemsOf } from "./item.ts";
import { everyday } from "./trail-event.ts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

type Alarm = Props<typeof ALARM>;
type Filter = Planned<typeof FILTER>;
type LogGroup = Planned<typeof LOG_GROUP>;

/** Whether an alarm does anything when it goes off. */
export const acts = (alarm: Alarm): boolean =>
  every(
    () => alarm.actionsEnabled !== false,
    () => (alarm.alarmActions?.length ?? 0) > 0,
  );

/** Whether an alarm goes off as soon as there is something to count. */
const goesOffAtOnce = (alarm: Alarm): boolean =>
  every(
    () => String(alarm.comparisonOperator ?? "").startsWith("GreaterThan"),
    () => Number(alarm.threshold ?? 0) <= 1,
  );

/** The names of the metrics that an alarm looks at, with their namespaces. */
const metricsOf = (alarm: Alarm): string[] => [
  ...(alarm.metricName ? [`${alarm.namespace} ${alarm.metricName}`] : []),
  ...itemsOf(alarm.metricQueries).flatMap((query) => {
    const { metric } = query();
    return metric ? [`${metric.namespace} ${metric.metricName}`] : [];
  }),
];

/** The planned alarms by the metrics that they look at, and whether some are not known yet. */
const alarms = (plan: Plan): { readonly by: ReadonlyMap<string, readonly Alarm[]>; readonly waits: boolean } => {
  const by = new Map<string, Alarm[]>();
  let waits = false;
  for (const { props } of plan.of(ALARM)) {
    const metrics = known(() => metricsOf(props));
    if (!metrics) waits = true;
    for (const metric of metrics ?? []) by.set(metric, [...(by.get(metric) ?? []), props]);
  }
  return { by, waits };
};

/** Whether somebody is told of what a filter counts. */
const isAlarmed = ({ plan, props }: Filter): boolean => {
  const { name, namespace } = props.metricTransformation ?? {};
  const { by, waits } = plan.once(alarms);
  return some(
    ...(by.get(`${namespace} ${name}`) ?? []).map(
      (alarm) => () =>
        every(
          () => acts(alarm),
          () => goesOffAtOnce(alarm),
        ),
    ),
    () => {
      if (waits) throw new Undecided("which alarms look at a metric can't be known during preview");
      return false;
    },
  );
};

/** What a filter means, as far as that is known. One that lets everything through tells nobody anything. */
const meaningOf = ({ name, props }: Filter): Matches => {
  const pattern = known(() => String(props.pattern ?? ""));
  if (pattern === undefined)
    return () => {
      throw new Undecided(`what ${name} counts can't be known during preview`);
    };
  const matches = filterOf(pattern);
  return matches && !matches(everyday) ? matches : () => false;
};

/** Whether somebody is told when a log group gets an event. */
export const toldFrom = (group: LogGroup): Matches => {
  const filters = group
    .users(FILTER, "logGroupName", ["id", "name"])
    .map((filter) => ({ filter, matches: meaningOf(filter) }));
  return (event) =>
    some(
      ...filters.map(
        ({ filter, matches }) =>
          () =>
            every(
              () => matches(event),
              () => isAlarmed(filter),
            ),
      ),
    );
};
