import type { Written } from "../../policies/control.ts";
import {
  awsDefaultGroup,
  awsEgressRule,
  awsGroup,
  awsIngress,
  awsIngressRule,
  awsRule,
  group,
  legacy,
  perimeterRule,
  rule,
} from "../../policies/facts/written.ts";
import type { Disguise } from "../support/disguise.ts";

const ssh = { portRangeMin: 22, portRangeMax: 22 };
const sshOnAws = { fromPort: 22, toPort: 22 };

/** A rule of OpenStack's in a group of its own. */
const ruled = (props: Parameters<typeof rule>[0]) => ({
  group: group(),
  rule: rule({ securityGroupId: "${group}", ...props }),
});

const acl = (...entries: readonly { ruleNo: number; action: string; [about: string]: unknown }[]): Written => [
  "aws:ec2/networkAcl:NetworkAcl",
  {
    vpcId: "a-vpc",
    ingress: entries.map((entry) => ({ protocol: "tcp", fromPort: 0, toPort: 65535, ...entry })),
  },
];

const besideAcl = (cidr: object) => ({
  acl: acl({ ruleNo: 100, action: "allow", cidrBlock: "10.0.0.0/8" }),
  rule: [
    "aws:ec2/networkAclRule:NetworkAclRule",
    {
      networkAclId: "${acl}",
      ruleNumber: 200,
      ruleAction: "ALLOW",
      protocol: "-1",
      fromPort: 443,
      toPort: 443,
      ...cidr,
    },
  ] as Written,
});

const list = (...entries: readonly { cidr: string }[]): Written => [
  "aws:ec2/managedPrefixList:ManagedPrefixList",
  { name: "offices", addressFamily: "IPv4", maxEntries: 8, entries: [...entries] },
];

const entry = (cidr: string): Written => [
  "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
  { prefixListId: "${offices}", cidr },
];

export default [
  {
    name: "SSH is open by TCP's number with a zero before it",
    control: "network-admin-ports-private",
    disguised: ruled({ ...ssh, protocol: "06", remoteIpPrefix: "0.0.0.0/0" }),
    twin: ruled({ ...ssh, protocol: "06", remoteIpPrefix: "198.51.100.0/24" }),
  },
  {
    name: "SSH on AWS is open by TCP's number with zeros before it, in a component of somebody else's",
    control: "network-admin-ports-private",
    within: "acme:index:Net",
    disguised: { rule: awsRule({ ...sshOnAws, protocol: "006", cidrBlocks: ["0.0.0.0/0"] }) },
    twin: { rule: awsRule({ ...sshOnAws, protocol: "006", cidrBlocks: ["198.51.100.0/24"] }) },
  },
  {
    name: "The remote desktop hides among the ports that answers come to",
    control: "network-admin-ports-private",
    disguised: { rule: awsRule({ fromPort: 1024, toPort: 65535, cidrBlocks: ["0.0.0.0/0"] }) },
    twin: { rule: awsRule({ fromPort: 1024, toPort: 65535, cidrBlocks: ["10.0.0.0/8"] }) },
  },
  {
    name: "A public range of sixteen million addresses is cut into four",
    control: "network-admin-ports-private",
    disguised: {
      rule: awsRule({ ...sshOnAws, cidrBlocks: ["8.0.0.0/10", "8.192.0.0/10", "8.64.0.0/10", "8.128.0.0/10"] }),
    },
    twin: { rule: awsRule({ ...sshOnAws, cidrBlocks: ["8.0.0.0/24", "8.192.0.0/24", "8.64.0.0/24", "8.128.0.0/24"] }) },
  },
  {
    name: "A public range of IPv4 is written as IPv6, in hexadecimal digits",
    control: "network-admin-ports-private",
    disguised: { rule: awsIngressRule({ ...sshOnAws, cidrIpv6: "::ffff:800:0/104" }) },
    twin: { rule: awsIngressRule({ ...sshOnAws, cidrIpv6: "::ffff:a00:0/104" }) },
  },
  {
    name: "All of IPv4 comes through the prefix of NAT64",
    control: "network-admin-ports-private",
    disguised: { rule: awsIngressRule({ ...sshOnAws, cidrIpv6: "64:ff9b:0:0::/96" }) },
    twin: { rule: awsIngressRule({ ...sshOnAws, cidrIpv6: "64:ff9b:1::/48" }) },
  },
  {
    name: "All of IPv4 comes through the prefix of 6to4",
    control: "network-admin-ports-private",
    disguised: ruled({ ...ssh, ethertype: "IPv6", remoteIpPrefix: "2002::/16" }),
    twin: ruled({ ...ssh, ethertype: "IPv6", remoteIpPrefix: "2002:c633:6400::/40" }),
  },
  {
    name: "All that IPv6 gives out is cut in two beside an honest range of IPv4",
    control: "network-admin-ports-private",
    disguised: {
      group: awsIngress({ ...sshOnAws, cidrBlocks: ["10.0.0.0/8"], ipv6CidrBlocks: ["3000::/4", "2000::/4"] }),
    },
    twin: {
      group: awsIngress({ ...sshOnAws, cidrBlocks: ["10.0.0.0/8"], ipv6CidrBlocks: ["2001:db8::/32", "fd00::/8"] }),
    },
  },
  {
    name: "The far end is a group whose id is an empty text",
    control: "network-admin-ports-private",
    disguised: { group: group(), rule: rule({ ...ssh, securityGroupId: "${group}", remoteGroupId: "" }) },
    twin: { group: group(), rule: rule({ ...ssh, securityGroupId: "${group}", remoteGroupId: "${group}" }) },
  },
  {
    name: "The far end says IPv6 and nothing else, in capitals",
    control: "network-admin-ports-private",
    within: "acme:index:Net",
    disguised: ruled({ ...ssh, ethertype: "IPV6", protocol: "TCP", direction: "INGRESS" }),
    twin: ruled({ ...ssh, ethertype: "IPV6", protocol: "TCP", direction: "INGRESS", remoteIpPrefix: "fd00::/8" }),
  },
  {
    name: "Nova's group says that it is not for itself, and for nobody else",
    control: "network-database-ports-private",
    disguised: { group: legacy({ fromPort: 3306, toPort: 3306, self: false, fromGroupId: "" }) },
    twin: { group: legacy({ fromPort: 3306, toPort: 3306, self: true, fromGroupId: "" }) },
  },
  {
    name: "A firewall rule says ALLOW, and a range with a dash",
    control: "network-orchestration-ports-private",
    disguised: { rule: perimeterRule({ action: "ALLOW", protocol: "TCP", destinationPort: "2300-2400" }) },
    twin: { rule: perimeterRule({ action: "DENY", protocol: "TCP", destinationPort: "2300-2400" }) },
  },
  {
    name: "The default group of a VPC shares files among ports nobody has heard of",
    control: "network-file-ports-private",
    disguised: { group: awsDefaultGroup({ fromPort: 440, toPort: 450, cidrBlocks: ["64.0.0.0/2"] }) },
    twin: { group: awsDefaultGroup({ fromPort: 446, toPort: 450, cidrBlocks: ["64.0.0.0/2"] }) },
  },
  {
    name: "HTTPS brings its neighbour along",
    control: "network-public-ports-listed",
    disguised: ruled({ portRangeMin: 443, portRangeMax: 444, remoteIpPrefix: "0.0.0.0/0" }),
    twin: ruled({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }),
  },
  {
    name: "Two rules beside a group, an old and a new one, each let in half of a public range",
    control: "network-public-ports-listed",
    within: "acme:index:Net",
    disguised: {
      group: awsGroup(),
      one: awsRule({ fromPort: 8000, toPort: 9000, securityGroupId: "${group}", cidrBlocks: ["8.0.0.0/9"] }),
      other: awsIngressRule({ fromPort: 8443, toPort: 8443, securityGroupId: "${group}", cidrIpv4: "8.128.0.0/9" }),
    },
    twin: {
      group: awsGroup(),
      one: awsRule({ fromPort: 8000, toPort: 9000, securityGroupId: "${group}", cidrBlocks: ["8.0.0.0/9"] }),
      other: awsIngressRule({ fromPort: 9443, toPort: 9443, securityGroupId: "${group}", cidrIpv4: "8.128.0.0/9" }),
    },
  },
  {
    name: "Two rules of Neutron's let in half of a public range each, one of them by every protocol",
    control: "network-public-ports-listed",
    disguised: {
      group: group(),
      one: rule({ ...ssh, securityGroupId: "${group}", remoteIpPrefix: "8.0.0.0/9" }),
      other: rule({ protocol: undefined, securityGroupId: "${group}", remoteIpPrefix: "8.128.0.0/9" }),
    },
    twin: {
      group: group(),
      one: rule({ ...ssh, securityGroupId: "${group}", remoteIpPrefix: "8.0.0.0/9" }),
      other: rule({ protocol: undefined, securityGroupId: "${group}", remoteIpPrefix: "8.0.0.0/9" }),
    },
  },
  {
    name: "A tunnel for every protocol is open by its number",
    control: "network-public-ports-listed",
    disguised: ruled({ protocol: "41", remoteIpPrefix: "0.0.0.0/0" }),
    twin: ruled({ protocol: "41", remoteIpPrefix: "198.51.100.7/32" }),
  },
  {
    name: "Public ports are written from the last to the first",
    control: "network-openings-bounded",
    disguised: { rule: perimeterRule({ protocol: "17", destinationPort: "60000:443" }) },
    twin: { rule: perimeterRule({ protocol: "17", destinationPort: "443:443" }) },
  },
  {
    name: "A protocol has no number and no name but a blank",
    control: "network-openings-bounded",
    disguised: ruled({ protocol: " ", remoteIpPrefix: "0.0.0.0/0" }),
    twin: ruled({ protocol: " ", remoteIpPrefix: "10.0.0.0/8" }),
  },
  {
    name: "A group of addresses holds the internet in quarters, and the rule names the group only",
    control: "network-address-groups-bounded",
    disguised: {
      everyone: [
        "openstack:networking/addressGroupV2:AddressGroupV2",
        { name: "offices", addresses: ["10.0.0.0/8", "64.0.0.0/2"] },
      ],
      group: group(),
      rule: rule({ ...ssh, securityGroupId: "${group}", remoteAddressGroupId: "${everyone}" }),
    },
    twin: {
      everyone: [
        "openstack:networking/addressGroupV2:AddressGroupV2",
        { name: "offices", addresses: ["10.0.0.0/8", "198.51.100.0/24"] },
      ],
      group: group(),
      rule: rule({ ...ssh, securityGroupId: "${group}", remoteAddressGroupId: "${everyone}" }),
    },
  },
  {
    name: "A prefix list is filled from two entries beside it, each of which looks bearable",
    control: "network-address-groups-bounded",
    disguised: { offices: list(), one: entry("8.0.0.0/9"), other: entry("8.128.0.0/9") },
    twin: { offices: list(), one: entry("8.0.0.0/24"), other: entry("8.128.0.0/24") },
  },
  {
    name: "A prefix list has half a range in itself and the other half beside it",
    control: "network-address-groups-bounded",
    within: "acme:index:Lists",
    disguised: { offices: list({ cidr: "8.0.0.0/9" }), other: entry("8.128.0.0/9") },
    twin: { offices: list({ cidr: "8.0.0.0/9" }), other: entry("8.0.0.0/9") },
  },
  {
    name: "A rule lets in a group that somebody else fills",
    control: "network-peer-groups-known",
    disguised: ruled({ ...ssh, remoteGroupId: "1f0c0a5e-7f0f-4a3c-9d3e-3b1f1d7d9a11" }),
    twin: ruled({ ...ssh, remoteGroupId: "${group}" }),
  },
  {
    name: "A network ACL denies SSH after it has let everyone in",
    control: "network-acl-admin-ports-closed",
    disguised: {
      acl: acl(
        { ruleNo: 110, action: "deny", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" },
        { ruleNo: 100, action: "allow", cidrBlock: "0.0.0.0/0" },
        { ruleNo: 90, action: "deny", fromPort: 3389, toPort: 3389, cidrBlock: "0.0.0.0/0" },
      ),
    },
    twin: {
      acl: acl(
        { ruleNo: 80, action: "deny", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" },
        { ruleNo: 100, action: "allow", cidrBlock: "0.0.0.0/0" },
        { ruleNo: 90, action: "deny", fromPort: 3389, toPort: 3389, cidrBlock: "0.0.0.0/0" },
      ),
    },
  },
  {
    name: "A network ACL denies SSH to one half of the internet",
    control: "network-acl-admin-ports-closed",
    disguised: {
      acl: acl(
        { ruleNo: 80, action: "deny", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/1" },
        { ruleNo: 90, action: "allow", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" },
      ),
    },
    twin: {
      acl: acl(
        { ruleNo: 80, action: "deny", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/1" },
        { ruleNo: 90, action: "allow", fromPort: 22, toPort: 22, cidrBlock: "10.0.0.0/8" },
      ),
    },
  },
  {
    name: "A rule beside a network ACL is of all protocols, whose ports do not count",
    control: "network-acl-admin-ports-closed",
    within: "acme:index:Net",
    disguised: besideAcl({ ipv6CidrBlock: "::/0" }),
    twin: besideAcl({ ipv6CidrBlock: "fd00::/8" }),
  },
  {
    name: "A network ACL opens SSH by TCP's number with a zero before it",
    control: "network-acl-admin-ports-closed",
    disguised: { acl: acl({ ruleNo: 100, action: "allow", protocol: "06", cidrBlock: "0.0.0.0/0" }) },
    twin: { acl: acl({ ruleNo: 100, action: "allow", protocol: "017", cidrBlock: "0.0.0.0/0" }) },
  },
  {
    name: "Machines leave by every port between two that are listed",
    control: "network-egress-restricted",
    disguised: { rule: awsEgressRule({ fromPort: 53, toPort: 123, cidrIpv4: "0.0.0.0/0" }) },
    twin: { rule: awsEgressRule({ fromPort: 53, toPort: 53, cidrIpv4: "0.0.0.0/0" }) },
  },
  {
    name: "A group's way out is to the upper half of the internet",
    control: "network-egress-restricted",
    disguised: {
      group: awsGroup({ egress: [{ protocol: "all", fromPort: 0, toPort: 0, cidrBlocks: ["128.0.0.0/1"] }] }),
    },
    twin: { group: awsGroup({ egress: [{ protocol: "all", fromPort: 0, toPort: 0, cidrBlocks: ["172.16.0.0/12"] }] }) },
  },
  {
    name: "A port answers for a subnet in sixteen small pieces",
    control: "network-address-pairs-narrow",
    disguised: {
      port: [
        "openstack:networking/port:Port",
        {
          networkId: "a-network",
          securityGroupIds: ["a-group"],
          allowedAddressPairs: Array.from({ length: 16 }, (_, i) => ({ ipAddress: `10.0.0.${16 * i}/28` })),
        },
      ],
    },
    twin: {
      port: [
        "openstack:networking/port:Port",
        {
          networkId: "a-network",
          securityGroupIds: ["a-group"],
          allowedAddressPairs: Array.from({ length: 16 }, (_, i) => ({ ipAddress: `10.0.0.${i}/32` })),
        },
      ],
    },
  },
  {
    name: "A port has its groups taken off by a resource beside it",
    control: "network-port-security-kept",
    disguised: {
      groups: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "a-port", securityGroupIds: [], enforce: true },
      ],
    },
    twin: {
      groups: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "a-port", securityGroupIds: [], enforce: false },
      ],
    },
  },
  {
    name: "A network is shared by Neutron's own name for it, in capitals",
    control: "network-not-shared",
    within: "acme:index:Net",
    disguised: {
      net: [
        "openstack:networking/network:Network",
        { name: "net", tags: ["zone:tenant"], shared: false, valueSpecs: { shared: "TRUE" } },
      ],
    },
    twin: {
      net: [
        "openstack:networking/network:Network",
        { name: "net", tags: ["zone:tenant"], shared: false, valueSpecs: { shared: "FALSE" } },
      ],
    },
  },
] satisfies readonly Disguise[];
