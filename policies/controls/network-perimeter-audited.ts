import { control } from "../control.ts";
import { isEveryone, rangesOf } from "../facts/everyone.ts";
import { lets } from "../facts/opening.ts";
import { perimeterRule } from "../facts/written.ts";
import { every } from "../knowledge.ts";

/** One thing that an audit of a firewall looks at. */
interface Finding {
  readonly wrong: boolean;
  readonly sentence: string;
}

export default control({
  id: "network-perimeter-audited",
  title: "Audit every firewall policy, and say in every rule where it leads",
  why: "A firewall whose rules nobody has looked through, or whose rules lead anywhere, separates nothing.",
  fix: "Name the destination of every rule, look the policy through, and set audited to true.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: [
      "firewall-used",
      "firewall-zones-whitelisted",
      "perimeter-controlled",
      "acls-per-network",
      "misconfigurations-detected",
    ],
    "nist-800-53": ["CM-6", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:firewall/policyV2:PolicyV2": (policy): Finding[] => [
      {
        get wrong() {
          return policy.audited !== true;
        },
        sentence: "The policy is not marked as audited.",
      },
    ],
    "openstack:firewall/ruleV2:RuleV2": (rule): Finding[] => [
      {
        get wrong() {
          return every(
            () => isEveryone(rangesOf(rule.destinationIpAddress)),
            () => lets(rule),
          );
        },
        sentence: "The rule lets traffic through to any destination.",
      },
    ],
  },
  judge: ({ wrong, sentence }) => (wrong ? sentence : undefined),
  pass: [
    { entering: ["openstack:firewall/policyV2:PolicyV2", { audited: true }] },
    { web: perimeterRule({ destinationPort: "443", destinationIpAddress: "10.20.32.0/19" }) },
    { rest: perimeterRule({ action: "deny", protocol: "any" }) },
    { rest: ["openstack:firewall/ruleV2:RuleV2", { protocol: "any" }] },
    { off: perimeterRule({ enabled: false }) },
  ],
  fail: [
    { entering: ["openstack:firewall/policyV2:PolicyV2", { audited: false }] },
    { entering: ["openstack:firewall/policyV2:PolicyV2", { rules: [] }] },
    { web: perimeterRule({ destinationPort: "443" }) },
    { web: perimeterRule({ destinationIpAddress: "0.0.0.0/0", sourceIpAddress: "10.0.0.0/8" }) },
    { all: perimeterRule({ action: "ALLOW", destinationIpAddress: "128.0.0.0/1" }) },
    { all: perimeterRule({ ipVersion: 6, destinationIpAddress: "::/0" }) },
  ],
});
