import { setTimeout } from "node:timers/promises";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { isRuleDescription, undeclared, unlisted } from "../firewall.ts";
import { zoneNames } from "../zone.ts";
import { reason } from "./cloud.ts";

type Rule = Pick<
  aws.vpc.GetSecurityGroupRuleResult,
  | "cidrIpv4"
  | "cidrIpv6"
  | "description"
  | "fromPort"
  | "ipProtocol"
  | "isEgress"
  | "prefixListId"
  | "referencedSecurityGroupId"
  | "securityGroupId"
  | "toPort"
>;

/** A security group that a firewall made. */
interface Made {
  readonly id: string;
  readonly name: string;
}

/**
 * Rejects with one sentence when one of the security groups has a rule that no flow declares. The provider does not list a group's rules, so this asks EC2 by the provider's
 * own functions. A rule is known by the zone that it is tagged with, or else by the flow that its description names. Rules that cannot be listed are a warning.
 *
 * @param what whose groups these are, to begin an error with
 */
export async function refuseUndeclared(
  what: string,
  groups: readonly Made[],
  parent: pulumi.Resource,
): Promise<boolean> {
  for (const [id, rule] of await unmarked(what, groups, parent)) {
    const group = groups.find((one) => one.id === rule.securityGroupId);
    if (!group || isRuleDescription(rule.description ?? "")) continue;
    const revoke = `aws ec2 revoke-security-group-${direction(rule)}`;
    const deletion = `${revoke} --group-id ${group.id} --security-group-rule-ids ${id}`;
    throw undeclared(what, group.name, inWords(rule), deletion);
  }
  return true;
}

/** The groups' rules that are not tagged as a firewall tags its own, by their ids. */
const unmarked = async (
  what: string,
  groups: readonly Made[],
  parent: pulumi.Resource,
): Promise<readonly (readonly [string, Rule])[]> => {
  if (groups.length === 0) return [];
  const inGroups = { name: "group-id", values: groups.map(({ id }) => id) };
  const list = async (...filters: { name: string; values: string[] }[]) =>
    (await aws.vpc.getSecurityGroupRules({ filters: [inGroups, ...filters] }, { parent })).ids;
  try {
    const all = await list();
    // Asked for afterwards, or a rule that is being made would be in the first list alone.
    const own = await list({ name: "tag:zone", values: [...zoneNames] });
    const others = all.filter((id) => !own.includes(id));
    if (others.length === 0) return [];
    // A new group had a rule of AWS's own, which the provider deletes at once, and which a list may show for a moment longer.
    await setTimeout(2_000);
    const there = await list({ name: "security-group-rule-id", values: others });
    return await Promise.all(
      there.map(
        async (id) => [id, await aws.vpc.getSecurityGroupRule({ securityGroupRuleId: id }, { parent })] as const,
      ),
    );
  } catch (error) {
    pulumi.log.warn(`${unlisted(what)} (${reason(error as Error)}).`, parent);
    return [];
  }
};

const direction = ({ isEgress }: Rule): "egress" | "ingress" => (isEgress ? "egress" : "ingress");

const inWords = (rule: Rule): string => {
  const protocol = rule.ipProtocol === "-1" ? "any protocol" : rule.ipProtocol;
  const ports = (rule.fromPort ?? -1) < 0 ? [] : [`${rule.fromPort}-${rule.toPort}`];
  const peer = rule.cidrIpv4 || rule.cidrIpv6 || rule.prefixListId || rule.referencedSecurityGroupId;
  return [direction(rule), protocol, ...ports, rule.isEgress ? "to" : "from", peer].join(" ");
};
