import { control } from "../control.ts";
import { group, rule } from "../facts/written.ts";
import { every } from "../knowledge.ts";

/** A group at the far end of a rule. */
interface PeerGroup {
  readonly what: "security group" | "address group";
  readonly id: string | undefined;
  readonly planned: boolean;
}

export default control({
  id: "network-peer-groups-known",
  title: "Let in only groups whose members are known",
  why: "Whoever may change a group that is managed elsewhere decides who passes a rule that is managed here.",
  fix: "Make the group in this stack, or add its id to knownGroups once its owner is known.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["zero-trust", "firewall-zones-whitelisted"], "nist-800-53": ["AC-4", "SC-7(5)"] },
  settings: {
    knownGroups: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: "Ids of security groups and address groups that rules may name although another stack makes them.",
    },
  },
  joins: {
    "openstack:networking/secGroupRule:SecGroupRule": (rule): PeerGroup[] => [
      {
        what: "security group",
        get id() {
          return rule.props.remoteGroupId;
        },
        get planned() {
          return rule.tied("remoteGroupId", "openstack:networking/secGroup:SecGroup").length > 0;
        },
      },
      {
        what: "address group",
        get id() {
          return rule.props.remoteAddressGroupId;
        },
        get planned() {
          return rule.tied("remoteAddressGroupId", "openstack:networking/addressGroupV2:AddressGroupV2").length > 0;
        },
      },
    ],
  },
  judge: (peer, { knownGroups }) =>
    every(
      () => !peer.planned,
      () => Boolean(peer.id) && !knownGroups.includes(peer.id ?? ""),
    )
      ? `The rule trusts a whole ${peer.what} that this stack does not make.`
      : undefined,
  pass: [
    { members: group(), among: rule({ remoteGroupId: "${members}" }) },
    {
      office: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["198.51.100.0/24"] }],
      login: rule({ remoteAddressGroupId: "${office}" }),
    },
    { office: rule({ remoteIpPrefix: "198.51.100.0/24" }) },
  ],
  fail: [
    { others: rule({ remoteGroupId: "7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11" }) },
    { others: rule({ remoteAddressGroupId: "7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11" }) },
    { members: group(), others: rule({ remoteGroupId: "default" }) },
  ],
});
