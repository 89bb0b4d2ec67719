import { contains, type Range, subtract as subtractRanges } from "../../components/range.ts";
import type { Allowance, End, Gate, Guard, Holder, Network, Router, Rule, Subnet } from "./network.ts";
import { RangeIndex, RangeSet } from "./range-index.ts";
import {
  across,
  anything,
  anywhere,
  intersect,
  type Speech,
  sharedRange,
  sharedSpeech,
  subtract,
  type Traffic,
  unspoken,
} from "./traffic.ts";

/** Somebody who can open a connection to somebody, and how it gets there. */
export interface Connection {
  /** Who opens it, and who answers: something, a subnet that nobody of the network is in, a gate, by their ids; undefined where nobody knows. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** From who opens it to who answers. */
  readonly path: readonly Step[];
  /** What is spoken, and the addresses at the far end of the rule that lets it through. */
  readonly traffic: readonly Traffic[];
}

/** A step of a path: a label, or some of the addresses that a rule names. */
export type Step = string | Range;

/** Who is at the other end, as far as that is more than an address. */
interface Other {
  /** The zones that it says it is in; undefined where it may be in any. */
  readonly zones?: readonly string[] | undefined;
  /** The list of addresses that it is in. */
  readonly list?: string;
}

/** What is of interest of some traffic with somebody: with anybody who has the addresses where nobody is given. */
type Interest = (traffic: readonly Traffic[], other?: Other) => readonly Traffic[];

/** A way out of a subnet: to a router that it reaches, or through a gate. */
interface Way {
  /** The router that it begins with. */
  readonly entry: string;
  readonly end: Router | Gate;
  /** The addresses that are routed that way. */
  readonly to: readonly Range[];
  readonly steps: readonly string[];
}

/** Somebody at an address in a subnet. */
interface Source {
  readonly holder: Holder;
  readonly from: Subnet;
}

const isGate = (end: Router | Gate): end is Gate => "beyond" in end;

const labelled = (label: string | undefined): string[] => (label === undefined ? [] : [label]);

const meet = (some: readonly Range[], others: readonly Range[]): Range[] =>
  some.flatMap((one) => others.flatMap((other) => sharedRange(one, other) ?? []));

/** Who can open a connection to whom in a network. What is worked out once is kept for the next question. */
export class Reach {
  readonly #network: Network;
  readonly #subnets: ReadonlyMap<string, Subnet>;
  readonly #ends: ReadonlyMap<string, Router | Gate>;
  readonly #groups: ReadonlyMap<string, { readonly label: string; readonly rules: readonly Rule[] }>;
  readonly #holding: ReadonlyMap<string, readonly Holder[]>;
  readonly #standing: ReadonlyMap<string, readonly Holder[]>;
  readonly #gates: ReadonlySet<string>;
  readonly #own: RangeSet;
  /** Who may open a connection, at what address, in which subnet. */
  readonly #sources: RangeIndex<Source>;
  readonly #ways = new Map<string, readonly Way[]>();

  constructor(network: Network) {
    const { subnets, routers, gates, groups, holders } = network;
    this.#network = network;
    this.#subnets = new Map(subnets.map((subnet) => [subnet.id, subnet]));
    this.#ends = new Map([...routers, ...gates].map((end) => [end.id, end]));
    this.#groups = new Map(groups.map((group) => [group.id, group]));
    const by = (keys: (holder: Holder) => readonly string[]) => {
      const found = new Map<string, Holder[]>();
      for (const holder of holders)
        for (const key of new Set(keys(holder))) {
          const others = found.get(key);
          if (others) others.push(holder);
          else found.set(key, [holder]);
        }
      return found;
    };
    this.#holding = by((holder) => holder.groups);
    this.#standing = by((holder) => holder.subnets);
    this.#gates = new Set(gates.map(({ id }) => id));
    this.#own = new RangeSet(subnets.flatMap(({ ranges, vague }) => (vague ? [] : ranges)));
    this.#sources = new RangeIndex(
      subnets.flatMap((from) =>
        (this.#standing.get(from.id) ?? [strangerIn(from)]).flatMap((holder) =>
          (holder.ranges ?? from.ranges).map((range) => ({ range, value: { holder, from } })),
        ),
      ),
    );
  }

  /** The subnets that something may be in, as far as the network has them. */
  #placesOf(holder: Holder): Subnet[] {
    return holder.subnets.flatMap((id) => this.#subnets.get(id) ?? []);
  }

  /** What lets something do what it does in one direction: the rules of its groups, with what stands for them in a path. */
  *rulesOf(holder: Holder, inbound: boolean): Iterable<{ readonly rule: Rule; readonly label: string | undefined }> {
    if (holder.open)
      yield {
        rule: { id: holder.id, inbound, traffic: across(anywhere, [anything]) },
        label: holder.label,
      };
    for (const id of holder.groups) {
      const group = this.#groups.get(id);
      for (const rule of group?.rules ?? []) if (rule.inbound === inbound) yield { rule, label: group?.label };
    }
  }

  /** Every way out of a subnet. */
  #waysOf({ routers }: Subnet): readonly Way[] {
    const key = routers.join(" ");
    const found = this.#ways.get(key);
    if (found) return found;
    const ways: Way[] = [];
    const seen = new Map<string, Range[]>();
    const follow = (way: Way): void => {
      const at = `${way.entry} ${way.end.id}`;
      const before = seen.get(at) ?? [];
      if (subtractRanges(way.to, before).length === 0) return;
      seen.set(at, [...before, ...way.to]);
      ways.push(way);
      if (isGate(way.end)) return;
      for (const { to, via } of way.end.routes) {
        const end = this.#ends.get(via);
        const further = meet(way.to, to);
        if (end && further.length > 0)
          follow({ entry: way.entry, end, to: further, steps: [...way.steps, ...labelled(end.label)] });
      }
    };
    for (const id of routers) {
      const end = this.#ends.get(id);
      if (end) follow({ entry: id, end, to: anywhere, steps: labelled(end.label) });
    }
    this.#ways.set(key, ways);
    return ways;
  }

  /** The ways from one subnet to another. */
  #between(from: Subnet, to: Subnet): readonly Way[] {
    return this.#waysOf(from).filter(({ end }) => !isGate(end) && end.legs.has(to.id));
  }

  /** What of some ways to speak something may open to somebody who has some addresses. */
  #opens(source: Holder, target: Holder, ranges: readonly Range[], speech: readonly Speech[]): Speech[] {
    if (source.open) return [...speech];
    const wanted = across(ranges, speech);
    return [...this.rulesOf(source, false)].flatMap(({ rule: { traffic, members } }) => [
      ...intersect(wanted, traffic),
      ...(members?.groups.some((id) => target.groups.includes(id)) &&
      ranges.some(({ version }) => members.versions.includes(version))
        ? speech.flatMap((one) => sharedSpeech(one, members.speech) ?? [])
        : []),
    ]);
  }

  /** The step that stands for who opens a connection: the group that lets it, or itself. */
  #opener(source: Holder): string[] {
    if (source.label !== undefined) return [source.label];
    const [group] = source.groups.flatMap((id) => this.#groups.get(id) ?? []);
    return labelled(group?.label);
  }

  /** Everybody who can open a connection by an inbound rule to something that is held to it. */
  *arrivals(target: Holder, rule: Rule, label: string | undefined, interest: Interest): Iterable<Connection> {
    const end = labelled(label ?? target.label);
    const places = this.#placesOf(target);
    const named = interest(rule.traffic);
    if (places.length === 0)
      for (const one of named) yield { from: undefined, to: target.id, path: [one.far, ...end], traffic: [one] };
    for (const { ids, speech } of rule.lists ? [rule.lists] : [])
      for (const id of ids) {
        const traffic = interest(across(anywhere, [speech]), { zones: [], list: id });
        if (traffic.length > 0) yield { from: id, to: target.id, path: [`list ${id}`, ...end], traffic };
      }
    for (const place of places) {
      const versioned = named.filter(({ far }) => place.ranges.some(({ version }) => version === far.version));
      if (versioned.length > 0) {
        yield* this.#arrivalsFromOutside(target, place, rule, versioned, interest, end);
        for (const { holder, from } of new Set(versioned.flatMap(({ far }) => this.#sources.at(far))))
          yield* this.#arrivalsFrom(holder, from, { holder: target, place, end }, versioned, interest);
      }
      const { members } = rule;
      if (!members) continue;
      for (const source of new Set(members.groups.flatMap((id) => this.#holding.get(id) ?? [])))
        for (const from of this.#placesOf(source)) {
          const ranges = (source.ranges ?? from.ranges).filter(({ version }) => members.versions.includes(version));
          yield* this.#arrivalsFrom(
            source,
            from,
            { holder: target, place, end },
            across(ranges, [members.speech]),
            interest,
          );
        }
    }
    if (rule.members && places.length === 0)
      for (const source of new Set(rule.members.groups.flatMap((id) => this.#holding.get(id) ?? []))) {
        const traffic = interest(across(anywhere, [rule.members.speech]), source);
        const speech = this.#opens(source, target, anywhere, traffic);
        if (speech.length > 0)
          yield { from: source.id, to: target.id, path: [...this.#opener(source), ...end], traffic };
      }
  }

  *#arrivalsFromOutside(
    target: Holder,
    place: Subnet,
    rule: Rule,
    named: readonly Traffic[],
    interest: Interest,
    end: readonly string[],
  ): Iterable<Connection> {
    for (const way of this.#waysOf(place)) {
      if (!isGate(way.end)) continue;
      const { ranges, inward } = way.end;
      const passing = named.flatMap((one) =>
        passes(inward[one.far.version], one.far.version, target, place)
          ? this.#outside(meet(meet([one.far], way.to), ranges)).map((far) => ({ ...one, far }))
          : [],
      );
      const traffic = interest(guarded(place.guards, way.entry, "inward", passing, target.ranges ?? place.ranges), {
        zones: [],
      });
      const [first] = traffic;
      if (first)
        yield {
          from: way.end.id,
          to: target.id,
          path: [beyondOf(way.end, rule, first.far), ...way.steps.toReversed(), place.label, ...end],
          traffic,
        };
    }
  }

  *#arrivalsFrom(
    source: Holder,
    from: Subnet,
    { holder, place, end }: { readonly holder: Holder; readonly place: Subnet; readonly end: readonly string[] },
    named: readonly Traffic[],
    interest: Interest,
  ): Iterable<Connection> {
    if (source.id === holder.id && holder.label !== undefined) return;
    const isNear = from.id === place.id;
    const ways = isNear ? [undefined] : this.#between(from, place);
    if (ways.length === 0) return;
    // Nobody is reached whose answers do not come back.
    const back = isNear ? anywhere : this.#between(place, from).flatMap(({ to }) => to);
    const own = interest(intersect(named, across(meet(source.ranges ?? from.ranges, back), [anything])), source);
    if (own.length === 0) return;
    const near = meet(holder.ranges ?? place.ranges, place.ranges);
    for (const way of ways)
      for (const version of [4, 6] as const) {
        const ranges = (way ? meet(near, way.to) : near).filter((range) => range.version === version);
        const wanted = own.filter(({ far }) => far.version === version);
        if (ranges.length === 0 || wanted.length === 0) continue;
        const opened = this.#opens(source, holder, ranges, wanted);
        const leaving = way ? guarded(from.guards, way.entry, "outward", across(ranges, opened)) : opened;
        const coming = intersect(wanted, across(anywhere, leaving));
        const traffic = way ? guarded(place.guards, way.end.id, "inward", coming, ranges) : coming;
        if (traffic.length > 0)
          yield {
            from: source.id,
            to: holder.id,
            path: [...this.#opener(source), from.label, ...(way ? [...way.steps, place.label] : []), ...end],
            traffic,
          };
      }
  }

  /** Every way in which something can open a connection out of the network by an outbound rule. */
  *departures(source: Holder, rule: Rule, label: string | undefined, interest: Interest): Iterable<Connection> {
    const start = labelled(label ?? source.label);
    const places = this.#placesOf(source);
    const named = interest(rule.traffic).flatMap((one) => this.#outside([one.far]).map((far) => ({ ...one, far })));
    if (places.length === 0)
      for (const one of named) yield { from: source.id, to: undefined, path: [...start, one.far], traffic: [one] };
    for (const { ids, speech } of rule.lists ? [rule.lists] : [])
      for (const id of ids) {
        const traffic = interest(across(anywhere, [speech]), { zones: [], list: id });
        if (traffic.length > 0) yield { from: source.id, to: id, path: [...start, `list ${id}`], traffic };
      }
    if (named.length === 0) return;
    for (const place of places)
      for (const way of this.#waysOf(place)) {
        if (!isGate(way.end)) continue;
        const { ranges, outward } = way.end;
        const passing = named.flatMap((one) =>
          passes(outward[one.far.version], one.far.version, source, place) &&
          place.ranges.some(({ version }) => version === one.far.version)
            ? meet(meet([one.far], way.to), ranges).map((far) => ({ ...one, far }))
            : [],
        );
        const traffic = guarded(place.guards, way.entry, "outward", passing);
        const [first] = traffic;
        if (first)
          yield {
            from: source.id,
            to: way.end.id,
            path: [...start, place.label, ...way.steps, beyondOf(way.end, rule, first.far)],
            traffic,
          };
      }
  }

  /** Addresses that none of the network's own subnets has. */
  #outside(ranges: readonly Range[]): Range[] {
    return ranges.flatMap((range) => this.#own.missing(range));
  }

  /** Whether something stands at an end. Where it may be in any zone, it may be in that one. */
  #standsAt(holder: Holder, { zone, ranges }: End): boolean {
    if (zone !== undefined && (holder.zones === undefined || holder.zones.includes(zone))) return true;
    if (ranges === anywhere) return true;
    const own = holder.ranges ?? this.#placesOf(holder).flatMap((place) => place.ranges);
    return own.length > 0 && own.every((range) => setOf(ranges).has(range));
  }

  /** What no allowance lets through, by the rule that does. At most a few connections are shown for each. */
  undeclared(allowances: readonly Allowance[]): ReadonlyMap<string, readonly Connection[]> {
    const found = new Map<string, Connection[]>();
    const note = (id: string, connections: Iterable<Connection>): void => {
      const known = found.get(id) ?? [];
      if (known.length >= SOUGHT) return;
      for (const connection of connections) {
        if (!known.some(({ path }) => samePath(path, connection.path))) known.push(connection);
        if (known.length >= SOUGHT) break;
      }
      if (known.length > 0) found.set(id, known);
    };
    for (const holder of this.#network.holders) {
      const inward = allowances.filter(({ to }) => !to.anyone && this.#standsAt(holder, to));
      const arriving = except(inward, ({ from }) => from);
      for (const { rule, label } of this.rulesOf(holder, true))
        note(rule.id, this.arrivals(holder, rule, label, arriving));
      const outward = allowances.filter(({ from }) => from.anyone || this.#standsAt(holder, from));
      const departing = except(outward, ({ to }) => to);
      for (const { rule, label } of this.rulesOf(holder, false))
        note(rule.id, this.departures(holder, rule, label, departing));
    }
    return new Map([...found].map(([id, connections]) => [id, this.#worst(connections)]));
  }

  /** The few of some connections that say most: those with whoever is outside first. */
  #worst(connections: readonly Connection[]): readonly Connection[] {
    const isOutside = ({ from, to }: Connection) => [from, to].some((id) => id === undefined || this.#gates.has(id));
    const isInternet = ({ path }: Connection) =>
      [path[0], path.at(-1)].some((step) => (typeof step === "object" ? isWide(step) : step === "internet"));
    const rank = (connection: Connection) => Number(!isInternet(connection)) + Number(!isOutside(connection));
    return connections.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  }

  /** The allowances that nobody can make use of, though their ends are part of the network, with what is left of each. */
  unachieved<A extends Allowance>(allowances: readonly A[]): Unachieved<A>[] {
    return allowances.flatMap((allowance) => {
      const { from, to, speech } = allowance;
      const at = (end: End) =>
        end.anyone
          ? []
          : this.#network.holders.filter((holder) => this.#standsAt(holder, end) || this.#standsIn(holder, end));
      const [opening, answering] = [at(from), at(to)];
      const isEmpty = ({ zone }: End) => !this.#network.subnets.some(({ zones }) => zone && zones.includes(zone));
      if (to.zone !== undefined && answering.length === 0) return [];
      if (from.zone !== undefined && opening.length === 0 && isEmpty(from)) return [];
      if (answering.length === 0 && opening.length === 0) return [];
      // Who is alone has nobody to talk to yet.
      const [alone] = opening;
      if (alone?.label !== undefined && opening.length === 1 && answering.length === 1 && answering[0] === alone)
        return [];
      let left: readonly Speech[] = speech;
      const use = (connections: Iterable<Connection>): void => {
        for (const { traffic } of connections) {
          left = unspoken(left, traffic);
          if (left.length === 0) return;
        }
      };
      const [coming, going] = [only(from, speech), only(to, speech)];
      const isIn = (rule: Rule) =>
        coming(rule.traffic).length > 0 || rule.members !== undefined || rule.lists !== undefined;
      const isOut = (rule: Rule) =>
        going(rule.traffic).length > 0 || rule.members !== undefined || rule.lists !== undefined;
      let [letIn, letOut] = [answering.length === 0, opening.length === 0];
      for (const holder of answering)
        for (const { rule, label } of this.rulesOf(holder, true)) {
          letIn ||= isIn(rule);
          if (left.length > 0) use(this.arrivals(holder, rule, label, coming));
        }
      for (const holder of opening)
        for (const { rule, label } of this.rulesOf(holder, false)) {
          letOut ||= isOut(rule);
          if (left.length > 0 && to.zone === undefined) use(this.departures(holder, rule, label, going));
        }
      const lacks = letIn ? (letOut ? "way" : "way out") : "way in";
      return left.length === 0 ? [] : [{ allowance, speech: left, lacks }];
    });
  }

  /** Whether something has some of an end's addresses. */
  #standsIn(holder: Holder, { ranges }: End): boolean {
    const own = holder.ranges ?? this.#placesOf(holder).flatMap((place) => place.ranges);
    return own.some((range) => setOf(ranges).at(range).length > 0);
  }
}

/** An allowance that nobody can make use of. */
export interface Unachieved<A extends Allowance> {
  readonly allowance: A;
  /** What of it leads nowhere. */
  readonly speech: readonly Speech[];
  /** What it lacks first: a rule that lets it in, one that lets it out, or a way between. */
  readonly lacks: "way" | "way in" | "way out";
}

/** How many connections are looked for by one rule, and how many of them are shown. */
const SOUGHT = 8;
const SHOWN = 3;

const samePath = (one: readonly Step[], other: readonly Step[]): boolean =>
  one.length === other.length &&
  one.every((step, i) => (typeof step === "string" ? step === other[i] : sameRange(step, other[i])));

const sameRange = (one: Range, other: Step | undefined): boolean =>
  typeof other === "object" && one.first === other.first && one.last === other.last && one.version === other.version;

/** Somebody of whom nothing is known, in a subnet that nobody of the network is in. */
const strangerIn = ({ id, zones }: Subnet): Holder => ({
  ...{ id, subnets: [id], groups: [], open: true, addressed: false, zones },
});

/** Whether something passes a gate. */
const passes = (passage: Gate["inward"][4], version: 4 | 6, holder: Holder, place: Subnet): boolean =>
  passage === "any" ||
  (passage === "addressed" && holder.addressed) ||
  (passage !== "none" && place.publicly.includes(version));

/** Who is behind a gate: whoever there is where a rule names a good part of all addresses, else those that it names. */
const beyondOf = ({ beyond }: Gate, { traffic }: Rule, far: Range): Step => {
  const named = traffic.find((one) => contains(one.far, far))?.far ?? far;
  return isWide(named) ? beyond : named;
};

/** Whether a range is an eighth of all addresses or more. */
export const isWide = ({ version, first, last }: Range): boolean =>
  last - first + 1n >= 1n << (version === 4 ? 29n : 125n);

/** What guards of a subnet let through at a router. */
function guarded(
  guards: readonly Guard[],
  router: string,
  side: "inward" | "outward",
  traffic: readonly Traffic[],
  near?: readonly Range[],
): readonly Traffic[] {
  let passing: readonly Traffic[] = traffic;
  for (const guard of guards) {
    const rules = guard[side];
    if (!rules || (guard.at !== undefined && guard.at !== router)) continue;
    let left = passing;
    const admitted: Traffic[] = [];
    for (const rule of rules) {
      if (left.length === 0) break;
      if (rule.near && near && meet(near, rule.near).length === 0) continue;
      if (rule.allows) admitted.push(...intersect(left, rule.traffic));
      else if (rule.near && (!near || near.some((range) => !rule.near?.some((whole) => contains(whole, range)))))
        continue;
      left = subtract(left, rule.traffic);
    }
    passing = admitted;
  }
  return passing;
}

/** The addresses that an end is for one who is at the other: all where it is that one in person. */
const rangesFor = ({ anyone, zone, list, ranges }: End, other: Other | undefined): readonly Range[] => {
  if (anyone) return anywhere;
  if (list !== undefined) return other?.list === list ? anywhere : [];
  if (zone !== undefined && other && !("list" in other) && (other.zones === undefined || other.zones.includes(zone)))
    return anywhere;
  return ranges;
};

const sets = new WeakMap<readonly Range[], RangeSet>();

/** The same ranges, to be looked up in: worked out once for each list. */
const setOf = (ranges: readonly Range[]): RangeSet => {
  const found = sets.get(ranges) ?? new RangeSet(ranges);
  sets.set(ranges, found);
  return found;
};

/** Leaves out what is allowed. */
const except =
  (allowances: readonly Allowance[], end: (allowance: Allowance) => End): Interest =>
  (traffic, other) =>
    traffic.flatMap((box) => {
      let left = [box];
      for (const allowance of allowances) {
        if (left.length === 0) break;
        left = subtract(left, across(setOf(rangesFor(end(allowance), other)).at(box.far), allowance.speech));
      }
      return left;
    });

/** Leaves out what is not between two ends, or not in what they have to say. */
const only =
  (end: End, speech: readonly Speech[]): Interest =>
  (traffic, other) =>
    intersect(traffic, across(other || !end.zone ? rangesFor(end, other) : anywhere, speech));
