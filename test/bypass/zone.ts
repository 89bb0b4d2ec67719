import type { Example, Written } from "../../policies/control.ts";
import type { Props } from "../../policies/resources.ts";
import type { Disguise } from "../support/disguise.ts";

const network = (...tags: string[]): Written => [
  "openstack:networking/network:Network",
  { name: "net", tags, qosPolicyId: "a-policy" },
];

const subnet = (props: Props<"openstack:networking/subnet:Subnet"> = {}): Written => [
  "openstack:networking/subnet:Subnet",
  { networkId: "${net}", cidr: "10.0.1.0/24", noGateway: true, ...props },
];

const joint: Written = [
  "openstack:networking/routerInterface:RouterInterface",
  { routerId: "a-router", subnetId: "${subnet}" },
];

const port = (props: Partial<Props<"openstack:networking/port:Port">> = {}): Written => [
  "openstack:networking/port:Port",
  { networkId: "${net}", securityGroupIds: ["a-group"], ...props },
];

const machine = (props: Props<"openstack:compute/instance:Instance">): Written => [
  "openstack:compute/instance:Instance",
  { name: "web", securityGroups: ["a-group"], ...props },
];

const awsSubnet = (zone: string, more: object = {}): Written => [
  "aws:ec2/subnet:Subnet",
  { vpcId: "${vpc}", cidrBlock: "10.0.1.0/24", tags: { zone }, ...more },
];

/** A VPC whose main table, of which the subnet says nothing, has a route out beside it. */
const byMainTable = (zone: string): Example => ({
  vpc: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
  subnet: awsSubnet(zone),
  table: ["aws:ec2/routeTable:RouteTable", { vpcId: "${vpc}" }],
  main: ["aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", { vpcId: "${vpc}", routeTableId: "${table}" }],
  route: [
    "aws:ec2/route:Route",
    { routeTableId: "${table}", destinationIpv6CidrBlock: "2000::/3", egressOnlyGatewayId: "eigw-0abc" },
  ],
});

/** A table that a VPN tells its routes. */
const propagated = (zone: string): Example => ({
  vpc: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
  subnet: awsSubnet(zone),
  table: ["aws:ec2/routeTable:RouteTable", { vpcId: "${vpc}" }],
  given: ["aws:ec2/routeTableAssociation:RouteTableAssociation", { subnetId: "${subnet}", routeTableId: "${table}" }],
  routes: [
    "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
    { vpnGatewayId: "vgw-0abc", routeTableId: "${table}" },
  ],
});

/** A machine of AWS's with a second leg in a subnet. */
const twoLegged = (leg: string): Example => ({
  vpc: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
  subnet: awsSubnet("tenant"),
  other: awsSubnet(leg, { cidrBlock: "10.0.2.0/24" }),
  machine: ["aws:ec2/instance:Instance", { subnetId: "${subnet}", vpcSecurityGroupIds: ["sg-0abc"] }],
  leg: ["aws:ec2/networkInterface:NetworkInterface", { subnetId: "${other}", securityGroups: ["sg-0abc"] }],
  attachment: [
    "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment",
    { instanceId: "${machine}", networkInterfaceId: "${leg}", deviceIndex: 1 },
  ],
});

const hostRoutes = (...destinations: string[]): Example => ({
  net: network("zone:management"),
  subnet: subnet({
    hostRoutes: destinations.map((destinationCidr) => ({ destinationCidr, nextHop: "10.0.1.1" })),
  }),
});

/** A network of production and what a machine beside it says of itself. */
const together = (environment: string): Example => ({
  net: network("zone:tenant", "environment=live"),
  machine: machine({ networks: [{ name: "net" }], metadata: { environment } }),
});

const declared = (role: string): Example => ({
  net: network("zone:tenant"),
  port: port(),
  machine: machine({ networks: [{ port: "${port}" }], tags: [role] }),
  address: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
});

const carried = (enforce: boolean): Example => ({
  net: network("zone:tenant"),
  port: port({ securityGroupIds: [] }),
  groups: [
    "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
    { portId: "${port}", securityGroupIds: ["a-group"], enforce },
  ],
});

export default [
  {
    name: "A network says that it is of the APIs and of the management, and a router joins it",
    control: "network-isolated-zones-unrouted",
    within: "acme:index:Net",
    disguised: { net: network("zone:api", "zone:management"), subnet: subnet(), joint },
    twin: { net: network("zone:api"), subnet: subnet(), joint },
  },
  {
    name: "A subnet says that it is of the APIs, and its network of the management",
    control: "network-isolated-zones-unrouted",
    within: "acme:index:Net",
    disguised: { net: network("zone:management"), subnet: subnet({ tags: ["zone:api"] }), joint },
    twin: { net: network("zone:api"), subnet: subnet({ tags: ["zone:api"] }), joint },
  },
  {
    name: "A router joins the storage network by a port, and its tag has an equals sign",
    control: "network-isolated-zones-unrouted",
    disguised: {
      net: network("zone=storage"),
      port: port(),
      joint: ["openstack:networking/routerInterface:RouterInterface", { routerId: "a-router", portId: "${port}" }],
    },
    twin: {
      net: network("zone=tenant"),
      port: port(),
      joint: ["openstack:networking/routerInterface:RouterInterface", { routerId: "a-router", portId: "${port}" }],
    },
  },
  {
    name: "A subnet of the management is given no table, and the main one leads out by IPv6",
    control: "network-isolated-zones-unrouted",
    disguised: byMainTable("management"),
    twin: byMainTable("tenant"),
  },
  {
    name: "A VPN tells its routes to the table of the management by a resource beside both",
    control: "network-isolated-zones-unrouted",
    within: "acme:index:Vpn",
    disguised: propagated("management"),
    twin: propagated("tenant"),
  },
  {
    name: "The way out of the management is cut into two halves of the internet",
    control: "network-isolated-subnets-gatewayless",
    disguised: hostRoutes("0.0.0.0/1", "128.0.0.0/1"),
    twin: hostRoutes("169.254.169.254/32"),
  },
  {
    name: "The way out of the provisioning stands beside its subnet",
    control: "network-isolated-subnets-gatewayless",
    within: "acme:index:Net",
    disguised: {
      net: network("zone:provisioning"),
      subnet: subnet(),
      route: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "10.0.0.0/8", nextHop: "10.0.1.1" },
      ],
    },
    twin: {
      net: network("zone:provisioning"),
      subnet: subnet(),
      route: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "10.0.1.128/25", nextHop: "10.0.1.1" },
      ],
    },
  },
  {
    name: "A network says its zone with a capital letter",
    control: "network-zone-declared",
    disguised: { net: network("zone:Management") },
    twin: { net: network("zone:management") },
  },
  {
    name: "A network says its zone under another key that begins alike",
    control: "network-zone-declared",
    disguised: { net: network("zones:management") },
    twin: { net: network("zones:management", "zone:management") },
  },
  {
    name: "A machine stands in the tenants' network by its name, and in the management by a port that names the machine",
    control: "network-zones-unbridged",
    disguised: {
      inner: ["openstack:networking/network:Network", { name: "inner", tags: ["zone:tenant"] }],
      machine: machine({ networks: [{ name: "inner" }] }),
      net: network("zone:management"),
      port: port({ deviceId: "${machine}" }),
    },
    twin: {
      inner: ["openstack:networking/network:Network", { name: "inner", tags: ["zone:tenant"] }],
      machine: machine({ networks: [{ name: "inner" }] }),
      net: network("zone:tenant"),
      port: port({ deviceId: "${machine}" }),
    },
  },
  {
    name: "A machine says that it is almost a bastion",
    control: "network-floating-addresses-restricted",
    disguised: declared("role:bastion2"),
    twin: declared("role:bastion"),
  },
  {
    name: "A public address is forwarded port by port to a machine",
    control: "network-floating-addresses-restricted",
    within: "acme:index:Web",
    disguised: {
      net: network("zone:tenant"),
      port: port({ tags: ["role:web"] }),
      forwarding: [
        "openstack:networking/portForwardingV2:PortForwardingV2",
        { floatingipId: "an-address", internalPortId: "${port}", externalPort: 443, internalPort: 22, protocol: "tcp" },
      ],
    },
    twin: {
      net: network("zone:tenant"),
      port: port({ tags: ["role:proxy"] }),
      forwarding: [
        "openstack:networking/portForwardingV2:PortForwardingV2",
        { floatingipId: "an-address", internalPortId: "${port}", externalPort: 443, internalPort: 22, protocol: "tcp" },
      ],
    },
  },
  {
    name: "A machine of AWS's gets its leg outside by an attachment",
    control: "server-public-private-apart",
    disguised: twoLegged("external"),
    twin: twoLegged("tenant"),
  },
  {
    name: "The management becomes external by a policy beside its network",
    control: "network-external-flagged",
    disguised: {
      net: network("zone:management"),
      policy: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_external", objectType: "network", objectId: "${net}", targetTenant: "a-project" },
      ],
    },
    twin: {
      net: network("zone:management"),
      policy: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_shared", objectType: "network", objectId: "${net}", targetTenant: "a-project" },
      ],
    },
  },
  {
    name: "A network of production is called live, and the machine in it says in its metadata that it is for trying out",
    control: "network-environments-apart",
    disguised: together("Staging"),
    twin: together("Production"),
  },
  {
    name: "A range looks private, and is the one after the last that is",
    control: "network-ranges-private",
    disguised: { net: network("zone:storage"), subnet: subnet({ cidr: "172.32.0.0/16" }) },
    twin: { net: network("zone:storage"), subnet: subnet({ cidr: "172.31.0.0/16" }) },
  },
  {
    name: "Two networks share addresses that look apart",
    control: "network-ranges-disjoint",
    disguised: {
      net: network("zone:tenant"),
      subnet: subnet({ cidr: "10.2.0.0/15" }),
      other: subnet({ cidr: "10.3.200.0/24" }),
    },
    twin: {
      net: network("zone:tenant"),
      subnet: subnet({ cidr: "10.2.0.0/15" }),
      other: subnet({ cidr: "10.4.200.0/24" }),
    },
  },
  {
    name: "A port gets its groups beside it, and keeps the default one",
    control: "network-default-group-unused",
    disguised: carried(false),
    twin: carried(true),
  },
] satisfies readonly Disguise[];
