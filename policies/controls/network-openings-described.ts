import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import {
  awsDefaultGroup,
  awsEgress,
  awsEgressRule,
  awsGroup,
  awsIngress,
  awsIngressRule,
  awsRule,
  group,
  legacy,
  perimeterRule,
  rule,
} from "../facts/written.ts";
import { known } from "../knowledge.ts";

interface Described {
  readonly what: "group" | "rule";
  readonly description: string;
  /** What the resource is called, in the cloud and in the program. */
  readonly names: readonly string[];
}

/** Told apart neither by case nor by how words are joined. */
const letters = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

const described = (
  what: Described["what"],
  props: { description?: string; name?: string },
  calledInProgram: string,
): Described[] => [
  {
    what,
    get description() {
      return (props.description ?? "").trim();
    },
    get names() {
      return [props.name ?? "", calledInProgram];
    },
  },
];

/** The rules that a group has in itself. */
const inside = (
  group: { ingress?: readonly { description?: string }[]; egress?: readonly { description?: string }[] },
  calledInProgram: string,
): Described[] =>
  (["ingress", "egress"] as const)
    .flatMap((direction) => known(() => itemsOf(group[direction])) ?? [() => group[direction]?.[0] ?? {}])
    .flatMap((rule) =>
      described(
        "rule",
        {
          get description() {
            return rule().description;
          },
        },
        calledInProgram,
      ),
    );

/** What AWS's provider writes where nothing is said. */
const MADE_UP = /^managed by (pulumi|terraform)$/i;

export default control({
  id: "network-openings-described",
  title: "Say what every security group and every rule is for",
  why: "A rule whose reason nobody wrote down is a rule that nobody dares to remove.",
  fix: "Write a description that says who needs it and what for.",
  severity: "low",
  sources: {
    talk: ["security-groups-named", "traffic-allowed-per-vm"],
    "nist-800-53": ["CM-6", "CM-8"],
    "nist-csf": ["identify"],
  },
  settings: {
    shortest: {
      type: "integer",
      minimum: 1,
      default: 10,
      description: "How many characters a description has at least.",
    },
  },
  reads: {
    "aws:ec2/securityGroup:SecurityGroup": (group, { name }) => [
      ...described("group", group, name),
      ...inside(group, name),
    ],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (group, { name }) => inside(group, name),
    "aws:ec2/securityGroupRule:SecurityGroupRule": (rule, { name }) => described("rule", rule, name),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (rule, { name }) => described("rule", rule, name),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (rule, { name }) => described("rule", rule, name),
    "openstack:networking/secGroup:SecGroup": (group, { name }) => described("group", group, name),
    "openstack:networking/secGroupRule:SecGroupRule": (rule, { name }) => described("rule", rule, name),
    "openstack:compute/secGroup:SecGroup": (group, { name }) => described("group", group, name),
    "openstack:firewall/ruleV2:RuleV2": (rule, { name }) => described("rule", rule, name),
  },
  judge: ({ what, description, names }, { shortest }) => {
    if (description === "" || MADE_UP.test(description)) return `The ${what} has no description.`;
    if (description.length < shortest) return `The ${what} has a description of fewer than ${shortest} characters.`;
    return names.some((name) => letters(name) === letters(description))
      ? `The ${what} has its own name for a description.`
      : undefined;
  },
  pass: [
    { api: group() },
    { web: rule({ description: "Anyone may call the APIs, over TLS only" }) },
    { old: legacy({}) },
    { web: perimeterRule({ description: "Anyone may call the APIs", name: "web" }) },
    { api: awsGroup() },
    { api: awsIngress({}), out: awsEgress({}) },
    { empty: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "a-vpc", ingress: [], egress: [] }] },
    { web: awsRule({}), too: awsIngressRule({}), out: awsEgressRule({}) },
  ],
  fail: [
    ...["", " \n", "web", "https_access from INTERNET to api"].map((description) => ({ api: group({ description }) })),
    ...[undefined, "web", "         x"].map((description) => ({ web: rule({ description }) })),
    { "web-from-internet": rule({ description: "Web from internet" }) },
    { web: perimeterRule({}) },
    { web: perimeterRule({ description: "web-from-internet", name: "WEB_FROM_INTERNET" }) },
    { old: ["openstack:compute/secGroup:SecGroup", { description: "old" }] },
    ...[undefined, "Managed by Pulumi", "Managed by Terraform", "HTTPS access from internet to API"].map(
      (description) => ({ api: awsGroup({ description }) }),
    ),
    { api: awsIngress({ description: undefined }) },
    { api: awsEgress({ description: "web" }) },
    { default: awsDefaultGroup({ description: "" }) },
    { web: awsRule({ description: undefined }) },
    { "web-from-internet": awsIngressRule({ description: "Web from internet" }) },
    { out: awsEgressRule({ description: undefined }) },
  ],
});
