import { control, type Setting } from "../control.ts";

const POLICY = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy";

export default control<() => number | undefined, { readonly remembered: number }>({
  id: "identity-passwords-unrepeated",
  title: "Let nobody set an old password again",
  why: "Who has to change a password and may go back to the last one has changed nothing, also where it leaked.",
  fix: "Set `passwordReusePrevention: 24`.",
  severity: "medium",
  sources: {
    talk: ["password-policy-set", "password-policy-strong"],
    "cis-aws": ["2.9"],
    fsbp: ["IAM.7"],
    "nist-800-53": ["IA-5(1)"],
    "nist-csf": ["protect"],
  },
  settings: {
    remembered: {
      type: "integer",
      minimum: 1,
      maximum: 24,
      default: 24,
      description: "How many of a user's earlier passwords are refused.",
    } satisfies Setting<number>,
  },
  reads: { [POLICY]: (policy) => [() => policy.passwordReusePrevention] },
  judge: (prevention, { remembered }) => {
    const times = Number(prevention() ?? 0);
    if (times >= remembered) return undefined;
    return times > 0
      ? `The account refuses a user's last ${times} passwords only.`
      : "The account refuses no password that a user has had before.";
  },
  pass: [{ passwords: [POLICY, { passwordReusePrevention: 24 }] }],
  fail: [
    { passwords: [POLICY, {}] },
    { passwords: [POLICY, { passwordReusePrevention: 0 }] },
    { passwords: [POLICY, { passwordReusePrevention: 5 }] },
  ],
});
