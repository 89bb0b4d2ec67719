import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { cloudInit } from "../cloud-init.ts";
import { zonesOf } from "../network.ts";
import { oneOf, refuse } from "../refusal.ts";
import { inventoryOf, remind } from "../server.ts";
import { isZone, type Zone } from "../zone.ts";
import {
  checkMachine,
  keyPairOf,
  machineOf,
  machineReady,
  type OpenStackLegArgs,
  type OpenStackMachineArgs,
  type Plan,
  portOf,
} from "./machine.ts";

/** One of several servers that stand in for each other. */
export interface OpenStackReplicaArgs {
  /** The availability zone that it is in. Defaults to Nova's choice. */
  availabilityZone?: pulumi.Input<string>;
  /** When it may restart itself after an upgrade that needs it, as `HH:MM` in UTC. Defaults to the server's `restartAt`. */
  restartAt?: string;
}

/** What an `OpenStackServer` takes. The flows and the address plan are those of the `OpenStackFirewall` that it carries groups of. */
export interface OpenStackServerArgs extends OpenStackMachineArgs, OpenStackLegArgs {
  /** The zone that it stands in, such as `management`. */
  zone: string;
  /** The flows that it takes part in, by name; its own firewall lets nothing else through, in either direction. Defaults to all of its zone's. */
  flowNames?: string[];
  /** The ids of the security groups that it carries, such as an `OpenStackFirewall`'s `securityGroupIds.management`. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The servers to make, all alike, by name; give several where the service must outlive a hypervisor. Defaults to a single one. */
  replicas?: { [key: string]: OpenStackReplicaArgs };
  /** How far the servers are kept from each other: `anti-affinity`, never on one hypervisor, or `soft-anti-affinity`, if it can be helped. Defaults to `soft-anti-affinity`. */
  affinity?: string;
}

/**
 * A hardened server, or several that stand in for each other: a port of its own with explicit security groups, no public address, an encrypted volume, a key instead of
 * passwords, and an operating system that is closed, watched and kept up to date from its first start.
 */
export class OpenStackServer extends pulumi.ComponentResource {
  /** The id of each server, by its name among the replicas; of a single one under its component's name. */
  public readonly serverIds: { [key: string]: pulumi.Output<string> };
  /** The id of each server's port, as in `serverIds`. */
  public readonly portIds: { [key: string]: pulumi.Output<string> };
  /** The addresses of each server, as in `serverIds`. */
  public readonly addresses: { [key: string]: pulumi.Output<string[]> };

  constructor(name: string, args: OpenStackServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackServer", name, args, opts);
    const what = `OpenStackServer ${JSON.stringify(name)}`;
    const plans = plansOf(what, name, args);
    remind(args, this);
    const own = { parent: this, dependsOn: machineReady(what, args, this) };

    const keyPair = keyPairOf(name, args, own);
    const group = new openstack.compute.ServerGroup(name, { policies: [args.affinity ?? "soft-anti-affinity"] }, own);
    const made = plans.map(({ key, child, availabilityZone, plan }) => {
      const port = portOf(child, `The port of server ${child}`, args, args.securityGroupIds, plan.inventory, own);
      const parts = { ports: [port], keyPair, groupId: group.id, availabilityZone };
      return { key, port, server: machineOf(child, args, plan, parts, own) };
    });

    this.serverIds = Object.fromEntries(made.map(({ key, server }) => [key, server.id]));
    this.portIds = Object.fromEntries(made.map(({ key, port }) => [key, port.id]));
    this.addresses = Object.fromEntries(made.map(({ key, port }) => [key, port.allFixedIps]));
    this.registerOutputs({ serverIds: this.serverIds, portIds: this.portIds, addresses: this.addresses });
  }
}

/** One server, before it is made. */
interface Planned {
  readonly key: string;
  /** The name of its resources. */
  readonly child: string;
  readonly availabilityZone: pulumi.Input<string> | undefined;
  readonly plan: Plan;
}

const AFFINITIES = ["anti-affinity", "soft-anti-affinity"];

/**
 * The zone that a server stands in.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when the network has no such zone
 */
export const zoneOf = (what: string, args: OpenStackServerArgs): Zone => {
  const { zone } = args;
  const own = zonesOf(what, args);
  return isZone(zone) && own.includes(zone) ? zone : refuse(`${what}: zone`, zone, oneOf(own));
};

const plansOf = (what: string, name: string, args: OpenStackServerArgs): Planned[] => {
  const { affinity, flowNames, replicas, securityGroupIds } = args;
  const zone = zoneOf(what, args);
  if (affinity !== undefined && !AFFINITIES.includes(affinity))
    refuse(`${what}: affinity`, affinity, oneOf(AFFINITIES));
  if (Array.isArray(securityGroupIds) && securityGroupIds.length === 0)
    refuse(`${what}: securityGroupIds`, securityGroupIds, "at least one security group");
  const keys = Object.keys(replicas ?? {});
  if (replicas && keys.length === 0) refuse(`${what}: replicas`, replicas, "at least one server, or left out for one");
  for (const key of keys)
    if (!/^[a-z0-9][a-z0-9-]{0,19}$/.test(key))
      refuse(`${what}: the name of a replica`, key, "1 to 20 lower-case letters, digits and hyphens");
  const inventory = inventoryOf(what, args, { zone });
  return (keys.length > 0 ? keys : [name]).map((key) => {
    const { availabilityZone, restartAt = args.restartAt } = replicas?.[key] ?? {};
    const userData = cloudInit(what, restartAt === undefined ? args : { ...args, restartAt }, {
      zones: [zone],
      flowNames,
    });
    checkMachine(what, args, userData);
    return { key, child: replicas ? `${name}-${key}` : name, availabilityZone, plan: { inventory, userData } };
  });
};
