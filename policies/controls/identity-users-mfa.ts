import { control, type Example, type Setting } from "../control.ts";
import { deniesWithoutMfa } from "../facts/grant.ts";
import { groupNamesOf, heldBy, userOf } from "../facts/held.ts";
import { itemsOf } from "../facts/item.ts";
import { first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props } from "../resources.ts";

const AWS_USER = "aws:iam/user:User";
const GROUP = "aws:iam/group:Group";
const GROUP_POLICY = "aws:iam/groupPolicy:GroupPolicy";
const LOGIN = "aws:iam/userLoginProfile:UserLoginProfile";
const MEMBERSHIP = "aws:iam/userGroupMembership:UserGroupMembership";
const USER = "openstack:identity/user:User";

interface Settings {
  readonly secondFactors: readonly string[];
  readonly alone: readonly string[];
  readonly guardedGroups: readonly string[];
}

/** What is wrong with how somebody logs in, as a sentence. */
type LogIn = (settings: Settings) => string | undefined;

/** The ways in, each a list of methods that must all be passed. */
const rulesOf = (user: Props<typeof USER>): (() => readonly string[])[] =>
  itemsOf(user.multiFactorAuthRules).map((rule) => () => rule()?.rules ?? []);

const byKeystone =
  (user: Props<typeof USER>): LogIn =>
  ({ secondFactors, alone }) => {
    const isStrong = (rule: readonly string[]) =>
      rule.includes("password") && rule.some((method) => secondFactors.includes(method));
    const isAlone = ([method = "", ...others]: readonly string[]) => others.length === 0 && alone.includes(method);
    return first(
      () => (user.multiFactorAuthEnabled === true ? undefined : "The password alone lets this user in."),
      () =>
        some(...rulesOf(user).map((rule) => () => isStrong(rule())))
          ? undefined
          : "No rule of this user asks for a password and a second factor, and without one nothing more is asked for.",
      () =>
        some(...rulesOf(user).map((rule) => () => !isStrong(rule()) && !isAlone(rule())))
          ? "One of this user's rules lets in without a second factor."
          : undefined,
    );
  };

/** A user whom the stack does not make may be in groups that it does not show. */
const byConsole =
  (login: Planned<typeof LOGIN>): LogIn =>
  ({ guardedGroups }) => {
    const user = userOf(login);
    if (!user) return undefined;
    return some(
      () => some(...groupNamesOf(user).map((name) => () => guardedGroups.includes(name()))),
      ...heldBy(user).map((documents) => () => some(...documents().map((held) => () => deniesWithoutMfa(held)))),
    )
      ? undefined
      : "The password alone lets this user do something in the console.";
  };

const denial = (condition: object, rest: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        NotAction: ["iam:EnableMFADevice", "iam:CreateVirtualMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"],
        Resource: "*",
        Condition: condition,
        ...rest,
      },
    ],
  });

const WITHOUT_MFA = { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } };

/** Somebody with a password for the console. */
const ada: Example = { ada: [AWS_USER, { name: "ada" }], login: [LOGIN, { user: "${ada}" }] };

/** Somebody with a password for the console, in a group with a policy. */
const inGroup = (policy: string): Example => ({
  ...ada,
  people: [GROUP, { name: "people" }],
  in: [MEMBERSHIP, { user: "${ada}", groups: ["${people}"] }],
  guard: [GROUP_POLICY, { group: "${people}", policy }],
});

export default control<LogIn, Settings>({
  id: "identity-users-mfa",
  title: "Let users log in with a password and a second factor, and in no other way",
  why: "Passwords are guessed, reused and phished; whoever has one is in, unless something else is asked for as well.",
  fix: 'Set `multiFactorAuthEnabled: true` and `multiFactorAuthRules: [{ rules: ["password", "totp"] }]`, and see that Keystone\'s `[auth] methods` has `totp`; on AWS put the user into a group whose policy denies everything by `BoolIfExists` while `aws:MultiFactorAuthPresent` is false.',
  severity: "critical",
  sources: {
    talk: ["mfa-used", "two-factor-used", "api-restricted"],
    ossg: ["authentication-methods"],
    "cis-aws": ["2.10"],
    fsbp: ["IAM.5", "IAM.19"],
    "nist-800-53": ["IA-2(1)", "IA-2(2)"],
    "nist-csf": ["protect"],
  },
  settings: {
    secondFactors: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["totp"],
      description:
        "The methods that count as a second factor beside the password. Keystone leaves methods that it does not have out of a rule without a word, so name only what yours has.",
    } satisfies Setting<string[]>,
    alone: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["application_credential"],
      description:
        "The methods that may be a rule of their own. An application credential is made by somebody who has passed both factors.",
    } satisfies Setting<string[]>,
    guardedGroups: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The groups of IAM, by name, whose policies ask for a second factor and are made by another stack.",
    } satisfies Setting<string[]>,
  },
  reads: { [USER]: (user) => [byKeystone(user)] },
  joins: { [LOGIN]: (login) => [byConsole(login)] },
  judge: (logIn, settings) => logIn(settings),
  pass: [
    inGroup(denial(WITHOUT_MFA)),
    {
      ...ada,
      people: [GROUP, { name: "people" }],
      in: ["aws:iam/groupMembership:GroupMembership", { group: "${people}", users: ["${ada}"] }],
      policy: ["aws:iam/policy:Policy", { policy: denial(WITHOUT_MFA) }],
      guard: ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { group: "${people}", policyArn: "${policy}" }],
    },
    {
      ...ada,
      people: [GROUP, { name: "people" }],
      in: [MEMBERSHIP, { user: "ada", groups: ["people"] }],
      policy: ["aws:iam/policy:Policy", { policy: denial(WITHOUT_MFA) }],
      guard: ["aws:iam/policyAttachment:PolicyAttachment", { groups: ["people"], policyArn: "${policy}" }],
    },
    {
      policy: ["aws:iam/policy:Policy", { policy: denial(WITHOUT_MFA) }],
      ada: [AWS_USER, { name: "ada", permissionsBoundary: "${policy}" }],
      login: [LOGIN, { user: "${ada}" }],
    },
    { login: [LOGIN, { user: "somebody-elses-user" }] },
    { robot: [AWS_USER, { name: "robot" }] },
    { ada: [USER, { multiFactorAuthEnabled: true, multiFactorAuthRules: [{ rules: ["password", "totp"] }] }] },
    {
      ada: [
        USER,
        {
          multiFactorAuthEnabled: true,
          multiFactorAuthRules: [{ rules: ["totp", "password"] }, { rules: ["application_credential"] }],
        },
      ],
    },
  ],
  fail: [
    ada,
    inGroup(denial({ Bool: { "aws:MultiFactorAuthPresent": "false" } })),
    inGroup(denial(WITHOUT_MFA, { NotAction: "iam:*" })),
    inGroup(denial(WITHOUT_MFA, { Resource: "arn:aws:s3:::files" })),
    inGroup(denial(WITHOUT_MFA, { Effect: "Allow" })),
    inGroup("{"),
    {
      ...ada,
      people: [GROUP, { name: "people" }],
      others: [GROUP, { name: "others" }],
      in: [MEMBERSHIP, { user: "${ada}", groups: ["${others}"] }],
      guard: [GROUP_POLICY, { group: "${people}", policy: denial(WITHOUT_MFA) }],
    },
    { ada: [USER, {}] },
    { ada: [USER, { multiFactorAuthEnabled: true }] },
    { ada: [USER, { multiFactorAuthEnabled: true, multiFactorAuthRules: [] }] },
    { ada: [USER, { multiFactorAuthEnabled: false, multiFactorAuthRules: [{ rules: ["password", "totp"] }] }] },
    { ada: [USER, { multiFactorAuthEnabled: true, multiFactorAuthRules: [{ rules: ["password"] }] }] },
    { ada: [USER, { multiFactorAuthEnabled: true, multiFactorAuthRules: [{ rules: [] }] }] },
    { ada: [USER, { multiFactorAuthEnabled: true, multiFactorAuthRules: [{ rules: ["password", "sms"] }] }] },
    { ada: [USER, { multiFactorAuthEnabled: true, multiFactorAuthRules: [{ rules: ["application_credential"] }] }] },
    {
      ada: [
        USER,
        {
          multiFactorAuthEnabled: true,
          multiFactorAuthRules: [{ rules: ["password", "totp"] }, { rules: ["password"] }],
        },
      ],
    },
    {
      ada: [
        USER,
        { multiFactorAuthEnabled: true, multiFactorAuthRules: [{ rules: ["password", "totp"] }, { rules: ["totp"] }] },
      ],
    },
  ],
});
