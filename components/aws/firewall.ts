import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FirewallArgs, Group, Opening } from "../firewall.ts";
import { type AwsAddressArgs, isUnsettled, settle } from "./address.ts";
import { ownershipOf, placeOf, type Tags } from "./cloud.ts";
import { describable, ec2GroupsOf, ec2Ports } from "./group.ts";
import { refuseUndeclared } from "./undeclared.ts";

/** What an `AwsFirewall` takes. The address plan's arguments are those of the `AwsNetwork` it protects. */
export interface AwsFirewallArgs extends AwsAddressArgs, FirewallArgs {
  /** The id of the VPC that the security groups are in, such as an `AwsNetwork`'s `vpcId`. */
  vpcId: pulumi.Input<string>;
  /** Who answers for the groups, a team rather than a person, in 1 to 50 characters. Becomes the tag `owner`. */
  owner: string;
  /** What the groups are for; `production` and anything else never share one. Becomes the tag `environment`. Defaults to `production`. */
  environment?: string;
}

/**
 * The declared flows as security groups of a VPC, one for each zone, peer and direction: named after what they open (`HTTPS_ACCESS_FROM_INTERNET_TO_API`), every
 * rule with its reason. What no flow lets through is closed, outbound too.
 */
export class AwsFirewall extends pulumi.ComponentResource {
  /** The ids of the security groups that a machine in a zone may carry, by zone. */
  public readonly securityGroupIds: { [zone: string]: pulumi.Output<string[]> };
  /** The id of each security group, by its name. */
  public readonly securityGroupIdsByName: { [name: string]: pulumi.Output<string> };
  /** True once EC2 has said that the groups hold the declared rules only; where they do not, the program stops with one sentence. */
  public readonly declaredOnly: pulumi.Output<boolean>;

  constructor(name: string, args: AwsFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsFirewall", name, args, opts);
    const what = `AwsFirewall ${JSON.stringify(name)}`;
    const ownership = ownershipOf(what, args);
    const { now: groups, known: settled } = settle(what, args, (own) => ec2GroupsOf(what, own));
    const ready = pulumi.output(placeOf({ parent: this }));
    const tags = (own: Tags) => ready.apply(() => ({ ...own, ...ownership }));

    const made = groups.map((group) => {
      const securityGroup = new aws.ec2.SecurityGroup(
        `${name}-${group.key}`,
        {
          name: group.name,
          description: group.description,
          vpcId: args.vpcId,
          tags: tags({ Name: group.name, zone: group.zone }),
        },
        { parent: this },
      );
      for (const opening of group.openings)
        ruleOf(
          `${name}-${group.key}-${opening.key}`,
          group,
          opening,
          {
            securityGroupId: securityGroup.id,
            peer: isUnsettled(opening.peer) ? settled.apply((known) => peerOf(known, group, opening)) : opening.peer,
            tags: tags({ Name: opening.key, zone: group.zone }),
          },
          this,
        );
      return { zone: group.zone, name: group.name, id: securityGroup.id };
    });

    this.securityGroupIds = Object.fromEntries(
      [...Map.groupBy(made, ({ zone }) => zone)].map(([zone, own]) => [zone, pulumi.all(own.map(({ id }) => id))]),
    );
    this.securityGroupIdsByName = Object.fromEntries(made.map(({ name, id }) => [name, id]));
    this.declaredOnly = pulumi
      .all(made.map(({ id, name }) => id.apply((known) => ({ id: known, name }))))
      .apply((groups) => refuseUndeclared(what, groups, this));
    this.registerOutputs({
      securityGroupIds: this.securityGroupIds,
      securityGroupIdsByName: this.securityGroupIdsByName,
      declaredOnly: this.declaredOnly,
    });
  }
}

/** The far end of an opening, by now that every range is known. */
const peerOf = (groups: readonly Group[], { key }: Group, opening: Opening): string =>
  groups.find((group) => group.key === key)?.openings.find((own) => own.key === opening.key)?.peer ?? opening.peer;

/** What a rule is told beyond its opening. */
interface RuleParts {
  readonly securityGroupId: pulumi.Output<string>;
  readonly peer: pulumi.Input<string>;
  readonly tags: pulumi.Output<Tags>;
}

const ruleOf = (
  name: string,
  { direction }: Group,
  opening: Opening,
  { securityGroupId, peer, tags }: RuleParts,
  parent: pulumi.Resource,
): void => {
  const { peerGroupId, peerListId, ipVersion, description } = opening;
  const range = ipVersion === 4 ? { cidrIpv4: peer } : { cidrIpv6: peer };
  const listed = peerListId === undefined ? range : { prefixListId: peerListId };
  const far = peerGroupId === undefined ? listed : { referencedSecurityGroupId: peerGroupId };
  const rule = { ...ec2Ports(opening), ...far, securityGroupId, description: describable(description), tags };
  if (direction === "ingress") new aws.vpc.SecurityGroupIngressRule(name, rule, { parent });
  else new aws.vpc.SecurityGroupEgressRule(name, rule, { parent });
};
