import Table from "cli-table3";
import type { ZoneOverview } from "../components/overview.ts";
import { zoneNames } from "../components/zone.ts";
import { Instance, main } from "./instance.ts";
import { Stack } from "./stack.ts";

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/** `npm start`: the baseline on a real OpenStack on this machine, from nothing, and what stands then. */
await main(async () => {
  const started = Date.now();
  const instance = new Instance();
  const [env] = await Promise.all([instance.environment((line) => console.log(line)), instance.cloud("up")]);
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
