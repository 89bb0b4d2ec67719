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
  ];
  return [
    ...rules.map((written) => ({ written })),
    { members: group(), written: rule({ ...ports, remoteGroupId: "${members}" }) },
  ];
};
