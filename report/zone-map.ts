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

/** A map is drawn for a light ground; this is how it looks on a dark one. */
const style = `
.zone-map .zone text:first-of-type { font-weight: bold; }
@media (prefers-color-scheme: dark) {
  .zone-map text { fill: #e4e8ee; }
  .zone-map .outside ellipse { fill: #12151b; stroke: #98a3b3; }
  .zone-map .zone path { fill: #273240; stroke: #8abaf5; }
  .zone-map .talk path, .zone-map .talk polygon { stroke: #98a3b3; }
  .zone-map .talk polygon, .zone-map .talk text { fill: #98a3b3; }
  .zone-map .internet ellipse { fill: #2f2326; stroke: #ff8a80; }
  .zone-map .from-internet path, .zone-map .from-internet polygon { stroke: #ff8a80; }
  .zone-map .from-internet polygon, .zone-map .from-internet text { fill: #ff8a80; }
}
`;

/** Graphviz knows how wide its letters are, and so makes boxes wide enough. */
const FONT = "Helvetica,Arial,sans-serif";
const SOFT = "#5b6675";
const OPEN = "#b3261e";

/** Words beside each other, a few on each line. */
const wrapped = (words: readonly string[], each: number): string[] =>
  Array.from({ length: Math.ceil(words.length / each) }, (_, line) =>
    words.slice(line * each, line * each + each).join(", "),
  );

const servicesOf = (talks: readonly Talk[]): string[] => [...new Set(talks.map(({ service }) => service))];

/** What stands in a zone's box: its name, its addresses, and what its machines may say among themselves. */
const boxOf = (zone: string, ranges: readonly string[], inside: readonly Talk[]): string => {
  const among = wrapped(servicesOf(inside), 3);
  return [zone, ...ranges, ...(among.length > 0 ? ["among themselves:", ...among] : [])].join("\n");
};

const graphOf = ({ zones: own, talks }: ZoneMap): Graph => {
  const ends = [...new Set(talks.flatMap(({ from, to }) => [from, to]))].filter((end) => !isZone(end));
  const across = talks.filter(({ from, to }) => from !== to);
  const pairs = Map.groupBy(across, ({ from, to }) => `${from}\0${to}`);
  const apart = own.filter(({ zone }) => across.every(({ from, to }) => from !== zone && to !== zone));
  return {
    graphAttributes: { rankdir: "LR", bgcolor: "transparent", nodesep: 0.25, ranksep: 0.8, pad: 0.2 },
    nodeAttributes: { fontname: FONT, fontsize: 12, margin: "0.3,0.12", style: "filled", fontcolor: "#1b2330" },
    edgeAttributes: { fontname: FONT, fontsize: 10, arrowsize: 0.7, color: SOFT, fontcolor: SOFT },
    nodes: [
      ...ends.map((end) => ({
        name: end,
        attributes: {
          label: end,
          shape: "ellipse",
          ...(end === "internet"
            ? { class: "internet", color: OPEN, fillcolor: "#f6e6e5" }
            : { class: "outside", color: SOFT, fillcolor: "#f6f7f9" }),
        },
      })),
      ...own.map(({ zone, ranges }) => {
        const { isolated, purpose } = zones[zone];
        const inside = talks.filter(({ from, to }) => from === zone && to === zone);
        return {
          name: zone,
          attributes: {
            shape: "box",
            style: isolated ? "rounded,filled,dashed" : "rounded,filled",
            color: "#1f5fa8",
            fillcolor: "#e4ecf5",
            class: isolated ? "zone isolated" : "zone",
            label: boxOf(zone, ranges, inside),
            tooltip: [purpose, ...inside.map(saidOf)].join("\n"),
          },
        };
      }),
    ],
    edges: [
      ...[...pairs.values()].map((pair) => {
        const [{ from, to }] = pair as [Talk];
        return {
          tail: from,
          head: to,
          attributes: {
            label: servicesOf(pair)
              .map((service) => ` ${service} `)
              .join("\n"),
            tooltip: pair.map(saidOf).join("\n"),
            ...(from === "internet"
              ? { class: "talk from-internet", color: OPEN, fontcolor: OPEN }
              : { class: "talk" }),
          },
        };
      }),
      // What talks to nothing else stands in rows, three in each, for the picture to be no tower.
      ...apart
        .slice(1)
        .flatMap(({ zone }, before) =>
          (before + 1) % 3 === 0
            ? []
            : [{ tail: (apart[before] as ZoneMap["zones"][number]).zone, head: zone, attributes: { style: "invis" } }],
        ),
    ],
  };
};

const saidOf = ({ service, reason }: Talk): string => `${service}: ${reason}`;

let viz: Promise<Viz> | undefined;

/** Draws a map, as an SVG element with all that it looks like. Graphviz is loaded when something is drawn first. */
export async function drawn(map: ZoneMap): Promise<string> {
  viz ??= import("@viz-js/viz").then(({ instance }) => instance());
  const svg = (await viz).renderString(graphOf(map), { format: "svg" });
  return svg.slice(svg.indexOf("<svg")).replace(/^<svg ([^>]*)>/, `<svg class="zone-map" $1>\n<style>${style}</style>`);
}
