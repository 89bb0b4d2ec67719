import { control } from "../control.ts";

const CREDENTIAL = "openstack:identity/applicationCredential:ApplicationCredential";

export default control<() => boolean | undefined>({
  id: "identity-app-credentials-restricted",
  title: "Let no application credential make others",
  why: "Whoever steals an unrestricted application credential makes more of them, and is still in when the stolen one is revoked.",
  fix: "Leave `unrestricted` out.",
  severity: "high",
  sources: {
    talk: ["access-limited", "tokens-short-lived"],
    ossg: ["authorization", "tokens"],
    "nist-800-53": ["AC-6", "IA-5"],
    "nist-csf": ["protect"],
  },
  reads: { [CREDENTIAL]: (credential) => [() => credential.unrestricted] },
  judge: (unrestricted) =>
    unrestricted() === true
      ? "The application credential may make and delete application credentials and trusts."
      : undefined,
  pass: [{ robot: [CREDENTIAL, {}] }, { robot: [CREDENTIAL, { unrestricted: false }] }],
  fail: [{ robot: [CREDENTIAL, { unrestricted: true }] }],
});
