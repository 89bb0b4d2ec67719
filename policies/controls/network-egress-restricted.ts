import { control } from "../control.ts";
import { leadsEverywhere, openingLabel, outboundOpenings } from "../facts/opening.ts";
import { portSetting, portsAmong, portsListed } from "../facts/port.ts";
import {
  awsDefaultGroup,
  awsEgress,
  awsEgressRule,
  awsIngress,
  awsRule,
  group,
  perimeterRule,
  rule,
} from "../facts/written.ts";
import { every } from "../knowledge.ts";

const out = { direction: "egress", remoteIpPrefix: "0.0.0.0/0" };

export default control({
  id: "network-egress-restricted",
  title: "Let machines out to the internet by listed ports only",
  why: "Whoever takes over a machine that may go anywhere fetches tools, calls home and carries the data off.",
  fix: "Name the addresses that the machine needs, keep to a listed port, or add the port to egressPorts.",
  severity: "high",
  sources: {
    talk: ["egress-filtered", "zero-trust"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7(5)", "AC-4"],
    "nist-csf": ["protect"],
  },
  settings: {
    egressPorts: portSetting("Ports that machines may reach anywhere on the internet.", 53, 123, 443, 853),
    egressProtocols: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: "Protocols without ports that machines may use to anywhere on the internet, such as icmp or esp.",
    },
  },
  ...outboundOpenings,
  judge: (opening, { egressPorts, egressProtocols }) =>
    every(
      () =>
        !(opening.ports
          ? portsAmong(opening.ports, portsListed(egressPorts))
          : egressProtocols.includes(opening.protocol)),
      () => leadsEverywhere(opening),
    )
      ? `Machines may reach anyone on the internet by ${openingLabel(opening)}.`
      : undefined,
  pass: [
    { web: rule({ ...out, portRangeMin: 443, portRangeMax: 443 }) },
    { time: rule({ ...out, protocol: "UDP", portRangeMin: 123, portRangeMax: 123 }) },
    { inside: rule({ ...out, remoteIpPrefix: "10.20.0.0/16" }) },
    { inside: rule({ ...out, protocol: undefined, ethertype: "IPv6", remoteIpPrefix: "fd20::/48" }) },
    { partner: rule({ ...out, portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: "198.51.100.0/24" }) },
    { members: group(), inside: rule({ direction: "egress", remoteGroupId: "${members}" }) },
    { web: rule({ protocol: undefined, remoteIpPrefix: "0.0.0.0/0" }) },
    {
      web: perimeterRule({ destinationPort: "443", sourceIpAddress: "10.20.0.0/16" }),
      leaving: ["openstack:firewall/policyV2:PolicyV2", { rules: ["${web}"] }],
      wall: ["openstack:firewall/groupV2:GroupV2", { egressFirewallPolicyId: "${leaving}" }],
    },
    {
      login: perimeterRule({ destinationPort: "22", sourceIpAddress: "198.51.100.0/24" }),
      entering: ["openstack:firewall/policyV2:PolicyV2", { rules: ["${login}"] }],
      wall: ["openstack:firewall/groupV2:GroupV2", { ingressFirewallPolicyId: "${entering}" }],
    },
    { web: awsEgress({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }) },
    { inside: awsEgress({ protocol: "-1", cidrBlocks: ["10.0.0.0/8"], self: true, prefixListIds: ["a-list"] }) },
    { inside: awsIngress({ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }) },
    { default: awsDefaultGroup({ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }) },
    { web: awsRule({ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }) },
    { partner: awsRule({ type: "egress", protocol: "-1", sourceSecurityGroupId: "a-group" }) },
    { time: awsEgressRule({ ipProtocol: "udp", fromPort: 123, toPort: 123, cidrIpv4: "0.0.0.0/0" }) },
    { partner: awsEgressRule({ ipProtocol: "-1", cidrIpv4: "198.51.100.0/24" }) },
  ],
  fail: [
    { anywhere: rule({ ...out, protocol: undefined }) },
    { anywhere: rule({ ...out, protocol: "any", remoteIpPrefix: "128.0.0.0/1" }) },
    { anywhere: rule({ direction: "egress", ethertype: "IPv6", protocol: undefined }) },
    { anywhere: rule({ direction: "Egress", protocol: "6" }) },
    { mail: rule({ ...out, portRangeMin: 25, portRangeMax: 25 }) },
    { web: rule({ ...out, portRangeMin: 80, portRangeMax: 443 }) },
    { mail: rule({ ...out, ethertype: "IPv6", remoteIpPrefix: "2000::/3", portRangeMin: 25, portRangeMax: 25 }) },
    { tunnel: rule({ ...out, protocol: "icmp" }) },
    { anywhere: rule({ direction: "egress", portRangeMin: 0, portRangeMax: 0, remoteIpPrefix: "0.0.0.0/1" }) },
    {
      anywhere: perimeterRule({ protocol: "any", sourceIpAddress: "10.20.0.0/16" }),
      leaving: ["openstack:firewall/policyV2:PolicyV2", { rules: ["${anywhere}"] }],
      wall: ["openstack:firewall/groupV2:GroupV2", { egressFirewallPolicyId: "${leaving}" }],
    },
    { anywhere: awsEgress({ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }) },
    { anywhere: awsEgress({ protocol: "-1", cidrBlocks: ["10.0.0.0/8"], ipv6CidrBlocks: ["::/0"] }) },
    { mail: awsEgress({ fromPort: 25, toPort: 25, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] }) },
    {
      default: [
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        { egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] },
      ],
    },
    { anywhere: awsRule({ type: "egress", protocol: "all", cidrBlocks: ["0.0.0.0/0"] }) },
    { web: awsRule({ type: "egress", fromPort: 80, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }) },
    { anywhere: awsEgressRule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }) },
    { anywhere: awsEgressRule({ ipProtocol: "-1", cidrIpv6: "::/0" }) },
  ],
});
