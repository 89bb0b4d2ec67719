import { formatRange, overlap, parseRange, prefixLength, type Range, rangeAt } from "./range.ts";
import { oneOf, refuse } from "./refusal.ts";
import { isZone, type Zone, zoneNames } from "./zone.ts";

/** What a team may say about one zone, whichever cloud it stands in. */
export interface ZoneArgs {
  /** The zone's IPv4 range, such as `10.20.32.0/19`. Defaults to the zone's eighth of the network's `cidr`. */
  cidr?: string;
  /** The zone's IPv6 range, one `/64` on OpenStack. Defaults to the first `/64` of the zone's eighth of the network's `ipv6Cidr`, on AWS to all of the eighth. */
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

/**
 * Reads a range of one version, as long as it may be.
 *
 * @throws one sentence when it is no such range, or does not begin with its first address
 */
export const cidr = (what: string, got: string, version: 4 | 6, shortest: number, longest: number): Range => {
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

/** One of the eight parts of a range. */
const eighth = ({ version, first, last }: Range, index: number): Range => {
  const size = (last - first + 1n) / PARTS;
  const start = first + BigInt(index) * size;
  return { version, first: start, last: start + size - 1n };
};

/** All that a zone may have of a network's range. */
export const zonePart = (whole: Range, zone: Zone): Range => eighth(whole, zoneNames.indexOf(zone));

/** The zones' own parts of a range: the whole eighth in IPv4, one `/64` of it in IPv6. */
const part = (whole: Range, zone: Zone): Range => {
  const own = zonePart(whole, zone);
  return own.version === 4 ? own : rangeAt(6, own.first, 64);
};

/** The places that a zone has for availability zones, by their letters. */
export const slotLetters = "abcdefgh";

/** What the availability zone with a letter has of a zone's range: an eighth in IPv4, one `/64` in IPv6. It is the same whichever others there are. */
export const slotOf = (range: Range, letter: string): Range => {
  const index = slotLetters.indexOf(letter);
  return range.version === 4 ? eighth(range, index) : rangeAt(6, range.first + (BigInt(index) << 64n), 64);
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
      own6 === undefined ? ipv6 && part(ipv6, zone) : cidr(`${what}: zones.${zone}.ipv6Cidr`, own6, 6, 16, 64);
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
