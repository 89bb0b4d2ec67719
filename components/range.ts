import { Address4, Address6 } from "ip-address";

/** Every address from `first` to `last`, both included, of one version of the Internet Protocol. */
export interface Range {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** The number of bits of an address. */
export const width = (version: 4 | 6): number => (version === 4 ? 32 : 128);

const address = (text: string): Address4 | Address6 | undefined => {
  if (Address4.isValid(text)) return new Address4(text);
  if (Address6.isValid(text) && !text.includes("%")) return new Address6(text);
  return undefined;
};

/** Reads an address or a CIDR such as `10.0.0.0/16` or `fd00::/48`, host bits allowed. Undefined when it is neither. */
export const parseRange = (text: string): Range | undefined => {
  const parsed = address(text.trim());
  return (
    parsed && {
      version: parsed instanceof Address4 ? 4 : 6,
      first: parsed.startAddress().bigInt(),
      last: parsed.endAddress().bigInt(),
    }
  );
};

/** The length of the prefix that a range is, such as 16. The range must be one CIDR. */
export const prefixLength = (range: Range): number =>
  width(range.version) - (range.last - range.first + 1n).toString(2).length + 1;

/** The range of `length` bits of prefix that starts at an address. */
export const rangeAt = (version: 4 | 6, first: bigint, length: number): Range => ({
  version,
  first,
  last: first + (1n << BigInt(width(version) - length)) - 1n,
});

/** One address, as it is written. */
export const formatAddress = (version: 4 | 6, value: bigint): string =>
  (version === 4 ? Address4 : Address6).fromBigInt(value).correctForm();

/** A range that is one CIDR, as it is written. */
export const formatRange = (range: Range): string =>
  `${formatAddress(range.version, range.first)}/${prefixLength(range)}`;

/** Whether two ranges share an address. */
export const overlap = (a: Range, b: Range): boolean =>
  a.version === b.version && a.first <= b.last && b.first <= a.last;

/** Whether every address of `inner` is in `outer`. */
export const contains = (outer: Range, inner: Range): boolean =>
  outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;

/** The same addresses as few ranges that neither overlap nor touch, in order, version 4 first. */
export const merge = (ranges: readonly Range[]): Range[] => {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.version - b.version || (a.first < b.first ? -1 : 1))) {
    const before = merged.at(-1);
    if (before?.version !== range.version || range.first > before.last + 1n) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
  }
  return merged;
};

/** What is left of some ranges without others. */
export const subtract = (ranges: readonly Range[], without: readonly Range[]): Range[] => {
  let left = merge(ranges);
  for (const hole of without)
    left = left.flatMap((range) =>
      overlap(range, hole)
        ? [
            ...(range.first < hole.first ? [{ ...range, last: hole.first - 1n }] : []),
            ...(hole.last < range.last ? [{ ...range, first: hole.last + 1n }] : []),
          ]
        : [range],
    );
  return left;
};
