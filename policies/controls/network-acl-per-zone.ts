import type { Zone } from "../../components/zone.ts";
import { control } from "../control.ts";
import { tagsOf, zoneOf, zoneTag } from "../facts/zone.ts";
import { every, known, Undecided } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const ACL = "aws:ec2/networkAcl:NetworkAcl";
const ASSOCIATION = "aws:ec2/networkAclAssociation:NetworkAclAssociation";
const SUBNET = "aws:ec2/subnet:Subnet";

interface Finding {
  readonly fault: (zoneTag: string) => string | undefined;
}

/** The zones that a list is for, by its own tag and those of the subnets that go by it. What is unknown hides no two that are known. */
const zonesBehind = (acl: Planned<typeof ACL>, key: string): Zone[] => {
  const reads = [
    () => [acl.props],
    () => acl.tied("subnetIds", SUBNET).map(({ props }) => props),
    () =>
      acl
        .users(ASSOCIATION, "networkAclId")
        .flatMap((given) => given.tied("subnetId", SUBNET))
        .map(({ props }) => props),
  ];
  const found = new Set<Zone>();
  let waits = false;
  for (const read of reads)
    for (const props of known(read) ?? [undefined]) {
      const said = props && known(() => ({ zone: zoneOf(tagsOf(props), key) }));
      if (said?.zone) found.add(said.zone);
      waits ||= !said;
    }
  if (found.size < 2 && waits) throw new Undecided("which zones go by the list can't be known during preview");
  return [...found];
};

export default control<Finding, { zoneTag: string }>({
  id: "network-acl-per-zone",
  title: "Give the subnets of each zone a network ACL of their own",
  why: "One list for several zones lets through what any of them needs, and so separates none.",
  fix: "Make one NetworkAcl for each zone, with the rules that the zone needs, and give it to the zone's subnets.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["acls-per-network", "network-acls-used", "internal-segmented", "network-multilayered"],
    "nist-800-53": ["AC-4", "SC-7", "SC-7(21)"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag },
  joins: {
    [SUBNET]: (subnet) => [
      {
        fault: () =>
          every(
            () => subnet.users(ACL, "subnetIds").length === 0,
            () => subnet.users(ASSOCIATION, "subnetId").length === 0,
          )
            ? "The subnet goes by the VPC's default network ACL."
            : undefined,
      },
    ],
    [ACL]: (acl) => [
      {
        fault: (key) => {
          const zones = zonesBehind(acl, key);
          return zones.length > 1 ? `The network ACL is shared by the zones ${zones.sort().join(", ")}.` : undefined;
        },
      },
    ],
  },
  judge: ({ fault }, { zoneTag }) => fault(zoneTag),
  pass: [
    {
      one: [SUBNET, { tags: { zone: "api" } }],
      two: [SUBNET, { tags: { zone: "api" } }],
      three: [SUBNET, { tags: { zone: "storage" } }],
      api: [ACL, { vpcId: "a-vpc", subnetIds: ["${one}", "${two}"], tags: { zone: "api" } }],
      storage: [ACL, { vpcId: "a-vpc" }],
      given: [ASSOCIATION, { networkAclId: "${storage}", subnetId: "${three}" }],
    },
  ],
  fail: [
    { subnet: [SUBNET, { tags: { zone: "api" } }] },
    {
      one: [SUBNET, { tags: { zone: "api" } }],
      two: [SUBNET, { tags: { zone: "storage" } }],
      shared: [ACL, { vpcId: "a-vpc", subnetIds: ["${one}", "${two}"] }],
    },
    {
      one: [SUBNET, { tags: { zone: "api" } }],
      two: [SUBNET, { tags: { zone: "storage" } }],
      shared: [ACL, { vpcId: "a-vpc", subnetIds: ["${one}"] }],
      given: [ASSOCIATION, { networkAclId: "${shared}", subnetId: "${two}" }],
    },
    {
      one: [SUBNET, { tags: { zone: "api" } }],
      other: [ACL, { vpcId: "a-vpc", subnetIds: ["${one}"], tags: { zone: "tenant" } }],
    },
  ],
});
