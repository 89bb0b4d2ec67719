import { control, type Example } from "../control.ts";
import { escalationGranted } from "../facts/grant.ts";
import { heldEverywhere, inlinePolicies, managedPolicies, type Policed } from "../facts/policed.ts";

const everywhere = (rest: object): Example[] =>
  heldEverywhere(JSON.stringify({ Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "*", ...rest } }));

const policy = (rest: object): Example => everywhere(rest)[0] as Example;

export default control<Policed>({
  id: "identity-escalation-bounded",
  title: "Let nobody give themselves more rights",
  why: "Whoever may attach policies to any identity, write them or pass any role is an administrator as soon as they think of it.",
  fix: "Name the roles or users as `Resource`, or ask for `iam:PermissionsBoundary` or `iam:PassedToService`.",
  severity: "high",
  level: "advisory",
  sources: {
    talk: ["access-limited", "roles-used", "zero-trust"],
    "nist-800-53": ["AC-6", "AC-6(5)"],
    "nist-csf": ["protect"],
  },
  reads: inlinePolicies,
  joins: managedPolicies,
  judge: ({ what, document }) => {
    const action = escalationGranted(document());
    return action && `${what} allows \`${action}\` on any identity.`;
  },
  pass: [
    ...everywhere({ Resource: "arn:aws:iam::123456789012:role/shop-*" }),
    policy({ Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } }),
    policy({ Action: ["iam:Get*", "iam:List*"] }),
    policy({ Action: undefined, NotAction: ["iam:*", "organizations:*"] }),
    {
      most: ["aws:iam/policy:Policy", { policy: JSON.stringify({ Statement: [] }) }],
      ada: ["aws:iam/user:User", { permissionsBoundary: "${most}" }],
    },
  ],
  fail: [
    ...everywhere({}),
    policy({ Action: "iam:Attach*" }),
    policy({ Action: ["s3:GetObject", "IAM:putrolepolicy"], Resource: "arn:aws:iam::123456789012:role/*" }),
    policy({ Action: "iam:CreatePolicyVersion", Resource: "arn:aws:iam::123456789012:policy/*" }),
    policy({ Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } }),
  ],
});
