import { control } from "../control.ts";

const INSTANCE = "openstack:compute/instance:Instance";

export default control<() => string | undefined>({
  id: "server-key-pair-set",
  title: "Give every machine a key pair to log in with",
  why: "A machine without a key is logged in to with a password, and passwords are guessed all day long.",
  fix: "Set `keyPair` to a key pair of the people who look after the machine.",
  severity: "high",
  sources: {
    talk: ["ssh-keys-used", "access-restricted", "default-credentials-unused", "os-authorizations-defined"],
    ossg: ["authentication-methods"],
    "nist-800-53": ["IA-2", "IA-5"],
    "nist-csf": ["protect"],
  },
  reads: { [INSTANCE]: (machine) => [() => machine.keyPair] },
  judge: (keyPair) => (String(keyPair() ?? "").trim() ? undefined : "The machine has no key pair."),
  pass: [{ web: [INSTANCE, { keyPair: "operators" }] }],
  fail: [{ web: [INSTANCE, {}] }, { web: [INSTANCE, { keyPair: "" }] }],
});
