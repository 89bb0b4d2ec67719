import { parseRange } from "../../components/range.ts";
import { isZone, type Zone, zoneNames } from "../../components/zone.ts";
import { control } from "../control.ts";
import { publicPart } from "../facts/everyone.ts";
import { networksOf } from "../facts/segment.ts";
import { type Tags, tagsOf, zonesNamed, zoneTag } from "../facts/zone.ts";
import { every, first } from "../knowledge.ts";

/** Addresses in a zone. */
interface Zoned {
  readonly cidr: () => string | undefined;
  /** The tags that may name the zone, the nearest first. */
  readonly tags: () => readonly (() => Tags | undefined)[];
}

const isPublic = ({ cidr }: Zoned): boolean => {
  const range = parseRange(cidr() ?? "");
  return range !== undefined && publicPart([range]).length > 0;
};

/** The zone that a subnet or its network names, where it is one for private addresses. */
const privateZone = ({ tags }: Zoned, key: string, publicZones: readonly string[]): Zone | undefined =>
  first(
    ...tags().map(
      (read) => () => zonesNamed(read(), key).find((zone): zone is Zone => isZone(zone) && !publicZones.includes(zone)),
    ),
  );

export default control({
  id: "network-ranges-private",
  title: "Give the inner zones private addresses",
  why: "A machine with a public address is one routing mistake away from the internet, with a private one it is not reachable at all.",
  fix: "Take the subnet from 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or fd00::/8.",
  severity: "medium",
  sources: {
    talk: ["public-ip-needed", "management-network-internal", "tenant-network-internal", "perimeter-controlled"],
    ossg: ["networking-architecture", "security-domains"],
    "nist-800-53": ["SC-7"],
    "nist-csf": ["protect"],
  },
  settings: {
    zoneTag,
    publicZones: {
      type: "array",
      items: { type: "string", enum: zoneNames },
      default: ["external", "api"] as string[],
      description: "The zones whose subnets may have public addresses, such as `tenant` too where its IPv6 is routed.",
    },
  },
  // AWS gives out no IPv6 but what is public; that nothing routes it is `network-isolated-zones-unrouted`'s to judge.
  reads: {
    "aws:ec2/subnet:Subnet": (subnet): Zoned[] => [
      { cidr: () => subnet.cidrBlock, tags: () => [() => tagsOf(subnet)] },
    ],
  },
  joins: {
    "openstack:networking/subnet:Subnet": (subnet): Zoned[] => [
      {
        cidr: () => subnet.props.cidr,
        tags: () => [
          () => subnet.props.tags,
          () =>
            first(
              ...networksOf(subnet).map(
                ({ props }) =>
                  () =>
                    props.tags,
              ),
            ),
        ],
      },
    ],
  },
  judge: (subnet: Zoned, { zoneTag, publicZones }) => {
    const zone = () => privateZone(subnet, zoneTag, publicZones);
    return every(
      () => isPublic(subnet),
      () => zone() !== undefined,
    )
      ? `The subnet has public addresses, and is in the zone ${zone()}.`
      : undefined;
  },
  pass: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      ten: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "10.0.0.0/24" }],
      twelve: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "172.31.0.0/16" }],
      sixteen: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "192.168.0.0/16" }],
      shared: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "100.64.0.0/10" }],
      local: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "fd20::/48", ipVersion: 6 }],
      pooled: ["openstack:networking/subnet:Subnet", { networkId: "${net}", subnetpoolId: "a-pool" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:external"] }],
      outside: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "193.2.1.0/24" }],
      api: ["openstack:networking/subnet:Subnet", { tags: ["zone:api"], cidr: "2a00:1::/64" }],
      adopted: ["openstack:networking/subnet:Subnet", { networkId: "a-network", cidr: "193.2.2.0/24" }],
    },
    {
      inside: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", cidrBlock: "10.0.0.0/24", tags: { zone: "storage" } }],
      front: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", cidrBlock: "193.2.1.0/24", tags: { zone: "api" } }],
      adopted: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", cidrBlock: "193.2.2.0/24" }],
    },
  ],
  fail: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "193.2.1.0/24" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${net}", cidr: "2a00:1::/64", ipVersion: 6 }],
    },
    { subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:storage"], cidr: "172.32.0.0/24" }] },
    { subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:storage"], cidr: "10.0.0.0/7" }] },
    { subnet: ["openstack:networking/subnet:Subnet", { tags: ["zone:tenant"], cidr: "::ffff:193.2.1.0/120" }] },
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", cidrBlock: "193.2.1.0/24", tags: { zone: "tenant" } }] },
  ],
});
