import { control, type Reads } from "../control.ts";
import { ceilings, quotas } from "../facts/quota.ts";

type Limits = { readonly [L in keyof typeof ceilings]: number };

/** One limit of a project, by the setting that bounds it. */
interface Limit {
  readonly name: keyof Limits;
  readonly read: () => unknown;
}

const limitsOf = (quota: object): Limit[] =>
  (Object.keys(ceilings) as (keyof Limits)[])
    .filter((name) => Object.hasOwn(quota, name))
    .map((name) => ({ name, read: () => (quota as { [name: string]: unknown })[name] }));

export default control<Limit, Limits>({
  id: "quota-limits-bounded",
  title: "Keep every quota within what one project may take",
  why: "A limit that is larger than the cloud is none: one project can still starve the others.",
  fix: "Set the limit to what the project needs, or raise the ceiling in the policy's configuration.",
  severity: "medium",
  sources: {
    talk: ["quotas-set"],
    ossg: ["networking-quotas"],
    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  settings: ceilings,
  reads: Object.fromEntries(Object.values(quotas).map((token) => [token, limitsOf])) as Reads<Limit>,
  judge: ({ name, read }, limits) => {
    const value = Number(read() ?? 0);
    return value > limits[name] ? `The quota allows ${value} for ${name}, more than ${limits[name]}.` : undefined;
  },
  pass: [
    { shop: [quotas.compute, { instances: 10, cores: 20, ram: 40960 }] },
    { shop: [quotas.network, { network: 5, port: 50, floatingip: 0 }] },
    { shop: [quotas.volume, { volumes: 10, gigabytes: 1000 }] },
    { shop: [quotas["load balancer"], { loadbalancer: 2 }] },
  ],
  fail: [
    { shop: [quotas.compute, { instances: 100_000 }] },
    { shop: [quotas.network, { network: 10, floatingip: 4096 }] },
    { shop: [quotas.volume, { gigabytes: 2_000_000 }] },
    { shop: [quotas["load balancer"], { loadbalancer: 1000 }] },
  ],
});
