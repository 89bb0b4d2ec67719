import { type Range, subtract } from "../../components/range.ts";
import { known } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Gate, Group, Guard, GuardRule, Holder, Network, Route, Router, Rule, Subnet } from "../reach/network.ts";
import { across, anything, anywhere, type Speech } from "../reach/traffic.ts";
import type { Token } from "../resources.ts";
import { awsBalancers } from "./balancer.ts";
import { privateRanges, publicPart, rangesOf } from "./everyone.ts";
import { itemsOf } from "./item.ts";
import { labelOf } from "./label.ts";
import { entriesOf, type NetworkAcl } from "./network-acl.ts";
import { type Opening, openings } from "./opening.ts";
import { type AwsRoute, TARGETS, type Target } from "./route.ts";
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

const ACL = "aws:ec2/networkAcl:NetworkAcl";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const CLASSIC = "aws:elb/loadBalancer:LoadBalancer";
const DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const INSTANCE = "aws:ec2/instance:Instance";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";
const PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const SUBNET = "aws:ec2/subnet:Subnet";
const TABLE = "aws:ec2/routeTable:RouteTable";
const TRANSIT = "aws:ec2transitgateway/transitGateway:TransitGateway";
const VPC = "aws:ec2/vpc:Vpc";

/** Both kinds of security groups. */
const GROUPS = [GROUP, DEFAULT_GROUP] as const;

const groupsNamed = (resource: Planned, input: string): string[] => joined(resource, input, GROUPS);

/** The main table of a VPC, as long as no other one takes its place. */
const mainOf = (vpc: string): string => `main table of ${vpc}`;

/** The route tables that an input names. */
const tablesNamed = (resource: Planned): string[] => {
  const mains = () => [
    ...resource
      .tied("routeTableId" as never, VPC, ["defaultRouteTableId", "mainRouteTableId"])
      .map(({ urn }) => mainOf(urn)),
    ...resource
      .tied("routeTableId" as never, DEFAULT_TABLE)
      .flatMap(vpcsOfDefault)
      .map(mainOf),
  ];
  const main = known(mains) ?? [];
  return main.length > 0 ? main : joined(resource, "routeTableId", TABLE);
};

const vpcsOfDefault = (table: Planned<typeof DEFAULT_TABLE>): string[] =>
  table.tied("defaultRouteTableId", VPC, ["defaultRouteTableId"]).map(({ urn }) => urn);

/** The subnets of a plan by their VPCs, planned or not. */
const subnetsOf = (plan: Plan, reading: Reading, zonesOf: ZoneTags) => {
  const byVpc = new Map<string, Set<string>>();
  const subnets = plan.of(SUBNET).map((subnet) => {
    const { props } = subnet;
    const vpcs = reading.joint(() => joined(subnet as Planned, "vpcId", VPC));
    for (const vpc of vpcs) byVpc.set(vpc, (byVpc.get(vpc) ?? new Set()).add(subnet.urn));
    const ranges = [
      ...reading.or<readonly Range[]>(() => rangesOf(props.cidrBlock, []), [], anywhere.slice(0, 1)),
      ...reading.or<readonly Range[]>(() => rangesOf(props.ipv6CidrBlock, []), [], anywhere.slice(1)),
    ];
    return {
      vpcs,
      subnet: {
        id: subnet.urn,
        label: labelOf(subnet),
        ranges,
        vague: known(() => [props.cidrBlock, props.ipv6CidrBlock]) === undefined,
        // An address of IPv6 is a public one on AWS.
        publicly: ([4, 6] as const).filter((version) =>
          ranges.some((range) => range.version === version && (version === 6 || publicPart([range]).length > 0)),
        ),
        zones: zonesOf(props),
      },
    };
  });
  return { byVpc, subnets };
};

/** Routers and gates as they are found, one for each thing that a route may lead to. */
class Ways {
  readonly gates = new Map<string, Gate>();
  readonly routers = new Map<string, Router>();
  readonly #plan: Plan;
  readonly #byVpc: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #reading: Reading;

  constructor(plan: Plan, reading: Reading, byVpc: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#plan = plan;
    this.#byVpc = byVpc;
    this.#reading = reading;
  }

  /** The routers and gates that a target is, by their ids. */
  to(target: Target, id: string): readonly string[] {
    const made = `${target} ${id}`;
    if (target === "gatewayId" && (id === "local" || id.startsWith("vpce-"))) return [];
    if (target === "vpcPeeringConnectionId") return this.#peering(id);
    if (target === "transitGatewayId") return this.#transit(id);
    if (!this.gates.has(made)) this.gates.set(made, gateOf(target, made, this.#labelOf(target, id)));
    return [made];
  }

  #labelOf(target: Target, id: string): string {
    const type = TARGETS[target];
    const planned = type && this.#plan.of(type as typeof INSTANCE).find(({ urn }) => urn === id);
    return planned ? labelOf(planned) : id;
  }

  #peering(id: string): readonly string[] {
    const vpcs = this.#plan
      .of(PEERING)
      .filter(({ urn }) => urn === id)
      .flatMap((peering) =>
        (["vpcId", "peerVpcId"] as const).flatMap((input) =>
          this.#reading.joint(() => joined(peering as Planned, input, VPC)),
        ),
      );
    return this.#joining(
      id,
      vpcs,
      this.#labelOf("vpcPeeringConnectionId", id),
      vpcs.length < 2 || vpcs.some((vpc) => !this.#byVpc.has(vpc)),
    );
  }

  #transit(id: string): readonly string[] {
    const vpcs = this.#plan
      .of("aws:ec2transitgateway/vpcAttachment:VpcAttachment")
      .filter((leg) => this.#reading.joint(() => joined(leg as Planned, "transitGatewayId", TRANSIT)).includes(id))
      .flatMap((leg) => this.#reading.joint(() => joined(leg as Planned, "vpcId", VPC)));
    // Others may attach to it what is no part of the plan.
    return this.#joining(id, vpcs, this.#labelOf("transitGatewayId", id), true);
  }

  #joining(id: string, vpcs: readonly string[], label: string, further: boolean): readonly string[] {
    const beyond = `${id} beyond`;
    if (!this.routers.has(id)) {
      const legs = new Set(vpcs.flatMap((vpc) => [...(this.#byVpc.get(vpc) ?? [])]));
      this.routers.set(id, { id, label, legs, routes: [] });
      if (further) this.gates.set(beyond, internet(beyond, { beyond: `what is behind ${label}`, label }));
    }
    return further ? [id, beyond] : [id];
  }
}

/** What the internet routes to. The gateways of AWS carry nothing else. */
const routed = subtract(anywhere, privateRanges);

const gateOf = (target: Target, id: string, label: string): Gate => {
  if (target === "natGatewayId" || target === "egressOnlyGatewayId")
    return internet(id, { label, ranges: routed, inward: { 4: "none", 6: "none" } });
  if (target === "gatewayId" && !label.startsWith("vgw-"))
    return internet(id, {
      label,
      ranges: routed,
      inward: { 4: "addressed", 6: "public" },
      outward: { 4: "addressed", 6: "any" },
    });
  return internet(id, { beyond: `what is behind ${label}`, label });
};

type Destination = {
  readonly cidrBlock?: string;
  readonly ipv6CidrBlock?: string;
  readonly destinationCidrBlock?: string;
  readonly destinationIpv6CidrBlock?: string;
  readonly destinationPrefixListId?: string;
};

const routesOf = (
  resource: Planned,
  route: () => AwsRoute & Destination,
  inputOf: (target: Target) => string,
  ways: Ways,
  reading: Reading,
): Route[] => {
  const to = reading.or<readonly Range[]>(
    () => {
      const { cidrBlock, ipv6CidrBlock, destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId } =
        route();
      const written = [cidrBlock, ipv6CidrBlock, destinationCidrBlock, destinationIpv6CidrBlock].flatMap((cidr) =>
        rangesOf(cidr, []),
      );
      return written.length === 0 && destinationPrefixListId ? anywhere : written;
    },
    [],
    anywhere,
  );
  return (Object.entries(TARGETS) as [Target, Token | undefined][]).flatMap(([target, type]) => {
    const ids = reading.joint(() => {
      const id = () => route()[target];
      return type ? meant(resource, inputOf(target), type, () => [id]) : [id() ?? ""].filter(Boolean);
    });
    return ids.flatMap((id) => ways.to(target, id)).map((via) => ({ to, via }));
  });
};

/** The tables of routes, and which one each subnet goes by. */
const tablesOf = (plan: Plan, reading: Reading, byVpc: ReadonlyMap<string, ReadonlySet<string>>) => {
  const ways = new Ways(plan, reading, byVpc);
  const routes = new Map<string, Route[]>();
  const legs = new Map<string, ReadonlySet<string>>();
  const add = (table: string, more: readonly Route[]) => routes.set(table, [...(routes.get(table) ?? []), ...more]);
  for (const [vpc, own] of byVpc) legs.set(mainOf(vpc), own);
  const inTable = (table: Planned<typeof TABLE> | Planned<typeof DEFAULT_TABLE>): Route[] => [
    ...reading
      .or(
        () => itemsOf<AwsRoute & Destination>(table.props.routes),
        [],
        [() => (table.props.routes as unknown as (AwsRoute & Destination)[])[0] as AwsRoute & Destination],
      )
      .flatMap((route) => routesOf(table as Planned, route, () => "routes", ways, reading)),
    ...(reading.or(() => Boolean(table.props.propagatingVgws?.length), false, true) ? byVpn(ways) : []),
  ];
  for (const table of plan.of(TABLE)) {
    const vpcs = reading.joint(() => joined(table as Planned, "vpcId", VPC));
    legs.set(
      table.urn,
      new Set(vpcs.length === 1 ? byVpc.get(vpcs[0] as string) : vpcs.flatMap((vpc) => [...(byVpc.get(vpc) ?? [])])),
    );
    add(table.urn, inTable(table));
  }
  for (const table of plan.of(DEFAULT_TABLE))
    for (const vpc of reading.joint(() => vpcsOfDefault(table))) add(mainOf(vpc), inTable(table));
  for (const route of plan.of("aws:ec2/route:Route")) {
    const own = routesOf(
      route as Planned,
      () => route.props,
      (target) => target,
      ways,
      reading,
    );
    for (const table of reading.joint(() => tablesNamed(route as Planned))) add(table, own);
  }
  for (const told of plan.of("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"))
    for (const table of reading.joint(() => tablesNamed(told as Planned))) add(table, byVpn(ways));
  const mains = new Map<string, string>();
  for (const main of plan.of("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"))
    for (const vpc of reading.joint(() => joined(main as Planned, "vpcId", VPC)))
      for (const table of reading.joint(() => tablesNamed(main as Planned))) mains.set(vpc, table);
  const given = new Map<string, string[]>();
  for (const association of plan.of(ASSOCIATION)) {
    const tables = reading.joint(() => tablesNamed(association as Planned));
    if (known(() => Boolean(association.props.gatewayId)) === true) continue;
    for (const subnet of reading.joint(() => joined(association as Planned, "subnetId", SUBNET)))
      given.set(subnet, [...(given.get(subnet) ?? []), ...tables]);
  }
  const tableFor = (subnet: string, vpcs: readonly string[]): readonly string[] =>
    given.get(subnet) ?? vpcs.map((vpc) => mains.get(vpc) ?? mainOf(vpc));
  /** A table that is not in the plan has what is routed in every VPC. */
  const unplanned = (subnet: string, vpcs: readonly string[]): void => {
    for (const table of tableFor(subnet, vpcs))
      if (!legs.has(table)) legs.set(table, new Set(vpcs.flatMap((vpc) => [...(byVpc.get(vpc) ?? [])])));
  };
  return { ways, routes, legs, tableFor, unplanned };
};

const byVpn = (ways: Ways): Route[] => ways.to("gatewayId", "vgw- of the VPN").map((via) => ({ to: anywhere, via }));

const SPOKEN_WITH_PORTS = ["tcp", "udp"];

const guardRulesOf = (
  acl: NetworkAcl,
  direction: "ingress" | "egress",
  reading: Reading,
): readonly GuardRule[] | undefined =>
  reading.or<readonly GuardRule[] | undefined>(
    () =>
      entriesOf(acl, direction)
        .sort((a, b) => a.number - b.number)
        .map(({ allows, protocol, first, last, ranges }) => ({
          allows,
          traffic: across(ranges, [
            speechOf(protocol, SPOKEN_WITH_PORTS.includes(protocol) ? { first, last } : undefined),
          ]),
        })),
    [],
    undefined,
  );

const guardsOf = (
  plan: Plan,
  reading: Reading,
  byVpc: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, Guard> => {
  const all = [...byVpc.values()].flatMap((own) => [...own]);
  const guards = new Map<string, Guard>();
  const guardOf = (acl: NetworkAcl): Guard => {
    const [inward, outward] = [guardRulesOf(acl, "ingress", reading), guardRulesOf(acl, "egress", reading)];
    return { ...(inward && { inward }), ...(outward && { outward }) };
  };
  for (const acl of plan.of(DEFAULT_ACL)) {
    const guard = guardOf(acl);
    const vpcs = reading.or(
      () => acl.tied("defaultNetworkAclId", VPC, ["defaultNetworkAclId"]).map(({ urn }) => urn),
      [...byVpc.keys()],
      [],
    );
    for (const subnet of vpcs.flatMap((vpc) => [...(byVpc.get(vpc) ?? [])])) guards.set(subnet, guard);
  }
  for (const acl of plan.of(ACL)) {
    const guard = guardOf(acl);
    const subnets = reading.or<readonly string[]>(
      () => [
        ...joined(acl as Planned, "subnetIds", SUBNET),
        ...acl
          .users("aws:ec2/networkAclAssociation:NetworkAclAssociation", "networkAclId")
          .flatMap((tie) => joined(tie as Planned, "subnetId", SUBNET)),
      ],
      all,
      [],
    );
    for (const subnet of subnets) guards.set(subnet, guard);
  }
  return guards;
};

/** What a rule has besides addresses at its far end. */
interface Far {
  readonly securityGroups?: readonly string[];
  readonly self?: boolean;
  readonly prefixListIds?: readonly string[];
}

/** The rules of security groups, in the three forms that they have, by group. */
const groupsOf = (plan: Plan, reading: Reading): Group[] => {
  const lists = new Map<string, readonly Range[]>(
    plan
      .of(LIST)
      .map((list) => [
        list.urn,
        reading.or<readonly Range[]>(
          () => [
            ...itemsOf(list.props.entries).flatMap((entry) => rangesOf(entry().cidr)),
            ...list.users(LIST_ENTRY, "prefixListId").flatMap(({ props }) => rangesOf(props.cidr)),
          ],
          [],
          anywhere,
        ),
      ]),
  );
  const ruleOf = (
    resource: Planned,
    opening: Opening,
    group: readonly string[],
    far: () => Far,
    inputs: readonly [string, string],
  ): readonly Rule[] => {
    const [speech]: readonly (Speech | undefined)[] = spokenOf(opening, reading);
    const [groupInput, listInput] = inputs;
    const named = reading.or<readonly string[] | undefined>(
      () => meant(resource, groupInput, GROUPS, () => itemsOf(far().securityGroups)),
      [],
      undefined,
    );
    const listed = reading.or<readonly string[] | undefined>(
      () => meant(resource, listInput, LIST, () => itemsOf(far().prefixListIds)),
      [],
      undefined,
    );
    const members = [...(named ?? []), ...(reading.or(() => far().self === true, false, true) ? group : [])];
    const unlisted = (listed ?? []).filter((id) => !lists.has(id));
    const ranges = named && listed ? listed.flatMap((id) => lists.get(id) ?? []) : anywhere;
    return directionsOf(opening, reading).map((inbound) => ({
      id: resource.urn,
      inbound,
      traffic: [...trafficOf(opening, reading), ...(speech ? across(ranges, [speech]) : [])],
      ...(speech && members.length > 0 ? { members: { groups: members, versions: [4, 6], speech } } : {}),
      ...(speech && unlisted.length > 0 ? { lists: { ids: unlisted, speech } } : {}),
    }));
  };
  const rules = new Map<string, Rule[]>();
  const add = (group: string, more: readonly Rule[]) => {
    const others = rules.get(group);
    if (others) others.push(...more);
    else rules.set(group, [...more]);
  };
  for (const group of [...plan.of(GROUP), ...plan.of(DEFAULT_GROUP)] as Planned<typeof GROUP>[]) {
    const directions = (["ingress", "egress"] as const).flatMap((direction) =>
      (known(() => itemsOf<Far>(group.props[direction])) ?? [() => group.props[direction]?.[0] as Far]).map((far) => ({
        far,
        direction,
      })),
    );
    (openings[group.type]?.(group.props, group) ?? []).forEach((opening, i) => {
      const { far, direction } = directions[i] as (typeof directions)[number];
      add(group.urn, ruleOf(group as Planned, opening, [group.urn], far, [direction, direction]));
    });
  }
  const beside = (
    resource: Planned,
    opening: Opening | undefined,
    far: () => Far,
    inputs: readonly [string, string],
  ) => {
    const groups = reading.or<readonly string[]>(
      () => groupsNamed(resource, "securityGroupId"),
      [],
      [`group of ${resource.urn}`],
    );
    for (const group of groups) if (opening) add(group, ruleOf(resource, opening, groups, far, inputs));
  };
  for (const rule of plan.of(RULE))
    beside(
      rule as Planned,
      openings[RULE]?.(rule.props, rule)[0],
      () => ({
        get securityGroups() {
          return [rule.props.sourceSecurityGroupId ?? ""];
        },
        get self() {
          return rule.props.self === true;
        },
        get prefixListIds() {
          return rule.props.prefixListIds ?? [];
        },
      }),
      ["sourceSecurityGroupId", "prefixListIds"],
    );
  for (const type of [INGRESS_RULE, EGRESS_RULE] as const)
    for (const rule of plan.of(type) as readonly Planned<typeof INGRESS_RULE>[])
      beside(
        rule as Planned,
        openings[rule.type]?.(rule.props, rule)[0],
        () => ({
          get securityGroups() {
            return [rule.props.referencedSecurityGroupId ?? ""];
          },
          get prefixListIds() {
            return [rule.props.prefixListId ?? ""];
          },
        }),
        ["referencedSecurityGroupId", "prefixListId"],
      );
  const named = new Map<string, string>(
    ([...plan.of(GROUP), ...plan.of(DEFAULT_GROUP)] as Planned<typeof GROUP>[]).map((group) => [
      group.urn,
      labelOf({ type: GROUP, name: reading.or(() => group.props.name, undefined, undefined) ?? group.name }),
    ]),
  );
  return [...new Set([...named.keys(), ...rules.keys()])].map((id) => ({
    id,
    label: named.get(id) ?? `security group ${id}`,
    rules: rules.get(id) ?? [],
  }));
};

const addressedIn = (plan: Plan, reading: Reading): ReadonlySet<string> => {
  const found = new Set<string>();
  const note = (read: () => readonly { readonly urn: string }[]) => {
    for (const urn of reading.or(
      () => read().map(({ urn }) => urn),
      [],
      [...plan.of(INSTANCE), ...plan.of(INTERFACE)].map(({ urn }) => urn),
    ))
      found.add(urn);
  };
  for (const eip of plan.of("aws:ec2/eip:Eip")) {
    note(() => eip.tied("instance", INSTANCE));
    note(() => eip.tied("networkInterface", INTERFACE));
  }
  for (const tie of plan.of("aws:ec2/eipAssociation:EipAssociation")) {
    note(() => tie.tied("instanceId", INSTANCE));
    note(() => tie.tied("networkInterfaceId", INTERFACE));
  }
  return found;
};

/** Who is in a VPC, and the groups that AWS gives to whoever names none. */
const holdersOf = (
  plan: Plan,
  reading: Reading,
  zonesOf: ZoneTags,
  placed: ReadonlyMap<string, Subnet>,
  groupZones: ReadonlyMap<string, readonly string[]>,
) => {
  const holders: Holder[] = [];
  const defaults: Group[] = [];
  const addressed = addressedIn(plan, reading);
  const everywhere = [...placed.keys()];
  /** The subnets that something is in: none, or any of them, while that is not known. */
  const within = (read: () => readonly string[]) => reading.or(read, [], everywhere);
  const hold = (
    resource: Planned,
    subnets: readonly string[],
    named: readonly string[] | undefined,
    public_: boolean,
    own?: Group,
  ) => {
    const around = subnets.flatMap((id) => placed.get(id) ?? []);
    const tagged = zonesOf(resource.props as Parameters<ZoneTags>[0]);
    const near = [
      around.flatMap(({ zones }) => zones),
      tagged,
      (named ?? []).flatMap((id) => groupZones.get(id) ?? []),
    ];
    const usual = named?.length === 0 && !own ? usualGroup(resource) : undefined;
    if (own) defaults.push(own);
    if (usual) defaults.push(usual);
    holders.push({
      id: resource.urn,
      label: labelOf(resource),
      subnets,
      groups: [...(named ?? []), ...(own ? [own.id] : []), ...(usual ? [usual.id, DEFAULT] : [])],
      open: named === undefined,
      addressed: public_ || addressed.has(resource.urn),
      zones: near.find((some) => some.length > 0) ?? (around.length > 0 ? [] : undefined),
    });
  };
  const mapsPublic = new Map(
    plan.of(SUBNET).map(({ urn, props }) => [urn, reading.or(() => props.mapPublicIpOnLaunch === true, false, true)]),
  );
  const groupsHeld = (resource: Planned, ...inputs: string[]) =>
    reading.or<readonly string[] | undefined>(
      () => inputs.flatMap((input) => groupsNamed(resource, input)),
      ["nobody's"],
      undefined,
    );
  for (const machine of plan.of(INSTANCE)) {
    if (known(() => machine.props.networkInterfaces?.length)) continue;
    const subnets = within(() => joined(machine as Planned, "subnetId", SUBNET));
    const asks = reading.or(
      () => machine.props.associatePublicIpAddress ?? subnets.some((id) => mapsPublic.get(id)),
      false,
      true,
    );
    hold(machine as Planned, subnets, groupsHeld(machine as Planned, "vpcSecurityGroupIds", "securityGroups"), asks);
  }
  for (const leg of plan.of(INTERFACE)) {
    const subnets = within(() => joined(leg as Planned, "subnetId", SUBNET));
    const more = reading.or(
      () =>
        leg
          .users(
            "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
            "networkInterfaceId",
          )
          .flatMap((tie) => groupsNamed(tie as Planned, "securityGroupId")),
      [],
      [],
    );
    const own = groupsHeld(leg as Planned, "securityGroups");
    hold(leg as Planned, subnets, own && [...own, ...more], false);
  }
  for (const type of awsBalancers)
    for (const balancer of plan.of(type) as readonly Planned<"aws:lb/loadBalancer:LoadBalancer">[]) {
      const { props } = balancer;
      const subnets = within(() => [
        ...joined(balancer as Planned, "subnets", SUBNET),
        ...meant(balancer as Planned, "subnetMappings", SUBNET, () =>
          itemsOf(props.subnetMappings).map((mapping) => () => mapping().subnetId),
        ),
      ]);
      const named = groupsHeld(balancer as Planned, "securityGroups");
      const isNetwork = reading.or(
        () => ["network", "gateway"].includes(String(props.loadBalancerType ?? "")),
        false,
        true,
      );
      const own = isNetwork && named?.length === 0 ? listening(balancer, plan, reading) : undefined;
      hold(
        balancer as Planned,
        subnets,
        named,
        reading.or(() => props.internal !== true, false, true),
        own,
      );
    }
  for (const balancer of plan.of(CLASSIC)) {
    const subnets = within(() => joined(balancer as Planned, "subnets", SUBNET));
    const isPublic = reading.or(() => balancer.props.internal !== true, false, true);
    hold(balancer as Planned, subnets, groupsHeld(balancer as Planned, "securityGroups"), isPublic);
  }
  return { holders, defaults };
};

const DEFAULT = "aws default group";

/** What AWS gives to whoever names no group: it lets out everything, and in whoever has it too. */
const usualGroup = ({ urn, type, name }: Planned): Group => ({
  id: `${DEFAULT} of ${urn}`,
  label: labelOf({ type, name }),
  rules: [
    { id: urn, inbound: false, traffic: across(anywhere, [anything]) },
    { id: urn, inbound: true, traffic: [], members: { groups: [DEFAULT], versions: [4, 6], speech: anything } },
  ],
});

/** What a load balancer without groups lets in: whatever it listens to. */
const listening = (balancer: Planned<"aws:lb/loadBalancer:LoadBalancer">, plan: Plan, reading: Reading): Group => {
  const listeners = (["aws:lb/listener:Listener", "aws:alb/listener:Listener"] as const)
    .flatMap((type) => plan.of(type) as readonly Planned<"aws:lb/listener:Listener">[])
    .filter((listener) =>
      reading.or(() => listener.tied("loadBalancerArn", balancer.type, ["id", "arn"]).length > 0, false, true),
    );
  return {
    id: `${balancer.urn} listeners`,
    label: labelOf(balancer),
    rules: listeners.map(({ props }): Rule => {
      const speech = reading.or(
        () => {
          const protocol = String(props.protocol ?? "tcp").toLowerCase();
          const port = Number(props.port);
          const ports = { first: port, last: port };
          return protocol.includes("udp")
            ? [speechOf("udp", ports), ...(protocol === "tcp_udp" ? [speechOf("tcp", ports)] : [])]
            : [speechOf("tcp", ports)];
        },
        [],
        [anything],
      );
      return { id: balancer.urn, inbound: true, traffic: across(anywhere, speech) };
    }),
  };
};

/** The network that a plan makes of AWS. */
export const awsNetwork = (plan: Plan, reading: Reading, zonesOf: ZoneTags): Network => {
  const { byVpc, subnets } = subnetsOf(plan, reading, zonesOf);
  const { ways, routes, legs, tableFor, unplanned } = tablesOf(plan, reading, byVpc);
  const guards = guardsOf(plan, reading, byVpc);
  for (const { subnet, vpcs } of subnets) unplanned(subnet.id, vpcs);
  const made = subnets.map(({ subnet, vpcs }): Subnet => {
    const guard = guards.get(subnet.id);
    return { ...subnet, routers: tableFor(subnet.id, vpcs), guards: guard ? [guard] : [] };
  });
  const placed = new Map(made.map((subnet) => [subnet.id, subnet]));
  const groups = groupsOf(plan, reading);
  const securing = [...plan.of(GROUP), ...plan.of(DEFAULT_GROUP)] as Planned<typeof GROUP>[];
  const groupZones = new Map<string, readonly string[]>(securing.map((group) => [group.urn, zonesOf(group.props)]));
  const inVpc = new Map<string, readonly string[]>(
    securing.map((group) => [group.urn, reading.or(() => joined(group as Planned, "vpcId", VPC), [], [])]),
  );
  const { holders, defaults } = holdersOf(plan, reading, zonesOf, placed, groupZones);
  // What answers at an endpoint is a service of AWS's, which other controls judge.
  const served = plan
    .of(ENDPOINT)
    .flatMap((endpoint) => reading.or(() => groupsNamed(endpoint as Planned, "securityGroupIds"), [], []));
  const held = new Set(holders.flatMap((holder) => holder.groups));
  const unheld = groups
    .filter(({ id }) => !served.includes(id))
    .map(({ id }) => ({
      id,
      zones: groupZones.get(id) ?? [],
      subnets: (inVpc.get(id) ?? [])
        .flatMap((vpc) => [...(byVpc.get(vpc) ?? [])])
        .flatMap((subnet) => placed.get(subnet) ?? []),
    }));
  return {
    subnets: made,
    routers: [
      ...[...legs].map(([id, own]) => ({ id, legs: own, routes: routes.get(id) ?? [] })),
      ...ways.routers.values(),
    ],
    gates: [...ways.gates.values()],
    groups: [...groups, ...defaults],
    holders: [...holders, ...strangers(unheld, held)],
  };
};
