import { control } from "../control.ts";
import { overlapped } from "../facts/addressed.ts";
import { labelOf } from "../facts/label.ts";
import type { Resource } from "../plan.ts";

interface Ranged {
  readonly what: "subnet" | "VPC";
  readonly other: () => Resource | undefined;
}

export default control({
  id: "network-ranges-disjoint",
  title: "Give every subnet and every VPC addresses of its own",
  why: "Where two networks share addresses no rule by address can tell them apart, and joining them later sends packets to the wrong one.",
  fix: "Take both from one address plan, in which no two ranges overlap.",
  severity: "medium",
  sources: {
    talk: ["networks-separated", "internal-segmented", "network-design-planned"],
    ossg: ["networking-architecture"],
    "nist-800-53": ["SC-7", "SC-7(21)"],
    "nist-csf": ["protect"],
  },
  // AWS itself lets no two subnets of a VPC overlap; the ranges of two VPCs it does not compare.
  joins: {
    "aws:ec2/vpc:Vpc": (vpc): Ranged[] => [{ what: "VPC", other: () => overlapped(vpc) }],
    "openstack:networking/subnet:Subnet": (subnet): Ranged[] => [{ what: "subnet", other: () => overlapped(subnet) }],
  },
  judge: ({ what, other }: Ranged) => {
    const place = other();
    return place && `The ${what} has addresses that ${labelOf(place)} has too.`;
  },
  pass: [
    {
      one: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/24" }],
      two: ["openstack:networking/subnet:Subnet", { cidr: "10.0.1.0/24" }],
      three: ["openstack:networking/subnet:Subnet", { cidr: "fd20::/64" }],
      four: ["openstack:networking/subnet:Subnet", { cidr: "fd20:0:0:1::/64" }],
      low: ["openstack:networking/subnet:Subnet", { cidr: "::a00:0/120" }],
    },
    {
      north: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/24", region: "north" }],
      south: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/24", region: "south" }],
      pooled: ["openstack:networking/subnet:Subnet", { subnetpoolId: "a-pool", prefixLength: 24 }],
      again: ["openstack:networking/subnet:Subnet", { subnetpoolId: "a-pool", prefixLength: 24 }],
    },
    {
      one: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16" }],
      two: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.21.0.0/16" }],
      elsewhere: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16", region: "eu-west-1" }],
      other: ["openstack:networking/subnet:Subnet", { cidr: "10.20.0.0/24" }],
    },
  ],
  fail: [
    {
      one: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/24" }],
      two: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/24" }],
    },
    {
      inner: ["openstack:networking/subnet:Subnet", { cidr: "10.0.3.0/24" }],
      outer: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/16" }],
    },
    {
      outer: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/16" }],
      inner: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.0/24" }],
      further: ["openstack:networking/subnet:Subnet", { cidr: "10.0.9.0/24" }],
    },
    {
      written: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.77/24" }],
      plain: ["openstack:networking/subnet:Subnet", { cidr: "10.0.0.128/25" }],
    },
    {
      short: ["openstack:networking/subnet:Subnet", { cidr: "fd20::/64", ipVersion: 6 }],
      long: ["openstack:networking/subnet:Subnet", { cidr: "fd20:0:0:0:0:0:0:0/64", ipVersion: 6 }],
    },
    {
      one: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16" }],
      two: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.20.128.0/17" }],
    },
  ],
});
