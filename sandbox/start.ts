import Table from "cli-table3";
import type { ZoneOverview } from "../components/overview.ts";
import { zoneNames } from "../components/zone.ts";
import { type Made, makerOf, meeting, placesIn, standingOf } from "../policies/coverage.ts";
import { Instance, main } from "./instance.ts";
import { SERVICES, Stack, type Standing } from "./stack.ts";

/** The document that the baseline carries out. */
const TALK = "talk";

/** What stands, component by component, and which sentences of the talk each carries. */
const made = (resources: readonly Standing[]): string => {
  const all = resources.map(({ urn, type, inputs = {} }): Made => ({ urn, type, props: inputs }));
  const places = placesIn(TALK);
  const carried = new Map(places.map((place) => [place, meeting(place, all)]));
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

/** `npm start`: the baseline on a real OpenStack on this machine, from nothing, and what stands then. */
await main(async () => {
  const started = Date.now();
  const instance = new Instance(process.env.TRY ?? "default");
  const [env] = await Promise.all([
    instance.environment((line) => console.log(line)),
    instance.cloud("up", "--services", SERVICES),
  ]);
  const stack = new Stack(instance, env);
  const changed = await stack.deploy();
  const { zones } = await stack.outputs<{ zones: { [zone: string]: ZoneOverview & { network: string } } }>();

  const table = new Table({
    head: ["Zone", "Network", "Addresses", "Routed", "Who may talk to it"],
    style: { head: [], border: [] },
  });
  for (const zone of zoneNames.filter((name) => zones[name])) {
    const { network, ranges, routed, reachedBy } = zones[zone] as (typeof zones)[string];
    table.push([zone, network, ranges.join("\n"), routed ? "yes" : "no", reachedBy.join("\n") || "nobody"]);
  }
  console.log(`\n${table}\n`);
  console.log(`${made(await stack.resources())}\n`);
  console.log(
    changed === 0
      ? `Nothing changed: the baseline stands as declared (${seconds(started)}).`
      : `${changed} resources changed: the baseline stands, and the pack let it pass (${seconds(started)}).`,
  );
  console.log(`
Next:
  npm run sandbox -- exec pulumi preview --policy-pack policies   what would change, and what the pack says
  npm run sandbox -- exec pulumi stack                            what was made
  npm run sandbox -- exec openstack network list                  what the cloud says
  npm run sandbox -- status                                       what runs
  npm run down                                                    deletes the baseline and stops the cloud`);
});
