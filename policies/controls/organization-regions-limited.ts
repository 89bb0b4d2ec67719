import { control, type Example } from "../control.ts";
import { deniesOtherRegions } from "../facts/grant.ts";
import { serviceControlsOf } from "../facts/policed.ts";
import { some } from "../knowledge.ts";
import type { Plan } from "../plan.ts";

const ORGANIZATION = "aws:organizations/organization:Organization";
const POLICY = "aws:organizations/policy:Policy";

const organization = (statement: object, type?: string): Example => ({
  acme: [ORGANIZATION, {}],
  regions: [
    POLICY,
    {
      content: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Deny",
            NotAction: ["iam:*", "organizations:*", "route53:*", "support:*", "sts:*"],
            Resource: "*",
            ...statement,
          },
        ],
      }),
      ...(type && { type }),
    },
  ],
});

const ELSEWHERE = { StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] } };

export default control<Plan>({
  id: "organization-regions-limited",
  title: "Deny every account of an organisation the regions that nobody uses",
  why: "Intruders work in regions where nobody looks, and data that may not leave a country leaves it by one wrong word.",
  fix: "Make an `aws.organizations.Policy` that denies everything while `aws:RequestedRegion` is none of yours, but for global services.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["service-control-policies-set", "data-location-known", "api-operations-specified"],
    "cis-aws": ["2.1.2"],
    "nist-800-53": ["AC-3", "CM-7"],
    "nist-csf": ["protect"],
  },
  joins: { [ORGANIZATION]: ({ plan }) => [plan] },
  judge: (plan) =>
    some(...serviceControlsOf(plan).map((document) => () => deniesOtherRegions(document())))
      ? undefined
      : "The organisation's accounts may use every region.",
  pass: [
    organization({ Condition: ELSEWHERE }),
    organization(
      { Condition: { ...ELSEWHERE, ArnNotLike: { "aws:PrincipalARN": "arn:aws:iam::*:role/break-glass" } } },
      "SERVICE_CONTROL_POLICY",
    ),
  ],
  fail: [
    { acme: [ORGANIZATION, {}] },
    organization({}),
    organization({ Effect: "Allow", Condition: ELSEWHERE }),
    organization({ NotAction: undefined, Action: "s3:*", Condition: ELSEWHERE }),
    organization({ Condition: { StringNotLike: { "aws:RequestedRegion": "*" } } }),
    organization({ Condition: ELSEWHERE }, "TAG_POLICY"),
  ],
});
