import type { Example, Written } from "../control.ts";
import type { Props } from "../resources.ts";

type Rule = Props<"openstack:networking/secGroupRule:SecGroupRule">;
type LegacyRule = NonNullable<Props<"openstack:compute/secGroup:SecGroup">["rules"]>[number];

/** Undefined takes away what an example says by default, as nothing undefined is ever sent. */
const given = <P extends object>(props: P): P =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as P;

/** An inbound IPv4 rule of a security group, over TCP until told otherwise. */
export const rule = (props: Rule): Written => [
  "openstack:networking/secGroupRule:SecGroupRule",
  given({ direction: "ingress", ethertype: "IPv4", protocol: "tcp", description: "A rule of an example", ...props }),
];

/** Nova's kind of security group, with one rule. */
export const legacy = (props: Partial<LegacyRule>, name = "EXAMPLE"): Written => [
  "openstack:compute/secGroup:SecGroup",
  {
    name,
    description: "A group of an example",
    rules: [{ ipProtocol: "tcp", ...props } as LegacyRule],
  },
];

/** A firewall rule, which lets TCP through until told otherwise. */
export const perimeterRule = (props: Props<"openstack:firewall/ruleV2:RuleV2">): Written => [
  "openstack:firewall/ruleV2:RuleV2",
  given({ action: "allow", protocol: "tcp", ...props }),
];

/** A security group as it should be. */
export const group = (props: Props<"openstack:networking/secGroup:SecGroup"> = {}): Written => [
  "openstack:networking/secGroup:SecGroup",
  given({
    name: "HTTPS_ACCESS_FROM_INTERNET_TO_API",
    description: "https from internet: Anyone may call the APIs",
    deleteDefaultRules: true,
    ...props,
  }),
];

type AwsGroup = Props<"aws:ec2/securityGroup:SecurityGroup">;
type AwsRule = NonNullable<AwsGroup["ingress"]>[number];

/** A security group of AWS's as it should be. */
export const awsGroup = (props: AwsGroup = {}): Written => [
  "aws:ec2/securityGroup:SecurityGroup",
  given({
    name: "HTTPS_ACCESS_FROM_INTERNET_TO_API",
    description: "https from internet: Anyone may call the APIs",
    ...props,
  }),
];

const inner = (props: Partial<AwsRule>): AwsRule =>
  given({ protocol: "tcp", fromPort: 0, toPort: 65535, description: "A rule of an example", ...props }) as AwsRule;

/** A security group of AWS's with one inbound rule in itself, over TCP until told otherwise. */
export const awsIngress = (props: Partial<AwsRule>): Written => awsGroup({ ingress: [inner(props)] });

/** A security group of AWS's with one outbound rule in itself, over TCP until told otherwise. */
export const awsEgress = (props: Partial<AwsRule>): Written => awsGroup({ egress: [inner(props)] });

/** A VPC's default group with one inbound rule. */
export const awsDefaultGroup = (props: Partial<AwsRule>): Written => [
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  { vpcId: "a-vpc", ingress: [inner(props)] },
];

/** An inbound rule beside its group, over TCP until told otherwise. */
export const awsRule = (props: Partial<Props<"aws:ec2/securityGroupRule:SecurityGroupRule">>): Written => [
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  given({ type: "ingress", securityGroupId: "a-group", ...inner({}), ...props }),
];

/** An inbound rule of the newer kind, over TCP until told otherwise. */
export const awsIngressRule = (
  props: Partial<Props<"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule">>,
): Written => [
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  given({ ipProtocol: "tcp", securityGroupId: "a-group", description: "A rule of an example", ...props }),
];

/** An outbound rule of the newer kind, over TCP until told otherwise. */
export const awsEgressRule = (
  props: Partial<Props<"aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule">>,
): Written => [
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  given({ ipProtocol: "tcp", securityGroupId: "a-group", description: "A rule of an example", ...props }),
];

/** The ways to say "everyone" on AWS, each an example of its own. */
const fromEveryoneOnAws = (port: number): Written[] => {
  const ports = { fromPort: port, toPort: port };
  return [
    awsIngress({ ...ports, cidrBlocks: ["0.0.0.0/0"] }),
    awsIngress({ ...ports, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] }),
    awsIngress({ ...ports, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] }),
    awsIngress({ ...ports, cidrBlocks: ["8.128.0.0/9", "8.0.0.0/9"] }),
    awsIngress({ ...ports, cidrBlocks: ["10.0.0.0/8"], ipv6CidrBlocks: ["::/0"] }),
    awsIngress({ ...ports, ipv6CidrBlocks: ["0000:0000:0000:0000:0000:0000:0000:0000/0"] }),
    awsIngress({ ...ports, ipv6CidrBlocks: ["::ffff:0.0.0.0/96"] }),
    awsIngress({ ...ports, protocol: "6", cidrBlocks: ["0.0.0.0/0"] }),
    awsIngress({ ...ports, protocol: "TCP", cidrBlocks: ["0.0.0.0/0"] }),
    awsIngress({ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }),
    awsIngress({ protocol: "all", cidrBlocks: ["0.0.0.0/0"], self: true, securityGroups: ["a-group"] }),
    awsIngress({ fromPort: port - 1, toPort: port + 1, cidrBlocks: ["0.0.0.0/0"] }),
    awsDefaultGroup({ ...ports, cidrBlocks: ["0.0.0.0/0"] }),
    awsRule({ ...ports, cidrBlocks: ["0.0.0.0/0"] }),
    awsRule({ ...ports, cidrBlocks: ["128.0.0.0/2", "192.0.0.0/2", "0.0.0.0/1"] }),
    awsRule({ ...ports, ipv6CidrBlocks: ["8000::/1", "::/1"] }),
    awsRule({ protocol: "-1", cidrBlocks: ["198.51.100.7/0"] }),
    awsRule({ cidrBlocks: ["0.0.0.0/0"] }),
    awsIngressRule({ ...ports, cidrIpv4: "0.0.0.0/0" }),
    awsIngressRule({ ...ports, cidrIpv4: "128.0.0.0/1" }),
    awsIngressRule({ ...ports, cidrIpv6: "0:0:0:0:0:0:0:0/0" }),
    awsIngressRule({ ...ports, cidrIpv6: "2000::/3" }),
    awsIngressRule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
    awsIngressRule({ ipProtocol: "6", fromPort: port, toPort: 65535, cidrIpv4: "0.0.0.0/0" }),
  ];
};

/** The ways to name on AWS whom a port is for, each an example of its own. */
const fromNamedOnAws = (port: number): Written[] => {
  const ports = { fromPort: port, toPort: port };
  return [
    awsIngress({ ...ports, cidrBlocks: ["10.0.0.0/8", "198.51.100.0/24"], ipv6CidrBlocks: ["fd20::/48"] }),
    awsIngress({ ...ports, self: true }),
    awsIngress({ ...ports, securityGroups: ["a-group"], prefixListIds: ["a-list"] }),
    awsEgress({ ...ports, cidrBlocks: ["0.0.0.0/0"] }),
    awsDefaultGroup({ ...ports, self: true }),
    awsRule({ ...ports, sourceSecurityGroupId: "a-group" }),
    awsRule({ ...ports, type: "egress", cidrBlocks: ["0.0.0.0/0"] }),
    awsIngressRule({ ...ports, cidrIpv4: "198.51.100.0/24" }),
    awsIngressRule({ ...ports, referencedSecurityGroupId: "a-group" }),
    awsIngressRule({ ...ports, prefixListId: "a-list" }),
    awsEgressRule({ ...ports, cidrIpv4: "0.0.0.0/0" }),
  ];
};

/** The ways to say "everyone", to whoever asks for the far end of a port: each an example of its own. */
export const fromEveryone = (port: number): Example[] => {
  const ports = { portRangeMin: port, portRangeMax: port };
  const legacyPorts = { fromPort: port, toPort: port };
  const rules: Written[] = [
    rule({ ...ports, remoteIpPrefix: "0.0.0.0/0" }),
    rule(ports),
    rule({ ...ports, remoteIpPrefix: "" }),
    rule({ ...ports, ethertype: "IPv6" }),
    rule({ ...ports, ethertype: "IPv6", remoteIpPrefix: "0:0:0:0:0:0:0:0/0" }),
    rule({ ...ports, ethertype: "IPv6", remoteIpPrefix: "::ffff:0.0.0.0/96" }),
    rule({ ...ports, ethertype: "IPv6", remoteIpPrefix: "64:ff9b::/96" }),
    rule({ ...ports, ethertype: "IPv6", remoteIpPrefix: "2000::/3" }),
    rule({ ...ports, remoteIpPrefix: "0.0.0.0/1" }),
    rule({ ...ports, remoteIpPrefix: "128.0.0.0/1" }),
    rule({ ...ports, remoteIpPrefix: "8.0.0.0/8" }),
    rule({ ...ports, remoteIpPrefix: "198.51.100.7/0" }),
    rule({ ...ports, protocol: "TCP", direction: "Ingress" }),
    rule({ ...ports, protocol: "6" }),
    rule({ protocol: undefined }),
    rule({ protocol: "any" }),
    rule({ protocol: "0" }),
    rule({}),
    rule({ portRangeMin: 1, portRangeMax: 65535 }),
    rule({ portRangeMin: 0, portRangeMax: 0 }),
    legacy({ ...legacyPorts, cidr: "0.0.0.0/0" }),
    legacy({ ...legacyPorts, cidr: "128.0.0.0/1" }),
    legacy(legacyPorts),
    legacy({ fromPort: -1, toPort: -1, cidr: "::/0" }),
    perimeterRule({ destinationPort: `${port}` }),
    perimeterRule({ destinationPort: `${port - 1}:${port + 1}`, sourceIpAddress: "0.0.0.0/0" }),
    perimeterRule({ protocol: "any", sourceIpAddress: "::/0", ipVersion: 6 }),
    ...fromEveryoneOnAws(port),
  ];
  return rules.map((written) => ({ written }));
};

/** The ways to name whom a port is for: each an example of its own. */
export const fromNamed = (port: number): Example[] => {
  const ports = { portRangeMin: port, portRangeMax: port };
  const legacyPorts = { fromPort: port, toPort: port };
  const rules: Written[] = [
    rule({ ...ports, remoteIpPrefix: "198.51.100.0/24" }),
    rule({ ...ports, remoteIpPrefix: "10.0.0.0/8" }),
    rule({ ...ports, ethertype: "IPv6", remoteIpPrefix: "fd20::/48" }),
    rule({ ...ports, ethertype: "IPv6", remoteIpPrefix: "::ffff:10.0.0.0/104" }),
    rule({ ...ports, direction: "egress", remoteIpPrefix: "0.0.0.0/0" }),
    rule({ ...ports, remoteAddressGroupId: "a-group-of-addresses" }),
    legacy({ ...legacyPorts, cidr: "192.168.0.0/16" }),
    legacy({ ...legacyPorts, self: true }),
    legacy({ ...legacyPorts, fromGroupId: "a-group" }),
    perimeterRule({ destinationPort: `${port}`, sourceIpAddress: "10.0.0.0/8" }),
    perimeterRule({ action: "deny" }),
    perimeterRule({ destinationPort: `${port}`, enabled: false }),
    ...fromNamedOnAws(port),
  ];
  return [
    ...rules.map((written) => ({ written })),
    { members: group(), written: rule({ ...ports, remoteGroupId: "${members}" }) },
  ];
};
