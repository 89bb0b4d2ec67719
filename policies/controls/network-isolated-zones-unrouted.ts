import { parseRange, prefixLength } from "../../components/range.ts";
import { control, type Example } from "../control.ts";
import { subnetsAt } from "../facts/addressed.ts";
import { itemsOf } from "../facts/item.ts";
import { labelOf } from "../facts/label.ts";
import { type AwsRoute, TARGETS, type Target } from "../facts/route.ts";
import {
  type Isolated,
  isolatedAmong,
  type RouteTable,
  subnetsGiven,
  subnetsLeft,
  vpcsLedBy,
} from "../facts/segment.ts";
import { zoneTag } from "../facts/zone.ts";
import { every, first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props, Token } from "../resources.ts";

/** Something that carries packets from one network to another. */
interface Way {
  /** What it is and does, as a sentence begins. */
  readonly says: string;
  /** What of an isolated zone it leads into. */
  readonly into: (zoneTag: string) => Isolated | undefined;
}

/** A wider destination than this is the way to everywhere else, not the way into a zone. */
const DEFAULT_ROUTE = 8;

/** Where a router's own route leads: to the subnets that have its destination or its next hop. */
const routeInto = ({ plan, props }: Planned<"openstack:networking/routerRoute:RouterRoute">, zoneTag: string) => {
  const ranges = [
    () => {
      const destination = parseRange(props.destinationCidr ?? "");
      return destination && prefixLength(destination) >= DEFAULT_ROUTE ? destination : undefined;
    },
    () => parseRange(props.nextHop ?? ""),
  ];
  return first(
    ...ranges.map((read) => () => {
      const range = read();
      const subnets = range ? subnetsAt(plan, props.region, range) : [];
      return isolatedAmong(zoneTag, ...subnets.map((subnet) => () => [subnet()]));
    }),
  );
};

const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const AWS_DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const AWS_ROUTE = "aws:ec2/route:Route";
const AWS_SUBNET = "aws:ec2/subnet:Subnet";
const AWS_TABLE = "aws:ec2/routeTable:RouteTable";
const AWS_VPC = "aws:ec2/vpc:Vpc";
const PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";

/** Whether a route leads out of its table's subnets. */
const leadsOut = (route: AwsRoute): boolean =>
  some(
    ...(Object.keys(TARGETS) as Target[]).map((target) => () => {
      const id = route[target];
      return Boolean(id) && id !== "local" && !String(id).startsWith("vpce-");
    }),
  );

/** Whether a table's own routes, or the gateways that tell it theirs, lead out. A preview knows a gateway by its tie, not by its id. */
const tableLeadsOut = (table: RouteTable): boolean => {
  const own = table as Planned<typeof AWS_TABLE>;
  return some(
    ...Object.values(TARGETS).map((gateway) => () => gateway !== undefined && own.tied("routes", gateway).length > 0),
    () => Boolean(own.props.propagatingVgws?.length),
    () => some(...itemsOf<AwsRoute>(own.props.routes).map((route) => () => leadsOut(route()))),
  );
};

const routeLeadsOut = (route: Planned<typeof AWS_ROUTE>): boolean =>
  some(
    ...(Object.entries(TARGETS) as [keyof Props<typeof AWS_ROUTE>, Token | undefined][]).map(
      ([target, gateway]) =>
        () =>
          gateway !== undefined && route.tied(target, gateway).length > 0,
    ),
    () => leadsOut(route.props),
  );

/** What lies in an isolated zone of what goes by some tables: the tables themselves, or their subnets. */
const isolatedBy = (zoneTag: string, ...tables: (() => readonly RouteTable[])[]): Isolated | undefined =>
  isolatedAmong(
    zoneTag,
    ...tables,
    ...tables.map((read) => () => read().flatMap(subnetsGiven)),
    ...tables.map((read) => () => read().flatMap(vpcsLedBy).flatMap(subnetsLeft)),
  );

/** What lies in an isolated zone of what goes by the table that a route stands beside, a VPC's main one too. */
const isolatedBeside = (
  zoneTag: string,
  route: Planned<typeof AWS_ROUTE> | Planned<typeof PROPAGATION>,
): Isolated | undefined => {
  const { tied } = route as Planned<typeof AWS_ROUTE>;
  return first(
    () =>
      isolatedBy(
        zoneTag,
        () => tied("routeTableId", AWS_TABLE),
        () => tied("routeTableId", AWS_DEFAULT_TABLE),
      ),
    () =>
      isolatedAmong(zoneTag, () =>
        tied("routeTableId", AWS_VPC, ["defaultRouteTableId", "mainRouteTableId"]).flatMap(subnetsLeft),
      ),
  );
};

/** What lies in an isolated zone, where something leads out of it. */
const ifLeadsOut = (isolated: () => Isolated | undefined, leads: () => boolean): Isolated | undefined =>
  every(() => isolated() !== undefined, leads) ? isolated() : undefined;

const ownRoutes = (table: RouteTable): Way[] => [
  {
    says: "A route leads out of",
    into: (zoneTag) =>
      ifLeadsOut(
        () => isolatedBy(zoneTag, () => [table]),
        () => tableLeadsOut(table),
      ),
  },
];

export default control<Way, { zoneTag: string }>({
  id: "network-isolated-zones-unrouted",
  title: "Route nothing in or out of the management, storage and provisioning zones",
  why: "A router is all that an intruder in another zone needs to reach databases, storage nodes and the installation of machines.",
  fix: "Take it away, and reach the zone through a bastion that has a port in it; on AWS its services answer through VPC endpoints.",
  severity: "critical",
  sources: {
    talk: [
      "management-network-unrouted",
      "management-network-internal",
      "storage-network-separate",
      "pxe-network-separate",
      "access-via-management-network",
    ],
    ossg: ["security-domains", "networking-architecture", "object-storage"],
    "nist-800-53": ["SC-7", "SC-7(5)", "SC-7(21)"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag },
  joins: {
    [AWS_TABLE]: ownRoutes,
    [AWS_DEFAULT_TABLE]: ownRoutes,
    [AWS_ROUTE]: (route) => [
      {
        says: "The route leads out of",
        into: (zoneTag) =>
          ifLeadsOut(
            () => isolatedBeside(zoneTag, route),
            () => routeLeadsOut(route),
          ),
      },
    ],
    [PROPAGATION]: (propagation) => [
      { says: "A VPN leads out of", into: (zoneTag) => isolatedBeside(zoneTag, propagation) },
    ],
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": (attachment) => [
      {
        says: "The transit gateway leads into",
        into: (zoneTag) => isolatedAmong(zoneTag, () => attachment.tied("subnetIds", AWS_SUBNET)),
      },
    ],
    "openstack:networking/routerInterface:RouterInterface": (router) => [
      {
        says: "It connects a router to",
        into: (zoneTag) =>
          isolatedAmong(
            zoneTag,
            () => router.tied("subnetId", "openstack:networking/subnet:Subnet"),
            () => router.tied("portId", "openstack:networking/port:Port"),
          ),
      },
    ],
    "openstack:networking/router:Router": (router) => [
      {
        says: "The router leads outside by",
        into: (zoneTag) =>
          isolatedAmong(
            zoneTag,
            () => router.tied("externalNetworkId", "openstack:networking/network:Network"),
            () => router.tied("externalGateway", "openstack:networking/network:Network"),
            () => router.tied("externalSubnetIds", "openstack:networking/subnet:Subnet"),
            () => router.tied("externalFixedIps", "openstack:networking/subnet:Subnet"),
          ),
      },
    ],
    "openstack:networking/routerRoute:RouterRoute": (route) => [
      { says: "The route leads into", into: (zoneTag) => routeInto(route, zoneTag) },
    ],
    "openstack:vpnaas/service:Service": (vpn) => [
      {
        says: "The VPN leads into",
        into: (zoneTag) => isolatedAmong(zoneTag, () => vpn.tied("subnetId", "openstack:networking/subnet:Subnet")),
      },
    ],
    "openstack:vpnaas/endpointGroup:EndpointGroup": (group) => [
      {
        says: "The VPN leads into",
        into: (zoneTag) =>
          isolatedAmong(
            zoneTag,
            () => group.tied("endpoints", "openstack:networking/subnet:Subnet"),
            () => group.tied("endpoints", "openstack:networking/network:Network"),
          ),
      },
    ],
  },
  judge: ({ says, into }, { zoneTag }) => {
    const isolated = into(zoneTag);
    return isolated && `${says} ${labelOf(isolated.place)}, which is in the isolated zone ${isolated.zone}.`;
  },
  pass: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "10.0.0.0/24" }],
      port: ["openstack:networking/port:Port", { networkId: "${net}" }],
      outside: ["openstack:networking/network:Network", { tags: ["zone:external"], external: true }],
      router: ["openstack:networking/router:Router", { externalNetworkId: "${outside}" }],
      bySubnet: [
        "openstack:networking/routerInterface:RouterInterface",
        { routerId: "${router}", subnetId: "${subnet}" },
      ],
      byPort: ["openstack:networking/routerInterface:RouterInterface", { routerId: "${router}", portId: "${port}" }],
      vpn: ["openstack:vpnaas/service:Service", { routerId: "${router}", subnetId: "${subnet}" }],
      local: ["openstack:vpnaas/endpointGroup:EndpointGroup", { type: "subnet", endpoints: ["${subnet}"] }],
      hidden: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      databases: ["openstack:networking/subnet:Subnet", { networkId: "${hidden}", cidr: "10.0.1.0/24" }],
      unrelated: [
        "openstack:networking/routerRoute:RouterRoute",
        { routerId: "${router}", destinationCidr: "10.0.2.0/23", nextHop: "10.0.0.9" },
      ],
      everywhere: [
        "openstack:networking/routerRoute:RouterRoute",
        { routerId: "${router}", destinationCidr: "0.0.0.0/0", nextHop: "10.0.0.1" },
      ],
    },
    {
      adopted: [
        "openstack:networking/routerInterface:RouterInterface",
        { routerId: "a-router", subnetId: "a-subnet-that-is-not-in-the-plan" },
      ],
    },
    {
      here: ["openstack:networking/subnet:Subnet", { tags: ["zone:storage"], region: "north", cidr: "10.0.1.0/24" }],
      elsewhere: [
        "openstack:networking/routerRoute:RouterRoute",
        { routerId: "a-router", region: "south", destinationCidr: "10.0.1.0/24", nextHop: "10.0.0.9" },
      ],
    },
    {
      vpc: [AWS_VPC, { cidrBlock: "10.20.0.0/16" }],
      outside: ["aws:ec2/internetGateway:InternetGateway", { vpcId: "${vpc}" }],
      front: [AWS_SUBNET, { vpcId: "${vpc}", tags: { zone: "api" } }],
      databases: [AWS_SUBNET, { vpcId: "${vpc}", tags: { zone: "management" } }],
      inner: [
        AWS_TABLE,
        { vpcId: "${vpc}", tags: { zone: "management" }, routes: [{ cidrBlock: "10.20.0.0/16", gatewayId: "local" }] },
      ],
      adopted: [AWS_TABLE, { vpcId: "${vpc}", routes: [{ cidrBlock: "10.20.0.0/16", gatewayId: "local" }] }],
      outer: [AWS_TABLE, { vpcId: "${vpc}", routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "${outside}" }] }],
      bare: [AWS_TABLE, { vpcId: "${vpc}", tags: { zone: "tenant" } }],
      main: ["aws:ec2/defaultRouteTable:DefaultRouteTable", { defaultRouteTableId: "a-table", routes: [] }],
      one: [ASSOCIATION, { subnetId: "${front}", routeTableId: "${outer}" }],
      two: [ASSOCIATION, { subnetId: "${databases}", routeTableId: "${inner}" }],
      through: [AWS_ROUTE, { routeTableId: "${bare}", destinationCidrBlock: "0.0.0.0/0", natGatewayId: "a-gateway" }],
      told: [PROPAGATION, { routeTableId: "${bare}", vpnGatewayId: "a-gateway" }],
      watched: [AWS_ROUTE, { routeTableId: "${inner}", destinationCidrBlock: "10.20.0.0/20", vpcEndpointId: "vpce-1" }],
      joined: [
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        { vpcId: "${vpc}", subnetIds: ["${front}"], transitGatewayId: "a-gateway" },
      ],
    },
  ],
  fail: [
    {
      databases: [AWS_SUBNET, { vpcId: "a-vpc", tags: { zone: "management" } }],
      table: [AWS_TABLE, { vpcId: "a-vpc" }],
      given: [ASSOCIATION, { subnetId: "${databases}", routeTableId: "${table}" }],
      told: [PROPAGATION, { routeTableId: "${table}", vpnGatewayId: "a-gateway" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}" }],
      router: ["openstack:networking/router:Router", {}],
      bySubnet: [
        "openstack:networking/routerInterface:RouterInterface",
        { routerId: "${router}", subnetId: "${subnet}" },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:storage"] }],
      port: ["openstack:networking/port:Port", { networkId: "${net}" }],
      byPort: ["openstack:networking/routerInterface:RouterInterface", { routerId: "a-router", portId: "${port}" }],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "a-network", tags: ["zone:provisioning"] }],
      bySubnet: [
        "openstack:networking/routerInterface:RouterInterface",
        { routerId: "a-router", subnetId: "${subnet}" },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:api", "zone:management"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", tags: ["zone:api"] }],
      bySubnet: [
        "openstack:networking/routerInterface:RouterInterface",
        { routerId: "a-router", subnetId: "${subnet}" },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      router: ["openstack:networking/router:Router", { externalNetworkId: "${net}" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      router: ["openstack:networking/router:Router", { externalGateway: "${net}" }],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "a-network", tags: ["zone:storage"] }],
      router: [
        "openstack:networking/router:Router",
        { externalNetworkId: "a-network", externalFixedIps: [{ subnetId: "${subnet}" }] },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "a-network", tags: ["zone:storage"] }],
      router: [
        "openstack:networking/router:Router",
        { externalNetworkId: "a-network", externalSubnetIds: ["${subnet}"] },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:management"], cidr: "10.0.1.0/24" }],
      route: [
        "openstack:networking/routerRoute:RouterRoute",
        { routerId: "a-router", destinationCidr: "10.0.0.0/16", nextHop: "10.0.9.9" },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:management"], cidr: "10.0.1.0/24" }],
      route: [
        "openstack:networking/routerRoute:RouterRoute",
        { routerId: "a-router", destinationCidr: "10.0.0.0/8", nextHop: "172.16.0.9" },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:management"], cidr: "fd20:1::/64" }],
      route: [
        "openstack:networking/routerRoute:RouterRoute",
        { routerId: "a-router", destinationCidr: "fd20:9::/64", nextHop: "fd20:1::9" },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:management"] }],
      vpn: ["openstack:vpnaas/service:Service", { routerId: "a-router", subnetId: "${subnet}" }],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:management"] }],
      local: ["openstack:vpnaas/endpointGroup:EndpointGroup", { type: "subnet", endpoints: ["${subnet}"] }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:storage"] }],
      local: ["openstack:vpnaas/endpointGroup:EndpointGroup", { type: "network", endpoints: ["${net}"] }],
    },
    ...(
      [
        { gatewayId: "igw-1" },
        { gatewayId: "vgw-1" },
        { natGatewayId: "nat-1" },
        { egressOnlyGatewayId: "eigw-1" },
        { transitGatewayId: "tgw-1" },
        { vpcPeeringConnectionId: "pcx-1" },
        { networkInterfaceId: "eni-1" },
        { carrierGatewayId: "cagw-1" },
        { localGatewayId: "lgw-1" },
        { coreNetworkArn: "arn:aws:networkmanager::123456789012:core-network/core-network-1" },
      ] as const
    ).flatMap((target): Example[] => [
      { table: [AWS_TABLE, { tags: { zone: "storage" }, routes: [{ cidrBlock: "0.0.0.0/0", ...target }] }] },
      {
        table: [AWS_TABLE, { tags: { zone: "management" } }],
        route: [AWS_ROUTE, { routeTableId: "${table}", destinationCidrBlock: "10.0.0.0/8", ...target }],
      },
    ]),
    {
      subnet: [AWS_SUBNET, { tags: { zone: "management" } }],
      outside: ["aws:ec2/internetGateway:InternetGateway", {}],
      table: [AWS_TABLE, { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "${outside}" }] }],
      given: [ASSOCIATION, { subnetId: "${subnet}", routeTableId: "${table}" }],
    },
    {
      subnet: [AWS_SUBNET, { tags: { zone: "provisioning" } }],
      through: ["aws:ec2/natGateway:NatGateway", {}],
      table: [AWS_TABLE, {}],
      given: [ASSOCIATION, { subnetId: "${subnet}", routeTableId: "${table}" }],
      route: [AWS_ROUTE, { routeTableId: "${table}", destinationCidrBlock: "0.0.0.0/0", natGatewayId: "${through}" }],
    },
    { table: [AWS_TABLE, { tags: { zone: "storage" }, propagatingVgws: ["vgw-1"] }] },
    {
      vpc: [AWS_VPC, {}],
      subnet: [AWS_SUBNET, { vpcId: "${vpc}", tags: { zone: "storage" } }],
      table: [AWS_TABLE, { routes: [{ ipv6CidrBlock: "::/0", egressOnlyGatewayId: "eigw-1" }] }],
      main: [
        "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
        { vpcId: "${vpc}", routeTableId: "${table}" },
      ],
    },
    {
      vpc: [AWS_VPC, { mainRouteTableId: "rtb-1" } as Props<typeof AWS_VPC>],
      subnet: [AWS_SUBNET, { vpcId: "${vpc}", tags: { zone: "storage" } }],
      route: [AWS_ROUTE, { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }],
    },
    {
      vpc: [AWS_VPC, { defaultRouteTableId: "rtb-1" } as Props<typeof AWS_VPC>],
      subnet: [AWS_SUBNET, { vpcId: "${vpc}", tags: { zone: "storage" } }],
      main: [
        AWS_DEFAULT_TABLE,
        { defaultRouteTableId: "rtb-1", routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] },
      ],
    },
    {
      main: [
        AWS_DEFAULT_TABLE,
        { tags: { zone: "management" }, routes: [{ cidrBlock: "0.0.0.0/0", instanceId: "i-1" }] },
      ],
    },
    {
      main: [AWS_DEFAULT_TABLE, { tags: { zone: "management" } }],
      route: [AWS_ROUTE, { routeTableId: "${main}", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }],
    },
    {
      subnet: [AWS_SUBNET, { tagsAll: { zone: "storage" } } as Props<typeof AWS_SUBNET>],
      joined: ["aws:ec2transitgateway/vpcAttachment:VpcAttachment", { subnetIds: ["${subnet}"] }],
    },
  ],
});
