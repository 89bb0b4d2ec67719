import type { Graph, Viz } from "@viz-js/viz";
import type { FirewallArgs } from "../components/firewall.ts";
import { defaultFlows, flowsOf } from "../components/flow.ts";
import { type AddressPlan, addressPlan } from "../components/network.ts";
import { contains, formatRange, parseRange } from "../components/range.ts";
import { isZone, type Zone, zoneNames, zones } from "../components/zone.ts";
import { makerOf } from "../policies/coverage.ts";
import type { Resource } from "./report.ts";

/** Who may say what to whom. */
export interface Talk {
  readonly from: string;
  readonly to: string;
  readonly service: string;
  readonly reason: string;
}

/** The zones of a network, and who may talk to whom in them; what is not here is closed. */
export interface ZoneMap {
  readonly zones: readonly { readonly zone: Zone; readonly ranges: readonly string[] }[];
  readonly talks: readonly Talk[];
}

/** The address plan, as far as its arguments are known yet. */
const planOf = (args: FirewallArgs): AddressPlan => {
  try {
    return addressPlan("zone map", args);
  } catch {
    return new Map(Object.keys(args.zones ?? zones).flatMap((zone) => (isZone(zone) ? [[zone, []]] : [])));
  }
};

/** The zone that an address range is part of, or the range itself. */
const endOf = (text: string, plan: AddressPlan): string => {
  const range = parseRange(text);
  const own = range && [...plan].find(([, ranges]) => ranges.some((whole) => contains(whole, range)));
  return own ? own[0] : text;
};

/** The map of a network that several firewalls guard, each with some of the flows. Undefined without a firewall. */
export function zoneMapOf(firewalls: readonly FirewallArgs[]): ZoneMap | undefined {
  const plans = firewalls.map(planOf);
  const [plan] = plans;
  if (!plan) return undefined;
  const talks = firewalls.flatMap(({ flows = defaultFlows }, index) =>
    Object.values(flows).map(({ from, to, service, reason }): Talk => {
      const own = plans[index] as AddressPlan;
      return { from: endOf(from, own), to: endOf(to, own), service, reason };
    }),
  );
  const known = talks.filter(({ from, to }) => [from, to].every((end) => !isZone(end) || plan.has(end)));
  const once = new Map(known.map((talk) => [[talk.from, talk.to, talk.service, talk.reason].join("\0"), talk]));
  return {
    zones: [...plan].map(([zone, ranges]) => ({ zone, ranges: ranges.map(formatRange) })),
    talks: [...once.values()].toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1)),
  };
}

const place = (end: string): string => {
  const index = (zoneNames as string[]).indexOf(end);
  return end === "internet" ? "0" : index >= 0 ? `2${index}` : `1${end}`;
};

const sortKey = ({ from, to, service, reason }: Talk): string => [place(from), place(to), service, reason].join("\0");

/** The firewalls among resources, the stack's own before those that a component has for itself. */
export const firewallsIn = (resources: readonly Resource[]): FirewallArgs[] =>
  resources
    .filter(({ type }) => /^hardening:index:\w+Firewall$/.test(type))
    .toSorted((one, other) => Number(Boolean(makerOf(one.urn))) - Number(Boolean(makerOf(other.urn))))
    .map(({ props }) => props as FirewallArgs);

/** The services that one end may use of another, as they stand beside an arrow. */
const label = (talks: readonly Talk[]): string => {
  const services = [...new Set(talks.map(({ service }) => service))];
  return services.map((service) => ` ${service} `).join("\n");
};

/**
 * The flows that a stack's configuration declares, whichever project it is for.
 *
 * @param what the configuration's file, to begin an error with
 * @throws one sentence when it has no address plan, or the first flow that no firewall would take
 */
export function firewallIn(what: string, config: { readonly [key: string]: unknown }): FirewallArgs {
  const values = Object.fromEntries(Object.entries(config).map(([key, value]) => [key.split(":").at(-1), value]));
  const { cidr, ipv6Cidr, zones: own, flows } = values as unknown as FirewallArgs;
  if (typeof cidr !== "string") throw new Error(`${what} must be a stack's configuration with a cidr, got none.`);
  const args: FirewallArgs = {
    cidr,
    ...(ipv6Cidr && { ipv6Cidr }),
    ...(own && { zones: own }),
    ...(flows && { flows }),
  };
  flowsOf(what, args);
  return args;
}

/** A map as a table for a terminal: who, to whom, what about, and why. */
export function listed({ talks }: ZoneMap): string {
  const rows = [
    ["From", "To", "Service", "Why"],
    ...talks.map(({ from, to, service, reason }) => [from, to, service, reason]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`).join("");
}

const graphOf = ({ zones: own, talks }: ZoneMap): Graph => {
  const ends = [...new Set(talks.flatMap(({ from, to }) => [from, to]))].filter((end) => !isZone(end));
  const pairs = Map.groupBy(talks, ({ from, to }) => `${from}\0${to}`);
  return {
    graphAttributes: { rankdir: "LR", bgcolor: "transparent", nodesep: 0.3, ranksep: 0.9, pad: 0.2 },
    nodeAttributes: { fontname: "sans-serif", fontsize: 12, margin: "0.3,0.12" },
    edgeAttributes: { fontname: "sans-serif", fontsize: 10, arrowsize: 0.7 },
    nodes: [
      ...ends.map((end) => ({
        name: end,
        attributes: { label: end, shape: "ellipse", class: end === "internet" ? "internet" : "outside" },
      })),
      ...own.map(({ zone, ranges }) => ({
        name: zone,
        attributes: {
          shape: "box",
          style: "rounded",
          class: zones[zone].isolated ? "zone isolated" : "zone",
          label: [zone, ...ranges].join("\n"),
          tooltip: zones[zone].purpose,
        },
      })),
    ],
    edges: [...pairs.values()].map((pair) => {
      const [{ from, to }] = pair as [Talk];
      return {
        tail: from,
        head: to,
        attributes: {
          label: label(pair),
          tooltip: pair.map(({ service, reason }) => `${service}: ${reason}`).join("\n"),
          class: from === "internet" ? "talk from-internet" : "talk",
        },
      };
    }),
  };
};

let viz: Promise<Viz> | undefined;

/** Draws a map, as an SVG element. Graphviz is loaded when something is drawn first. */
export async function drawn(map: ZoneMap): Promise<string> {
  viz ??= import("@viz-js/viz").then(({ instance }) => instance());
  const svg = (await viz).renderString(graphOf(map), { format: "svg" });
  return svg.slice(svg.indexOf("<svg"));
}
