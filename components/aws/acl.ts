import type { Group, Opening } from "../firewall.ts";
import type { AddressPlan } from "../network.ts";
import { contains, formatRange, parseRange, type Range, rangeAt } from "../range.ts";
import { refuse } from "../refusal.ts";
import { protocolNumber } from "../service.ts";
import { type Zone, zones } from "../zone.ts";

/** One rule of a network ACL. It lets through; what no rule lets through is stopped. */
export interface AclRule {
  readonly direction: Group["direction"];
  readonly ipVersion: 4 | 6;
  /** By its IANA number. */
  readonly protocol: string;
  /** The far end's addresses, as a CIDR. */
  readonly peer: string;
  /** The first and the last port, where the protocol has any. */
  readonly ports?: Ports;
  /** Type and code of the one message that is let through, where it is one of ICMP's. */
  readonly message?: readonly [type: number, code: number];
}

type Ports = readonly [first: number, last: number];

/** The ports that clients of every system ask from, and are answered on. */
const REPLIES: readonly Ports[] = [[1024, 65535]];

/** The same for what comes in over TCP, where who answers could also log in: the port of remote desktops is nobody's to ask from. */
const TCP_REPLIES_IN: readonly Ports[] = [
  [1024, 3388],
  [3390, 65535],
];

/** What says that a packet was too big for the way, without which connections hang. */
const TOO_BIG = { 4: { protocol: "1", message: [3, 4] }, 6: { protocol: "58", message: [2, 0] } } as const;

/** The rules that a network ACL may have in one direction and version. AWS counts the one that stops the rest. */
export const ACL_QUOTA = 20;

interface Rule extends Omit<AclRule, "peer"> {
  readonly peer: Range;
}

const opposite = { ingress: "egress", egress: "ingress" } as const;

const rangeOf = (peer: string): Range => parseRange(peer) as Range;

/** What one opening needs of an ACL, which remembers nothing: a way there, and one back. */
const both = (direction: Group["direction"], { ipVersion, port }: Opening, peer: Range): Rule[] => {
  const protocol = protocolNumber(port.protocol);
  const { first, last = first } = port;
  const ports = first === undefined || last === undefined ? {} : { ports: [first, last] as const };
  const there = { direction, ipVersion, protocol, peer, ...ports };
  const back = { ...there, direction: opposite[direction] };
  if (first === undefined) return [there, back];
  const replies = port.protocol === "tcp" && direction === "egress" ? TCP_REPLIES_IN : REPLIES;
  return [there, ...replies.map((ports) => ({ ...back, ports }))];
};

const zoneRules = (groups: readonly Group[], zone: Zone): Rule[] =>
  groups
    .filter((group) => group.zone === zone)
    .flatMap(({ direction, openings }) =>
      openings.flatMap((opening) => both(direction, opening, rangeOf(opening.peer))),
    );

/** The openings through which a zone leaves the network. */
export const leaving = (groups: readonly Group[], zone: Zone, network: readonly Range[]): Opening[] =>
  groups
    .filter((group) => group.zone === zone && group.direction === "egress")
    .flatMap(({ openings }) => openings)
    .filter(({ peer }) => !network.some((range) => contains(range, rangeOf(peer))));

/** What passes through the gateways that translate addresses: in from a zone and out, and the answers back. */
const translatedRules = (openings: readonly Opening[], zone: readonly Range[]): Rule[] =>
  openings
    .filter(({ ipVersion }) => ipVersion === 4)
    .flatMap((opening) => [
      ...zone.filter(({ version }) => version === 4).flatMap((range) => both("ingress", opening, range)),
      ...both("egress", opening, rangeOf(opening.peer)),
    ]);

const sizeRules = (rules: readonly Rule[], zone: Zone, own: readonly Range[]): Rule[] =>
  ([4, 6] as const).flatMap((ipVersion) =>
    rules.some((rule) => rule.ipVersion === ipVersion)
      ? (["ingress", "egress"] as const).flatMap((direction) =>
          (zones[zone].isolated ? own.filter(({ version }) => version === ipVersion) : [rangeAt(ipVersion, 0n, 0)]).map(
            (peer) => ({ direction, ipVersion, peer, ...TOO_BIG[ipVersion] }),
          ),
        )
      : [],
  );

/** What rules must share to be one rule for more ports. */
const kin = ({ direction, ipVersion, protocol, peer, ports, message }: Rule): string =>
  JSON.stringify([direction, ipVersion, protocol, formatRange(peer), ports ? "" : (message ?? [])]);

/** Rules for the same peer with ports that overlap or touch, as one. */
const joined = (rules: readonly Rule[]): Rule[] => {
  const merged: Rule[] = [];
  for (const rule of rules.toSorted((a, b) => (a.ports?.[0] ?? 0) - (b.ports?.[0] ?? 0))) {
    const before = merged.at(-1);
    if (!before) merged.push(rule);
    else if (before.ports && rule.ports) {
      if (rule.ports[0] > before.ports[1] + 1) merged.push(rule);
      else
        merged[merged.length - 1] = {
          ...before,
          ports: [before.ports[0], Math.max(before.ports[1], rule.ports[1])],
        };
    }
  }
  return merged;
};

/** Whether a rule lets through all that another does. */
const covers = (one: Rule, other: Rule): boolean =>
  one.direction === other.direction &&
  one.ipVersion === other.ipVersion &&
  one.protocol === other.protocol &&
  contains(one.peer, other.peer) &&
  (!one.message || String(one.message) === String(other.message)) &&
  (!one.ports || (other.ports !== undefined && one.ports[0] <= other.ports[0] && other.ports[1] <= one.ports[1]));

const simplified = (rules: readonly Rule[]): Rule[] => {
  const all = [...Map.groupBy(rules, kin).values()].flatMap(joined);
  return all.filter((rule) => !all.some((other) => other !== rule && covers(other, rule)));
};

const order = ({ direction, ipVersion, protocol, peer, ports }: Rule): readonly (number | bigint)[] => [
  direction === "ingress" ? 0 : 1,
  ipVersion,
  Number(protocol),
  peer.first,
  peer.last,
  ports?.[0] ?? 0,
];

const byOrder = (a: Rule, b: Rule): number => {
  const [one, other] = [order(a), order(b)];
  const at = one.findIndex((part, i) => part !== other[i]);
  return at < 0 ? 0 : (one[at] as bigint) < (other[at] as bigint) ? -1 : 1;
};

/** What network ACLs are made from. */
export interface AclPlan {
  /** The flows, as security groups. */
  readonly groups: readonly Group[];
  readonly plan: AddressPlan;
  /** What leaves another zone through the gateways in `external`, which translate its addresses. */
  readonly translated?: { readonly from: Zone; readonly openings: readonly Opening[] } | undefined;
  /** How many rules an ACL may have in one direction and version. */
  readonly quota: number;
}

/**
 * The rules of a zone's network ACL: the declared flows, there and back, and nothing else. A network ACL remembers nothing, so what answers is let through to the
 * ports that clients use, from whoever was asked.
 *
 * @param what whose flows these are, to begin an error with
 * @throws one sentence when there are more rules than AWS lets an ACL have
 */
export function aclOf(what: string, zone: Zone, { groups, plan, translated, quota }: AclPlan): AclRule[] {
  const rules = [
    ...zoneRules(groups, zone),
    ...(translated && zone === "external" ? translatedRules(translated.openings, plan.get(translated.from) ?? []) : []),
  ];
  const made = simplified([...rules, ...sizeRules(rules, zone, plan.get(zone) ?? [])]).sort(byOrder);
  for (const [kind, same] of Map.groupBy(made, ({ direction, ipVersion }) => `${direction} over IPv${ipVersion}`))
    if (same.length > quota - 1)
      refuse(
        `${what}: flows`,
        `${same.length} rules for ${kind} in the zone ${zone}`,
        `few enough for ${quota - 1} rules of a network ACL in each direction and version`,
      );
  return made.map(({ peer, ...rule }) => ({ ...rule, peer: formatRange(peer) }));
}
