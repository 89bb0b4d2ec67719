import { control } from "../control.ts";
import { overlapped } from "../facts/addressed.ts";
import { labelOf } from "../facts/label.ts";

export default control({
  id: "network-ranges-disjoint",
  title: "Give every subnet addresses of its own",
  why: "Where two networks share addresses no rule by address can tell them apart, and joining them later sends packets to the wrong one.",
  fix: "Take both from one address plan, in which no two ranges overlap.",
  severity: "medium",
  sources: {
    talk: ["networks-separated", "internal-segmented", "network-design-planned"],
    ossg: ["networking-architecture"],
    "nist-800-53": ["SC-7", "SC-7(21)"],
  },
  joins: { "openstack:networking/subnet:Subnet": (subnet) => [{ other: () => overlapped(subnet) }] },
  judge: ({ other }) => {
    const subnet = other();
    return subnet && `The subnet has addresses that ${labelOf(subnet)} has too.`;
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
  ],
});
