import { control, type Example } from "../control.ts";
import { denies } from "../facts/grant.ts";
import { serviceControlsOf } from "../facts/policed.ts";
import { every, first, some } from "../knowledge.ts";
import type { Plan } from "../plan.ts";

const ORGANIZATION = "aws:organizations/organization:Organization";
const POLICY = "aws:organizations/policy:Policy";

/** What an intruder does first in an account, and how it stands in a sentence. */
const FIRST_STEPS: readonly (readonly [steps: string, actions: readonly string[]])[] = [
  ["leave the organisation", ["organizations:LeaveOrganization"]],
  ["stop its trail", ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]],
  ["switch off GuardDuty", ["guardduty:DeleteDetector", "guardduty:DisassociateFromAdministratorAccount"]],
  ["stop AWS Config", ["config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder"]],
];

const organization = (...statements: object[]): Example => ({
  acme: [ORGANIZATION, {}],
  ...Object.fromEntries(
    statements.map((statement, i) => [
      `guard${i}`,
      [POLICY, { content: JSON.stringify({ Statement: { Effect: "Deny", Resource: "*", ...statement } }) }] as const,
    ]),
  ),
});

const ACTIONS = FIRST_STEPS.flatMap(([, actions]) => actions);

const without = (action: string) => ({ Action: ACTIONS.filter((one) => one !== action) });

export default control<Plan>({
  id: "organization-guards-kept",
  title: "Let no account of an organisation switch off what watches it",
  why: "The first thing that an intruder with an administrator's rights does is to stop the trail and whatever else would tell of the second.",
  fix: "Make an `aws.organizations.Policy` that denies leaving the organisation and stopping CloudTrail, GuardDuty and AWS Config, but for named roles.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["service-control-policies-set", "aws-cloudtrail-records"],
    "cis-aws": ["2.1.2"],
    "nist-800-53": ["AU-9", "AC-3"],
    "nist-csf": ["protect"],
  },
  joins: { [ORGANIZATION]: ({ plan }) => [plan] },
  judge: (plan) => {
    const controls = serviceControlsOf(plan);
    return first(
      ...FIRST_STEPS.map(
        ([step, actions]) =>
          () =>
            every(
              ...actions.map((action) => () => some(...controls.map((document) => () => denies(document(), [action])))),
            )
              ? undefined
              : `An administrator of any account of the organisation may ${step}.`,
      ),
    );
  },
  pass: [
    organization({ Action: ACTIONS }),
    organization({ Action: "organizations:LeaveOrganization" }, without("organizations:LeaveOrganization")),
    organization({
      Action: ["organizations:*", "cloudtrail:*", "GuardDuty:*", "config:*"],
      Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/audit" } },
    }),
  ],
  fail: [
    { acme: [ORGANIZATION, {}] },
    ...ACTIONS.map((action) => organization(without(action))),
    organization({ Effect: "Allow", Action: ACTIONS }),
    organization({ Action: ACTIONS, Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } }),
  ],
});
