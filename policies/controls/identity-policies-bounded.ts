import { control, type Example } from "../control.ts";
import { grantsEverything } from "../facts/grant.ts";
import { heldEverywhere, inlinePolicies, managedPolicies, type Policed } from "../facts/policed.ts";
import { first } from "../knowledge.ts";

const statement = (rest: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "*", ...rest }] });

const NARROW = statement({ Action: ["s3:GetObject", "s3:ListBucket"], Resource: "arn:aws:s3:::files*" });

const policy = (document: string | object): Example => ({
  shop: ["aws:iam/policy:Policy", { policy: document as string }],
});

export default control<Policed>({
  id: "identity-policies-bounded",
  title: "Let no policy allow everything",
  why: "Whoever gets hold of one such identity has the whole account, its backups and its logs included.",
  fix: "Name the actions and the resources that the task needs, in a document that IAM takes.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "roles-used", "zero-trust"],
    "cis-aws": ["2.14"],
    fsbp: ["IAM.1"],
    "nist-800-53": ["AC-6", "AC-3"],
    "nist-csf": ["protect"],
  },
  reads: inlinePolicies,
  joins: managedPolicies,
  judge: ({ what, document }) => {
    const read = document();
    return first(
      () => read.flaw && `${what} can't be read: ${read.flaw}.`,
      () =>
        grantsEverything(read)
          ? `${what} allows everything in the account, or to give oneself the rights to it.`
          : undefined,
    );
  },
  pass: [
    {
      most: ["aws:iam/policy:Policy", { policy: statement({ Action: "*" }) }],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
      shop: ["aws:iam/role:Role", { assumeRolePolicy: "", permissionsBoundary: "${most}" }],
    },
    ...heldEverywhere(NARROW),
    policy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::files" }] }),
    policy(statement({ Effect: "Deny", Action: "*" })),
    policy(statement({ NotAction: ["iam:*", "organizations:*", "account:*"] })),
    { shop: ["aws:iam/role:Role", { assumeRolePolicy: "" }] },
  ],
  fail: [
    {
      most: ["aws:iam/policy:Policy", { policy: statement({ Action: "*" }) }],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
      too: ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "${ada}", policyArn: "${most}" }],
    },
    ...heldEverywhere(statement({ Action: "*" })),
    policy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    policy({ Statement: { Effect: "Allow", Action: ["s3:*", "*"], Resource: ["*"] } }),
    policy(statement({ Action: "IAM:*" })),
    policy(statement({ NotAction: "s3:DeleteBucket" })),
    policy(statement({ Action: "*", Resource: "arn:aws:iam::123456789012:*" })),
    policy(`\uFEFF${statement({ Action: "*:*" })}`),
    policy(statement({ Action: "*" }).replaceAll(/Effect|Action|Statement/g, (word) => word.toLowerCase())),
    policy("{"),
    policy('{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'),
    policy({ Statement: [{ Effect: "Allow", Actions: "s3:GetObject", Resource: "*" }] }),
  ],
});
