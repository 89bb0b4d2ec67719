import { control, type Example } from "../control.ts";
import { awsDefaultGroup, awsRule } from "../facts/written.ts";
import { first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Token } from "../resources.ts";

const DEFAULT = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const RULES = [
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
] as const;
const VPC = "aws:ec2/vpc:Vpc";

type Rule = Planned<(typeof RULES)[0]>;

interface Finding {
  readonly fault: () => string | undefined;
}

const OPEN = "The VPC's default group lets something through.";

/** Whether a rule is one of a VPC's default group. */
const isOfDefault = ({ tied }: Rule): boolean =>
  some(
    () => tied("securityGroupId", DEFAULT).length > 0,
    () => tied("securityGroupId", VPC, ["defaultSecurityGroupId"]).length > 0,
  );

const beside = (rule: Planned<Token>): Finding[] => [{ fault: () => (isOfDefault(rule as Rule) ? OPEN : undefined) }];

const closed: Example[string] = [DEFAULT, { vpcId: "${vpc}" }];

export default control({
  id: "network-default-group-closed",
  title: "Empty the default security group of every VPC",
  why: "AWS puts whatever is made without a group into the default one, and that one lets its members reach each other and the world.",
  fix: "Adopt it with a DefaultSecurityGroup for the VPC that has no rule, and give machines groups of their own.",
  severity: "high",
  sources: {
    talk: ["traffic-allowed-per-vm", "internal-segmented", "cis-benchmarks-used", "egress-filtered"],
    "nist-800-53": ["SC-7", "SC-7(5)"],
    "cis-aws": ["6.5"],
    fsbp: ["EC2.2"],
    "nist-csf": ["protect"],
  },
  reads: {
    [DEFAULT]: (group): Finding[] => [
      {
        fault: () =>
          first(
            () => (group.ingress?.length ? OPEN : undefined),
            () => (group.egress?.length ? OPEN : undefined),
          ),
      },
    ],
  },
  joins: {
    [VPC]: (vpc): Finding[] => [
      {
        fault: () =>
          vpc.users(DEFAULT, "vpcId").length > 0 ? undefined : "The VPC keeps AWS's rules in its default group.",
      },
    ],
    [RULES[0]]: beside,
    [RULES[1]]: beside,
    [RULES[2]]: beside,
  },
  judge: ({ fault }: Finding) => fault(),
  pass: [
    { vpc: [VPC, { cidrBlock: "10.20.0.0/16" }], closed },
    { vpc: [VPC, { cidrBlock: "10.20.0.0/16" }], closed: [DEFAULT, { vpcId: "${vpc}", ingress: [], egress: [] }] },
    ...RULES.map((type): Example => ({ elsewhere: [type, { securityGroupId: "a-group" }] })),
  ],
  fail: [
    { vpc: [VPC, { cidrBlock: "10.20.0.0/16" }] },
    { one: [VPC, { cidrBlock: "10.20.0.0/16" }], vpc: [VPC, { cidrBlock: "10.21.0.0/16" }], closed },
    { default: awsDefaultGroup({ self: true }) },
    { default: [DEFAULT, { egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] }] },
    ...RULES.map(
      (type): Example => ({
        vpc: [VPC, { cidrBlock: "10.20.0.0/16" }],
        closed,
        rule: [type, { securityGroupId: "${closed}" }],
      }),
    ),
    {
      vpc: [VPC, { cidrBlock: "10.20.0.0/16", ...{ defaultSecurityGroupId: "sg-1" } }],
      closed,
      rule: awsRule({ securityGroupId: "sg-1" }),
    },
  ],
});
