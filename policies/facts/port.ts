import type { Setting } from "../control.ts";

/** Ports, from the first to the last. */
export interface Ports {
  readonly first: number;
  readonly last: number;
}

/** A port, or ports written `first-last`, as a team sets them. */
export type PortSetting = number | string;

/** A setting that lists ports. */
export const portSetting = (description: string, ...ports: PortSetting[]): Setting<PortSetting[]> => ({
  type: "array",
  items: { type: ["integer", "string"], minimum: 1, maximum: 65535, pattern: "^\\d{1,5}(-\\d{1,5})?$" },
  default: ports,
  description: `${description} Each is a port, or a range such as "5900-5999".`,
});

/** The ports that a setting lists. */
export const portsListed = (listed: readonly PortSetting[]): Ports[] =>
  listed.map((entry) => {
    const [first = Number.NaN, last = first] = String(entry).split("-").map(Number);
    return { first, last };
  });

/** What some ports have in common with others, in order, what touches as one. */
export const portsShared = (one: Ports, others: readonly Ports[]): Ports[] => {
  const shared: Ports[] = [];
  for (const other of others.toSorted((a, b) => a.first - b.first)) {
    const [first, last] = [Math.max(other.first, one.first), Math.min(other.last, one.last)];
    if (!(first <= last)) continue;
    const before = shared.at(-1);
    if (!before || first > before.last + 1) shared.push({ first, last });
    else shared[shared.length - 1] = { first: before.first, last: Math.max(before.last, last) };
  }
  return shared;
};

/** Whether every one of some ports is among others. */
export const portsAmong = (ports: Ports, others: readonly Ports[]): boolean => {
  const [shared] = portsShared(ports, others);
  return shared?.first === ports.first && shared.last === ports.last;
};

/** How many ranges of ports a sentence can bear. */
const BEARABLE = 8;

/** Ports as they stand in a sentence: `port 22`, `ports 22-23, 5900-5999`. */
export const portsLabel = (ports: readonly Ports[]): string => {
  const written = ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  const more = written.length > BEARABLE ? ` and ${written.length - BEARABLE} more` : "";
  const single = ports.length === 1 && ports[0]?.first === ports[0]?.last;
  return `port${single ? "" : "s"} ${written.slice(0, BEARABLE).join(", ")}${more}`;
};
