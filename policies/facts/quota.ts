import type { Joins, Setting } from "../control.ts";
import type { Planned } from "../plan.ts";
import type { Token } from "../resources.ts";

const PROJECT = "openstack:identity/project:Project";

/** What sets limits for a project, by what it limits, as it stands in a sentence. */
export const quotas = {
  compute: "openstack:compute/quotaSetV2:QuotaSetV2",
  network: "openstack:networking/quotaV2:QuotaV2",
  volume: "openstack:blockstorage/quoteSetV3:QuoteSetV3",
  "load balancer": "openstack:loadbalancer/quota:Quota",
} as const satisfies { readonly [kind: string]: Token };

/** What a quota limits. */
export type QuotaKind = keyof typeof quotas;

/** How often a project is limited. */
export interface Limited {
  readonly times: number;
}

/** How many quotas of a kind each planned project has. A domain is a project that holds others and nothing else. */
export const limitedBy = (kind: QuotaKind): Joins<Limited> => ({
  [PROJECT]: (project: Planned<typeof PROJECT>) => [
    {
      get times() {
        return project.props.isDomain === true ? 1 : project.users(quotas[kind], "projectId").length;
      },
    },
  ],
});

/** What is wrong with how often a project is limited. */
export const unlimited = (kind: QuotaKind, { times }: Limited): string | undefined => {
  if (times === 1) return undefined;
  return times === 0
    ? `The stack makes the project and gives it no ${kind} quota.`
    : `The project has ${times} ${kind} quotas, each of which undoes the others.`;
};

const ceiling = (limits: string, most: number) =>
  ({
    type: "integer",
    minimum: 0,
    default: most,
    description: `The most ${limits} that one project may have.`,
  }) satisfies Setting<number>;

/** The most that one project may have, of each thing that is worth a limit. */
export const ceilings = {
  instances: ceiling("machines", 200),
  cores: ceiling("virtual processors", 800),
  ram: ceiling("memory, in MiB,", 3_276_800),
  network: ceiling("networks", 100),
  subnet: ceiling("subnets", 200),
  port: ceiling("ports", 2000),
  router: ceiling("routers", 50),
  floatingip: ceiling("floating addresses", 50),
  securityGroup: ceiling("security groups", 200),
  securityGroupRule: ceiling("security group rules", 2000),
  volumes: ceiling("volumes", 500),
  gigabytes: ceiling("volume space, in GiB,", 100_000),
  snapshots: ceiling("snapshots", 500),
  backups: ceiling("backups", 500),
  backupGigabytes: ceiling("backup space, in GiB,", 100_000),
  loadbalancer: ceiling("load balancers", 50),
  listener: ceiling("listeners", 200),
  pool: ceiling("pools", 200),
  member: ceiling("pool members", 1000),
  healthMonitor: ceiling("health monitors", 200),
};
