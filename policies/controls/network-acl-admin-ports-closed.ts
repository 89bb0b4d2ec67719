import { control, type Example, type Written } from "../control.ts";
import { isEveryone } from "../facts/everyone.ts";
import { type AclEntry, entriesOf, entryBeside, letIn, type NetworkAcl } from "../facts/network-acl.ts";
import type { Props } from "../resources.ts";

const ACL = "aws:ec2/networkAcl:NetworkAcl";
const DEFAULT = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const RULE = "aws:ec2/networkAclRule:NetworkAclRule";

interface Listed {
  readonly entries: () => readonly AclEntry[];
}

type Entry = NonNullable<Props<typeof ACL>["ingress"]>[number];

const all = { protocol: "tcp", fromPort: 0, toPort: 65535, action: "allow", ruleNo: 100 };

const acl = (...entries: readonly Partial<Entry>[]): Written => [
  ACL,
  { vpcId: "a-vpc", ingress: entries.map((entry) => ({ ...all, ...entry }) as Entry) },
];

const rule = (props: Partial<Props<typeof RULE>>): Written => [
  RULE,
  {
    networkAclId: "a-list",
    ...{ protocol: "tcp", fromPort: 22, toPort: 22, ruleAction: "allow", ruleNumber: 100, cidrBlock: "0.0.0.0/0" },
    ...props,
  },
];

const listed = (acl: NetworkAcl): Listed[] => [{ entries: () => entriesOf(acl) }];

export default control<Listed, { aclPorts: number[] }>({
  id: "network-acl-admin-ports-closed",
  title: "Let no network ACL let everyone in to an administration port",
  why: "The ACL is the wall that still stands when somebody opens a security group by mistake.",
  fix: "Name the addresses that may come, or deny the port with a lower number than the rule that lets answers in.",
  severity: "high",
  sources: {
    talk: ["acls-per-network", "network-acls-used", "management-access-limited", "perimeter-controlled"],
    "nist-800-53": ["AC-17", "SC-7(5)"],
    "cis-aws": ["6.2"],
    fsbp: ["EC2.21"],
    "nist-csf": ["protect"],
  },
  settings: {
    aclPorts: {
      type: "array",
      items: { type: "integer", minimum: 1, maximum: 65535 },
      default: [22, 3389],
      description: "Ports over TCP to log in by, which no network ACL may let everyone in to.",
    },
  },
  joins: {
    [ACL]: listed,
    [DEFAULT]: listed,
    [RULE]: (rule) => [
      {
        entries: () =>
          rule.tied("networkAclId", ACL).length + rule.tied("networkAclId", DEFAULT).length > 0
            ? []
            : entryBeside(rule),
      },
    ],
  },
  judge: ({ entries }, { aclPorts }) => {
    const rules = entries();
    const open = aclPorts.find((port) => isEveryone(letIn(rules, port)));
    return open === undefined ? undefined : `The internet passes the network ACL to port ${open}.`;
  },
  pass: [
    { acl: acl({ fromPort: 443, toPort: 443, cidrBlock: "0.0.0.0/0" }) },
    { acl: acl({ protocol: "-1", cidrBlock: "10.0.0.0/8" }) },
    { acl: acl({ protocol: "udp", cidrBlock: "0.0.0.0/0" }) },
    {
      answers: acl(
        { ruleNo: 200, fromPort: 1024, cidrBlock: "0.0.0.0/0" },
        { ruleNo: 90, fromPort: 3389, toPort: 3389, action: "deny", cidrBlock: "0.0.0.0/0" },
      ),
    },
    {
      bastion: acl(
        { ruleNo: 80, fromPort: 22, toPort: 22, cidrBlock: "198.51.100.0/24" },
        { ruleNo: 90, fromPort: 22, toPort: 22, action: "deny", cidrBlock: "0.0.0.0/0" },
        { ruleNo: 91, protocol: "-1", action: "deny", ipv6CidrBlock: "::/0" },
        { ruleNo: 200, fromPort: 1, toPort: 1023, cidrBlock: "0.0.0.0/0" },
        { ruleNo: 201, protocol: "-1", ipv6CidrBlock: "::/0" },
      ),
    },
    {
      acl: acl({ ruleNo: 10, fromPort: 22, toPort: 22, action: "deny", cidrBlock: "0.0.0.0/0" }),
      rule: rule({ networkAclId: "${acl}" }),
    },
    { closed: [DEFAULT, { defaultNetworkAclId: "acl-1" }] },
    { out: rule({ egress: true }) },
    { deny: rule({ ruleAction: "deny" }) },
  ],
  fail: [
    { acl: acl({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" }) },
    { acl: acl({ fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" }) },
    { acl: acl({ protocol: "6", fromPort: 3389, toPort: 3389, ipv6CidrBlock: "::/0" }) },
    { acl: acl({ fromPort: 1024, cidrBlock: "0.0.0.0/0" }) },
    {
      acl: acl(
        { fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/1" },
        { fromPort: 20, toPort: 30, cidrBlock: "128.0.0.0/1" },
      ),
    },
    {
      late: acl({ ruleNo: 100, cidrBlock: "0.0.0.0/0" }, { ruleNo: 200, action: "deny", cidrBlock: "0.0.0.0/0" }),
    },
    {
      half: acl({ ruleNo: 100, action: "deny", cidrBlock: "0.0.0.0/1" }, { ruleNo: 200, cidrBlock: "0.0.0.0/0" }),
    },
    { acl: acl({ fromPort: 443, toPort: 443 }), rule: rule({ networkAclId: "${acl}" }) },
    {
      default: [
        DEFAULT,
        { defaultNetworkAclId: "acl-1", ingress: [{ ...all, protocol: "all", cidrBlock: "0.0.0.0/0" }] },
      ],
    },
    { rule: rule({}) },
    { rule: rule({ protocol: "-1", cidrBlock: "128.0.0.0/1" }) },
  ] satisfies Example[],
});
