import { overlap, parseRange, type Range } from "../../components/range.ts";
import { known, Undecided } from "../knowledge.ts";
import type { Plan } from "../plan.ts";
import type { Subnet, Vpc } from "./segment.ts";

/** A planned subnet, or a VPC, and its addresses. */
interface Addressed {
  readonly place: Subnet | Vpc;
  readonly range: Range;
}

/** Places by their first address, and for each place in that order the one that reaches furthest up to there. */
interface Index {
  readonly sorted: readonly Addressed[];
  readonly furthest: readonly Addressed[];
  readonly place: ReadonlyMap<string, number>;
}

const order = (a: Addressed, b: Addressed): number =>
  Number(a.range.first > b.range.first) - Number(a.range.first < b.range.first) ||
  Number(a.range.last < b.range.last) - Number(a.range.last > b.range.last);

const SUBNET = "openstack:networking/subnet:Subnet";
const VPC = "aws:ec2/vpc:Vpc";

const cidrOf = (place: Subnet | Vpc): string | undefined =>
  place.type === SUBNET ? (place as Subnet).props.cidr : (place as Vpc).props.cidrBlock;

/** Where addresses mean something: those of one region, or of one cloud, mean nothing to another. */
const realmOf = (type: string, region: string | undefined, version: 4 | 6): string =>
  `${type} ${region ?? ""} ${version}`;

/** The planned subnets and VPCs whose addresses are known, by where they mean something. */
const indexes = (plan: Plan): ReadonlyMap<string, Index> => {
  const addressed = [...plan.of(SUBNET), ...plan.of(VPC)].flatMap((place) => {
    const said = known(() => ({ region: place.props.region, cidr: cidrOf(place) }));
    const range = said?.cidr ? parseRange(said.cidr) : undefined;
    return range ? [{ realm: realmOf(place.type, said?.region, range.version), place, range }] : [];
  });
  const groups = Map.groupBy(addressed, ({ realm }) => realm);
  return new Map(
    [...groups].map(([key, group]) => {
      const sorted = group.sort(order);
      const furthest: Addressed[] = [];
      for (const one of sorted) {
        const before = furthest.at(-1);
        furthest.push(before && before.range.last >= one.range.last ? before : one);
      }
      return [key, { sorted, furthest, place: new Map(sorted.map(({ place: { urn } }, i) => [urn, i])) }];
    }),
  );
};

/** The planned subnet or VPC before one, in the order of addresses, that has some of its addresses too. */
export const overlapped = (own: Subnet | Vpc): Subnet | Vpc | undefined => {
  if (!cidrOf(own)) return undefined;
  for (const version of [4, 6] as const) {
    const realm = realmOf(own.type, own.props.region, version);
    const { sorted = [], furthest = [], place } = own.plan.once(indexes).get(realm) ?? {};
    const at = place?.get(own.urn) ?? 0;
    const [one, before] = [sorted[at], furthest[at - 1]];
    if (one && before && overlap(before.range, one.range)) return before.place;
  }
  return undefined;
};

/** The planned subnets of which not all is known that says which addresses they have. */
const blurred = (plan: Plan): readonly Subnet[] =>
  plan.of(SUBNET).filter(({ props }) => !known(() => [props.region, props.cidr]));

/** Whether a subnet may have some of a range's addresses, as far as that is known. */
const mayBeAt = ({ props }: Subnet, region: string | undefined, range: Range): boolean =>
  known(() => {
    const own = parseRange(props.cidr ?? "");
    return !!own && overlap(own, range);
  }) ??
  known(() => (props.region ?? "") === (region ?? "")) ??
  true;

/** The planned subnets that have some of a range's addresses. Each is a read that may be undecided, where it is not known yet which addresses one has. */
export const subnetsAt = (plan: Plan, region: string | undefined, range: Range): (() => Subnet)[] => {
  const { sorted = [], furthest = [] } = plan.once(indexes).get(realmOf(SUBNET, region, range.version)) ?? {};
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Addressed).range.first <= range.last) low = middle + 1;
    else high = middle;
  }
  const found: Subnet[] = [];
  for (let i = low - 1; i >= 0 && (furthest[i] as Addressed).range.last >= range.first; i--) {
    const one = sorted[i] as Addressed;
    if (overlap(one.range, range)) found.push(one.place as Subnet);
  }
  const waiting = plan.once(blurred).filter((subnet) => mayBeAt(subnet, region, range));
  return [
    ...found.reverse().map((subnet) => () => subnet),
    ...waiting.slice(0, 1).map(({ name }) => (): never => {
      throw new Undecided(`which addresses ${name} has can't be known during preview`);
    }),
  ];
};
