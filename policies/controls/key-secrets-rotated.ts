import { control, type Example, type Setting } from "../control.ts";
import type { Planned } from "../plan.ts";

const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";
const SECRET = "aws:secretsmanager/secret:Secret";

interface Settings {
  readonly longest: number;
}

/** What is wrong with how a secret is changed, as a sentence. */
type Fault = (settings: Settings) => string | undefined;

const DAYS: { readonly [unit: string]: number } = { minute: 1 / 1440, hour: 1 / 24, day: 1 };

/** How far apart two rotations are, in days: `rate(30 days)` is 30. Undefined where it is no rate. */
const daysOf = (schedule: string): number | undefined => {
  const [, number, unit = ""] = /^rate\((\d+)\s+(minute|hour|day)s?\)$/i.exec(schedule.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * Number(DAYS[unit.toLowerCase()]);
};

/** Whether a cron schedule, `cron(minutes hours days months weekdays years)`, comes every month or more often. */
const isMonthly = (schedule: string): boolean => {
  const [, , , months, , years] = /^cron\((.*)\)$/i.exec(schedule.trim())?.[1]?.split(/\s+/) ?? [];
  return ["*", "*/1", "1/1"].includes(months ?? "") && ["*", "?", undefined].includes(years);
};

const late =
  (rotation: Planned<typeof ROTATION>): Fault =>
  ({ longest }) => {
    const rules = rotation.props.rotationRules;
    const schedule = String(rules?.scheduleExpression ?? "");
    const days = schedule === "" ? Number(rules?.automaticallyAfterDays ?? Number.NaN) : daysOf(schedule);
    if (days === undefined) return isMonthly(schedule) ? undefined : "The secret is not changed every month.";
    if (Number.isNaN(days)) return "Nothing says when the secret is changed.";
    return days > longest ? `The secret is changed after ${days} days only.` : undefined;
  };

const unchanged =
  (secret: Planned<typeof SECRET>): Fault =>
  () =>
    secret.users(ROTATION, "secretId", ["id", "arn"]).length > 0 ? undefined : "Nothing changes the secret.";

const rotated = (rotationRules: object): Example => ({
  db: [SECRET, {}],
  rotation: [ROTATION, { secretId: "${db}", rotationRules }],
});

export default control<Fault, Settings>({
  id: "key-secrets-rotated",
  title: "Have secrets changed by themselves",
  why: "A secret that nobody changes works for whoever has found it, and for everybody who has left.",
  fix: "Give the secret an `aws.secretsmanager.SecretRotation` with `automaticallyAfterDays` of 90 or less.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["keys-managed", "tokens-short-lived"],
    fsbp: ["SecretsManager.1"],
    "nist-800-53": ["IA-5", "SC-12"],
    "nist-csf": ["protect"],
  },
  settings: {
    longest: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: 90,
      description: "How long a secret lasts at most, in days.",
    } satisfies Setting<number>,
  },
  joins: { [SECRET]: (secret) => [unchanged(secret)], [ROTATION]: (rotation) => [late(rotation)] },
  judge: (fault, settings) => fault(settings),
  pass: [
    rotated({ scheduleExpression: "rate(12 Hours)" }),
    rotated({ automaticallyAfterDays: 30 }),
    rotated({ scheduleExpression: "rate(90 days)" }),
    rotated({ scheduleExpression: "rate(12 hours)" }),
    rotated({ scheduleExpression: "cron(0 4 1 * ? *)" }),
  ],
  fail: [
    rotated({ scheduleExpression: "rate(2400 hours)" }),
    { db: [SECRET, {}] },
    rotated({ automaticallyAfterDays: 365 }),
    rotated({ scheduleExpression: "rate(100 days)" }),
    rotated({ scheduleExpression: "cron(0 4 1 1 ? *)" }),
    rotated({}),
  ],
});
