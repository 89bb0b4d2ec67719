import { parseRange, prefixLength } from "../../components/range.ts";
import { control } from "../control.ts";
import { subnetsAt } from "../facts/addressed.ts";
import { labelOf } from "../facts/label.ts";
import { type Isolated, isolatedAmong } from "../facts/segment.ts";
import { zoneTag } from "../facts/zone.ts";
import type { Planned } from "../plan.ts";

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
  return isolatedAmong(
    zoneTag,
    ...ranges.map((read) => () => {
      const range = read();
      return range ? subnetsAt(plan, props.region, range) : [];
    }),
  );
};

export default control<Way, { zoneTag: string }>({
  id: "network-isolated-zones-unrouted",
  title: "Route nothing in or out of the management, storage and provisioning zones",
  why: "A router is all that an intruder in another zone needs to reach databases, storage nodes and the installation of machines.",
  fix: "Take it away, and reach the zone through a bastion that has a port in it.",
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
  },
  settings: { zoneTag },
  joins: {
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
  ],
  fail: [
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
  ],
});
