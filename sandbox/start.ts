import Table from "cli-table3";
import type { ZoneOverview } from "../components/overview.ts";
import { zoneNames } from "../components/zone.ts";
import { type Fault, type Made, makerOf, meeting, placesIn, standingOf } from "../policies/coverage.ts";
import { cloudOf } from "./clouds.ts";
import { Instance, main } from "./instance.ts";
import { Stack, type Standing } from "./stack.ts";

type Zones = { [zone: string]: ZoneOverview & { network: string } };

/** The document that the baseline carries out. */
const TALK = "talk";

/** What stands, component by component, and which sentences of the talk each carries. */
const made = (resources: readonly Standing[], faults: readonly Fault[]): string => {
  const all = resources.map(({ urn, type, inputs = {} }): Made => ({ urn, type, props: inputs }));
  const places = placesIn(TALK);
  const carried = new Map(places.map((place) => [place, meeting(place, all, faults)]));
  const table = new Table({
    head: ["Component", "Made", "Sentences of the talk that it carries, by their names in docs/controls.md"],
    colWidths: [24, 24, 100],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const components = Map.groupBy(all, ({ urn }) => makerOf(urn));
  for (const [component, own] of [...components].toSorted(([one = ""], [other = ""]) => one.localeCompare(other)))
    if (component) {
      const kinds = Map.groupBy(own, ({ type }) => type.split(":").at(-1));
      const sentences = places.filter((place) => carried.get(place)?.includes(component));
      table.push([
        component,
        [...kinds]
          .filter(([kind = ""]) => !components.has(kind))
          .map(([kind, { length }]) => `${length} ${kind}`)
          .join(", "),
        sentences.map(({ place }) => place).join(", "),
      ]);
    }
  const count = places.filter((place) => carried.get(place)?.length).length;
  const beyond = places.filter((place) => standingOf(place) === "out of reach").length;
  return `${table}\n\n${count} of the talk's ${places.length} sentences are carried here; ${beyond} are beyond any program. docs/controls.md answers each one.`;
};

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/** The zones, and who may talk to them. */
const zoned = (zones: Zones): string => {
  const table = new Table({
    head: ["Zone", "Network", "Addresses", "Routed", "Who may talk to it"],
    style: { head: [], border: [] },
  });
  for (const zone of zoneNames.filter((name) => zones[name])) {
    const { network, ranges, routed, reachedBy } = zones[zone] as Zones[string];
    table.push([zone, network, ranges.join("\n"), routed ? "yes" : "no", reachedBy.join("\n") || "nobody"]);
  }
  return table.toString();
};

/** `npm start [-- aws]`: the baseline on a cloud on this machine, from nothing, and what stands then. */
await main(async () => {
  const started = Date.now();
  const kind = cloudOf(process.argv[2]);
  const missing = kind.missing();
  if (missing) throw new Error(missing);
  const instance = new Instance("default", kind);
  await Promise.all([instance.engine((line) => console.log(line)), instance.cloud("up", ...kind.needs)]);
  const stack = new Stack(instance, await instance.environment());
  const { changed, faults } = await stack.deploy();
  const { zones } = await stack.outputs<{ zones: Zones }>();
  console.log(`\n${zoned(zones)}\n`);
  console.log(`${made(await stack.resources(), faults)}\n`);
  console.log(
    changed === 0
      ? `Nothing changed: the baseline stands as declared (${seconds(started)}).`
      : `${changed} resources changed: the baseline stands, and the pack let it pass (${seconds(started)}).`,
  );
  console.log(kind.afterwards());
});
