import { merge, overlap, parseRange, type Range, subtract } from "../../components/range.ts";

const cidrs = (...texts: string[]): Range[] => texts.flatMap((text) => parseRange(text) ?? []);

/** Addresses that nobody on the internet can have: private, shared, loopback, link-local, documentation, multicast, reserved (RFC 6890). */
const unreachable = cidrs(
  ...[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
  ],
  ...["192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"],
  ...["::/128", "::1/128", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8"],
);

/** IPv6 prefixes whose last 32 bits are an IPv4 address: mapped, compatible, translated (RFC 4291, 6052). */
const embedding = cidrs("::ffff:0:0/96", "::/96", "64:ff9b::/96");

/** The same addresses, those of IPv4 that are written in IPv6 as IPv4. */
const unwrapped = (range: Range): Range[] => {
  const wrapper = embedding.find((prefix) => overlap(prefix, range));
  if (!wrapper) return [range];
  const first = range.first > wrapper.first ? range.first : wrapper.first;
  const last = range.last < wrapper.last ? range.last : wrapper.last;
  return [range, { version: 4, first: first - wrapper.first, last: last - wrapper.first }];
};

/** The addresses of a range that somebody on the internet may have. */
export const publicPart = (ranges: readonly Range[]): Range[] => subtract(ranges.flatMap(unwrapped), unreachable);

/** A public `/8` of IPv4, and a `/16` of IPv6: whoever lets in so many does not know whom. */
const MANY = { 4: 1n << 24n, 6: 1n << 112n };

/**
 * Whether some ranges let the internet in, however they say it: all of it, halves of it that add up, any `/8` of it or wider, IPv4 written in IPv6. Ranges that
 * cannot be read count as everyone.
 */
export const isEveryone = (ranges: readonly Range[]): boolean =>
  ([4, 6] as const).some(
    (version) =>
      merge(publicPart(ranges))
        .filter((range) => range.version === version)
        .reduce((sum, { first, last }) => sum + last - first + 1n, 0n) >= MANY[version],
  );

/** All addresses of both versions. */
export const everywhere = cidrs("0.0.0.0/0", "::/0");

/** What a text says of addresses: a CIDR, an address; everywhere when it says nothing that can be read. */
export const rangesOf = (text: string | undefined, nothing: readonly Range[] = everywhere): readonly Range[] => {
  const range = text ? parseRange(text) : undefined;
  return range ? [range] : nothing;
};
