import { control } from "../control.ts";

const INSTANCE = "openstack:compute/instance:Instance";

export default control<() => string | undefined>({
  id: "server-admin-password-unset",
  title: "Set no administrator's password from the program",
  why: "It is the same on every machine that the program makes, and stands in the state and in Nova's database.",
  fix: "Leave `adminPass` out and log in with a key.",
  severity: "critical",
  sources: {
    talk: ["default-credentials-unused", "credentials-not-in-plain-text", "ssh-keys-used"],
    ossg: ["secrets-management"],
    "nist-800-53": ["IA-5(7)", "IA-5"],
  },
  reads: { [INSTANCE]: (machine) => [() => machine.adminPass] },
  judge: (password) => (password() ? "The machine has an administrator's password." : undefined),
  pass: [{ web: [INSTANCE, { keyPair: "operators" }] }, { web: [INSTANCE, { adminPass: "" }] }],
  fail: [{ web: [INSTANCE, { adminPass: "correct horse battery staple" }] }],
});
