import { merge, overlap, type Range } from "../../components/range.ts";

interface Entry<T> {
  readonly range: Range;
  readonly value: T;
  /** The last address of this entry and of all before it. */
  readonly furthest: bigint;
}

/** Things by the addresses that they have, so that those at some addresses are found without looking at all. */
export class RangeIndex<T> {
  readonly #entries: { readonly [version in 4 | 6]: readonly Entry<T>[] };

  constructor(entries: readonly { readonly range: Range; readonly value: T }[]) {
    const of = (version: 4 | 6): Entry<T>[] => {
      let furthest = -1n;
      return entries
        .filter(({ range }) => range.version === version)
        .sort((a, b) => (a.range.first < b.range.first ? -1 : Number(a.range.first > b.range.first)))
        .map(({ range, value }) => {
          if (range.last > furthest) furthest = range.last;
          return { range, value, furthest };
        });
    };
    this.#entries = { 4: of(4), 6: of(6) };
  }

  /** What has some of a range's addresses, in the order of the first ones. */
  at(range: Range): T[] {
    const entries = this.#entries[range.version];
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle] as Entry<T>).range.first <= range.last) low = middle + 1;
      else high = middle;
    }
    const found: T[] = [];
    for (let i = low - 1; i >= 0 && (entries[i] as Entry<T>).furthest >= range.first; i--) {
      const entry = entries[i] as Entry<T>;
      if (overlap(entry.range, range)) found.push(entry.value);
    }
    return found.reverse();
  }
}

/** Some addresses, in as few ranges as there can be, each found without looking at all. */
export class RangeSet {
  readonly #index: RangeIndex<Range>;

  constructor(ranges: readonly Range[]) {
    this.#index = new RangeIndex(merge(ranges).map((range) => ({ range, value: range })));
  }

  /** Those that some range has something of. */
  at(range: Range): Range[] {
    return this.#index.at(range);
  }

  /** Whether all of a range is in it. */
  has(range: Range): boolean {
    const [one] = this.at(range);
    return one !== undefined && one.first <= range.first && range.last <= one.last;
  }

  /** What of a range is not in it. */
  missing(range: Range): Range[] {
    const left: Range[] = [];
    let { first } = range;
    for (const own of this.at(range)) {
      if (first < own.first) left.push({ ...range, first, last: own.first - 1n });
      first = own.last + 1n;
    }
    return first <= range.last ? [...left, { ...range, first }] : left;
  }
}
