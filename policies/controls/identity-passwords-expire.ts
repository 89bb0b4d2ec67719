import { control } from "../control.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const USER = "openstack:identity/user:User";

export default control<Props<typeof USER>>({
  id: "identity-passwords-expire",
  title: "Let no user's password outlive the password policy",
  why: "A password that never changes stays good for whoever has found it, years after it leaked.",
  fix: "Leave `ignorePasswordExpiry` and `ignoreChangePasswordUponFirstUse` out.",
  severity: "medium",
  sources: {
    talk: ["password-policy-set", "password-policy-strong", "access-limited"],
    ossg: ["authentication-methods"],
    "nist-800-53": ["IA-5(1)"],
  },
  reads: { [USER]: (user) => [user] },
  judge: (user) =>
    first(
      () => (user.ignorePasswordExpiry === true ? "This user's password never expires." : undefined),
      () =>
        user.ignoreChangePasswordUponFirstUse === true
          ? "This user may keep the password that somebody else chose."
          : undefined,
    ),
  pass: [
    { ada: [USER, {}] },
    { ada: [USER, { ignorePasswordExpiry: false, ignoreChangePasswordUponFirstUse: false }] },
  ],
  fail: [{ ada: [USER, { ignorePasswordExpiry: true }] }, { ada: [USER, { ignoreChangePasswordUponFirstUse: true }] }],
});
