import { overlap, parseRange, type Range } from "../../components/range.ts";
import { known, some } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Gate, Group, Guard, GuardRule, Holder, Network, Route, Router, Rule, Subnet } from "../reach/network.ts";
import { across, anything, anywhere } from "../reach/traffic.ts";
import { publicPart, rangesOf } from "./everyone.ts";
import { itemsOf } from "./item.ts";
import { labelOf } from "./label.ts";
import { aboutPerimeter, lets, type Opening, openings } from "./opening.ts";
import {
  directionsOf,
  internet,
  joined,
  meant,
  type Reading,
  speechOf,
  spokenOf,
  strangers,
  trafficOf,
  type ZoneTags,
} from "./topology.ts";

const ADDRESS_GROUP = "openstack:networking/addressGroupV2:AddressGroupV2";
const ENDPOINTS = "openstack:vpnaas/endpointGroup:EndpointGroup";
const FLOATING_IP = "openstack:networking/floatingIp:FloatingIp";
const INSTANCE = "openstack:compute/instance:Instance";
const INTERFACE = "openstack:networking/routerInterface:RouterInterface";
const LEGACY = "openstack:compute/secGroup:SecGroup";
const LISTENER = "openstack:loadbalancer/listener:Listener";
const LOAD_BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const NETWORK = "openstack:networking/network:Network";
const POLICY = "openstack:firewall/policyV2:PolicyV2";
const PORT = "openstack:networking/port:Port";
const ROUTER = "openstack:networking/router:Router";
const RULE = "openstack:networking/secGroupRule:SecGroupRule";
const SEC_GROUP = "openstack:networking/secGroup:SecGroup";
const SUBNET = "openstack:networking/subnet:Subnet";
const VPN = "openstack:vpnaas/service:Service";

/** Neutron's group for whoever names none. It lets out everything, and in whoever holds it too. */
const DEFAULT = "openstack default group";

const EVERYTHING = across(anywhere, [anything]);

const versionOf = (ethertype: string | undefined): 4 | 6 => (String(ethertype ?? "").toLowerCase() === "ipv6" ? 6 : 4);

/** What lets out everything, as Neutron's own rules do until they are deleted. */
const lettingOut = (id: string): Rule => ({ id, inbound: false, traffic: EVERYTHING });

/** The subnets of a plan, and what is around them. */
class Ground {
  readonly subnets: ReadonlyMap<string, Omit<Subnet, "routers" | "guards">>;
  readonly byNetwork: ReadonlyMap<string, readonly string[]>;
  /** Where each router is joined to which subnets. */
  readonly joints: readonly {
    readonly by: Planned<typeof INTERFACE>;
    readonly router: string;
    readonly subnets: readonly string[];
  }[];
  /** All subnets, by their ids. */
  readonly everywhere: readonly string[];
  readonly #plan: Plan;
  readonly #reading: Reading;

  constructor(plan: Plan, reading: Reading, zonesOf: ZoneTags) {
    this.#plan = plan;
    this.#reading = reading;
    const networks = new Map(plan.of(NETWORK).map((network) => [network.urn, zonesOf(network.props)]));
    const byNetwork = new Map<string, string[]>();
    this.subnets = new Map(
      plan.of(SUBNET).map((subnet) => {
        const around = reading.joint(() => joined(subnet as Planned, "networkId", NETWORK));
        for (const network of around) byNetwork.set(network, [...(byNetwork.get(network) ?? []), subnet.urn]);
        const ranges = reading.or<readonly Range[]>(() => rangesOf(subnet.props.cidr), [], anywhere);
        const own = zonesOf(subnet.props);
        return [
          subnet.urn,
          {
            id: subnet.urn,
            label: labelOf(subnet),
            ranges,
            vague: known(() => subnet.props.cidr !== undefined) !== true,
            publicly: ([4, 6] as const).filter((version) =>
              publicPart(ranges).some((range) => range.version === version),
            ),
            zones: own.length > 0 ? own : around.flatMap((network) => networks.get(network) ?? []),
          },
        ];
      }),
    );
    this.everywhere = [...this.subnets.keys()];
    this.byNetwork = byNetwork;
    this.joints = plan.of(INTERFACE).flatMap((by) => {
      const subnets = reading.joint(() => [
        ...joined(by as Planned, "subnetId", SUBNET),
        ...by.tied("portId", PORT).flatMap((port) => this.placesOf(port)),
      ]);
      return reading.joint(() => joined(by as Planned, "routerId", ROUTER)).map((router) => ({ by, router, subnets }));
    });
  }

  /** The subnets that a port is in: those of its addresses, or all of its network's. */
  placesOf(port: Planned<typeof PORT>): readonly string[] {
    const named = this.#reading.or(
      () =>
        meant(port as Planned, "fixedIps", SUBNET, () => itemsOf(port.props.fixedIps).map((ip) => () => ip().subnetId)),
      [],
      [],
    );
    return named.length > 0 ? named : this.inNetworks(() => joined(port as Planned, "networkId", NETWORK));
  }

  /** The subnets of some networks: none, or any there is, while nobody knows which networks. */
  inNetworks(read: () => readonly string[]): readonly string[] {
    return this.#reading.or(
      () => read().flatMap((network) => this.byNetwork.get(network) ?? [network]),
      [],
      this.everywhere,
    );
  }

  /** The zones of some subnets. */
  zonesAt(places: readonly string[]): string[] {
    return places.flatMap((id) => this.subnets.get(id)?.zones ?? []);
  }

  get plan(): Plan {
    return this.#plan;
  }
}

/** The routers, with the gates that they lead to. */
const routersOf = (ground: Ground, reading: Reading): { readonly routers: Router[]; readonly gates: Gate[] } => {
  const { plan, joints, byNetwork } = ground;
  const gates: Gate[] = [];
  const routes = new Map<string, Route[]>();
  const legs = new Map<string, Set<string>>();
  const route = (router: string, ...more: Route[]) => routes.set(router, [...(routes.get(router) ?? []), ...more]);
  const leads = (router: string, gate: Gate, to: readonly Range[]) => {
    gates.push(gate);
    route(router, { to, via: gate.id });
  };
  for (const { router, subnets } of joints) {
    const own = legs.get(router) ?? new Set();
    for (const subnet of subnets) own.add(subnet);
    legs.set(router, own);
  }
  for (const router of plan.of(ROUTER)) {
    const { urn, props } = router;
    const isGated = () =>
      some(
        () => router.tied("externalNetworkId", NETWORK).length > 0,
        () => router.tied("externalGateway", NETWORK).length > 0,
        () => Boolean(props.externalNetworkId),
        () => Boolean(props.externalGateway),
      );
    if (!reading.or(isGated, false, true)) continue;
    const translated = reading.or(() => props.enableSnat !== false, true, false);
    const gate = { inward: { 4: translated ? "addressed" : "any", 6: "public" } } as const;
    leads(urn, internet(`${urn} outside`, gate), anywhere);
  }
  for (const static_ of plan.of("openstack:networking/routerRoute:RouterRoute")) {
    const { urn, props } = static_;
    const to = reading.or<readonly Range[]>(() => rangesOf(props.destinationCidr), [], anywhere);
    const hop = reading.or(() => parseRange(props.nextHop ?? ""), undefined, undefined);
    for (const router of reading.joint(() => joined(static_ as Planned, "routerId", ROUTER))) {
      const around = [...(legs.get(router) ?? [])].filter((id) =>
        ground.subnets.get(id)?.ranges.some((range) => hop && overlap(range, hop)),
      );
      const next = [...legs].flatMap(([other, own]) =>
        other !== router && around.some((id) => own.has(id)) ? [other] : [],
      );
      if (next.length > 0) route(router, ...next.map((via) => ({ to, via })));
      else
        leads(
          router,
          internet(`${urn} next hop`, { beyond: "what is behind a route", label: labelOf(static_), ranges: to }),
          to,
        );
    }
  }
  for (const site of plan.of("openstack:vpnaas/siteConnection:SiteConnection")) {
    const peers = reading.or<readonly Range[]>(
      () => [
        ...itemsOf(site.props.peerCidrs).flatMap((cidr) => rangesOf(cidr())),
        ...site
          .tied("peerEpGroupId", ENDPOINTS)
          .flatMap(({ props }) => itemsOf(props.endpoints).flatMap((cidr) => rangesOf(cidr()))),
      ],
      [],
      anywhere,
    );
    const routers = reading.joint(() =>
      site.tied("vpnserviceId", VPN).flatMap((vpn) => joined(vpn as Planned, "routerId", ROUTER)),
    );
    for (const router of routers)
      leads(router, internet(site.urn, { beyond: "the far end of a VPN", label: labelOf(site), ranges: peers }), peers);
  }
  const named = new Map(plan.of(ROUTER).map((router) => [router.urn, labelOf(router)]));
  return {
    gates,
    routers: [
      ...[...byNetwork].map(([id, own]) => ({ id, legs: new Set(own), routes: [] })),
      ...[...new Set([...legs.keys(), ...routes.keys()])].map((id) => ({
        id,
        label: named.get(id) ?? `router ${id}`,
        legs: legs.get(id) ?? new Set<string>(),
        routes: routes.get(id) ?? [],
      })),
    ],
  };
};

/** Networks that lead outside by themselves, with a gate for each. */
const outerNetworks = ({ plan }: Ground, reading: Reading): Map<string, Gate> =>
  new Map(
    plan
      .of(NETWORK)
      .filter(({ props }) => reading.or(() => props.external === true, false, true))
      .map((network) => [network.urn, internet(`${network.urn} outside`, { label: labelOf(network) })]),
  );

/** What firewall groups do at the joints of routers with subnets. */
const guardsOf = ({ plan, joints }: Ground, reading: Reading): Map<string, Guard[]> => {
  const guards = new Map<string, Guard[]>();
  const listOf = (
    group: Planned<"openstack:firewall/groupV2:GroupV2">,
    inward: boolean,
  ): readonly GuardRule[] | undefined => {
    const input = inward ? "ingressFirewallPolicyId" : "egressFirewallPolicyId";
    const policies = reading.or(() => group.tied(input, POLICY), [], []);
    if (policies.length === 0) return undefined;
    const rules = policies.flatMap((policy) => {
      const ordered = reading.or(
        () => itemsOf(policy.props.rules).length < 2 || itemsOf(policy.props.rules).every((id) => id()),
        false,
        false,
      );
      const tied = reading.or(() => policy.tied("rules", "openstack:firewall/ruleV2:RuleV2"), [], undefined);
      if (tied === undefined) return [{ allows: true, traffic: EVERYTHING }];
      return tied.flatMap((rule): GuardRule[] => {
        const allows = reading.or(() => lets(rule.props), false, true);
        // Whose place in the list is not known yet stops what it stops first, or nothing.
        if (!ordered && allows !== reading.widest) return [];
        if (!allows && reading.or(() => rule.props.enabled === false, false, true)) return [];
        const [far, near] = [aboutPerimeter(rule.props, inward), aboutPerimeter(rule.props, !inward)];
        return [
          {
            allows,
            traffic: trafficOf(far, reading),
            ...(known(() => near.peerNamed) === false
              ? {}
              : { near: reading.or<readonly Range[]>(() => near.peers, [], allows ? anywhere : []) }),
          },
        ];
      });
    });
    return rules;
  };
  for (const group of plan.of("openstack:firewall/groupV2:GroupV2")) {
    if (!reading.or(() => group.props.adminStateUp !== false, true, false)) continue;
    const at = reading.or(
      () => {
        const ports = new Set<string>(group.tied("ports", PORT).map(({ urn }) => urn));
        const joints_ = new Set<string>(group.tied("ports", INTERFACE, ["portId", "id"]).map(({ urn }) => urn));
        return joints.filter(
          ({ by }) => joints_.has(by.urn) || by.tied("portId", PORT).some(({ urn }) => ports.has(urn)),
        );
      },
      joints,
      [],
    );
    const [inward, outward] = [listOf(group, true), listOf(group, false)];
    for (const { router, subnets } of at)
      for (const subnet of subnets)
        guards.set(subnet, [
          ...(guards.get(subnet) ?? []),
          { at: router, ...(inward && { inward }), ...(outward && { outward }) },
        ]);
  }
  return guards;
};

const groupsOf = (plan: Plan, reading: Reading): Group[] => {
  const beside = new Map<string, Rule[]>();
  for (const rule of plan.of(RULE)) {
    const [opening] = (openings[RULE]?.(rule.props, rule) ?? []) as [Opening];
    const remote = (input: string, type: typeof SEC_GROUP | typeof ADDRESS_GROUP) =>
      joined(rule as Planned, input, type);
    const listed = reading.or(() => remote("remoteAddressGroupId", ADDRESS_GROUP), [], []);
    const addresses = plan
      .of(ADDRESS_GROUP)
      .filter(({ urn }) => listed.includes(urn))
      .flatMap(({ props }) =>
        reading.or<readonly Range[]>(() => itemsOf(props.addresses).flatMap((text) => rangesOf(text())), [], anywhere),
      );
    const unlisted = listed.filter((id) => !plan.of(ADDRESS_GROUP).some(({ urn }) => urn === id));
    const members = reading.or(() => remote("remoteGroupId", SEC_GROUP), [], []);
    const [speech] = spokenOf(opening, reading);
    const versions = reading.or<readonly (4 | 6)[]>(() => [versionOf(rule.props.ethertype)], [], [4, 6]);
    const read: Omit<Rule, "inbound"> = {
      id: rule.urn,
      traffic: [...trafficOf(opening, reading), ...(speech ? across(addresses, [speech]) : [])],
      ...(speech && members.length > 0 ? { members: { groups: members, versions, speech } } : {}),
      ...(speech && unlisted.length > 0 ? { lists: { ids: unlisted, speech } } : {}),
    };
    // A rule of a group that is not known yet stands in one of its own, which nothing allows.
    const groups = reading.or(
      () => joined(rule as Planned, "securityGroupId", SEC_GROUP),
      [],
      [`group of ${rule.urn}`],
    );
    for (const group of groups) {
      const others = beside.get(group) ?? [];
      for (const inbound of directionsOf(opening, reading)) others.push({ ...read, inbound });
      beside.set(group, others);
    }
  }
  const own = plan.of(SEC_GROUP).map((group): Group => {
    const kept = reading.or(() => group.props.deleteDefaultRules !== true, false, true);
    const rules = beside.get(group.urn) ?? [];
    beside.delete(group.urn);
    return {
      id: group.urn,
      label: groupLabel(group, reading),
      rules: kept ? [lettingOut(group.urn), ...rules] : rules,
    };
  });
  const legacy = plan.of(LEGACY).map((group): Group => {
    const rules = reading.or(() => [...(openings[LEGACY]?.(group.props, group) ?? [])], [], []);
    return {
      id: group.urn,
      label: groupLabel(group, reading),
      rules: [
        lettingOut(group.urn),
        ...rules.map((opening, i): Rule => {
          const said = () => group.props.rules?.[i];
          const members = reading.or(
            () => [
              ...(said()?.self ? [group.urn] : []),
              ...meant(group as Planned, "rules", LEGACY, () => [() => said()?.fromGroupId]),
            ],
            [],
            [],
          );
          const [speech] = spokenOf(opening, reading);
          return {
            id: group.urn,
            inbound: true,
            traffic: trafficOf(opening, reading),
            ...(speech && members.length > 0 ? { members: { groups: members, versions: [4, 6], speech } } : {}),
          };
        }),
      ],
    };
  });
  return [...own, ...legacy, ...[...beside].map(([id, rules]) => ({ id, label: `security group ${id}`, rules }))];
};

const groupLabel = (group: Planned<typeof SEC_GROUP> | Planned<typeof LEGACY>, reading: Reading): string =>
  labelOf({ type: group.type, name: reading.or(() => group.props.name, undefined, undefined) ?? group.name });

/** Who has an address that the outside knows, by the URN. */
const addressedIn = (plan: Plan, reading: Reading): ((urn: string) => boolean) => {
  const found = new Set<string>();
  let all = false;
  const note = (read: () => readonly { readonly urn: string }[]) => {
    const urns = reading.or(() => read().map(({ urn }) => urn), [], undefined);
    if (urns) for (const urn of urns) found.add(urn);
    else all = true;
  };
  for (const ip of plan.of(FLOATING_IP)) {
    note(() => ip.tied("portId", PORT));
    note(() => ip.tied("portId", LOAD_BALANCER, ["id", "vipPortId"]));
  }
  for (const tie of plan.of("openstack:networking/floatingIpAssociate:FloatingIpAssociate")) {
    note(() => tie.tied("portId", PORT));
    note(() => tie.tied("portId", LOAD_BALANCER, ["id", "vipPortId"]));
  }
  for (const tie of plan.of("openstack:compute/floatingIpAssociate:FloatingIpAssociate")) {
    note(() => tie.tied("instanceId", INSTANCE));
    note(() => tie.tied("instanceId", INSTANCE).flatMap((machine) => machine.tied("networks", PORT)));
  }
  for (const forwarding of plan.of("openstack:networking/portForwardingV2:PortForwardingV2"))
    note(() => forwarding.tied("internalPortId", PORT));
  return (urn) => all || found.has(urn);
};

/** The groups that something holds; undefined where nobody knows yet. Whoever names none holds Neutron's own. */
type Held = readonly string[] | undefined;

const holdersOf = (
  ground: Ground,
  reading: Reading,
  zonesOf: ZoneTags,
  groupZones: ReadonlyMap<string, readonly string[]>,
) => {
  const { plan } = ground;
  const isAddressed = addressedIn(plan, reading);
  const holders: Holder[] = [];
  const defaults: Group[] = [];
  const hold = (
    resource: Planned,
    subnets: readonly string[],
    groups: Held,
    more: Partial<Holder> & { readonly own?: Group } = {},
  ) => {
    const { own, ...rest } = more;
    const placed = subnets.some((id) => ground.subnets.has(id));
    const tagged = zonesOf(resource.props as Parameters<ZoneTags>[0]);
    const near = [ground.zonesAt(subnets), tagged, (groups ?? []).flatMap((id) => groupZones.get(id) ?? [])];
    const zones = near.find((some) => some.length > 0);
    const usual: Group | undefined =
      groups?.length === 0 && !own
        ? {
            id: `${DEFAULT} of ${resource.urn}`,
            label: labelOf(resource),
            rules: [
              lettingOut(resource.urn),
              {
                id: resource.urn,
                inbound: true,
                traffic: [],
                members: { groups: [DEFAULT], versions: [4, 6], speech: anything },
              },
            ],
          }
        : undefined;
    defaults.push(...[own ?? [], usual ?? []].flat());
    holders.push({
      id: resource.urn,
      label: labelOf(resource),
      subnets,
      groups: [...(groups ?? []), ...(own ? [own.id] : []), ...(usual ? [DEFAULT, usual.id] : [])],
      open: groups === undefined,
      addressed: isAddressed(resource.urn),
      zones: zones ?? (placed ? [] : undefined),
      ...rest,
    });
  };
  const secured = new Map(
    plan
      .of(NETWORK)
      .map((network) => [network.urn, reading.or(() => network.props.portSecurityEnabled !== false, true, false)]),
  );
  const joints = new Set(plan.of(INTERFACE).flatMap((by) => known(() => by.tied("portId", PORT)) ?? []));
  for (const port of plan.of(PORT)) {
    if (joints.has(port)) continue;
    const { props } = port;
    const networks = reading.or(() => joined(port as Planned, "networkId", NETWORK), [], []);
    const open = reading.or(
      () => (props.portSecurityEnabled ?? networks.every((id) => secured.get(id) !== false)) === false,
      false,
      true,
    );
    const none = reading.or(() => props.noSecurityGroups === true, true, false);
    const groups = reading.or<Held>(
      () => [
        ...joined(port as Planned, "securityGroupIds", SEC_GROUP),
        ...port
          .users("openstack:networking/portSecGroupAssociate:PortSecGroupAssociate", "portId")
          .flatMap((more) => joined(more as Planned, "securityGroupIds", SEC_GROUP)),
      ],
      ["nobody's"],
      undefined,
    );
    const subnets = ground.placesOf(port);
    const pairs = reading.or<readonly Range[]>(
      () => itemsOf(props.allowedAddressPairs).flatMap((pair) => rangesOf(pair().ipAddress, [])),
      [],
      anywhere,
    );
    const addresses = reading.or<readonly Range[]>(
      () => itemsOf(props.fixedIps).flatMap((ip) => rangesOf(ip().ipAddress, [])),
      [],
      [],
    );
    const fixed = addresses.length > 0 && addresses.length === (known(() => props.fixedIps?.length) ?? 0);
    const around = subnets.flatMap((id) => ground.subnets.get(id)?.ranges ?? []);
    const ranges = fixed || pairs.length > 0 ? { ranges: [...(fixed ? addresses : around), ...pairs] } : {};
    const held = none && groups?.length === 0 ? ["nobody's"] : groups;
    hold(port as Planned, subnets, open ? undefined : held, ranges);
  }
  const byName = (resource: Planned, input: string) => joined(resource, input, [SEC_GROUP, LEGACY], ["id", "name"]);
  for (const machine of plan.of(INSTANCE)) {
    const { props } = machine;
    const ported = known(() => machine.tied("networks", PORT).length > 0) === true;
    const legs = reading.or(
      () => itemsOf(props.networks).filter((leg) => (ported ? known(() => !leg().port) : !leg().port)),
      [],
      undefined,
    );
    if (legs?.length === 0 && known(() => props.networks !== undefined) !== false) continue;
    const subnets = legs
      ? ground.inNetworks(() =>
          meant(machine as Planned, "networks", NETWORK, () => legs.map((leg) => () => leg().uuid ?? leg().name), [
            "id",
            "name",
          ]),
        )
      : ground.everywhere;
    const groups = reading.or<Held>(() => byName(machine as Planned, "securityGroups"), ["nobody's"], undefined);
    hold(machine as Planned, subnets, groups);
  }
  for (const attach of plan.of("openstack:compute/interfaceAttach:InterfaceAttach")) {
    const ported = known(() => attach.tied("portId", PORT).length > 0) === true;
    if (ported || reading.or(() => Boolean(attach.props.portId), true, false)) continue;
    hold(
      attach as Planned,
      ground.inNetworks(() => joined(attach as Planned, "networkId", NETWORK)),
      [],
    );
  }
  const within = [...ground.subnets.values()].flatMap(({ ranges }) => ranges);
  for (const balancer of plan.of(LOAD_BALANCER)) {
    if (known(() => balancer.tied("vipPortId", PORT).length > 0)) continue;
    const named = reading.or(() => joined(balancer as Planned, "vipSubnetId", SUBNET), [], ground.everywhere);
    const subnets =
      named.length > 0 ? named : ground.inNetworks(() => joined(balancer as Planned, "vipNetworkId", NETWORK));
    const groups = reading.or<Held>(
      () => joined(balancer as Planned, "securityGroupIds", SEC_GROUP),
      ["nobody's"],
      undefined,
    );
    const listeners = reading.or(() => balancer.users(LISTENER, "loadbalancerId"), [], []);
    // Octavia opens the ports of the listeners by itself unless it is given groups. It goes on to its members from groups of its own.
    const own: Group = {
      id: `${balancer.urn} listeners`,
      label: labelOf(balancer),
      rules: [
        { id: balancer.urn, inbound: false, traffic: across(within, [anything]) },
        ...(groups?.length ? [] : listeners.map((listener) => listening(listener, reading))),
      ],
    };
    hold(balancer as Planned, subnets, groups, { own });
  }
  return { holders, defaults };
};

/** What Octavia lets in for a listener. */
const listening = (listener: Planned<typeof LISTENER>, reading: Reading): Rule => {
  const { props } = listener;
  const speech = reading.or(
    () => {
      const protocol = String(props.protocol ?? "").toLowerCase();
      const port = Number(props.protocolPort);
      return speechOf(["udp", "sctp"].includes(protocol) ? protocol : "tcp", { first: port, last: port });
    },
    undefined,
    anything,
  );
  const peers = reading.or<readonly Range[]>(
    () => (props.allowedCidrs?.length ? itemsOf(props.allowedCidrs).flatMap((cidr) => rangesOf(cidr())) : anywhere),
    [],
    anywhere,
  );
  return { id: listener.urn, inbound: true, traffic: speech ? across(peers, [speech]) : [] };
};

/** The network that a plan makes of OpenStack. */
export const openStackNetwork = (plan: Plan, reading: Reading, zonesOf: ZoneTags): Network => {
  const ground = new Ground(plan, reading, zonesOf);
  const { routers, gates } = routersOf(ground, reading);
  const outer = outerNetworks(ground, reading);
  const guards = guardsOf(ground, reading);
  const joints = new Map<string, string[]>();
  for (const { router, subnets } of ground.joints)
    for (const subnet of subnets) joints.set(subnet, [...(joints.get(subnet) ?? []), router]);
  const wires = new Map<string, string[]>();
  for (const [network, own] of ground.byNetwork)
    for (const subnet of own)
      wires.set(subnet, [...(wires.get(subnet) ?? []), network, ...[outer.get(network)?.id ?? []].flat()]);
  const subnets: Subnet[] = [...ground.subnets.values()].map((subnet) => ({
    ...subnet,
    routers: [...new Set([...(wires.get(subnet.id) ?? []), ...(joints.get(subnet.id) ?? [])])],
    guards: guards.get(subnet.id) ?? [],
  }));
  const groups = groupsOf(plan, reading);
  const groupZones = new Map<string, readonly string[]>(
    plan.of(SEC_GROUP).map((group) => [group.urn, zonesOf(group.props)]),
  );
  const { holders, defaults } = holdersOf(ground, reading, zonesOf, groupZones);
  const unheld = groups.map(({ id }) => {
    const zones = groupZones.get(id) ?? [];
    return { id, zones, subnets: zones.length > 0 ? subnets : [] };
  });
  const held = new Set(holders.flatMap((holder) => holder.groups));
  return {
    subnets,
    routers,
    gates: [...gates, ...outer.values()],
    groups: [...groups, ...defaults],
    holders: [...holders, ...strangers(unheld, held)],
  };
};
