import { overlap, parseRange, type Range } from "../../components/range.ts";
import { known } from "../knowledge.ts";
import type { Plan } from "../plan.ts";
import type { Subnet } from "./segment.ts";

/** A planned subnet and its addresses. */
export interface Addressed {
  readonly subnet: Subnet;
  readonly range: Range;
}

/** Subnets by their first address, and for each place in that order the subnet that reaches furthest up to there. */
interface Index {
  readonly sorted: readonly Addressed[];
  readonly furthest: readonly Addressed[];
  readonly place: ReadonlyMap<string, number>;
}

const order = (a: Addressed, b: Addressed): number =>
  Number(a.range.first > b.range.first) - Number(a.range.first < b.range.first) ||
  Number(a.range.last < b.range.last) - Number(a.range.last > b.range.last);

/** The planned subnets whose addresses are known, by region and version: addresses of one region mean nothing to another. */
const indexes = (plan: Plan): ReadonlyMap<string, Index> => {
  const addressed = plan.of("openstack:networking/subnet:Subnet").flatMap((subnet) => {
    const said = known(() => ({ region: subnet.props.region ?? "", cidr: subnet.props.cidr }));
    const range = said?.cidr ? parseRange(said.cidr) : undefined;
    return range ? [{ region: said?.region ?? "", subnet, range }] : [];
  });
  const groups = Map.groupBy(addressed, ({ region, range }) => `${region} ${range.version}`);
  return new Map(
    [...groups].map(([key, group]) => {
      const sorted = group.sort(order);
      const furthest: Addressed[] = [];
      for (const one of sorted) {
        const before = furthest.at(-1);
        furthest.push(before && before.range.last >= one.range.last ? before : one);
      }
      return [key, { sorted, furthest, place: new Map(sorted.map(({ subnet: { urn } }, i) => [urn, i])) }];
    }),
  );
};

const indexOf = (plan: Plan, region: string | undefined, version: 4 | 6): Index | undefined =>
  plan.once(indexes).get(`${region ?? ""} ${version}`);

/** The planned subnet before a subnet, in the order of addresses, that has some of its addresses too. */
export const overlapped = (subnet: Subnet): Subnet | undefined => {
  const { cidr, region } = subnet.props;
  if (!cidr) return undefined;
  for (const version of [4, 6] as const) {
    const { sorted = [], furthest = [], place } = indexOf(subnet.plan, region, version) ?? {};
    const at = place?.get(subnet.urn) ?? 0;
    const [one, before] = [sorted[at], furthest[at - 1]];
    if (one && before && overlap(before.range, one.range)) return before.subnet;
  }
  return undefined;
};

/** The planned subnets that have some of a range's addresses, as far as their own are known. */
export const subnetsAt = (plan: Plan, region: string | undefined, range: Range): Subnet[] => {
  const { sorted = [], furthest = [] } = indexOf(plan, region, range.version) ?? {};
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Addressed).range.first <= range.last) low = middle + 1;
    else high = middle;
  }
  const found: Subnet[] = [];
  for (let i = low - 1; i >= 0 && (furthest[i] as Addressed).range.last >= range.first; i--) {
    const one = sorted[i] as Addressed;
    if (overlap(one.range, range)) found.push(one.subnet);
  }
  return found.reverse();
};
