import { control } from "../control.ts";
import { type Account, identitySetUp, settingUpIdentity } from "../facts/account.ts";
import type { Token } from "../resources.ts";

/** What lets people in who are known to a directory elsewhere. */
const DIRECTORIES = [
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/samlProvider:SamlProvider",
  "aws:ssoadmin/accountAssignment:AccountAssignment",
  "aws:ssoadmin/permissionSet:PermissionSet",
] as const satisfies Token[];

export default control<Account>({
  id: "identity-federated",
  title: "Let people come from one directory",
  why: "A user of the account itself is forgotten there when the person leaves, while a directory lets nobody in any longer.",
  fix: "Use IAM Identity Center, or make an `aws.iam.SamlProvider`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["access-ends-with-identity", "roles-used"],
    "cis-aws": ["2.19"],
    "nist-800-53": ["AC-2", "IA-2"],
    "nist-csf": ["protect"],
  },
  joins: identitySetUp,
  judge: ({ plan }) =>
    DIRECTORIES.some((token) => plan.of(token).length > 0)
      ? undefined
      : "The stack sets up the identities of an account, and nobody comes into it from a directory.",
  pass: [
    ...settingUpIdentity({ directory: ["aws:iam/samlProvider:SamlProvider", { samlMetadataDocument: "<md/>" }] }),
    ...settingUpIdentity({
      readers: ["aws:ssoadmin/permissionSet:PermissionSet", { instanceArn: "an-instance" }],
    }).slice(0, 1),
  ],
  fail: settingUpIdentity(),
});
