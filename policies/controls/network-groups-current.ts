import { control } from "../control.ts";
import { group, legacy } from "../facts/written.ts";

export default control({
  id: "network-groups-current",
  title: "Make security groups with Neutron, not with Nova's proxy for it",
  why: "Nova has dropped its API for security groups, which can neither filter what leaves nor describe a rule.",
  fix: "Use openstack.networking.SecGroup and SecGroupRule instead.",
  severity: "medium",
  sources: {
    talk: ["egress-filtered", "security-groups-named"],
    "nist-800-53": ["CM-6", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: { "openstack:compute/secGroup:SecGroup": () => [{}] },
  judge: () => "The group is of Nova's removed API, and leaves everything outbound open.",
  pass: [{ api: group() }],
  fail: [{ api: legacy({ fromPort: 443, toPort: 443, cidr: "0.0.0.0/0" }) }],
});
