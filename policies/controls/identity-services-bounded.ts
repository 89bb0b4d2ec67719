import { control, type Example } from "../control.ts";
import { serviceGranted } from "../facts/grant.ts";
import { heldEverywhere, inlinePolicies, managedPolicies, type Policed } from "../facts/policed.ts";

const everywhere = (rest: object): Example[] =>
  heldEverywhere(JSON.stringify({ Statement: { Effect: "Allow", Resource: "arn:aws:s3:::files", ...rest } }));

const policy = (rest: object): Example => ({
  shop: [
    "aws:iam/policy:Policy",
    { policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "*", ...rest }] } as never },
  ],
});

export default control<Policed>({
  id: "identity-services-bounded",
  title: "Name the actions of a service, never all of them",
  why: "All actions of a service include deleting what it keeps and giving others access, and every action that the service learns next year.",
  fix: "List the actions, or kinds of them such as `s3:Get*`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["access-limited", "api-operations-specified"],
    fsbp: ["IAM.21"],
    "nist-800-53": ["AC-6"],
    "nist-csf": ["protect"],
  },
  reads: inlinePolicies,
  joins: managedPolicies,
  judge: ({ what, document }) => {
    const granted = serviceGranted(document());
    if (granted === undefined) return undefined;
    return granted === "NotAction"
      ? `${what} allows all but what it names.`
      : `${what} allows ${JSON.stringify(granted)}.`;
  },
  pass: [
    {
      most: [
        "aws:iam/policy:Policy",
        { policy: JSON.stringify({ Statement: { Effect: "Allow", Resource: "*", NotAction: "iam:*" } }) },
      ],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
      shop: ["aws:iam/role:Role", { assumeRolePolicy: "", permissionsBoundary: "${most}" }],
    },
    ...everywhere({ Action: ["s3:Get*", "s3:List*"] }),
    policy({ Effect: "Deny", NotAction: "s3:*" }),
  ],
  fail: [
    {
      most: [
        "aws:iam/policy:Policy",
        { policy: JSON.stringify({ Statement: { Effect: "Allow", Resource: "*", NotAction: "iam:*" } }) },
      ],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
      too: ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "${ada}", policyArn: "${most}" }],
    },
    ...everywhere({ Action: "s3:*" }),
    policy({ Action: ["s3:GetObject", "DynamoDB:*"] }),
    policy({ Action: "*" }),
    policy({ NotAction: ["iam:*"] }),
  ],
});
