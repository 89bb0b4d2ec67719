import Table from "cli-table3";
import type { ZoneOverview } from "../components/overview.ts";
import { zoneNames } from "../components/zone.ts";
import { cloudOf } from "./clouds.ts";
import { Instance, main } from "./instance.ts";
import { Stack } from "./stack.ts";

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(0)} s`;

type Zones = { [zone: string]: ZoneOverview & { network: string } };

function tableOf(zones: Zones): Table.Table {
  const table = new Table({
    head: ["Zone", "Network", "Addresses", "Routed", "Who may talk to it"],
    style: { head: [], border: [] },
  });
  for (const zone of zoneNames.filter((name) => zones[name])) {
    const { network, ranges, routed, reachedBy } = zones[zone] as Zones[string];
    table.push([zone, network, ranges.join("\n"), routed ? "yes" : "no", reachedBy.join("\n") || "nobody"]);
  }
  return table;
}

/** `npm start [-- aws]`: the baseline on a cloud on this machine, from nothing, and what stands then. */
await main(async () => {
  const started = Date.now();
  const kind = cloudOf(process.argv[2]);
  const missing = kind.missing();
  if (missing) throw new Error(missing);
  const instance = new Instance("default", kind);
  await Promise.all([instance.engine((line) => console.log(line)), instance.cloud("up")]);
  const stack = new Stack(instance, await instance.environment());
  const changed = await stack.deploy();
  const { zones } = await stack.outputs<{ zones?: Zones }>();
  if (zones) console.log(`\n${tableOf(zones)}\n`);
  console.log(
    changed === 0
      ? `Nothing changed: the baseline stands as declared (${seconds(started)}).`
      : `${changed} resources changed: the baseline stands, and the pack let it pass (${seconds(started)}).`,
  );
  console.log(kind.afterwards());
});
