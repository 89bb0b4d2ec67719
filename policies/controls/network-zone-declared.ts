import { isZone, zoneNames } from "../../components/zone.ts";
import { control } from "../control.ts";
import { type Taggable, tagsOf, zonesNamed, zoneTag } from "../facts/zone.ts";

export default control({
  id: "network-zone-declared",
  title: "Say of every network which zone it is",
  why: "Nobody can keep apart what a network does not say: a network of no zone, or of two, escapes every rule between zones.",
  fix: "Give the network, on AWS the subnet, exactly one tag such as `zone:management`.",
  severity: "high",
  sources: {
    talk: [
      "networks-separated",
      "internal-segmented",
      "network-design-planned",
      "network-multilayered",
      "virtual-networks-implemented",
    ],
    ossg: ["security-domains", "networking-architecture"],
    "nist-800-53": ["SC-7", "SC-7(21)", "AC-4"],
    "nist-csf": ["identify"],
  },
  settings: { zoneTag },
  reads: {
    "aws:ec2/subnet:Subnet": (subnet) => [subnet],
    "openstack:networking/network:Network": (network) => [network],
  },
  judge: (network: Taggable, { zoneTag }) => {
    const named = zonesNamed(tagsOf(network), zoneTag);
    if (named.length === 0) return "The network does not say which zone it is.";
    if (named.length > 1) return `The network says that it is ${named.length} zones at once.`;
    if (!named.every(isZone)) return `The network names a zone other than ${zoneNames.join(", ")}.`;
    return undefined;
  },
  pass: [
    { net: ["openstack:networking/network:Network", { tags: ["zone:management", "owner:platform"] }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone=api"] }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone:api", "zone:api", "zones:many"] }] },
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", tags: { Name: "management", zone: "management" } }] },
  ],
  fail: [
    { net: ["openstack:networking/network:Network", {}] },
    { net: ["openstack:networking/network:Network", { tags: [] }] },
    { net: ["openstack:networking/network:Network", { tags: ["role:api", "zoned:api"] }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone:api", "zone:management"] }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone:dmz"] }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone:"] }] },
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc" }] },
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", tags: { Name: "api", role: "api" } }] },
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", tags: { zone: "dmz" } }] },
  ],
});
