import { control } from "../control.ts";

const CREDENTIAL = "openstack:identity/ec2CredentialV3:Ec2CredentialV3";

export default control<true>({
  id: "identity-ec2-credentials-unused",
  title: "Use no EC2 credentials",
  why: "An EC2 credential has all of the user's roles on a project, asks for no second factor and never expires.",
  fix: "Use an application credential, which has an end, roles and access rules of its own.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["tokens-short-lived", "tokens-end-with-identity", "two-factor-used"],
    ossg: ["tokens"],
    "nist-800-53": ["IA-5", "AC-6"],
  },
  reads: { [CREDENTIAL]: () => [true] },
  judge: () => "It is an EC2 credential.",
  pass: [{ robot: ["openstack:identity/applicationCredential:ApplicationCredential", { roles: ["reader"] }] }],
  fail: [{ robot: [CREDENTIAL, { projectId: "a-project" }] }],
});
