import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const BUDGET = "aws:budgets/budget:Budget";

const budget = (...notifications: { subscriberEmailAddresses?: string[]; subscriberSnsTopicArns?: string[] }[]) =>
  [
    BUDGET,
    {
      budgetType: "COST",
      timeUnit: "MONTHLY",
      notifications: notifications.map((more) => ({
        comparisonOperator: "GREATER_THAN",
        notificationType: "ACTUAL",
        threshold: 80,
        thresholdType: "PERCENTAGE",
        ...more,
      })),
    } as Props<typeof BUDGET>,
  ] as const;

export default control<Props<typeof BUDGET>>({
  id: "quota-spending-told",
  title: "Tell somebody when a budget is nearly spent",
  why: "A budget that tells nobody stops nothing and shows the miner's machines when the month is over.",
  fix: "Give the budget a notification with `subscriberEmailAddresses` or `subscriberSnsTopicArns`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["quotas-set"],
    "nist-800-53": ["SC-5", "SC-6", "SI-4"],
    "nist-csf": ["detect"],
  },
  reads: { [BUDGET]: (budget) => [budget] },
  judge: (budget) =>
    some(
      ...itemsOf(budget.notifications).map((read) => () => {
        const { subscriberEmailAddresses, subscriberSnsTopicArns } = read();
        return Boolean(subscriberEmailAddresses?.length || subscriberSnsTopicArns?.length);
      }),
    )
      ? undefined
      : "The budget tells nobody when it is spent.",
  pass: [
    { costs: budget({ subscriberEmailAddresses: ["platform@example.org"] }) },
    { costs: budget({}, { subscriberSnsTopicArns: ["a-topic"] }) },
  ],
  fail: [{ costs: budget() }, { costs: budget({}) }, { costs: budget({ subscriberEmailAddresses: [] }) }],
});
