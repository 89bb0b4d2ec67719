import { control, type Example, type Setting } from "../control.ts";
import { accountTrusted } from "../facts/grant.ts";
import { type Policed, trusts } from "../facts/policed.ts";

const trust = (rest: object): Example => ({
  scanner: [
    "aws:iam/role:Role",
    {
      assumeRolePolicy: JSON.stringify({
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::123456789012:root" }, ...rest },
        ],
      }),
    },
  ],
});

export default control<Policed, { readonly accounts: readonly string[] }>({
  id: "identity-trusts-bounded",
  title: "Trust another account on terms only",
  why: "A third party who holds roles of many customers can be made by one of them to use another's, unless each asks for a word of its own.",
  fix: "Ask for `sts:ExternalId`, `aws:PrincipalOrgID` or a second factor, or add one of your own accounts to the setting `accounts`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["zero-trust", "access-limited"],
    "nist-800-53": ["AC-3", "AC-4"],
    "nist-csf": ["protect"],
  },
  settings: {
    accounts: {
      type: "array",
      items: { type: "string", pattern: "^\\d{12}$" },
      default: [],
      description: "The numbers of your own accounts, which may trust each other without further terms.",
    } satisfies Setting<string[]>,
  },
  reads: trusts,
  judge: ({ what, document }, { accounts }) => {
    const account = accountTrusted(document(), accounts);
    return account && `${what} lets account ${account} in on no further terms.`;
  },
  pass: [
    trust({ Condition: { StringEquals: { "sts:ExternalId": "b7d2e0f4" } } }),
    trust({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } }),
    trust({ Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } }),
    trust({ Principal: { Service: "ec2.amazonaws.com" } }),
  ],
  fail: [
    trust({}),
    trust({ Principal: { AWS: "123456789012" } }),
    trust({ Principal: { AWS: ["arn:aws:iam::123456789012:role/scanner"] } }),
    trust({ Condition: { StringLike: { "sts:ExternalId": "*" } } }),
  ],
});
