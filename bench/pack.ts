import { join } from "node:path";
import Table from "cli-table3";
import { controls } from "../policies/catalogue.ts";
import { policiesOf } from "../policies/enforce.ts";
import { judge, type Told, urnOf } from "../test/support/judge.ts";
import { loading } from "./loading.ts";
import { median } from "./median.ts";

/**
 * What the pack costs, as ratios within one run: how judging grows with the number of resources and of controls, and how long the pack takes to load beside
 * one that has nothing to say. Run it on a quiet machine: `npm run bench`.
 */
const timed = async (runs: number, run: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const start = performance.now();
    await run();
    if (i > 0) times.push(performance.now() - start); // the first run warms up
  }
  return median(times);
};

/** A stack of networks with a subnet each, and security groups with eight rules each: a tenth of each kind but the rules. */
const stackOf = (size: number): Told[] =>
  Array.from({ length: size / 10 }, (_, i) => {
    const [network, group] = [`network-${i}`, `group-${i}`];
    const made = (type: string, name: string, props: Told["props"], dependencies: Told["dependencies"] = {}): Told => ({
      ...{ urn: urnOf(type, name), type, name, props, dependencies },
    });
    return [
      made("openstack:networking/network:Network", network, { tags: ["zone:tenant", "owner:platform"] }),
      made(
        ...([
          "openstack:networking/subnet:Subnet",
          `subnet-${i}`,
          { networkId: network, cidr: `10.${i >> 8}.${i & 255}.0/24` },
        ] as const),
        { networkId: [urnOf("openstack:networking/network:Network", network)] },
      ),
      ...Array.from({ length: 8 }, (_, rule) =>
        made(
          ...([
            "openstack:networking/secGroupRule:SecGroupRule",
            `${group}-${rule}`,
            {
              direction: "ingress",
              ethertype: "IPv4",
              protocol: "tcp",
              portRangeMin: 443,
              portRangeMax: 443,
              remoteIpPrefix: `10.0.${rule}.0/24`,
              description: "A rule of the bench",
              securityGroupId: group,
            },
          ] as const),
        ),
      ),
    ];
  }).flat();

const table = new Table({ head: ["What", "Time", "Ratio"], style: { head: [], border: [] } });
const row = (what: string, time: number, base?: number) =>
  table.push([what, `${time.toFixed(0)} ms`, base ? `${(time / base).toFixed(2)} ×` : ""]);

const [few, many] = [100, 1000];
const half = controls.filter((_, i) => i % 2 === 0);
const base = await timed(5, () => judge(policiesOf(controls), stackOf(few)));
row(`${controls.length} controls, ${few} resources`, base);
row(
  `${controls.length} controls, ${many} resources (linear: ${many / few} ×)`,
  await timed(3, () => judge(policiesOf(controls), stackOf(many))),
  base,
);
row(
  `${half.length} controls, ${few} resources (linear: ${(half.length / controls.length).toFixed(2)} ×)`,
  await timed(5, () => judge(policiesOf(half), stackOf(few))),
  base,
);
row(`no control, ${few} resources`, await timed(5, () => judge(policiesOf([]), stackOf(few))), base);

const empty = await timed(3, () => loading(join(import.meta.dirname, "empty-pack")));
row("an empty pack loads", empty);
row("this pack loads", await timed(3, () => loading(join(import.meta.dirname, "../policies"))), empty);
console.log(String(table));
