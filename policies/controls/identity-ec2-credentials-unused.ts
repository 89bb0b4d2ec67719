import { control } from "../control.ts";

const ACCESS_KEY = "aws:iam/accessKey:AccessKey";
const CREDENTIAL = "openstack:identity/ec2CredentialV3:Ec2CredentialV3";

export default control<() => string | undefined>({
  id: "identity-ec2-credentials-unused",
  title: "Use no access keys, which have no end",
  why: "An access key, or an EC2 credential of OpenStack, has all of its user's rights, asks for no second factor and never ends.",
  fix: "Use an application credential on OpenStack, and on AWS a role: of the instance, by OIDC for CI, by IAM Identity Center for people.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: [
      "tokens-short-lived",
      "tokens-end-with-identity",
      "two-factor-used",
      "access-keys-rotated",
      "unused-credentials-disabled",
    ],
    ossg: ["tokens"],
    "cis-aws": ["2.12"],
    "nist-800-53": ["IA-5", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [ACCESS_KEY]: (key) => [
      () =>
        String(key.status ?? "").toLowerCase() === "inactive"
          ? undefined
          : "It is an access key, which works until somebody thinks of it.",
    ],
    [CREDENTIAL]: () => [() => "It is an EC2 credential."],
  },
  judge: (fault) => fault(),
  pass: [
    { old: [ACCESS_KEY, { user: "robot", status: "Inactive" }] },
    { robot: ["openstack:identity/applicationCredential:ApplicationCredential", { roles: ["reader"] }] },
  ],
  fail: [
    { robot: [CREDENTIAL, { projectId: "a-project" }] },
    { robot: [ACCESS_KEY, { user: "robot" }] },
    { robot: [ACCESS_KEY, { user: "robot", status: "Active" }] },
  ],
});
