import type { PolicyResource } from "@pulumi/policy";
import Table from "cli-table3";
import { flowSettings } from "../policies/facts/declared-flow.ts";
import { undeclaredBy } from "../policies/facts/reachable.ts";
import { Plan } from "../policies/plan.ts";
import { urnOf } from "../test/support/judge.ts";
import { median } from "./median.ts";

/**
 * What it costs to prove who reaches whom, as ratios within one run: how it grows with a network of so many subnets, as many groups, and ten times as many rules,
 * where the rules say what the flows do and where none of them does. Run it on a quiet machine: `npm run bench:reach`.
 */
const settings = {
  zoneTag: flowSettings.zoneTag.default,
  zones: {},
  flows: {
    web: { from: "internet", to: "api", service: "https" },
    inside: { from: "api", to: "tenant", service: "tcp/8000-8009" },
  },
};

const cidrOf = (i: number): string => `10.${i >> 8}.${i & 255}.0/24`;

/** A network of subnets in two zones behind one router, a machine in each of them, each with a group of its own and ten rules. */
const resourcesOf = (size: number, declared: boolean): PolicyResource[] => {
  const made = (type: string, name: string, props: object): PolicyResource =>
    ({
      type,
      name,
      urn: urnOf(type, name),
      props: { ...props, id: name },
      propertyDependencies: {},
    }) as unknown as PolicyResource;
  return [
    made("openstack:networking/router:Router", "router", { externalNetworkId: "public" }),
    ...Array.from({ length: size }, (_, i) => {
      const isApi = i % 2 === 0;
      /** The subnet of another machine in the other zone. */
      const other = (rule: number) => cidrOf(((i + 2 * rule) % size) ^ 1);
      const ruleOf = (rule: number) => {
        if (!isApi) return { direction: "ingress", port: declared ? 8000 + rule : 22, remoteIpPrefix: other(rule) };
        if (rule < 5) return { direction: "ingress", port: declared ? 443 : 22, remoteIpPrefix: `198.${rule}.0.0/16` };
        return { direction: "egress", port: declared ? 8000 + rule : 22, remoteIpPrefix: other(rule) };
      };
      return [
        made("openstack:networking/network:Network", `network-${i}`, { tags: [`zone:${isApi ? "api" : "tenant"}`] }),
        made("openstack:networking/subnet:Subnet", `subnet-${i}`, { networkId: `network-${i}`, cidr: cidrOf(i) }),
        made("openstack:networking/routerInterface:RouterInterface", `joint-${i}`, {
          routerId: "router",
          subnetId: `subnet-${i}`,
        }),
        made("openstack:networking/secGroup:SecGroup", `group-${i}`, { deleteDefaultRules: true }),
        made("openstack:networking/port:Port", `port-${i}`, {
          networkId: `network-${i}`,
          securityGroupIds: [`group-${i}`],
        }),
        made("openstack:networking/floatingIp:FloatingIp", `address-${i}`, { portId: `port-${i}` }),
        ...Array.from({ length: 10 }, (_, rule) => {
          const { port, ...said } = ruleOf(rule);
          return made("openstack:networking/secGroupRule:SecGroupRule", `rule-${i}-${rule}`, {
            ...{ securityGroupId: `group-${i}`, ethertype: "IPv4", protocol: "tcp" },
            ...{ ...said, portRangeMin: port, portRangeMax: port },
          });
        }),
      ];
    }).flat(),
  ];
};

const RUNS = 5;

/** How long it takes to judge a plan that nobody has looked at yet, and at how many resources something is wrong. */
const timed = (resources: readonly PolicyResource[]): { readonly time: number; readonly faults: number } => {
  const times: number[] = [];
  let faults = 0;
  for (let run = 0; run <= RUNS; run++) {
    const plan = new Plan(resources, new Map());
    const start = performance.now();
    faults = plan
      .of("openstack:networking/secGroupRule:SecGroupRule")
      .filter(({ urn }) => undeclaredBy({ plan, urn }, settings)).length;
    if (run > 0) times.push(performance.now() - start); // the first run warms up
  }
  return { time: median(times), faults };
};

const table = new Table({
  head: ["Subnets, groups, rules", "At fault", "Time", "Ratio", "n log n"],
  style: { head: [], border: [] },
});
const SIZES = [250, 500, 1000, 2000];
for (const declared of [true, false]) {
  let before: number | undefined;
  for (const [i, size] of SIZES.entries()) {
    const { time, faults } = timed(resourcesOf(size, declared));
    const half = SIZES[i - 1];
    table.push([
      `${size}, ${size}, ${10 * size}`,
      faults,
      `${time.toFixed(0)} ms`,
      before === undefined ? "" : `${(time / before).toFixed(2)} ×`,
      half === undefined ? "" : `${((size * Math.log(size)) / (half * Math.log(half))).toFixed(2)} ×`,
    ]);
    before = time;
  }
}
console.log(String(table));
