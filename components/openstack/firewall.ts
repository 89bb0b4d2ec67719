import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { type FirewallArgs, type Group, groupsOf, type Opening } from "../firewall.ts";
import { needs } from "./cloud.ts";

/** What an `OpenStackFirewall` takes. The address plan's arguments are those of the `OpenStackNetwork` it protects. */
export interface OpenStackFirewallArgs extends FirewallArgs {}

/**
 * The declared flows as Neutron security groups, one for each zone, peer and direction: without Neutron's own rules, named after what they open
 * (`HTTPS_ACCESS_FROM_INTERNET_TO_API`), every rule with its reason. What no flow lets through is closed, outbound too.
 */
export class OpenStackFirewall extends pulumi.ComponentResource {
  /** The ids of the security groups that a machine in a zone may carry, by zone. */
  public readonly securityGroupIds: pulumi.Output<{ [zone: string]: string[] }>;
  /** The id of each security group, by its name. */
  public readonly securityGroupIdsByName: pulumi.Output<{ [name: string]: string }>;

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
      return { ...group, id: securityGroup.id };
    });

    const byZone = Map.groupBy(made, ({ zone }) => zone);
    this.securityGroupIds = pulumi.output(
      Object.fromEntries([...byZone].map(([zone, groups]) => [zone, groups.map(({ id }) => id)])),
    );
    this.securityGroupIdsByName = pulumi.output(Object.fromEntries(made.map((group) => [group.name, group.id])));
    this.registerOutputs({
      securityGroupIds: this.securityGroupIds,
      securityGroupIdsByName: this.securityGroupIdsByName,
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
