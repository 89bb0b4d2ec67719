import { control, type Reads } from "../control.ts";
import { quotas } from "../facts/quota.ts";
import { some } from "../knowledge.ts";

/** One limit of a project. */
interface Limit {
  readonly name: string;
  readonly read: () => unknown;
}

/** Any negative number means no limit, also inside a map of limits. */
const isUnlimited = (read: () => unknown): boolean => {
  const value = read();
  return typeof value === "object" && value !== null
    ? some(...Object.keys(value).map((key) => () => isUnlimited(() => (value as { [key: string]: unknown })[key])))
    : Number(value ?? 0) < 0;
};

const limitsOf = (quota: object): Limit[] =>
  Object.keys(quota)
    .filter((name) => name !== "projectId" && name !== "region")
    .map((name) => ({ name, read: () => (quota as { [name: string]: unknown })[name] }));

export default control<Limit>({
  id: "quota-limits-finite",
  title: "Set no quota to unlimited",
  why: "A project without a limit takes all that the cloud has, by a mistake, a break-in or a bill that nobody wants to pay.",
  fix: "Say how many instead of -1; leave no `loadbalancer` out, which Octavia does not limit by itself.",
  severity: "high",
  sources: {
    talk: ["quotas-set"],
    ossg: ["networking-quotas"],
    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...(Object.fromEntries(
      [quotas.compute, quotas.network, quotas.volume].map((token) => [token, limitsOf]),
    ) as Reads<Limit>),
    [quotas["load balancer"]]: (quota) => [
      ...limitsOf(quota).filter(({ name }) => name !== "loadbalancer"),
      { name: "loadbalancer", read: () => quota.loadbalancer ?? -1 },
    ],
  },
  judge: ({ name, read }) => (isUnlimited(read) ? `The quota sets no limit for ${name}.` : undefined),
  pass: [
    { shop: [quotas.compute, { projectId: "a-project", instances: 10, cores: 20, ram: 40960 }] },
    { shop: [quotas.network, { projectId: "a-project", network: 0, port: 50 }] },
    { shop: [quotas.volume, { projectId: "a-project", volumes: 10, volumeTypeQuota: { volumes_luks: 10 } }] },
    { shop: [quotas["load balancer"], { projectId: "a-project", loadbalancer: 2 }] },
  ],
  fail: [
    { shop: [quotas.compute, { projectId: "a-project", instances: 10, cores: -1 }] },
    { shop: [quotas.network, { projectId: "a-project", floatingip: -1 }] },
    { shop: [quotas.volume, { projectId: "a-project", gigabytes: -1 }] },
    { shop: [quotas.volume, { projectId: "a-project", volumeTypeQuota: { volumes_luks: "-1" } }] },
    { shop: [quotas["load balancer"], { projectId: "a-project", loadbalancer: -1 }] },
    { shop: [quotas["load balancer"], { projectId: "a-project", listener: 5 }] },
  ],
});
