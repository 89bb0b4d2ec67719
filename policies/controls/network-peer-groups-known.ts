import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import {
  awsDefaultGroup,
  awsEgressRule,
  awsGroup,
  awsIngress,
  awsIngressRule,
  awsRule,
  group,
  rule,
} from "../facts/written.ts";
import { every, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props, Token } from "../resources.ts";

/** Groups or lists at the far end of a rule. */
interface Peers {
  readonly what: "security group" | "address group" | "prefix list";
  /** Whether one of them is neither made in this stack nor known otherwise. */
  readonly foreign: (knownGroups: readonly string[]) => boolean;
}

const AWS_DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const AWS_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

/** The one that an input of a rule names, and what may make it. */
const named = <T extends Token>(
  rule: Planned<T>,
  input: keyof Props<T> & string,
  what: Peers["what"],
  ...makers: readonly Token[]
): Peers => ({
  what,
  foreign: (knownGroups) =>
    every(
      () => !some(...makers.map((maker) => () => rule.tied(input, maker).length > 0)),
      () => {
        const id = rule.props[input] as string | undefined;
        return Boolean(id) && !knownGroups.includes(id ?? "");
      },
    ),
});

/** Those that the rules in a group of AWS's name. */
const inside = (group: Planned<typeof AWS_GROUP> | Planned<typeof AWS_DEFAULT_GROUP>): Peers[] =>
  (["ingress", "egress"] as const).flatMap((direction) =>
    (
      [
        ["security group", "securityGroups", [AWS_GROUP, AWS_DEFAULT_GROUP]],
        ["prefix list", "prefixListIds", [LIST]],
      ] as const
    ).map(
      ([what, ids, makers]): Peers => ({
        what,
        foreign: (knownGroups) => {
          const all = itemsOf(group.props[direction]).flatMap((rule) => itemsOf(rule()[ids]).map((id) => id()));
          const tied = makers.flatMap((maker) => (group as Planned<typeof AWS_GROUP>).tied(direction, maker));
          return new Set(all.filter((id) => !knownGroups.includes(id))).size > tied.length;
        },
      }),
    ),
  );

export default control({
  id: "network-peer-groups-known",
  title: "Let in only groups whose members are known",
  why: "Whoever may change a group that is managed elsewhere decides who passes a rule that is managed here.",
  fix: "Make the group in this stack, or add its id to knownGroups once its owner is known.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["zero-trust", "firewall-zones-whitelisted"],
    "nist-800-53": ["AC-4", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  settings: {
    knownGroups: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description:
        "Ids of security groups, address groups and prefix lists that rules may name although another stack makes them.",
    },
  },
  joins: {
    [AWS_GROUP]: inside,
    [AWS_DEFAULT_GROUP]: inside,
    "aws:ec2/securityGroupRule:SecurityGroupRule": (rule): Peers[] => [
      named(rule, "sourceSecurityGroupId", "security group", AWS_GROUP, AWS_DEFAULT_GROUP),
      {
        what: "prefix list",
        foreign: (knownGroups) =>
          new Set(itemsOf(rule.props.prefixListIds).flatMap((id) => (knownGroups.includes(id()) ? [] : [id()]))).size >
          rule.tied("prefixListIds", LIST).length,
      },
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (rule) => [
      named(rule, "referencedSecurityGroupId", "security group", AWS_GROUP, AWS_DEFAULT_GROUP),
      named(rule, "prefixListId", "prefix list", LIST),
    ],
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (rule) => [
      named(rule, "referencedSecurityGroupId", "security group", AWS_GROUP, AWS_DEFAULT_GROUP),
      named(rule, "prefixListId", "prefix list", LIST),
    ],
    "openstack:networking/secGroupRule:SecGroupRule": (rule): Peers[] => [
      named(rule, "remoteGroupId", "security group", "openstack:networking/secGroup:SecGroup"),
      named(rule, "remoteAddressGroupId", "address group", "openstack:networking/addressGroupV2:AddressGroupV2"),
    ],
  },
  judge: ({ what, foreign }: Peers, { knownGroups }) =>
    foreign(knownGroups) ? `The rule trusts a whole ${what} that this stack does not make.` : undefined,
  pass: [
    { members: group(), among: rule({ remoteGroupId: "${members}" }) },
    {
      office: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["198.51.100.0/24"] }],
      login: rule({ remoteAddressGroupId: "${office}" }),
    },
    { office: rule({ remoteIpPrefix: "198.51.100.0/24" }) },
    {
      members: awsGroup(),
      list: [LIST, { addressFamily: "IPv4", maxEntries: 1, entries: [{ cidr: "198.51.100.0/24" }] }],
      inside: awsIngress({ securityGroups: ["${members}"], prefixListIds: ["${list}"] }),
      default: awsDefaultGroup({ securityGroups: ["${members}"] }),
      among: awsRule({ sourceSecurityGroupId: "${members}" }),
      listed: awsRule({ prefixListIds: ["${list}"] }),
      in: awsIngressRule({ referencedSecurityGroupId: "${members}" }),
      out: awsEgressRule({ prefixListId: "${list}" }),
    },
    { inside: awsIngress({ self: true, cidrBlocks: ["10.0.0.0/8"] }) },
  ],
  fail: [
    { others: rule({ remoteGroupId: "7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11" }) },
    { others: rule({ remoteAddressGroupId: "7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11" }) },
    { members: group(), others: rule({ remoteGroupId: "default" }) },
    { inside: awsIngress({ securityGroups: ["sg-0123456789abcdef0"] }) },
    { members: awsGroup(), inside: awsIngress({ securityGroups: ["${members}", "sg-0123456789abcdef0"] }) },
    { inside: awsIngress({ prefixListIds: ["pl-0123456789abcdef0"] }) },
    { default: awsDefaultGroup({ securityGroups: ["123456789012/sg-0123456789abcdef0"] }) },
    { others: awsRule({ sourceSecurityGroupId: "sg-0123456789abcdef0" }) },
    { others: awsRule({ prefixListIds: ["pl-0123456789abcdef0"] }) },
    { others: awsIngressRule({ referencedSecurityGroupId: "sg-0123456789abcdef0" }) },
    { others: awsEgressRule({ prefixListId: "pl-0123456789abcdef0" }) },
  ],
});
