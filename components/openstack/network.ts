import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { type AddressArgs, type AddressPlan, addressPlan, type ZoneArgs } from "../network.ts";
import { formatRange, parseRange, type Range } from "../range.ts";
import { oneOf, refuse } from "../refusal.ts";
import { type Zone, zones } from "../zone.ts";
import { type AdoptedZone, adoptedRouterId, adoptedZone, externalNetworkId } from "./adopted.ts";
import { needs } from "./cloud.ts";

/** What a team may say about one zone on OpenStack. */
export interface OpenStackZoneArgs extends ZoneArgs {
  /** Whether Neutron hands out the addresses. Defaults to true. */
  dhcp?: boolean;
  /** The largest packet, in bytes, such as 9000 for storage. Defaults to the cloud's own. */
  mtu?: number;
  /**
   * The name or id of a network that exists already; the zone is then that network, with its subnets, and nothing is made for it: it stays attached to whatever it is.
   * The zone's `cidr` must say its subnet's range, and an isolated zone's subnets have no gateway. Defaults to making the network.
   */
  network?: string;
}

/** A network of the provider, to make the external zone of. Needs an administrator's credentials. */
export interface ExternalProviderArgs {
  /** How the network is wired: `flat` or `vlan`. */
  networkType: string;
  /** The physical network's name, as the cloud's operators gave it. */
  physicalNetwork: string;
  /** The VLAN's number, for `vlan`. */
  segmentationId?: number;
}

/** What an `OpenStackNetwork` takes. */
export interface OpenStackNetworkArgs extends AddressArgs {
  /** The zones to make, by name. Defaults to all six, as the talk asks. A zone that is left out moves no other. */
  zones?: { [zone: string]: OpenStackZoneArgs };
  /** Who answers for the networks, a team rather than a person, in 1 to 50 characters. Becomes the tag `owner:…`. */
  owner: string;
  /** What the networks are for; `production` and anything else never share one. Becomes the tag `environment:…`. Defaults to `production`. */
  environment?: string;
  /** The name or id of an external network that exists already; the external zone is then that network. Defaults to none: nothing is routed out. */
  externalNetwork?: pulumi.Input<string>;
  /** Makes the external zone instead of adopting one. Defaults to not making any. */
  externalProvider?: ExternalProviderArgs;
  /** The name or id of a router that exists already, which the routed zones that are made are attached to. Defaults to making one. */
  router?: string;
  /** The name servers for the zones that are routed, as addresses. Defaults to Neutron's own. */
  dnsServers?: string[];
  /** The domain that the zones' own are under, such as `cloud.example.org`. Defaults to none. */
  dnsDomain?: string;
  /** The availability zones that networks and routers should be in. Defaults to Neutron's choice. */
  availabilityZones?: string[];
  /** What each port of the zones that face outside may send and receive, in kbit/s. Defaults to 1,000,000; 0 sets no limit. */
  bandwidthLimit?: number;
}

/**
 * The talk's segmented networks on Neutron: one network for each zone, its subnets without a gateway where the zone is isolated, one router for the zones that are not.
 */
export class OpenStackNetwork extends pulumi.ComponentResource {
  /** The id of each zone's network, by zone. */
  public readonly networkIds: { [zone: string]: pulumi.Output<string> };
  /** The id of each zone's IPv4 subnet, by zone. */
  public readonly subnetIds: { [zone: string]: pulumi.Output<string> };
  /** The id of each zone's IPv6 subnet, by zone; empty without an `ipv6Cidr`. */
  public readonly ipv6SubnetIds: { [zone: string]: pulumi.Output<string> };
  /** The id of the router between the zones that are not isolated. Undefined when there is no such zone to attach. */
  public readonly routerId: pulumi.Output<string | undefined>;

  constructor(name: string, args: OpenStackNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackNetwork", name, args, opts);
    const what = `OpenStackNetwork ${JSON.stringify(name)}`;
    const plan = checkedPlan(what, args);
    const made = [...plan].filter(([zone]) => isMade(zone, args));
    const routed = made.filter(([zone]) => isRouted(zone));
    const external = adoptExternal(what, args, { parent: this });
    const adopted = adoptZones(what, args, plan, { parent: this });
    const edge = adoptRouter(what, args, { parent: this });
    const tags = tagsOnceReady(what, args, external, [edge, ...adopted.values()], { parent: this });
    const qosPolicyId = made.some(([zone]) => zones[zone].facesOutside)
      ? bandwidthLimit(name, args, tags, this)
      : undefined;

    const networks = new Map<Zone, pulumi.Output<string>>(external ? [["external", external]] : []);
    const subnets = { 4: new Map<Zone, pulumi.Output<string>>(), 6: new Map<Zone, pulumi.Output<string>>() };
    for (const [zone, there] of adopted) {
      networks.set(zone, there.networkId);
      for (const { version } of plan.get(zone) ?? [])
        subnets[version].set(
          zone,
          there.apply(({ subnetIds }) => subnetIds[version] as string),
        );
    }
    for (const [zone, ranges] of made) {
      const network = new openstack.networking.Network(
        `${name}-${zone}`,
        {
          ...networkArgs(zone, args),
          ...(zones[zone].facesOutside && qosPolicyId ? { qosPolicyId } : {}),
          tags: tags(zone),
        },
        { parent: this },
      );
      networks.set(zone, network.id);
      for (const range of ranges) {
        const subnet = new openstack.networking.Subnet(
          `${name}-${zone}-ipv${range.version}`,
          { ...subnetArgs(zone, range, args), networkId: network.id, tags: tags(zone) },
          { parent: this },
        );
        subnets[range.version].set(zone, subnet.id);
      }
    }

    const routerId =
      routed.length > 0 ? (edge ?? edgeRouter(name, args, networks.get("external"), tags, this).id) : undefined;
    for (const [zone, ranges] of routed)
      for (const { version } of ranges)
        new openstack.networking.RouterInterface(
          `${name}-${zone}-ipv${version}`,
          {
            routerId: routerId as pulumi.Output<string>,
            subnetId: subnets[version].get(zone) as pulumi.Output<string>,
          },
          { parent: this },
        );

    this.networkIds = Object.fromEntries(networks);
    this.subnetIds = Object.fromEntries(subnets[4]);
    this.ipv6SubnetIds = Object.fromEntries(subnets[6]);
    this.routerId = pulumi.output(routerId);
    this.registerOutputs({
      networkIds: this.networkIds,
      subnetIds: this.subnetIds,
      ipv6SubnetIds: this.ipv6SubnetIds,
      routerId: this.routerId,
    });
  }
}

/** The tags of a zone's resources, or of those that belong to no zone. */
type Tags = (zone?: Zone) => pulumi.Output<string[]>;

const BANDWIDTH = 1_000_000;

/** Whether a zone's network is made, rather than there already. */
const isMade = (zone: Zone, { externalProvider, zones: own }: OpenStackNetworkArgs): boolean =>
  zone === "external" ? externalProvider !== undefined : own?.[zone]?.network === undefined;

/** Whether a zone is attached to the router, rather than its way out. */
const isRouted = (zone: Zone): boolean => zone !== "external" && !zones[zone].isolated;

/** The address plan, once every other argument has been looked at too. */
const checkedPlan = (what: string, args: OpenStackNetworkArgs): AddressPlan => {
  if (args.owner.length < 1 || args.owner.length > 50) refuse(`${what}: owner`, args.owner, "1 to 50 characters");
  const { bandwidthLimit: limit, externalProvider: provider, dnsServers = [], zones: own = {} } = args;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 0))
    refuse(`${what}: bandwidthLimit`, limit, "a whole number of kbit/s, or 0 for no limit");
  if (provider && args.externalNetwork !== undefined)
    refuse(`${what}: externalProvider`, provider, "left out where externalNetwork adopts a network");
  if (provider && !["flat", "vlan"].includes(provider.networkType))
    refuse(`${what}: externalProvider.networkType`, provider.networkType, oneOf(["flat", "vlan"]));
  for (const server of dnsServers)
    if (!parseRange(server) || server.includes("/"))
      refuse(`${what}: a name server`, server, "an address such as 192.0.2.53");
  for (const [zone, { ipv6Cidr }] of Object.entries(own))
    if (ipv6Cidr?.includes("/") && !ipv6Cidr.endsWith("/64"))
      refuse(`${what}: zones.${zone}.ipv6Cidr`, ipv6Cidr, "one /64 such as fd20:0:0:1::/64, as one subnet has");
  for (const [zone, { mtu }] of Object.entries(own))
    if (mtu !== undefined && !(Number.isInteger(mtu) && mtu >= (args.ipv6Cidr ? 1280 : 68) && mtu <= 65535))
      refuse(`${what}: zones.${zone}.mtu`, mtu, `a whole number of bytes from ${args.ipv6Cidr ? 1280 : 68} to 65535`);
  for (const [zone, { network, mtu, dhcp }] of Object.entries(own)) {
    if (network === undefined) continue;
    if (zone === "external")
      refuse(`${what}: zones.external.network`, network, "left out: externalNetwork names the external zone's network");
    if (mtu !== undefined || dhcp !== undefined)
      refuse(`${what}: zones.${zone}`, { mtu, dhcp }, "given no mtu and no dhcp where its network exists already");
  }
  const plan = addressPlan(what, args);
  if (args.router !== undefined && ![...plan.keys()].some((zone) => isRouted(zone) && isMade(zone, args)))
    refuse(`${what}: router`, args.router, "left out where no zone is made that is routed");
  if ((provider || args.externalNetwork !== undefined) && !plan.has("external"))
    refuse(`${what}: zones`, [...plan.keys()], "given with external where the network leads outside");
  return plan;
};

const adoptExternal = (what: string, { externalNetwork }: OpenStackNetworkArgs, opts: pulumi.InvokeOptions) =>
  externalNetwork === undefined
    ? undefined
    : pulumi.output(externalNetwork).apply((nameOrId) => externalNetworkId(`${what}: externalNetwork`, nameOrId, opts));

const adoptRouter = (what: string, { router }: OpenStackNetworkArgs, opts: pulumi.InvokeOptions) =>
  router === undefined ? undefined : pulumi.output(adoptedRouterId(`${what}: router`, router, opts));

const adoptZones = (
  what: string,
  args: OpenStackNetworkArgs,
  plan: AddressPlan,
  opts: pulumi.InvokeOptions,
): ReadonlyMap<Zone, pulumi.Output<AdoptedZone>> =>
  new Map(
    [...plan].flatMap(([zone, ranges]) => {
      const network = args.zones?.[zone]?.network;
      return network === undefined ? [] : [[zone, pulumi.output(adoptedZone(what, zone, network, ranges, opts))]];
    }),
  );

/**
 * Tags are the one thing that every child has, so they wait for what must be true of the cloud before anything is made in it. An external network that the same
 * program makes is not waited for: its tags would be unknown in the preview.
 */
const tagsOnceReady = (
  what: string,
  { owner, environment = "production", externalNetwork }: OpenStackNetworkArgs,
  external: pulumi.Output<string> | undefined,
  adopted: readonly (pulumi.Output<unknown> | undefined)[],
  opts: pulumi.InvokeOptions,
): Tags => {
  const ready = pulumi.all([
    needs(what, "network", opts),
    typeof externalNetwork === "string" ? external : undefined,
    ...adopted,
  ]);
  return (zone) =>
    ready.apply(() => [...(zone ? [`zone:${zone}`] : []), `owner:${owner}`, `environment:${environment}`]);
};

const bandwidthLimit = (name: string, args: OpenStackNetworkArgs, tags: Tags, parent: pulumi.Resource) => {
  const maxKbps = args.bandwidthLimit ?? BANDWIDTH;
  if (maxKbps === 0) return undefined;
  // Neutron takes no tags for a QoS policy: PUT /qos/policies/{id}/tags answers 400 "Invalid tags body" to a valid one (seen with 29.0).
  const policy = new openstack.networking.QosPolicy(
    `${name}-outside`,
    { description: tags().apply((own) => `Limits every port that faces outside (${own.join(", ")})`) },
    { parent },
  );
  for (const direction of ["ingress", "egress"])
    new openstack.networking.QosBandwidthLimitRule(
      `${name}-outside-${direction}`,
      { qosPolicyId: policy.id, direction, maxKbps, maxBurstKbps: Math.ceil(maxKbps / 10) },
      { parent },
    );
  return policy.id;
};

const networkArgs = (zone: Zone, args: OpenStackNetworkArgs): openstack.networking.NetworkArgs => {
  const mtu = args.zones?.[zone]?.mtu;
  return {
    description: zones[zone].purpose,
    adminStateUp: true,
    shared: false,
    portSecurityEnabled: true,
    ...(zone === "external" && args.externalProvider ? { external: true, segments: [args.externalProvider] } : {}),
    ...(mtu === undefined ? {} : { mtu }),
    ...(args.dnsDomain === undefined ? {} : { dnsDomain: `${zone}.${args.dnsDomain}.` }),
    ...(args.availabilityZones ? { availabilityZoneHints: args.availabilityZones } : {}),
  };
};

/** An isolated zone has no router to announce prefixes, so its IPv6 addresses come from DHCP alone. */
const subnetArgs = (
  zone: Zone,
  range: Range,
  args: OpenStackNetworkArgs,
): Omit<openstack.networking.SubnetArgs, "networkId"> => {
  const { isolated } = zones[zone];
  const external = zone === "external";
  const nameServers = (args.dnsServers ?? []).filter((server) => parseRange(server)?.version === range.version);
  return {
    description: `${zones[zone].purpose} (IPv${range.version})`,
    cidr: formatRange(range),
    ipVersion: range.version,
    enableDhcp: !external && (args.zones?.[zone]?.dhcp ?? true),
    ...(isolated ? { noGateway: true } : {}),
    ...(range.version === 6 && !external
      ? isolated
        ? { ipv6AddressMode: "dhcpv6-stateful" }
        : { ipv6AddressMode: "slaac", ipv6RaMode: "slaac" }
      : {}),
    ...(!isolated && !external && nameServers.length > 0 ? { dnsNameservers: nameServers } : {}),
  };
};

const edgeRouter = (
  name: string,
  args: OpenStackNetworkArgs,
  externalNetworkId: pulumi.Output<string> | undefined,
  tags: Tags,
  parent: pulumi.Resource,
) =>
  new openstack.networking.Router(
    name,
    {
      description: "Joins the zones that are not isolated, and leads outside",
      adminStateUp: true,
      ...(externalNetworkId ? { externalNetworkId } : {}),
      ...(args.availabilityZones ? { availabilityZoneHints: args.availabilityZones } : {}),
      tags: tags(),
    },
    { parent },
  );
