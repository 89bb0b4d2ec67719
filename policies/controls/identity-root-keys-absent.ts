import { control } from "../control.ts";

const ACCESS_KEY = "aws:iam/accessKey:AccessKey";

/** The names that root goes by: in the console, in the credential report, and in ARNs. */
const ROOT = /^(?:root|<root_account>|arn:[^:]*:iam::\d*:root)$/i;

/** A program cannot make a key for the account's own root user, whose keys an audit of the account finds; it can make one for a user called so. */
export default control<() => string | undefined>({
  id: "identity-root-keys-absent",
  title: "Make no access key for root",
  why: "Nothing limits what root does, no policy and no second factor, and the key lies in the state of a program.",
  fix: "Give the program a role that may do what it must.",
  severity: "critical",
  waivable: false,
  sources: {
    talk: ["root-avoided"],
    "cis-aws": ["2.4"],
    "nist-800-53": ["AC-6(5)", "IA-5"],
    "nist-csf": ["protect"],
  },
  reads: { [ACCESS_KEY]: (key) => [() => key.user] },
  judge: (user) => (ROOT.test(String(user() ?? "").trim()) ? "The access key is for root." : undefined),
  pass: [{ robot: [ACCESS_KEY, { user: "robot" }] }],
  fail: [
    { key: [ACCESS_KEY, { user: "root" }] },
    { key: [ACCESS_KEY, { user: "<root_account>" }] },
    { key: [ACCESS_KEY, { user: "arn:aws:iam::123456789012:root" }] },
  ],
});
