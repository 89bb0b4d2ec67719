import type * as pulumi from "@pulumi/pulumi";
import { isRuleDescription, undeclared, unlisted } from "../firewall.ts";
import { asked } from "./cloud.ts";

/** A rule as Neutron's API tells of it. */
interface Rule {
  readonly id: string;
  readonly security_group_id: string;
  readonly description: string | null;
  readonly direction: string;
  readonly ethertype: string;
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
}

/** Every rule that a firewall made names its flow; a rule that somebody added by hand does not. */
const namesFlow = ({ description }: Rule): boolean => isRuleDescription(description ?? "");

/**
 * Rejects with one sentence when one of the security groups has a rule that no flow declares. The provider cannot see a rule that somebody added by
 * hand, so this asks Neutron itself, with the provider's own token. A cloud that cannot be reached this way is a warning.
 */
export async function refuseUndeclared(
  what: string,
  groups: readonly { readonly id: string; readonly name: string }[],
  parent: pulumi.Resource,
): Promise<boolean> {
  for (const rule of await rulesOf(what, groups, parent)) {
    const group = groups.find(({ id }) => id === rule.security_group_id);
    if (!group || namesFlow(rule)) continue;
    throw undeclared(what, group.name, inWords(rule), `openstack security group rule delete ${rule.id}`);
  }
  return true;
}

const rulesOf = async (what: string, groups: readonly { id: string }[], parent: pulumi.Resource): Promise<Rule[]> => {
  const answer = await asked("network", unlisted(what), parent, async ({ url, token }) => {
    const query = new URLSearchParams(groups.map(({ id }) => ["security_group_id", id]));
    const response = await fetch(`${url}/v2.0/security-group-rules?${query}`, {
      headers: { "X-Auth-Token": token },
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`Neutron answered ${response.status}`);
    return (await response.json()) as { security_group_rules: Rule[] };
  });
  return answer?.security_group_rules ?? [];
};

const inWords = (rule: Rule): string => {
  const ports = rule.port_range_min === null ? [] : [`${rule.port_range_min}-${rule.port_range_max}`];
  const peer = rule.remote_ip_prefix ?? rule.remote_group_id ?? "anywhere";
  return [rule.direction, rule.ethertype, rule.protocol ?? "any protocol", ...ports]
    .join(" ")
    .concat(rule.direction === "ingress" ? ` from ${peer}` : ` to ${peer}`);
};
