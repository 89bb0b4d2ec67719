import fc from "fast-check";
import { parseRange, type Range } from "../../components/range.ts";
import type { Example } from "../../policies/control.ts";
import type {
  Gate,
  Group,
  Guard,
  GuardRule,
  Holder,
  Network,
  Passage,
  Router,
  Rule,
  Subnet,
} from "../../policies/reach/network.ts";
import { Reach } from "../../policies/reach/reach.ts";
import { intersect, type Traffic } from "../../policies/reach/traffic.ts";

const range = (text: string): Range => parseRange(text) as Range;

/** One packet that begins a connection. */
interface Packet {
  readonly source: Range;
  readonly target: Range;
  readonly protocol: number;
  readonly port: number;
}

const PROTOCOLS = [6, 17];
const PORTS = [22, 80, 443];

/** Addresses outside of every network that is made up here, one for each range that rules speak of. */
const OUTSIDE = ["198.51.100.1", "203.0.113.1", "2001:db8:f::1"].map(range);

const within = (address: Range, whole: Range): boolean =>
  address.version === whole.version && whole.first <= address.first && address.first <= whole.last;

const isAmong = (address: Range, ranges: readonly Range[]): boolean => ranges.some((whole) => within(address, whole));

const speaks = ({ protocol, port }: Packet, { protocols, ports }: Pick<Traffic, "protocols" | "ports">): boolean =>
  protocols.first <= protocol && protocol <= protocols.last && ports.first <= port && port <= ports.last;

const carries = (packet: Packet, far: Range, traffic: readonly Traffic[]): boolean =>
  traffic.some((one) => speaks(packet, one) && within(far, one.far));

/** Where something of a network may be: who it is, in which subnet, at which address. */
interface Spot {
  readonly holder: Holder;
  readonly place: Subnet;
  readonly address: Range;
}

/** The slow way: every address, port and pair, one packet at a time, and every path that it may take. */
export function bruteForce(network: Network): Set<string> {
  const { subnets, routers, gates, groups, holders } = network;
  const ends = new Map<string, Router | Gate>([...routers, ...gates].map((end) => [end.id, end]));
  const subnetOf = (id: string) => subnets.find((subnet) => subnet.id === id) as Subnet;
  const rulesOf = (holder: Holder, inbound: boolean) =>
    groups
      .filter(({ id }) => holder.groups.includes(id))
      .flatMap(({ rules }) => rules.filter((rule) => rule.inbound === inbound));

  /** Every end that a packet to an address comes to from a subnet, with the router that it left by. */
  const endsFor = (place: Subnet, address: Range): { entry: string; end: Router | Gate }[] =>
    place.routers.flatMap((entry) => {
      const seen = new Set<string>();
      const walk = (id: string): (Router | Gate)[] => {
        const end = ends.get(id);
        if (!end || seen.has(id)) return [];
        seen.add(id);
        return "beyond" in end
          ? [end]
          : [end, ...end.routes.flatMap(({ to, via }) => (isAmong(address, to) ? walk(via) : []))];
      };
      return walk(entry).map((end) => ({ entry, end }));
    });

  const admits = (place: Subnet, side: "inward" | "outward", router: string, packet: Packet, far: Range): boolean =>
    place.guards
      .filter(({ at }) => at === undefined || at === router)
      .every((guard) => {
        const rules = guard[side];
        return !rules || (rules.find((rule) => carries(packet, far, rule.traffic))?.allows ?? false);
      });

  const letsOut = (source: Holder, target: Holder | undefined, packet: Packet): boolean =>
    source.open ||
    rulesOf(source, false).some(
      ({ traffic, members }) =>
        carries(packet, packet.target, traffic) ||
        (members !== undefined &&
          target !== undefined &&
          members.versions.includes(packet.target.version) &&
          members.groups.some((id) => target.groups.includes(id)) &&
          speaks(packet, members.speech)),
    );

  const letsIn = (target: Holder, source: Holder | undefined, packet: Packet): boolean =>
    target.open ||
    rulesOf(target, true).some(
      ({ traffic, members }) =>
        carries(packet, packet.source, traffic) ||
        (members !== undefined &&
          source !== undefined &&
          members.versions.includes(packet.source.version) &&
          members.groups.some((id) => source.groups.includes(id)) &&
          speaks(packet, members.speech)),
    );

  const passes = (passage: Passage, version: 4 | 6, holder: Holder, place: Subnet): boolean =>
    passage === "any" ||
    (passage === "addressed" && holder.addressed) ||
    (passage !== "none" && place.publicly.includes(version));

  const spots: Spot[] = [
    ...holders.flatMap((holder) =>
      holder.subnets.flatMap((id) =>
        (holder.ranges ?? []).map((address) => ({ holder, place: subnetOf(id), address })),
      ),
    ),
    ...subnets
      .filter(({ id }) => !holders.some((holder) => holder.subnets.includes(id)))
      .map((place): Spot => {
        const [first] = place.ranges as [Range];
        const holder: Holder = {
          id: place.id,
          subnets: [place.id],
          groups: [],
          open: true,
          addressed: false,
          zones: [],
        };
        return { holder, place, address: { ...first, last: first.first } };
      }),
  ];

  const between = (source: Spot, target: Spot, packet: Packet): boolean => {
    if (source.place === target.place) return true;
    const reaches = (from: Subnet, to: Subnet, address: Range) =>
      endsFor(from, address).filter(({ end }) => !("beyond" in end) && end.legs.has(to.id));
    return (
      reaches(target.place, source.place, packet.source).length > 0 &&
      reaches(source.place, target.place, packet.target).some(
        ({ entry, end }) =>
          admits(source.place, "outward", entry, packet, packet.target) &&
          admits(target.place, "inward", end.id, packet, packet.source),
      )
    );
  };

  const found = new Set<string>();
  for (const protocol of PROTOCOLS)
    for (const port of PORTS) {
      const packetOf = (source: Range, target: Range): Packet => ({ source, target, protocol, port });
      const note = (from: string, to: string, address: Range) =>
        found.add(`${from} ${to} ${protocol}/${port} ${address.first}`);
      for (const target of spots.filter(({ holder }) => holders.includes(holder))) {
        for (const source of spots) {
          if (source.holder === target.holder) continue;
          const packet = packetOf(source.address, target.address);
          if (
            source.address.version === target.address.version &&
            letsOut(source.holder, target.holder, packet) &&
            letsIn(target.holder, source.holder, packet) &&
            between(source, target, packet)
          )
            note(source.holder.id, target.holder.id, source.address);
        }
        for (const address of OUTSIDE.filter(({ version }) => version === target.address.version)) {
          const packet = packetOf(address, target.address);
          if (letsIn(target.holder, undefined, packet))
            for (const { entry, end } of endsFor(target.place, address))
              if (
                "beyond" in end &&
                isAmong(address, end.ranges) &&
                passes(end.inward[address.version], address.version, target.holder, target.place) &&
                admits(target.place, "inward", entry, packet, address)
              )
                note(end.id, target.holder.id, address);
        }
      }
      for (const source of spots.filter(({ holder }) => holders.includes(holder)))
        for (const address of OUTSIDE.filter(({ version }) => version === source.address.version)) {
          const packet = packetOf(source.address, address);
          if (letsOut(source.holder, undefined, packet))
            for (const { entry, end } of endsFor(source.place, address))
              if (
                "beyond" in end &&
                isAmong(address, end.ranges) &&
                passes(end.outward[address.version], address.version, source.holder, source.place) &&
                admits(source.place, "outward", entry, packet, address)
              )
                note(source.holder.id, end.id, address);
        }
    }
  return found;
}

/** What the proof says of the same addresses and ports. */
export function proven(network: Network): Set<string> {
  const reach = new Reach(network);
  const addresses = [...OUTSIDE, ...addressesOf(network)];
  const found = new Set<string>();
  const everything = (traffic: readonly Traffic[]) => traffic;
  for (const holder of network.holders)
    for (const inbound of [true, false])
      for (const { rule, label } of reach.rulesOf(holder, inbound))
        for (const { from, to, traffic } of inbound
          ? reach.arrivals(holder, rule, label, everything)
          : reach.departures(holder, rule, label, everything))
          for (const protocol of PROTOCOLS)
            for (const port of PORTS)
              for (const address of addresses)
                if (
                  intersect(traffic, [
                    {
                      far: address,
                      protocols: { first: protocol, last: protocol },
                      ports: { first: port, last: port },
                    },
                  ]).length > 0
                )
                  found.add(`${from} ${to} ${protocol}/${port} ${address.first}`);
  return found;
}

/** The addresses that anything in a network has: of a subnet that nobody is in, its first. */
const addressesOf = ({ holders, subnets }: Network): Range[] => [
  ...holders.flatMap(({ ranges = [] }) => ranges),
  ...subnets
    .filter(({ id }) => !holders.some((holder) => holder.subnets.includes(id)))
    .flatMap(({ ranges: [first] }) => (first ? [{ ...first, last: first.first }] : [])),
];

const subsetOf = <T>(values: readonly T[], max = values.length) => fc.subarray([...values], { maxLength: max });

const SUBNETS = [0, 1, 2, 3];
const cidrOf = (i: number): Range => range(i === 3 ? "fd00:0:0:3::/64" : `10.0.${i}.0/24`);

/** Ranges that rules and routes speak of: some that cut subnets and the outside in two. */
const RANGES = [
  ...["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/23", "10.0.1.0/24", "10.0.0.0/28", "10.0.2.128/25", "198.51.100.0/24"],
  ...["192.0.0.0/2", "::/0", "fd00::/16"],
].map(range);

const span = (values: readonly number[], all: { first: number; last: number }) =>
  fc.oneof(
    fc.constant(all),
    fc.constantFrom(...values).map((value) => ({ first: value, last: value })),
    fc
      .tuple(fc.constantFrom(...values), fc.constantFrom(...values))
      .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
  );

const speech = fc.record({
  protocols: span(PROTOCOLS, { first: 0, last: 255 }),
  ports: span(PORTS, { first: 0, last: 65535 }),
});

const traffic: fc.Arbitrary<Traffic> = fc
  .tuple(fc.constantFrom(...RANGES), speech)
  .map(([far, spoken]) => ({ far, ...spoken }));

const groupIds = ["group-0", "group-1", "group-2"];

/** A rule of a group, its id to be given. */
export const rule: fc.Arbitrary<Omit<Rule, "id">> = fc.record({
  inbound: fc.boolean(),
  traffic: fc.array(traffic, { maxLength: 2 }),
  members: fc.option(
    fc.record({
      groups: subsetOf(groupIds, 2),
      versions: fc.constantFrom<readonly (4 | 6)[]>([4], [6], [4, 6]),
      speech,
    }),
    { nil: undefined, freq: 2 },
  ),
}) as fc.Arbitrary<Omit<Rule, "id">>;

const guardRules: fc.Arbitrary<readonly GuardRule[]> = fc.array(
  fc.record({ allows: fc.boolean(), traffic: fc.array(traffic, { minLength: 1, maxLength: 2 }) }),
  { maxLength: 3 },
);

const passage = fc.constantFrom<Passage>("any", "addressed", "public", "none");
const passages = fc.record({ 4: passage, 6: passage });

/** A network of at most four subnets, with everything that there is in one. */
export const network: fc.Arbitrary<Network> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 }))
  .chain(([subnetCount, routerCount, gateCount]) => {
    const subnetIds = SUBNETS.slice(0, subnetCount).map((i) => `subnet-${i}`);
    const routerIds = SUBNETS.slice(0, routerCount).map((i) => `router-${i}`);
    const gateIds = SUBNETS.slice(0, gateCount).map((i) => `gate-${i}`);
    const guard = fc.record(
      { at: fc.constantFrom(...routerIds, "elsewhere"), inward: guardRules, outward: guardRules },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Guard>;
    const route = fc.record({
      to: fc.array(fc.constantFrom(...RANGES), { minLength: 1, maxLength: 2 }),
      via: fc.constantFrom(...routerIds, ...gateIds, "nowhere"),
    });
    return fc.record({
      subnets: fc.tuple(
        ...subnetIds.map((id, i) =>
          fc.record<Subnet>({
            id: fc.constant(id),
            label: fc.constant(id),
            ranges: fc.constant([cidrOf(i)]),
            publicly: fc.constantFrom<readonly (4 | 6)[]>([], [], [4], [6]),
            zones: fc.constant([]),
            routers: subsetOf([...routerIds, ...gateIds.slice(1)]),
            guards: fc.array(guard, { maxLength: 1 }),
          }),
        ),
      ),
      routers: fc.tuple(
        ...routerIds.map((id) =>
          fc.record<Router>({
            id: fc.constant(id),
            label: fc.constant(id),
            legs: subsetOf(subnetIds).map((legs) => new Set(legs)),
            routes: fc.array(route, { maxLength: 3 }),
          }),
        ),
      ),
      gates: fc.tuple(
        ...gateIds.map((id) =>
          fc.record<Gate>({
            id: fc.constant(id),
            beyond: fc.constant("internet"),
            ranges: fc.array(fc.constantFrom(...RANGES), { minLength: 1, maxLength: 2 }),
            inward: passages,
            outward: passages,
          }),
        ),
      ),
      groups: fc.tuple(
        ...groupIds.map((id) =>
          fc.record<Group>({
            id: fc.constant(id),
            label: fc.constant(id),
            rules: fc
              .array(rule, { maxLength: 4 })
              .map((rules) => rules.map((one, i) => ({ id: `${id}-${i}`, ...one }))),
          }),
        ),
      ),
      holders: fc
        .array(
          fc.record({
            at: fc.nat({ max: subnetCount - 1 }),
            groups: subsetOf(groupIds, 2),
            open: fc.boolean(),
            closed: fc.boolean(),
            addressed: fc.boolean(),
          }),
          { maxLength: 4 },
        )
        .map((holders) =>
          holders.map(({ at, groups, open, closed, addressed }, i): Holder => {
            const { version, first } = cidrOf(at);
            const address = first + BigInt(i * 40 + 1);
            return {
              id: `holder-${i}`,
              label: `holder-${i}`,
              subnets: [`subnet-${at}`],
              ranges: [{ version, first: address, last: address }],
              groups,
              open: open && closed,
              addressed,
              zones: [],
            };
          }),
        ),
    }) as fc.Arbitrary<Network>;
  });

/** A router that leads on to a second, of which some things are said: what stands in place of a router of its own. */
export const chained = (props: object): Example => ({
  router: ["openstack:networking/router:Router", {}],
  edge: ["openstack:networking/router:Router", props],
  wire: ["openstack:networking/network:Network", {}],
  wireAddresses: ["openstack:networking/subnet:Subnet", { networkId: "${wire}", cidr: "10.30.0.0/29" }],
  inner: [
    "openstack:networking/routerInterface:RouterInterface",
    { routerId: "${router}", subnetId: "${wireAddresses}" },
  ],
  outer: [
    "openstack:networking/routerInterface:RouterInterface",
    { routerId: "${edge}", subnetId: "${wireAddresses}" },
  ],
  route: [
    "openstack:networking/routerRoute:RouterRoute",
    { routerId: "${router}", destinationCidr: "0.0.0.0/0", nextHop: "10.30.0.2" },
  ],
});
