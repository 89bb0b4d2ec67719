import { overlap, parseRange, type Range, subtract } from "../../components/range.ts";

const cidrs = (...texts: string[]): Range[] => texts.flatMap((text) => parseRange(text) ?? []);

/** Addresses that each network has for itself, and that nobody routes from one to another without a way made for it (RFC 1918, 4193, 6598 …). */
export const privateRanges = cidrs(
  ...["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
  ...["::1/128", "fc00::/7", "fe80::/9"],
);

/** Addresses that nobody on the internet can have, as IANA's registries of special purposes say (RFC 6890): private, shared, documentation, reserved … */
const unreachable = [
  ...privateRanges,
  ...cidrs(
    ...[
      "0.0.0.0/8",
      "192.0.0.0/24",
      "192.0.2.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "224.0.0.0/3",
    ],
    ...["::/128", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "ff00::/8"],
  ),
];

/** IPv6 prefixes of 96 bits, the rest of which is an IPv4 address: mapped, compatible, translated (RFC 4291, 6052). */
const embedding = cidrs("::ffff:0:0/96", "::/96", "64:ff9b::/96");

/** The same addresses, and once more in IPv4 those that are IPv4 written in IPv6. */
const unwrapped = (range: Range): Range[] => [
  range,
  ...embedding
    .filter((prefix) => overlap(prefix, range))
    .map((prefix): Range => {
      const first = range.first > prefix.first ? range.first : prefix.first;
      const last = range.last < prefix.last ? range.last : prefix.last;
      return { version: 4, first: first - prefix.first, last: last - prefix.first };
    }),
];

/** The addresses of some ranges that somebody on the internet may have. */
export const publicPart = (ranges: readonly Range[]): Range[] => subtract(ranges.flatMap(unwrapped), unreachable);

/**
 * Three quarters of a `/8` of IPv4, and of a `/16` of IPv6: whoever lets in so many does not know whom. Every such prefix that is not private has them, also
 * 100.0.0.0/8 or 2001::/16, where something private is in between.
 */
const MANY = { 4: 3n << 22n, 6: 3n << 110n };

/**
 * Whether some ranges let the internet in, however they say it: all of it, halves of it, a public `/8` of it (in IPv6 a `/16`) or as many addresses however
 * they are cut up, IPv4 written in IPv6. What holds private addresses besides counts by its public ones.
 */
export const isEveryone = (ranges: readonly Range[]): boolean =>
  ([4, 6] as const).some(
    (version) =>
      publicPart(ranges)
        .filter((range) => range.version === version)
        .reduce((sum, { first, last }) => sum + last - first + 1n, 0n) >= MANY[version],
  );

/** All addresses of both versions. */
export const everywhere = cidrs("0.0.0.0/0", "::/0");

/**
 * What a text says of addresses: a CIDR, an address. Everywhere when it says something that cannot be read, for nobody knows whom it lets in.
 *
 * @param nothing what no text, or an empty one, means
 */
export const rangesOf = (text: string | undefined, nothing: readonly Range[] = everywhere): readonly Range[] => {
  const written = String(text ?? "").trim();
  if (written === "") return nothing;
  const range = parseRange(written);
  return range ? [range] : everywhere;
};
