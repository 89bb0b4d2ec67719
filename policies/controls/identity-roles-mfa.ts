import { control, type Example } from "../control.ts";
import { trustsWithoutMfa } from "../facts/grant.ts";
import { type Policed, trusts } from "../facts/policed.ts";

const trust = (rest: object): Example => ({
  operators: [
    "aws:iam/role:Role",
    {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          ...rest,
        },
      }),
    },
  ],
});

export default control<Policed>({
  id: "identity-roles-mfa",
  title: "Ask people for a second factor before they take on a role",
  why: "An access key or a password that leaks is enough to become whatever role trusts its owner.",
  fix: 'Ask for `"Bool": { "aws:MultiFactorAuthPresent": "true" }` where an account or a user is trusted, and for `sts:ExternalId` where it is a third party\'s program.',
  severity: "high",
  sources: {
    talk: ["mfa-used", "two-factor-used", "api-restricted"],
    "cis-aws": ["2.10"],
    fsbp: ["IAM.19"],
    "nist-800-53": ["IA-2(1)", "IA-2(2)"],
    "nist-csf": ["protect"],
  },
  reads: trusts,
  judge: ({ what, document }) =>
    trustsWithoutMfa(document()) ? `${what} lets people in who have shown no second factor.` : undefined,
  pass: [
    trust({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
    trust({ Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": 3600 } } }),
    trust({ Condition: { StringEquals: { "sts:ExternalId": "b7d2e0f4" } } }),
    trust({ Principal: { Service: "ec2.amazonaws.com" } }),
    trust({ Principal: { AWS: "arn:aws:iam::123456789012:role/deployer" } }),
  ],
  fail: [
    trust({}),
    trust({ Action: "STS:*" }),
    trust({ Principal: { AWS: ["arn:aws:iam::123456789012:user/ada"] } }),
    trust({ Principal: { AWS: "123456789012" } }),
    trust({ Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } }),
  ],
});
