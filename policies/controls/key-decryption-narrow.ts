import { control, type Example } from "../control.ts";
import { decryptsWithAnyKey } from "../facts/grant.ts";
import { heldEverywhere, inlinePolicies, managedPolicies, type Policed } from "../facts/policed.ts";

const everywhere = (rest: object): Example[] =>
  heldEverywhere(JSON.stringify({ Statement: [{ Effect: "Allow", Action: "kms:Decrypt", Resource: "*", ...rest }] }));

const policy = (rest: object): Example => everywhere(rest)[0] as Example;

export default control<Policed>({
  id: "key-decryption-narrow",
  title: "Let policies decrypt with named keys only",
  why: "Who may decrypt with every key reads whatever they get hold of, and the keys no longer keep teams apart.",
  fix: "Name the keys' ARNs as `Resource`, or the service by `kms:ViaService`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["keys-managed", "access-limited"],
    fsbp: ["KMS.1", "KMS.2"],
    "nist-800-53": ["AC-6", "SC-12"],
    "nist-csf": ["protect"],
  },
  reads: inlinePolicies,
  joins: managedPolicies,
  judge: ({ what, document }) => (decryptsWithAnyKey(document()) ? `${what} lets decrypt with every key.` : undefined),
  pass: [
    {
      most: [
        "aws:iam/policy:Policy",
        { policy: JSON.stringify({ Statement: { Effect: "Allow", Resource: "*", Action: "kms:Decrypt" } }) },
      ],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
      shop: ["aws:iam/role:Role", { assumeRolePolicy: "", permissionsBoundary: "${most}" }],
    },
    ...everywhere({ Resource: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }),
    policy({ Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } } }),
    policy({ Action: ["kms:Encrypt", "kms:GenerateDataKey"] }),
  ],
  fail: [
    {
      most: [
        "aws:iam/policy:Policy",
        { policy: JSON.stringify({ Statement: { Effect: "Allow", Resource: "*", Action: "kms:Decrypt" } }) },
      ],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
      too: ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "${ada}", policyArn: "${most}" }],
    },
    ...everywhere({}),
    policy({ Action: ["s3:GetObject", "KMS:*"] }),
    policy({ Action: "kms:ReEncrypt*" }),
    policy({ Resource: "arn:aws:kms:*:123456789012:key/*" }),
  ],
});
