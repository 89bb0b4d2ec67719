import { overlap, parseRange, type Range } from "../../components/range.ts";

/** Whole numbers from `first` to `last`, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** What is spoken: protocols by their IANA numbers, and ports, of which a protocol without any has all. */
export interface Speech {
  readonly protocols: Span;
  readonly ports: Span;
}

/** Packets: the addresses at the far end, and what they speak. A box, so that sets of them are worked out without counting anything. */
export interface Traffic extends Speech {
  readonly far: Range;
}

/** Every protocol, and every port. */
export const anything: Speech = { protocols: { first: 0, last: 255 }, ports: { first: 0, last: 65535 } };

/** All addresses of both versions. */
export const anywhere = ["0.0.0.0/0", "::/0"].flatMap((text) => parseRange(text) ?? []);

/** What two spans have in common. */
const meet = (a: Span, b: Span): Span | undefined => {
  const [first, last] = [Math.max(a.first, b.first), Math.min(a.last, b.last)];
  return first <= last ? { first, last } : undefined;
};

/** The addresses that two ranges have in common. */
export const sharedRange = (a: Range, b: Range): Range | undefined =>
  overlap(a, b)
    ? {
        version: a.version,
        first: a.first > b.first ? a.first : b.first,
        last: a.last < b.last ? a.last : b.last,
      }
    : undefined;

/** What two ways to speak have in common. */
export const sharedSpeech = (a: Speech, b: Speech): Speech | undefined => {
  const [protocols, ports] = [meet(a.protocols, b.protocols), meet(a.ports, b.ports)];
  return protocols && ports && { protocols, ports };
};

/** What two boxes have in common. */
const sharedTraffic = (a: Traffic, b: Traffic): Traffic | undefined => {
  const speech = sharedSpeech(a, b);
  const far = speech && sharedRange(a.far, b.far);
  return far && { far, ...speech };
};

/** Every way to speak of one side with every range of the other. */
export const across = (ranges: readonly Range[], speeches: readonly Speech[]): Traffic[] =>
  ranges.flatMap((far) => speeches.map(({ protocols, ports }) => ({ far, protocols, ports })));

/** What some boxes have in common with others. */
export const intersect = (some: readonly Traffic[], others: readonly Traffic[]): Traffic[] =>
  some.flatMap((one) => others.flatMap((other) => sharedTraffic(one, other) ?? []));

/** What is left of one span on either side of another that is inside of it. */
const beside = (whole: Span, part: Span): Span[] => [
  ...(whole.first < part.first ? [{ first: whole.first, last: part.first - 1 }] : []),
  ...(part.last < whole.last ? [{ first: part.last + 1, last: whole.last }] : []),
];

const besideRange = (whole: Range, part: Range): Range[] => [
  ...(whole.first < part.first ? [{ ...whole, last: part.first - 1n }] : []),
  ...(part.last < whole.last ? [{ ...whole, first: part.last + 1n }] : []),
];

const without = (whole: Traffic, hole: Traffic): Traffic[] => {
  const part = sharedTraffic(whole, hole);
  if (!part) return [whole];
  const { far, protocols, ports } = part;
  return [
    ...besideRange(whole.far, far).map((rest) => ({ ...whole, far: rest })),
    ...beside(whole.protocols, protocols).map((rest) => ({ ...whole, far, protocols: rest })),
    ...beside(whole.ports, ports).map((rest) => ({ far, protocols, ports: rest })),
  ];
};

/** What is left of some boxes without others. */
export const subtract = (some: readonly Traffic[], holes: readonly Traffic[]): Traffic[] => {
  let left: readonly Traffic[] = some;
  for (const hole of holes) {
    if (left.length === 0) break;
    left = left.flatMap((box) => without(box, hole));
  }
  return [...left];
};

/** Somewhere for what has no far end, so that ways to speak can be worked out like traffic. */
const NOWHERE: Range = { version: 4, first: 0n, last: 0n };

/** What is left of some ways to speak without others. */
export const unspoken = (some: readonly Speech[], others: readonly Speech[]): Speech[] =>
  subtract(across([NOWHERE], some), across([NOWHERE], others));
