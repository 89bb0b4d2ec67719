import { type Range, subtract } from "../../components/range.ts";
import type { Planned } from "../plan.ts";
import { rangesOf } from "./everyone.ts";
import { itemsOf } from "./item.ts";
import { protocolOf } from "./opening.ts";

const ACL = "aws:ec2/networkAcl:NetworkAcl";
const DEFAULT = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const RULE = "aws:ec2/networkAclRule:NetworkAclRule";

/** A list of rules around a subnet, the VPC's default one or another. */
export type NetworkAcl = Planned<typeof ACL> | Planned<typeof DEFAULT>;

/** One rule of a list in one direction. The rule with the lowest number that speaks of a packet decides. */
export interface AclEntry {
  readonly number: number;
  readonly allows: boolean;
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
  readonly ranges: readonly Range[];
}

/** What a rule says of what it is about, the same in a list and beside it. */
interface About {
  readonly protocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrBlock?: string;
  readonly ipv6CidrBlock?: string;
}

const entryOf = (number: number | undefined, action: string | undefined, about: About): AclEntry => {
  const { protocol, fromPort, toPort, cidrBlock, ipv6CidrBlock } = about;
  const name = protocolOf(protocol);
  return {
    number: Number(number ?? 0),
    allows: String(action ?? "").toLowerCase() === "allow",
    protocol: name,
    first: name === "any" ? 0 : Number(fromPort ?? 0),
    last: name === "any" ? 65535 : Number(toPort ?? 65535),
    ranges: [cidrBlock, ipv6CidrBlock].flatMap((cidr) => (cidr ? rangesOf(cidr) : [])),
  };
};

/** The inbound rule that stands beside its list, or none where it is an outbound one. */
export const entryBeside = ({ props }: Planned<typeof RULE>, egress = false): AclEntry[] =>
  (props.egress === true) === egress ? [entryOf(props.ruleNumber, props.ruleAction, props)] : [];

/** The rules of a list in one direction, in itself and beside it. */
export const entriesOf = (acl: NetworkAcl, direction: "ingress" | "egress" = "ingress"): AclEntry[] => [
  ...itemsOf((acl as Planned<typeof ACL>).props[direction]).map((entry) =>
    entryOf(entry().ruleNo, entry().action, entry()),
  ),
  ...acl.users(RULE, "networkAclId").flatMap((rule) => entryBeside(rule, direction === "egress")),
];

/** The addresses that some rules let in to a port over TCP. */
export const letIn = (entries: readonly AclEntry[], port: number): Range[] => {
  const about = entries
    .filter(({ protocol, first, last }) => ["any", "tcp"].includes(protocol) && first <= port && port <= last)
    .sort((a, b) => a.number - b.number);
  const allowed: Range[] = [];
  const decided: Range[] = [];
  for (const { allows, ranges } of about) {
    if (allows) allowed.push(...subtract(ranges, decided));
    decided.push(...ranges);
  }
  return allowed;
};
