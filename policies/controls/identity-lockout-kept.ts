import { control } from "../control.ts";

const USER = "openstack:identity/user:User";

export default control<() => boolean | undefined>({
  id: "identity-lockout-kept",
  title: "Lock every user out after failed log-ins",
  why: "A password that may be guessed for ever is guessed one day.",
  fix: "Leave `ignoreLockoutFailureAttempts` out.",
  severity: "high",
  sources: {
    talk: ["password-policy-strong", "password-policy-set"],
    ossg: ["authentication-methods"],
    "nist-800-53": ["AC-7"],
    "nist-csf": ["protect"],
  },
  reads: { [USER]: (user) => [() => user.ignoreLockoutFailureAttempts] },
  judge: (ignored) => (ignored() === true ? "Keystone's lockout is switched off for this user." : undefined),
  pass: [{ ada: [USER, {}] }, { ada: [USER, { ignoreLockoutFailureAttempts: false }] }],
  fail: [{ ada: [USER, { ignoreLockoutFailureAttempts: true }] }],
});
