import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { type FirewallArgs, type Group, groupsOf, type Opening } from "../firewall.ts";
import { needs } from "./cloud.ts";
import { refuseUndeclared } from "./undeclared.ts";

/** What an `OpenStackFirewall` takes. The address plan's arguments are those of the `OpenStackNetwork` it protects. */
export interface OpenStackFirewallArgs extends FirewallArgs {}

/**
 * The declared flows as Neutron security groups, one for each zone, peer and direction: without Neutron's own rules, named after what they open
 * (`HTTPS_ACCESS_FROM_INTERNET_TO_API`), every rule with its reason. What no flow lets through is closed, outbound too.
 */
export class OpenStackFirewall extends pulumi.ComponentResource {
  /** The ids of the security groups that a machine in a zone may carry, by zone. */
  public readonly securityGroupIds: { [zone: string]: pulumi.Output<string[]> };
  /** The id of each security group, by its name. */
  public readonly securityGroupIdsByName: { [name: string]: pulumi.Output<string> };
  /** True once Neutron has said that the groups hold the declared rules only; where they do not, the program stops with one sentence. */
  public readonly declaredOnly: pulumi.Output<boolean>;

  constructor(name: string, args: OpenStackFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackFirewall", name, args, opts);
    const what = `OpenStackFirewall ${JSON.stringify(name)}`;
    const groups = groupsOf(what, args);
    const ready = pulumi.output(needs(what, "network", { parent: this }));

    const made = groups.map((group) => {
      const securityGroup = new openstack.networking.SecGroup(
        `${name}-${group.key}`,
        {
          name: ready.apply(() => group.name),
          description: group.description,
          deleteDefaultRules: true,
          tags: [`zone:${group.zone}`],
        },
        { parent: this },
      );
      for (const opening of group.openings)
        new openstack.networking.SecGroupRule(
          `${name}-${group.key}-${opening.key}`,
          { ...ruleArgs(group, opening), securityGroupId: securityGroup.id },
          { parent: this },
        );
      return { zone: group.zone, name: group.name, id: securityGroup.id };
    });

    this.securityGroupIds = Object.fromEntries(
      [...Map.groupBy(made, ({ zone }) => zone)].map(([zone, own]) => [zone, pulumi.all(own.map(({ id }) => id))]),
    );
    this.securityGroupIdsByName = Object.fromEntries(made.map(({ name, id }) => [name, id]));
    this.declaredOnly = pulumi
      .all(made.map(({ id, name }) => pulumi.output(id).apply((known) => ({ id: known, name }))))
      .apply((groups) => refuseUndeclared(what, groups, this));
    this.registerOutputs({
      securityGroupIds: this.securityGroupIds,
      securityGroupIdsByName: this.securityGroupIdsByName,
      declaredOnly: this.declaredOnly,
    });
  }
}

const ruleArgs = (
  { direction }: Group,
  { ipVersion, port, peer, peerGroupId, description }: Opening,
): Omit<openstack.networking.SecGroupRuleArgs, "securityGroupId"> => ({
  description,
  direction,
  ethertype: `IPv${ipVersion}`,
  protocol: port.protocol,
  ...(port.first === undefined ? {} : { portRangeMin: port.first, portRangeMax: port.last ?? port.first }),
  ...(peerGroupId === undefined ? { remoteIpPrefix: peer } : { remoteGroupId: peerGroupId }),
});
