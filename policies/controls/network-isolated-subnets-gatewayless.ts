import { contains, parseRange } from "../../components/range.ts";
import { control } from "../control.ts";
import { subnetsAt } from "../facts/addressed.ts";
import { itemsOf } from "../facts/item.ts";
import { labelOf } from "../facts/label.ts";
import { isolatedAmong, type Subnet } from "../facts/segment.ts";
import { zoneTag } from "../facts/zone.ts";
import { every, some } from "../knowledge.ts";

/** Something that tells the machines of a subnet how to leave it. */
interface Exit {
  /** What tells them, as a sentence begins. */
  readonly says: string;
  readonly of: () => readonly Subnet[];
  /** Whether it leads out of the subnet's zone. */
  readonly leadsOut: (subnet: Subnet, zoneTag: string) => boolean;
}

/** Addresses that no router forwards: those of the metadata service, and a link's own. */
const LINK_LOCAL = ["169.254.0.0/16", "fe80::/10"].flatMap((cidr) => parseRange(cidr) ?? []);

/** Whether a destination is anything but the same zone's own addresses. */
const leavesZone = (destination: string | undefined, subnet: Subnet, zoneTag: string): boolean => {
  const range = parseRange(destination ?? "");
  if (!range) return destination !== undefined;
  if (LINK_LOCAL.some((own) => contains(own, range))) return false;
  const zone = isolatedAmong(zoneTag, () => [subnet])?.zone;
  return !some(
    ...subnetsAt(subnet.plan, subnet.props.region, range).map((read) => () => {
      const own = parseRange(read().props.cidr ?? "");
      return !!own && contains(own, range) && isolatedAmong(zoneTag, () => [read()])?.zone === zone;
    }),
  );
};

export default control<Exit, { zoneTag: string }>({
  id: "network-isolated-subnets-gatewayless",
  title: "Give the subnets of the management, storage and provisioning zones no gateway",
  why: "Neutron gives every subnet a gateway and tells it to every machine, so that one router added later opens the whole zone.",
  fix: "Set `noGateway` to true on the subnet, and take away the routes that leave the zone.",
  severity: "high",
  sources: {
    talk: ["management-network-unrouted", "storage-network-separate", "pxe-network-separate"],
    ossg: ["security-domains", "networking-architecture", "object-storage"],
    "nist-800-53": ["SC-7", "SC-7(5)", "SC-7(21)", "AC-4(21)"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag },
  joins: {
    "openstack:networking/subnet:Subnet": (subnet) => [
      { says: "There is a gateway in", of: () => [subnet], leadsOut: () => subnet.props.noGateway !== true },
      {
        says: "A host route leads out of",
        of: () => [subnet],
        leadsOut: (_, zoneTag) =>
          some(
            ...itemsOf(subnet.props.hostRoutes).map(
              (route) => () => leavesZone(route().destinationCidr, subnet, zoneTag),
            ),
          ),
      },
    ],
    "openstack:networking/subnetRoute:SubnetRoute": (route) => [
      {
        says: "The route leads out of",
        of: () => route.tied("subnetId", "openstack:networking/subnet:Subnet"),
        leadsOut: (subnet, zoneTag) => leavesZone(route.props.destinationCidr, subnet, zoneTag),
      },
    ],
  },
  judge: ({ says, of, leadsOut }, { zoneTag }) => {
    for (const subnet of of()) {
      const isolated = () => isolatedAmong(zoneTag, () => [subnet]);
      if (
        every(
          () => isolated() !== undefined,
          () => leadsOut(subnet, zoneTag),
        )
      )
        return `${says} ${labelOf(subnet)}, which is in the isolated zone ${isolated()?.zone}.`;
    }
    return undefined;
  },
  pass: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      subnet: [
        "openstack:networking/subnet:Subnet",
        {
          networkId: "${net}",
          cidr: "10.0.1.0/24",
          noGateway: true,
          hostRoutes: [
            { destinationCidr: "169.254.169.254/32", nextHop: "10.0.1.2" },
            { destinationCidr: "10.0.2.0/25", nextHop: "10.0.1.3" },
          ],
        },
      ],
      second: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "10.0.2.0/24", noGateway: true }],
      inside: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "10.0.2.128/25", nextHop: "10.0.1.3" },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      subnet: [
        "openstack:networking/subnet:Subnet",
        { networkId: "${net}", hostRoutes: [{ destinationCidr: "10.0.0.0/8", nextHop: "10.9.0.1" }] },
      ],
      route: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "10.0.0.0/8", nextHop: "10.9.0.1" },
      ],
    },
    { adopted: ["openstack:networking/subnet:Subnet", { networkId: "a-network-that-is-not-in-the-plan" }] },
  ],
  fail: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:provisioning"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", noGateway: false }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:storage"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", gatewayIp: "10.0.0.1" }],
    },
    { subnet: ["openstack:networking/subnet:Subnet", { networkId: "a-network", tags: ["zone:storage"] }] },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      subnet: [
        "openstack:networking/subnet:Subnet",
        {
          networkId: "${net}",
          noGateway: true,
          hostRoutes: [{ destinationCidr: "0.0.0.0/0", nextHop: "10.0.0.9" }],
        },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      other: ["openstack:networking/network:Network", { tags: ["zone:storage"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", noGateway: true, cidr: "10.0.1.0/24" }],
      data: ["openstack:networking/subnet:Subnet", { networkId: "${other}", noGateway: true, cidr: "10.0.2.0/24" }],
      route: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "10.0.2.0/24", nextHop: "10.0.1.9" },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:storage"], noGateway: true, cidr: "fd20::/64" }],
      route: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "::/0", nextHop: "fd20::9" },
      ],
    },
    {
      subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:storage"], noGateway: true, cidr: "10.0.1.0/24" }],
      route: [
        "openstack:networking/subnetRoute:SubnetRoute",
        { subnetId: "${subnet}", destinationCidr: "anywhere", nextHop: "10.0.1.9" },
      ],
    },
  ],
});
