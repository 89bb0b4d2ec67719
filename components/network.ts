import { formatRange, overlap, parseRange, prefixLength, type Range, rangeAt } from "./range.ts";
import { oneOf, refuse } from "./refusal.ts";
import { isZone, type Zone, zoneNames } from "./zone.ts";

/** What a team may say about one zone, whichever cloud it stands in. */
export interface ZoneArgs {
  /** The zone's IPv4 range, such as `10.20.32.0/19`. Defaults to the zone's eighth of the network's `cidr`. */
  cidr?: string;
  /** The zone's IPv6 range, one `/64`. Defaults to the first `/64` of the zone's eighth of the network's `ipv6Cidr`. */
  ipv6Cidr?: string;
}

/** The addresses of a segmented network, whichever cloud it stands in. */
export interface AddressArgs {
  /** The IPv4 range that the zones share, from `/8` to `/25`, such as `10.20.0.0/16`. Each zone has an eighth of it. */
  cidr: string;
  /** The IPv6 range that the zones share, from `/16` to `/61`, such as `fd20::/48`. Defaults to none: IPv4 only. */
  ipv6Cidr?: string;
  /**
   * The zones to make, by name: `external`, `api`, `management`, `tenant`, `storage`, `provisioning`. Defaults to all six, as the talk asks.
   * A zone that is left out moves no other.
   */
  zones?: { [zone: string]: ZoneArgs };
}

/** The ranges of every zone that a network has: its IPv4 range, and its IPv6 range after it when it has one. */
export type AddressPlan = ReadonlyMap<Zone, readonly Range[]>;

/** The parts that an address range is cut into: six zones of today, and two for those of tomorrow. */
const PARTS = 8n;

const cidr = (what: string, got: string, version: 4 | 6, shortest: number, longest: number): Range => {
  const example = version === 4 ? "10.20.0.0/16" : "fd20::/48";
  const allowed = `an IPv${version} range from /${shortest} to /${longest} such as ${example}`;
  const range = parseRange(got);
  if (range?.version !== version || !got.includes("/")) return refuse(what, got, allowed);
  const length = prefixLength(range);
  if (length < shortest || length > longest) return refuse(what, got, allowed);
  if (parseRange(got.slice(0, got.indexOf("/")))?.first !== range.first)
    return refuse(what, got, `the first address of a range, such as ${formatRange(range)}`);
  return range;
};

/** The zones' own parts of a range: the whole eighth in IPv4, one `/64` of it in IPv6. */
const part = (whole: Range, zone: Zone): Range => {
  const size = (whole.last - whole.first + 1n) / PARTS;
  const first = whole.first + BigInt(zoneNames.indexOf(zone)) * size;
  return whole.version === 4 ? { version: 4, first, last: first + size - 1n } : rangeAt(6, first, 64);
};

/** The names of the zones that a network has, in the order of the address plan. */
export const zonesOf = (what: string, args: AddressArgs): Zone[] => {
  const named = Object.keys(args.zones ?? {});
  for (const name of named) if (!isZone(name)) refuse(`${what}: a zone`, name, oneOf(zoneNames));
  return args.zones ? zoneNames.filter((zone) => named.includes(zone)) : [...zoneNames];
};

/**
 * The address plan: a pure function of the ranges and the zones' names. Zones never overlap, always fit, and adding one moves no other.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when a range is malformed, too small, or overlaps another
 */
export function addressPlan(what: string, args: AddressArgs): AddressPlan {
  const ipv4 = cidr(`${what}: cidr`, args.cidr, 4, 8, 25);
  const ipv6 = args.ipv6Cidr === undefined ? undefined : cidr(`${what}: ipv6Cidr`, args.ipv6Cidr, 6, 16, 61);
  const plan = new Map<Zone, readonly Range[]>();
  for (const zone of zonesOf(what, args)) {
    const { cidr: own4, ipv6Cidr: own6 } = args.zones?.[zone] ?? {};
    if (own6 !== undefined && !ipv6)
      refuse(
        `${what}: zones.${zone}.ipv6Cidr`,
        own6,
        "left out of an IPv4-only network, or the network given an ipv6Cidr",
      );
    const range4 = own4 === undefined ? part(ipv4, zone) : cidr(`${what}: zones.${zone}.cidr`, own4, 4, 8, 28);
    const range6 =
      own6 === undefined ? ipv6 && part(ipv6, zone) : cidr(`${what}: zones.${zone}.ipv6Cidr`, own6, 6, 64, 64);
    const ranges = range6 ? [range4, range6] : [range4];
    for (const [other, taken] of plan)
      for (const mine of ranges)
        for (const theirs of taken)
          if (overlap(mine, theirs))
            refuse(
              `${what}: the range of zone ${zone}`,
              formatRange(mine),
              `clear of ${other}'s ${formatRange(theirs)}`,
            );
    plan.set(zone, ranges);
  }
  return plan;
}
