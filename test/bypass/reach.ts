import type { Example, Written } from "../../policies/control.ts";
import { awsIn, neutronRule, only, without, zonedOnAws, zonedOnOpenStack } from "../../policies/facts/zoned.ts";
import type { Disguise } from "../support/disguise.ts";
import { chained } from "../support/reach.ts";

const control = "network-flows-declared";

const api = only(zonedOnOpenStack, "firewall", "router", "api", "apiAddresses", "apiJoint", "web");
const apiOnAws = only(zonedOnAws, "firewall", "vpc", "gateway", "api", "table", "given", "web");

const https = neutronRule("${web}", 443);
const ssh = neutronRule("${web}", 22, { remoteIpPrefix: "198.51.100.0/24" });
const sshOnAws = awsIn("${web}", 22, { cidrIpv4: "198.51.100.0/24" });

const port = (network: string, props: object = {}): Written =>
  ["openstack:networking/port:Port", { networkId: network, securityGroupIds: ["${web}"], ...props }] as Written;

const subnet = (props: object = {}): Written =>
  [
    "aws:ec2/subnet:Subnet",
    { vpcId: "${vpc}", cidrBlock: "10.20.32.0/22", ipv6CidrBlock: "2001:db8::/64", tags: { zone: "api" }, ...props },
  ] as Written;

const table = (...routes: object[]): Written =>
  ["aws:ec2/routeTable:RouteTable", { vpcId: "${vpc}", routes }] as Written;

const address: Written = ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }];

/** Two rules of a firewall at the router, one of which lets everything through, and a group behind it that does too. */
const perimeter = (first: string, second: string): Example => ({
  ...api,
  ssh,
  all: ["openstack:firewall/ruleV2:RuleV2", { action: "allow" }],
  none: ["openstack:firewall/ruleV2:RuleV2", { action: "deny", protocol: "tcp", destinationPort: "20:30" }],
  policy: ["openstack:firewall/policyV2:PolicyV2", { rules: [`\${${first}}`, `\${${second}}`] }],
  perimeter: ["openstack:firewall/groupV2:GroupV2", { ingressFirewallPolicyId: "${policy}", ports: ["${apiJoint}"] }],
});

/** A network ACL that lets everything in but for SSH, by the numbers of its two rules. */
const listed = (allow: number, deny: number): Example => ({
  ...apiOnAws,
  ssh: sshOnAws,
  list: [
    "aws:ec2/networkAcl:NetworkAcl",
    {
      vpcId: "${vpc}",
      subnetIds: ["${api}"],
      ingress: [
        { ruleNo: deny, action: "deny", protocol: "6", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" },
        { ruleNo: allow, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" },
      ],
    },
  ],
});

/** A machine of the inner zone that says that it is one of the outer, in a network of either. */
const lying = (network: string): Example => ({
  ...without(zonedOnOpenStack, "webPort", "webAddress"),
  port: port(network, { tags: ["zone:api"] }),
  address,
});

/** A machine of the outer zone that may send from addresses, and a rule of the inner zone for one of that zone's own. */
const borrowing = (ipAddress: string): Example => ({
  ...zonedOnOpenStack,
  webPort: port("${api}", { allowedAddressPairs: [{ ipAddress }] }),
  webOut: neutronRule("${web}", 443, { direction: "egress", remoteIpPrefix: "10.20.96.0/19", portRangeMax: 8443 }),
  more: neutronRule("${servers}", 8443, { remoteIpPrefix: "10.20.96.9/32" }),
});

export default [
  {
    name: "A firewall denies what it has let through before",
    control,
    disguised: perimeter("all", "none"),
    twin: perimeter("none", "all"),
  },
  {
    name: "A network ACL denies what a lower number has let in",
    control,
    disguised: listed(90, 100),
    twin: listed(110, 100),
  },
  {
    name: "A machine's tag says another zone than its network",
    control,
    disguised: lying("${tenant}"),
    twin: lying("${api}"),
  },
  {
    name: "A machine may send from the addresses of another zone",
    control,
    disguised: borrowing("10.20.96.8/29"),
    twin: borrowing("10.20.32.8/29"),
  },
  {
    name: "The way to the internet leads over a second router",
    control,
    disguised: { ...api, ...chained({ externalNetworkId: "public" }), ssh },
    twin: { ...api, ...chained({}), ssh },
  },
  {
    name: "The router translates no addresses, so that machines need none of their own to be found",
    control,
    disguised: {
      ...api,
      port: port("${api}"),
      router: ["openstack:networking/router:Router", { externalNetworkId: "public", enableSnat: false }],
      ssh,
    },
    twin: {
      ...api,
      port: port("${api}"),
      router: ["openstack:networking/router:Router", { externalNetworkId: "public" }],
      ssh,
    },
  },
  {
    name: "IPv4 goes by a NAT gateway, and IPv6 by the internet gateway",
    control,
    disguised: {
      ...apiOnAws,
      api: subnet(),
      table: table(
        { cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0abc" },
        { ipv6CidrBlock: "2000::/3", gatewayId: "${gateway}" },
      ),
      ssh: awsIn("${web}", 22, { cidrIpv6: "2001:db8:1::/48" }),
    },
    twin: {
      ...apiOnAws,
      api: subnet(),
      table: table(
        { cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0abc" },
        { ipv6CidrBlock: "2000::/3", egressOnlyGatewayId: "eigw-0abc" },
      ),
      ssh: awsIn("${web}", 22, { cidrIpv6: "2001:db8:1::/48" }),
    },
  },
  {
    name: "A subnet says nothing of its routes, and the main table leads outside",
    control,
    disguised: {
      ...without(apiOnAws, "given"),
      ssh: sshOnAws,
      main: [
        "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
        { vpcId: "${vpc}", routeTableId: "${table}" },
      ],
    },
    twin: { ...without(apiOnAws, "given"), ssh: sshOnAws },
  },
  {
    name: "A declared port is one of a range",
    control,
    disguised: { ...api, https: neutronRule("${web}", 443, { portRangeMax: 444 }) },
    twin: { ...api, https },
  },
  {
    name: "A declared port is let in by every protocol that has it",
    control,
    disguised: { ...api, https: neutronRule("${web}", 443, { protocol: "any" }) },
    twin: { ...api, https: neutronRule("${web}", 443, { protocol: "06" }) },
  },
  {
    name: "The network of a port filters nothing",
    control,
    disguised: {
      ...api,
      api: ["openstack:networking/network:Network", { tags: ["zone:api"], portSecurityEnabled: false }],
      port: port("${api}"),
      address,
      https,
    },
    twin: {
      ...api,
      api: ["openstack:networking/network:Network", { tags: ["zone:api"], portSecurityEnabled: true }],
      port: port("${api}"),
      address,
      https,
    },
  },
] satisfies readonly Disguise[];
