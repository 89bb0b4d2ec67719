import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const DEFAULT = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const VPC = "aws:ec2/vpc:Vpc";

interface Finding {
  readonly fault: () => string | undefined;
}

const allows = ({ action }: { readonly action?: string }): boolean => String(action ?? "").toLowerCase() === "allow";

const vpc = { cidrBlock: "10.20.0.0/16", defaultNetworkAclId: "acl-1" } as Props<typeof VPC>;

const allow = { ruleNo: 100, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" };

export default control({
  id: "network-default-acl-closed",
  title: "Empty the default network ACL of every VPC",
  why: "A subnet that nobody gave an ACL goes by the default one, and that one lets everything through.",
  fix: "Adopt it with a DefaultNetworkAcl that has no rule, and give each zone's subnets an ACL of their own.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["acls-per-network", "network-acls-used"],
    "nist-800-53": ["SC-7", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [DEFAULT]: (acl): Finding[] => [
      {
        fault: () =>
          some(
            () => some(...itemsOf(acl.ingress).map((entry) => () => allows(entry()))),
            () => some(...itemsOf(acl.egress).map((entry) => () => allows(entry()))),
          )
            ? "The VPC's default network ACL lets something through."
            : undefined,
      },
    ],
  },
  joins: {
    [VPC]: (vpc): Finding[] => [
      {
        fault: () =>
          vpc.users(DEFAULT, "defaultNetworkAclId", ["defaultNetworkAclId"]).length > 0
            ? undefined
            : "The VPC keeps AWS's rules in its default network ACL.",
      },
    ],
  },
  judge: ({ fault }: Finding) => fault(),
  pass: [
    { vpc: [VPC, vpc], closed: [DEFAULT, { defaultNetworkAclId: "acl-1" }] },
    { vpc: [VPC, vpc], closed: [DEFAULT, { defaultNetworkAclId: "acl-1", ingress: [{ ...allow, action: "deny" }] }] },
  ],
  fail: [
    { vpc: [VPC, vpc] },
    { vpc: [VPC, vpc], other: [DEFAULT, { defaultNetworkAclId: "acl-2" }] },
    { open: [DEFAULT, { defaultNetworkAclId: "acl-1", ingress: [allow] }] },
    { open: [DEFAULT, { defaultNetworkAclId: "acl-1", egress: [allow] }] },
  ],
});
