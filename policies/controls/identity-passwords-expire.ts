import { control, type Setting } from "../control.ts";
import { first } from "../knowledge.ts";

const LOGIN = "aws:iam/userLoginProfile:UserLoginProfile";
const POLICY = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy";
const USER = "openstack:identity/user:User";

const KEPT = "This user may keep the password that somebody else chose.";

/** What is wrong with how long passwords last, one sentence each. */
type Lasting = (longest: number) => readonly (() => string | undefined)[];

export default control<Lasting, { readonly longest: number }>({
  id: "identity-passwords-expire",
  title: "Let no user's password outlive the password policy",
  why: "A password that never changes stays good for whoever has found it, years after it leaked.",
  fix: "Leave `ignorePasswordExpiry` and `ignoreChangePasswordUponFirstUse` out on OpenStack; on AWS set `maxPasswordAge: 90` and `passwordResetRequired: true`.",
  severity: "medium",
  sources: {
    talk: ["password-policy-set", "password-policy-strong", "access-limited"],
    ossg: ["authentication-methods"],
    fsbp: ["IAM.7"],
    "nist-800-53": ["IA-5(1)"],
    "nist-csf": ["protect"],
  },
  settings: {
    longest: {
      type: "integer",
      minimum: 1,
      maximum: 1095,
      default: 90,
      description: "How long a password of an AWS account lasts at most, in days.",
    } satisfies Setting<number>,
  },
  reads: {
    [USER]: (user) => [
      () => [
        () => (user.ignorePasswordExpiry === true ? "This user's password never expires." : undefined),
        () => (user.ignoreChangePasswordUponFirstUse === true ? KEPT : undefined),
      ],
    ],
    [LOGIN]: (login) => [() => [() => (login.passwordResetRequired === true ? undefined : KEPT)]],
    [POLICY]: (policy) => [
      (longest) => [
        () => {
          const days = Number(policy.maxPasswordAge ?? 0);
          if (!(days > 0)) return "The account's passwords never expire.";
          return days > longest ? `The account's passwords last ${days} days.` : undefined;
        },
        () => (policy.allowUsersToChangePassword === false ? "Users may not change their own passwords." : undefined),
      ],
    ],
  },
  judge: (lasting, { longest }) => first(...lasting(longest)),
  pass: [
    { ada: [LOGIN, { user: "ada", passwordResetRequired: true }] },
    { passwords: [POLICY, { maxPasswordAge: 90 }] },
    { passwords: [POLICY, { maxPasswordAge: 30, allowUsersToChangePassword: true }] },
    { ada: [USER, {}] },
    { ada: [USER, { ignorePasswordExpiry: false, ignoreChangePasswordUponFirstUse: false }] },
  ],
  fail: [
    { ada: [LOGIN, { user: "ada" }] },
    { ada: [LOGIN, { user: "ada", passwordResetRequired: false }] },
    { passwords: [POLICY, {}] },
    { passwords: [POLICY, { maxPasswordAge: 0 }] },
    { passwords: [POLICY, { maxPasswordAge: 180 }] },
    { passwords: [POLICY, { maxPasswordAge: 90, allowUsersToChangePassword: false }] },
    { ada: [USER, { ignorePasswordExpiry: true }] },
    { ada: [USER, { ignoreChangePasswordUponFirstUse: true }] },
  ],
});
