import { control, type Setting, type Written } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props } from "../resources.ts";

const PLAN = "aws:backup/plan:Plan";
const SELECTION = "aws:backup/selection:Selection";

type Rule = NonNullable<Props<typeof PLAN>["rules"]>[number];

interface Settings {
  readonly days: number;
}

/** What is wrong with a plan of AWS Backup. */
type Fault = (settings: Settings) => string | undefined;

/** Whether a rule runs once a week at least. AWS Backup starts one daily when nothing else is said. */
const isRegular = ({ schedule }: Rule): boolean => {
  if (!schedule) return true;
  const [, every, unit] = /^rate\((\d+)\s+(minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (every !== undefined) return unit !== "day" || Number(every) <= 7;
  const [, , dayOfMonth, month] = /^cron\((.*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  return [dayOfMonth, month].every((field) => field !== undefined && /^(?:[*?]|[*1]\/1)$/.test(field));
};

/** What a rule keeps, and for how long. Without an end it keeps everything. */
const keptFor = ({ lifecycle }: Rule): number => Number(lifecycle?.deleteAfter || Number.POSITIVE_INFINITY);

const rulesOf = ({ rules }: Props<typeof PLAN>) => itemsOf(rules);

const DAILY = "cron(0 3 * * ? *)";

const plan = (...rules: Partial<Rule>[]): Written => [
  PLAN,
  {
    rules: rules.map((rule) => ({
      ruleName: "daily",
      targetVaultName: "main",
      schedule: DAILY,
      lifecycle: { deleteAfter: 35 },
      copyActions: [{ destinationVaultArn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:far" }],
      ...rule,
    })),
  },
];

const selection: Written = [
  SELECTION,
  { planId: "${plan}", selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "daily" }] },
];

export default control<Fault, Settings>({
  id: "backup-plans-complete",
  title: "Back up every week at least, keep it for a month, and keep a copy in another region or account",
  why: "Who has taken over the account deletes the backups first, and a region that is down has the data and its backups in it.",
  fix: "Give the plan a rule that runs daily or weekly, with `copyActions` to a vault elsewhere and a `deleteAfter` of a month, and a `Selection` that says what it takes.",
  severity: "high",
  sources: {
    talk: ["backups-regular", "backup-off-cloud"],
    fsbp: ["EC2.28", "RDS.26"],
    "nist-800-53": ["CP-9", "CP-10"],
    "nist-csf": ["recover"],
  },
  settings: {
    days: {
      type: "integer",
      minimum: 1,
      default: 30,
      description: "For how many days backups are kept at least.",
    } satisfies Setting<number>,
  },
  reads: {
    [PLAN]: (plan) => [
      () =>
        some(...rulesOf(plan).map((rule) => () => isRegular(rule()))) ? undefined : "The plan does not run every week.",
      ({ days }) =>
        some(...rulesOf(plan).map((rule) => () => keptFor(rule()) >= days))
          ? undefined
          : `The plan keeps nothing for ${days} days.`,
      () =>
        some(
          ...rulesOf(plan).map((rule) => () => {
            const { copyActions, targetLogicallyAirGappedBackupVaultArn: airGapped } = rule();
            return Boolean(copyActions?.length || airGapped);
          }),
        )
          ? undefined
          : "The plan keeps no copy in another vault.",
    ],
    [SELECTION]: (selection) => [
      () =>
        some(
          () => Boolean(selection.selectionTags?.length),
          () => Boolean(selection.resources?.length),
          () => Boolean(selection.conditions?.length),
        )
          ? undefined
          : "The selection takes nothing.",
    ],
  },
  joins: {
    [PLAN]: (plan: Planned<typeof PLAN>) => [
      () => (plan.users(SELECTION, "planId").length > 0 ? undefined : "Nothing says what the plan takes."),
    ],
  },
  judge: (faultOf, settings) => faultOf(settings),
  pass: [
    { plan: plan({}), selection },
    { plan: plan({ schedule: "rate(12 hours)", lifecycle: { deleteAfter: 30 } }), selection },
    { plan: plan({}, { schedule: "rate(30 days)" }), selection },
    { plan: plan({ schedule: "cron(0 3 ? * SUN *)" }), selection },
    { plan: plan({ schedule: "rate(7 days)" }), selection },
    { plan: plan({ schedule: "", copyActions: [], targetLogicallyAirGappedBackupVaultArn: "a-vault" }), selection },
    {
      plan: plan(
        { copyActions: [], lifecycle: { deleteAfter: 7 } },
        { schedule: "cron(0 3 ? * SUN *)" },
        { schedule: "rate(1 day)" },
      ),
      selection,
    },
    { plan: plan({ lifecycle: {} }), selection: [SELECTION, { planId: "${plan}", resources: ["*"] }] },
  ],
  fail: [
    { plan: plan({ schedule: "once upon a time" }), selection },
    { plan: plan({ schedule: "cron(0 3 1 * ? *)" }), selection },
    { plan: plan({ schedule: "cron(0 3 * 1 ? *)" }), selection },
    { plan: plan({ schedule: "rate(30 days)" }), selection },
    { plan: plan({ lifecycle: { deleteAfter: 7 } }), selection },
    { plan: plan({ copyActions: [] }), selection },
    { plan: plan({}) },
    { plan: plan({}), selection: [SELECTION, { planId: "${plan}" }] },
    { plan: plan({}), selection: [SELECTION, { planId: "another-plan", resources: ["*"] }] },
  ],
});
