import { control, type Setting } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const USER = "openstack:identity/user:User";

interface Settings {
  readonly secondFactors: readonly string[];
  readonly alone: readonly string[];
}

/** The ways in, each a list of methods that must all be passed. */
const rulesOf = (user: Props<typeof USER>): (() => readonly string[])[] =>
  itemsOf(user.multiFactorAuthRules).map((rule) => () => rule()?.rules ?? []);

export default control<Props<typeof USER>, Settings>({
  id: "identity-users-mfa",
  title: "Let users log in with a password and a second factor, and in no other way",
  why: "Passwords are guessed, reused and phished; whoever has one is in, unless something else is asked for as well.",
  fix: 'Set `multiFactorAuthEnabled: true` and `multiFactorAuthRules: [{ rules: ["password", "totp"] }]`, and see that Keystone\'s `[auth] methods` has `totp`.',
  severity: "critical",
  sources: {
    talk: ["mfa-used", "two-factor-used", "api-restricted"],
    ossg: ["authentication-methods"],
    "nist-800-53": ["IA-2(1)", "IA-2(2)"],
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
  },
  reads: { [USER]: (user) => [user] },
  judge: (user, { secondFactors, alone }) => {
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
  },
  pass: [
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
