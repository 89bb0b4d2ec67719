import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { cloudInit } from "../cloud-init.ts";
import type { FirewallArgs } from "../firewall.ts";
import type { FlowArgs } from "../flow.ts";
import { addressPlan } from "../network.ts";
import { formatRange, parseRange, prefixLength } from "../range.ts";
import { refuse } from "../refusal.ts";
import { collectorPort } from "../rsyslog.ts";
import { inventoryOf, remind } from "../server.ts";
import { OpenStackFirewall } from "./firewall.ts";
import {
  checkMachine,
  keyPairOf,
  machineOf,
  machineReady,
  type OpenStackLegArgs,
  type OpenStackMachineArgs,
  portOf,
} from "./machine.ts";

/** What an `OpenStackBastion` takes. The address plan is that of the network it stands in. */
export interface OpenStackBastionArgs extends OpenStackMachineArgs {
  /** Who may log in, as address ranges such as `198.51.100.0/24`: none wider than a `/16`, in IPv6 a `/32`. Never the internet. */
  allowedCidrs: string[];
  /** Its interface in the zone `api`. */
  outside: OpenStackLegArgs;
  /** Its interface in the zone `management`. */
  inside: OpenStackLegArgs;
  /**
   * The name of the external network that its public address is from. Defaults to none: it is reached over a VPN or a router. The address needs the router that joins the
   * two: give `dependsOn` the `OpenStackNetwork`.
   */
  externalNetwork?: pulumi.Input<string>;
  /** The availability zone that it is in. Defaults to Nova's choice. */
  availabilityZone?: pulumi.Input<string>;
}

/**
 * The only way into the management zone: a hardened machine with a leg in `api` and one in `management`, which some address ranges reach over SSH, and from which SSH
 * leads on to management. It forwards connections and no packets, and makes the security groups that it needs itself.
 */
export class OpenStackBastion extends pulumi.ComponentResource {
  /** The server's id. */
  public readonly serverId: pulumi.Output<string>;
  /** The public address to log in at. Undefined without an `externalNetwork`. */
  public readonly publicAddress: pulumi.Output<string | undefined>;
  /** Its addresses in the zone `api`. */
  public readonly outsideAddresses: pulumi.Output<string[]>;
  /** Its addresses in the zone `management`, from which it logs in to other machines. */
  public readonly insideAddresses: pulumi.Output<string[]>;

  constructor(name: string, args: OpenStackBastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackBastion", name, args, opts);
    const what = `OpenStackBastion ${JSON.stringify(name)}`;
    const rules = bastionRules(what, args);
    const userData = cloudInit(what, { ...args, ...rules }, { zones: ["api", "management"], bastion: true });
    checkMachine(what, args, userData);
    const role = { role: "bastion" };
    const inventory = inventoryOf(what, args, role);
    remind(args, this);
    const own = { parent: this, dependsOn: machineReady(what, args, this) };

    const firewall = new OpenStackFirewall(name, rules, own);
    const [outside, inside] = (["api", "management"] as const).map((zone) =>
      portOf(
        `${name}-${zone}`,
        `The bastion's port in ${zone}`,
        zone === "api" ? args.outside : args.inside,
        firewall.securityGroupIds[zone] as pulumi.Output<string[]>,
        inventoryOf(what, args, { zone, ...role }),
        own,
      ),
    ) as [openstack.networking.Port, openstack.networking.Port];
    const group = new openstack.compute.ServerGroup(name, { policies: ["soft-anti-affinity"] }, own);
    const server = machineOf(
      name,
      args,
      { inventory, userData },
      {
        ports: [outside, inside],
        keyPair: keyPairOf(name, args, own),
        groupId: group.id,
        availabilityZone: args.availabilityZone,
      },
      own,
    );
    const address =
      args.externalNetwork === undefined
        ? undefined
        : new openstack.networking.FloatingIp(
            name,
            {
              description: "Where administrators log in",
              pool: args.externalNetwork,
              portId: outside.id,
              tags: [...inventory.tags],
            },
            own,
          );

    this.serverId = server.id;
    this.publicAddress = pulumi.output(address?.address);
    this.outsideAddresses = outside.allFixedIps;
    this.insideAddresses = inside.allFixedIps;
    this.registerOutputs({
      serverId: this.serverId,
      publicAddress: this.publicAddress,
      outsideAddresses: this.outsideAddresses,
      insideAddresses: this.insideAddresses,
    });
  }
}

/** The widest range that may log in, by its prefix: a large site, and never a good part of the internet. */
const WIDEST = { 4: 16, 6: 32 };

const checkAllowed = (what: string, cidrs: readonly string[]): void => {
  if (cidrs.length === 0) refuse(what, cidrs, "at least one address range such as 198.51.100.0/24");
  for (const cidr of cidrs) {
    const range = parseRange(cidr);
    if (!range || prefixLength(range) < WIDEST[range.version])
      refuse(what, cidr, "address ranges of people you know such as 198.51.100.0/24, at most a /16, in IPv6 a /32");
  }
};

/**
 * The flows of a bastion: people come in, and go on to management. Unless a team declares others, its logs and upgrades come and go within management too, and
 * management's monitoring reads it. Each is said from one end, so that the security groups are the bastion's alone.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when a range is none or lets in a part of the internet, or a zone is missing
 */
export function bastionRules(what: string, args: OpenStackBastionArgs): FirewallArgs {
  checkAllowed(`${what}: allowedCidrs`, args.allowedCidrs);
  const plan = addressPlan(what, args);
  for (const zone of ["api", "management"] as const)
    if (!plan.has(zone)) refuse(`${what}: zones`, [...plan.keys()], "given with api and management");
  const management = (plan.get("management") ?? []).map(formatRange);
  const { cidr, ipv6Cidr, zones, logCollector } = args;
  const within = (key: string, service: string, reason: string, inbound = false): [string, FlowArgs][] =>
    management.map((range, i) => [
      `${key}-${i === 0 ? "ipv4" : "ipv6"}`,
      inbound ? { from: range, to: "management", service, reason } : { from: "management", to: range, service, reason },
    ]);
  return {
    cidr,
    ...(ipv6Cidr === undefined ? {} : { ipv6Cidr }),
    ...(zones === undefined ? {} : { zones }),
    flows: {
      ...(args.flows ??
        Object.fromEntries([
          ...within("logs", `tcp/${collectorPort(logCollector)}`, "The bastion's logs go to the central collector"),
          ...within("packages", "https", "The bastion is upgraded from the mirror in this zone"),
          ...within("metrics", "node-exporter", "The monitoring reads the bastion", true),
        ])),
      ...Object.fromEntries(within("onward", "ssh", "Administrators go on from the bastion")),
      ...Object.fromEntries(
        args.allowedCidrs.map((range, i): [string, FlowArgs] => [
          `login-${i + 1}`,
          { from: range, to: "api", service: "ssh", reason: "Administrators log in to the bastion" },
        ]),
      ),
    },
  };
}
