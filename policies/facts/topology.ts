import type { Range } from "../../components/range.ts";
import { protocolNumber } from "../../components/service.ts";
import { isUndecided, known, Undecided } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Gate, Holder, Network, Subnet } from "../reach/network.ts";
import { across, anything, anywhere, type Speech, type Traffic } from "../reach/traffic.ts";
import type { Token } from "../resources.ts";
import { awsNetwork } from "./aws-topology.ts";
import { itemsOf } from "./item.ts";
import type { Opening } from "./opening.ts";
import { openStackNetwork } from "./openstack-topology.ts";
import { type Taggable, tagsOf, zonesNamed } from "./zone.ts";

/**
 * How a plan is read as a network while some of it is not known yet. Read narrowly, what is unknown lets nothing through: what is reached is so for certain.
 * Read widely, it lets everything through: what is not reached then never is.
 */
export class Reading {
  readonly widest: boolean;
  /** Whether something was not known. */
  unknown = false;
  /** Whether nobody knows what something is joined to, so that it may be to everything. */
  loose = false;

  constructor(widest: boolean) {
    this.widest = widest;
  }

  /** What is read, or what stands for it while it is not known. */
  or<T>(read: () => T, narrow: T, wide: T): T {
    try {
      return read();
    } catch (error) {
      if (!isUndecided(error)) throw error;
      this.unknown = true;
      return this.widest ? wide : narrow;
    }
  }

  /** What something is joined to: nothing, or everything, while that is not known. */
  joint(read: () => readonly string[]): readonly string[] {
    const ids = this.or(read, [], undefined);
    this.loose ||= ids === undefined;
    return ids ?? [];
  }
}

/**
 * The ids in a network of what some texts in an input name: the URNs of what is planned, and the texts themselves of what is not.
 *
 * @param by the outputs that a text may name it by. Defaults to the id.
 * @throws Undecided when that is not known yet
 */
export const meant = (
  resource: Planned,
  input: string,
  types: Token | readonly Token[],
  texts: () => readonly (() => string | undefined)[],
  by?: readonly string[],
): string[] => {
  const kinds = [types].flat() as readonly Token[];
  const found = new Set<string>();
  let gaps = false;
  for (const text of known(texts) ?? [() => texts() as unknown as string]) {
    const said = known(() => ({ it: text() }));
    if (!said) gaps = true;
    else if (said.it) {
      const named = kinds.flatMap((type): readonly Planned[] => resource.plan.named(type, String(said.it), by));
      for (const { urn } of named) found.add(urn);
      if (named.length === 0) found.add(String(said.it));
    }
  }
  if (!gaps) return [...found];
  const tied = kinds.flatMap((type): readonly Planned[] => resource.tied(input as never, type, by));
  if (tied.length === 0) throw new Undecided(`what ${input} of ${resource.name} means can't be known during preview`);
  return [...new Set([...found, ...tied.map(({ urn }) => urn)])];
};

/** The same, of an input that names one thing or a list of them. */
export const joined = (
  resource: Planned,
  input: string,
  types: Token | readonly Token[],
  by?: readonly string[],
): string[] =>
  meant(
    resource,
    input,
    types,
    () => {
      const said = (resource.props as { readonly [input: string]: unknown })[input];
      return Array.isArray(said) ? itemsOf(said as string[]) : [() => said as string | undefined];
    },
    by,
  );

/** What protocol and ports say together, whatever kind of rule says it. Nobody knows what a protocol without a number is, so it may be any. */
export const speechOf = (protocol: string, ports?: { readonly first: number; readonly last: number }): Speech => {
  const number = protocol === "any" ? Number.NaN : Number(protocolNumber(protocol));
  const one = number === 58 ? 1 : number; // ICMP is one protocol here, whichever version it has a number in
  return {
    protocols: Number.isInteger(one) ? { first: one, last: one } : anything.protocols,
    ports: ports && ports.first <= ports.last ? ports : anything.ports,
  };
};

/** What an opening lets through from, or to, addresses. */
export const trafficOf = (opening: Opening, reading: Reading): Traffic[] => {
  const peers = reading.or<readonly Range[]>(() => opening.peers, [], anywhere);
  return peers.length === 0 ? [] : across(peers, spokenOf(opening, reading));
};

/** The directions that an opening has: none, or both, while that is not known. */
export const directionsOf = (opening: Opening, reading: Reading): readonly boolean[] =>
  reading.or<readonly boolean[]>(() => [opening.inbound], [], [true, false]);

/** How an opening lets one speak. */
export const spokenOf = (opening: Opening, reading: Reading): Speech[] =>
  reading.or(() => [speechOf(opening.protocol, opening.ports)], [], [anything]);

/** The zones that the tags of a resource name. */
export type ZoneTags = (props: Taggable) => readonly string[];

/** Reads the zones that a resource's tags name. */
const zonesBy =
  (key: string, reading: Reading): ZoneTags =>
  (props) =>
    reading.or(() => zonesNamed(tagsOf(props), key), [], []);

/** A network as a plan says it, while some of it is not known yet. */
export interface Topology {
  /** What there is for certain. */
  readonly least: Network;
  /** What there may be besides. The same where everything is known. */
  readonly most: Network;
}

const UNKNOWN = "unknown";

/** A gate that nobody can say more of than that it leads outside. */
export const internet = (id: string, more: Partial<Gate> = {}): Gate => ({
  id,
  beyond: "internet",
  ranges: anywhere,
  inward: { 4: "any", 6: "any" },
  outward: { 4: "any", 6: "any" },
  ...more,
});

/** Joins every subnet to every other and to the outside, since nobody knows yet which ones are. */
const loosened = (network: Network): Network => ({
  ...network,
  subnets: network.subnets.map((subnet): Subnet => ({ ...subnet, routers: [...subnet.routers, UNKNOWN] })),
  routers: [
    ...network.routers,
    {
      id: UNKNOWN,
      label: "something not known yet",
      legs: new Set(network.subnets.map(({ id }) => id)),
      routes: [{ to: anywhere, via: `${UNKNOWN} outside` }],
    },
  ],
  gates: [...network.gates, internet(`${UNKNOWN} outside`)],
});

const read = (
  plan: Plan,
  zoneTag: string,
  widest: boolean,
): { readonly network: Network; readonly unknown: boolean } => {
  const reading = new Reading(widest);
  const parts = [openStackNetwork, awsNetwork].map((cloud) => cloud(plan, reading, zonesBy(zoneTag, reading)));
  const network: Network = {
    subnets: parts.flatMap(({ subnets }) => subnets),
    routers: parts.flatMap(({ routers }) => routers),
    gates: parts.flatMap(({ gates }) => gates),
    groups: parts.flatMap(({ groups }) => groups),
    holders: parts.flatMap(({ holders }) => holders),
  };
  return { network: reading.loose ? loosened(network) : network, unknown: reading.unknown };
};

/** The network that a plan makes, on every cloud. */
export const topologyOf = (plan: Plan, zoneTag: string): Topology => {
  const { network, unknown } = read(plan, zoneTag, false);
  return { least: network, most: unknown ? read(plan, zoneTag, true).network : network };
};

/** A group that somebody may hold of whom the plan says nothing. */
export interface Unheld {
  readonly id: string;
  readonly zones: readonly string[];
  /** The subnets that whoever holds it is in, as far as that is known. */
  readonly subnets: readonly Subnet[];
}

/**
 * Whoever will hold the groups that nobody in the plan holds: a machine in each zone, which may hold all of the zone's, and where a group
 * says no zone one for each group, which may be in any.
 *
 * @param groups all groups, with the subnets that whoever holds them can be in
 * @param held what somebody in the plan holds
 */
export const strangers = (groups: readonly Unheld[], held: ReadonlySet<string>): Holder[] => {
  const stranger = (id: string, own: readonly Unheld[], zones: readonly string[] | undefined): Holder => ({
    id,
    subnets: [
      ...new Set(
        own.flatMap(({ subnets }) =>
          subnets
            .filter((subnet) => !zones || subnet.zones.some((zone) => zones.includes(zone)))
            .map((subnet) => subnet.id),
        ),
      ),
    ],
    groups: own.map((group) => group.id),
    open: false,
    addressed: true,
    zones,
  });
  const unheld = groups.filter(({ id }) => !held.has(id));
  const zones = new Set(unheld.flatMap((group) => group.zones));
  return [
    ...[...zones].map((zone) =>
      stranger(
        `whoever is in ${zone}`,
        groups.filter((group) => group.zones.includes(zone)),
        [zone],
      ),
    ),
    ...unheld
      .filter((group) => group.zones.length === 0)
      .map((group) => stranger(`whoever holds ${group.id}`, [group], undefined)),
  ];
};
