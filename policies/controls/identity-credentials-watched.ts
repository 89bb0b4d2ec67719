import { control, type Example, type Setting } from "../control.ts";
import { type Account, identitySetUp, settingUpIdentity } from "../facts/account.ts";
import { first, some } from "../knowledge.ts";

const ORGANIZATION_RULE = "aws:cfg/organizationManagedRule:OrganizationManagedRule";
const RULE = "aws:cfg/rule:Rule";

interface Settings {
  readonly unused: number;
  readonly old: number;
}

/** What a parameter of a rule of AWS Config says; 90 days where it leaves that to AWS. */
const daysOf = (parameters: unknown, key: string): number => {
  try {
    const said = typeof parameters === "string" ? JSON.parse(parameters || "{}") : (parameters ?? {});
    return Number(said[key] ?? 90);
  } catch {
    return Number.NaN;
  }
};

/** Whether a rule of AWS Config looks for something that is older than some days, at the latest. */
const watches = ({ plan }: Account, identifier: string, key: string, most: number): boolean =>
  some(
    ...plan.of(RULE).map(
      ({ props }) =>
        () =>
          String(props.source?.sourceIdentifier ?? "").toUpperCase() === identifier &&
          daysOf(props.inputParameters, key) <= most,
    ),
    ...plan.of(ORGANIZATION_RULE).map(
      ({ props }) =>
        () =>
          String(props.ruleIdentifier ?? "").toUpperCase() === identifier && daysOf(props.inputParameters, key) <= most,
    ),
  );

const UNUSED = "IAM_USER_UNUSED_CREDENTIALS_CHECK";
const OLD = "ACCESS_KEYS_ROTATED";

const rule = (sourceIdentifier: string, inputParameters?: object): Example[string] => [
  RULE,
  {
    source: { owner: "AWS", sourceIdentifier },
    ...(inputParameters && { inputParameters: JSON.stringify(inputParameters) }),
  },
];

const unused = rule(UNUSED, { maxCredentialUsageAge: "45" });
const old = rule(OLD, { maxAccessKeyAge: "90" });

/** When a credential was last used, and when a key was made, is known to the account that runs; a program can only have it watched. */
export default control<Account, Settings>({
  id: "identity-credentials-watched",
  title: "Have AWS Config find credentials that nobody uses, and keys that are old",
  why: "Credentials of those who left and keys that were never changed are what intruders come in with, and nobody misses them.",
  fix: `Make an \`aws.cfg.Rule\` with \`${UNUSED}\` (\`maxCredentialUsageAge\` 45) and one with \`${OLD}\` (\`maxAccessKeyAge\` 90).`,
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["unused-credentials-disabled", "access-keys-rotated", "aws-config-assesses"],
    "cis-aws": ["2.11", "2.12"],
    fsbp: ["IAM.3", "IAM.22"],
    "nist-800-53": ["AC-2(3)", "IA-5"],
    "nist-csf": ["detect"],
  },
  settings: {
    unused: {
      type: "integer",
      minimum: 1,
      maximum: 90,
      default: 45,
      description: "After how many days without use a credential is found.",
    } satisfies Setting<number>,
    old: {
      type: "integer",
      minimum: 1,
      maximum: 90,
      default: 90,
      description: "After how many days an access key is found.",
    } satisfies Setting<number>,
  },
  joins: identitySetUp,
  judge: (account, settings) =>
    first(
      () =>
        watches(account, UNUSED, "maxCredentialUsageAge", settings.unused)
          ? undefined
          : `The stack sets up the identities of an account, and nothing finds credentials that nobody has used for ${settings.unused} days.`,
      () =>
        watches(account, OLD, "maxAccessKeyAge", settings.old)
          ? undefined
          : `The stack sets up the identities of an account, and nothing finds access keys that are older than ${settings.old} days.`,
    ),
  pass: [
    ...settingUpIdentity({
      unused: rule(UNUSED.toLowerCase(), { maxCredentialUsageAge: 45 }),
      old: [ORGANIZATION_RULE, { ruleIdentifier: OLD.toLowerCase() }],
    }).slice(0, 1),
    ...settingUpIdentity({ unused, old }),
    ...settingUpIdentity({ unused, old: rule(OLD) }).slice(0, 1),
    ...settingUpIdentity({
      unused: [
        ORGANIZATION_RULE,
        { ruleIdentifier: UNUSED, inputParameters: JSON.stringify({ maxCredentialUsageAge: 30 }) },
      ],
      old,
    }).slice(0, 1),
  ],
  fail: [
    ...settingUpIdentity({ unused, old: [ORGANIZATION_RULE, { ruleIdentifier: "ROOT_ACCOUNT_MFA_ENABLED" }] }).slice(
      0,
      1,
    ),
    ...settingUpIdentity({ old }),
    ...settingUpIdentity({ unused }).slice(0, 1),
    ...settingUpIdentity({ unused: rule(UNUSED), old }).slice(0, 1),
    ...settingUpIdentity({ unused, old: rule(OLD, { maxAccessKeyAge: 365 }) }).slice(0, 1),
    ...settingUpIdentity({
      unused: [RULE, { source: { owner: "AWS", sourceIdentifier: UNUSED }, inputParameters: "{" }],
      old,
    }).slice(0, 1),
  ],
});
