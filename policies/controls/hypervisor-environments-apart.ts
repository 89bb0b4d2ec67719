import { control } from "../control.ts";
import { type EnvironmentSettings, environmentSettings, isProduction } from "../facts/environment.ts";
import { itemsOf } from "../facts/item.ts";
import { known, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const AGGREGATE = "openstack:compute/aggregateV2:AggregateV2";

type Aggregate = Planned<typeof AGGREGATE>;

/** Whether two aggregates have a host in common. What is unknown hides nothing known. */
const shareHost = (one: Aggregate, other: Aggregate): boolean => {
  const hosts = itemsOf(one.props.hosts);
  const sure = new Set(hosts.flatMap((host) => known(host) ?? []));
  const waits = hosts.find((host) => known(host) === undefined);
  return some(...itemsOf(other.props.hosts).map((host) => () => sure.has(host()) || waits?.() === host()));
};

export default control<Aggregate, EnvironmentSettings>({
  id: "hypervisor-environments-apart",
  title: "Keep production and everything else on different hypervisors",
  why: "Whoever breaks out of a development machine is on the hypervisor, and has every production machine that runs beside it.",
  fix: "Put each host into the aggregate of one environment only, and lead flavors there with `aggregate_instance_extra_specs:environment`.",
  severity: "high",
  sources: {
    talk: ["production-development-apart", "guests-isolated"],
    ossg: ["security-domains", "hardening-the-virtualization-layers"],
    "nist-800-53": ["SC-7(21)", "SC-4"],
    "nist-csf": ["protect"],
  },
  settings: environmentSettings,
  joins: { [AGGREGATE]: (aggregate) => [aggregate] },
  judge: (aggregate, settings) => {
    const own = isProduction(aggregate, settings);
    if (own !== true) return undefined;
    return some(
      ...aggregate.plan
        .of(AGGREGATE)
        .filter((other) => other.urn !== aggregate.urn)
        .map((other) => () => isProduction(other, settings) === false && shareHost(aggregate, other)),
    )
      ? "A hypervisor of production is one of another environment too."
      : undefined;
  },
  pass: [
    {
      production: [AGGREGATE, { hosts: ["compute-1"], metadata: { environment: "production" } }],
      development: [AGGREGATE, { hosts: ["compute-2"], metadata: { environment: "development" } }],
      ssd: [AGGREGATE, { hosts: ["compute-1", "compute-2"], metadata: { disk: "ssd" } }],
    },
  ],
  fail: [
    {
      production: [AGGREGATE, { hosts: ["compute-1", "compute-2"], metadata: { environment: "production" } }],
      development: [AGGREGATE, { hosts: ["compute-2"], metadata: { environment: "development" } }],
    },
  ],
});
