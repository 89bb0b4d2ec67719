import type { FlowArgs } from "../../components/flow.ts";
import { defaultFlows } from "../../components/flow.ts";
import { zonePart } from "../../components/network.ts";
import { merge, parseRange, type Range } from "../../components/range.ts";
import { portsOf } from "../../components/service.ts";
import { isZone, type Zone, zoneNames } from "../../components/zone.ts";
import type { Setting } from "../control.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Allowance, End, Network } from "../reach/network.ts";
import { anything, anywhere, type Speech } from "../reach/traffic.ts";
import { type Reading, speechOf } from "./topology.ts";
import { zoneTag } from "./zone.ts";

/** The components that declare flows. */
export const FIREWALLS = ["hardening:index:AwsFirewall", "hardening:index:OpenStackFirewall"] as const;

/** A flow as a team sets it. */
type SetFlow = Pick<FlowArgs, "from" | "to" | "service">;

/** What a team may set where the stack uses none of our components, or something besides. */
export interface FlowSettings {
  readonly zoneTag: string;
  readonly zones: { readonly [zone: string]: readonly string[] };
  readonly flows: { readonly [name: string]: SetFlow };
}

const text = { type: "string", minLength: 1 } as const;

/** The same, with what it means. */
export const flowSettings = {
  zoneTag,
  zones: {
    type: "object",
    additionalProperties: { type: "array", items: text },
    default: {},
    description:
      'The addresses of zones whose subnets do not say it by a tag, as ranges by a zone\'s name: `{ "web": ["10.0.1.0/24"] }`.',
  },
  flows: {
    type: "object",
    additionalProperties: {
      type: "object",
      properties: { from: text, to: text, service: text },
      required: ["from", "to", "service"],
    },
    default: {},
    description:
      'Who may talk to whom, besides what the components of the stack declare: `{ "web": { "from": "internet", "to": "web", "service": "https" } }`. An end is a zone, `internet`, an address range or a prefix list; a service is a name, or a protocol and its ports such as `tcp/8443`. Where neither a component nor this declares a flow, nothing is judged.',
  },
} as const satisfies { readonly [K in keyof FlowSettings]: Setting<FlowSettings[K]> };

/** A declared flow, and who declares it. */
export interface Declared extends Allowance {
  /** The URN of the component that does; undefined where the settings do. */
  readonly by: string | undefined;
  /** Whether nobody knows yet what it allows, so that it may be anything. */
  readonly unknown?: true;
}

/** The flows that are declared for a plan. */
export interface Declarations {
  readonly flows: readonly Declared[];
  /** What of the settings nobody can read, as sentences. */
  readonly faults: readonly string[];
}

/** Leave for all that a flow may allow which is not known yet. */
const WHATEVER = {
  unknown: true,
  from: { label: "whoever", ranges: anywhere },
  to: { label: "whomever", ranges: anywhere },
  speech: [anything],
} as const satisfies Omit<Declared, "label" | "by">;

type Firewall = Planned<(typeof FIREWALLS)[number]>;

/** The addresses of a component's zones. What they are on any cloud is inside of what they are here. */
const addressesOf = ({ props }: Firewall, reading: Reading): Map<string, Range[]> => {
  const given = props as { readonly ipv6CidrBlock?: string };
  const whole6 = reading.or<Range | undefined>(
    () => parseRange(given.ipv6CidrBlock ?? props.ipv6Cidr ?? ""),
    undefined,
    anywhere[1],
  );
  const whole4 = reading.or(() => parseRange(props.cidr ?? ""), undefined, anywhere[0]);
  const part = (zone: Zone, whole: Range | undefined) => {
    if (!whole || anywhere.includes(whole)) return whole;
    return zonePart(whole, zone);
  };
  /** What a zone's own argument says; where it is not known yet, none of the addresses, or all. */
  const own = (zone: Zone, input: "cidr" | "ipv6Cidr", whole: Range | undefined) =>
    reading.or(
      () => {
        const said = props.zones?.[zone]?.[input];
        return said === undefined ? part(zone, whole) : parseRange(said);
      },
      undefined,
      anywhere[input === "cidr" ? 0 : 1],
    );
  const named = reading.or(() => props.zones && Object.keys(props.zones), undefined, undefined);
  return new Map(
    zoneNames
      .filter((zone) => named?.includes(zone) !== false)
      .map((zone) => [zone, [own(zone, "cidr", whole4) ?? [], own(zone, "ipv6Cidr", whole6) ?? []].flat()]),
  );
};

/** What a service speaks; undefined where there is none of that name. */
const speechesOf = (service: string): Speech[] | undefined => {
  try {
    return portsOf("", service).map(({ protocol, first, last = first }) =>
      speechOf(protocol, first === undefined || last === undefined ? undefined : { first, last }),
    );
  } catch {
    return undefined; // it says in words of a component's arguments what is wrong
  }
};

const endOf = (said: string, zones: ReadonlyMap<string, readonly Range[]>): End => {
  if (said === "internet") return { label: said, anyone: true, ranges: anywhere };
  const own = zones.get(said);
  if (own || isZone(said)) return { label: said, zone: said, ranges: own ?? [] };
  const range = parseRange(said);
  if (range) return { label: said, ranges: [range] };
  return said.startsWith("pl-") ? { label: said, list: said, ranges: [] } : { label: said, zone: said, ranges: [] };
};

/**
 * The flows that a plan's components and a team's settings declare.
 *
 * @param network what the plan makes, whose subnets say the addresses of their zones
 * @param reading how to read what is not known yet: widely, to allow as much as there may be
 */
export function declarationsOf(plan: Plan, network: Network, settings: FlowSettings, reading: Reading): Declarations {
  const zones = new Map<string, Range[]>();
  const add = (zone: string, ranges: readonly Range[]) => zones.set(zone, [...(zones.get(zone) ?? []), ...ranges]);
  const firewalls = FIREWALLS.flatMap((type): Firewall[] => [...plan.of(type)]);
  const faults: string[] = [];
  for (const firewall of firewalls) for (const [zone, ranges] of addressesOf(firewall, reading)) add(zone, ranges);
  for (const [zone, ranges] of Object.entries(settings.zones))
    for (const written of ranges) {
      const range = parseRange(written);
      if (range) add(zone, [range]);
      else faults.push(`The setting zones gives ${zone} something that is no address range.`);
    }
  for (const { zones: own, ranges } of network.subnets) for (const zone of own) add(zone, ranges);

  const addresses = new Map([...zones].map(([zone, ranges]) => [zone, merge(ranges)]));
  const read = (name: string, { from, to, service }: SetFlow, by: string | undefined): Declared[] => {
    const speech = speechesOf(service);
    if (!speech) {
      faults.push(`The flow ${name} names a service that there is not.`);
      return [];
    }
    return [{ label: name, from: endOf(from, addresses), to: endOf(to, addresses), speech, by }];
  };
  const ofComponent = ({ urn, props }: Firewall): Declared[] => {
    const unknown = (name: string): Declared[] => [{ ...WHATEVER, label: name, by: urn }];
    const own = reading.or<{ readonly [name: string]: SetFlow } | undefined>(
      () => props.flows ?? defaultFlows,
      {},
      undefined,
    );
    if (!own) return unknown("flows");
    return Object.keys(own).flatMap((name) =>
      reading.or(() => read(name, own[name] as SetFlow, urn), [], unknown(name)),
    );
  };
  const flows = [
    ...firewalls.flatMap(ofComponent),
    ...Object.entries(settings.flows).flatMap(([name, flow]) => read(name, flow, undefined)),
  ];
  return { flows, faults };
}
