import { control } from "../control.ts";
import { group } from "../facts/written.ts";

export default control({
  id: "network-default-rules-removed",
  title: "Remove the rules that Neutron gives every new security group",
  why: "Neutron puts two rules into every new group that let its members reach anything, whatever the other rules say.",
  fix: "Set deleteDefaultRules to true, and open outbound what the machine needs.",
  severity: "high",
  sources: {
    talk: ["egress-filtered"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:networking/secGroup:SecGroup": (group) => [
      {
        get removed() {
          return group.deleteDefaultRules === true;
        },
      },
    ],
  },
  judge: ({ removed }) => (removed ? undefined : "The group keeps Neutron's own rules, which let everything out."),
  pass: [{ api: group() }],
  fail: [{ api: group({ deleteDefaultRules: false }) }, { api: group({ deleteDefaultRules: undefined }) }],
});
