import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../refusal.ts";
import { once } from "./cloud.ts";

/** The size of a flavor. */
export interface FlavorSizeArgs {
  /** Virtual processors. */
  vcpus: number;
  /** Memory, in MiB. */
  ram: number;
  /** Whether memory comes in large pages, which no hypervisor shares between machines. Needs hypervisors that set some aside. Defaults to false. */
  largePages?: boolean;
}

/** The hypervisors of one environment. */
export interface HypervisorGroupArgs {
  /** The hypervisors, by the names of their hosts: `openstack hypervisor list`. One host is in one environment only. */
  hosts: string[];
  /** The flavors to make, by the end of their name: `small` becomes `production.small`. They have no local disk. */
  flavors: { [name: string]: FlavorSizeArgs };
}

/** What `OpenStackHypervisors` takes. Needs an administrator's credentials. */
export interface OpenStackHypervisorsArgs {
  /** The environments, by name, such as `production` and `development`. */
  environments: { [environment: string]: HypervisorGroupArgs };
}

/**
 * Production and development on different hypervisors: a host aggregate for each environment, and flavors that lead to its hosts only. Nova must filter by
 * `AggregateInstanceExtraSpecsFilter`, which its default list leaves out.
 */
export class OpenStackHypervisors extends pulumi.ComponentResource {
  /** The ids of the flavors, by their names. */
  public readonly flavorIds: { [name: string]: pulumi.Output<string> };
  /** The ids of the aggregates, by environment. */
  public readonly aggregateIds: { [environment: string]: pulumi.Output<string> };

  constructor(name: string, args: OpenStackHypervisorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackHypervisors", name, args, opts);
    const what = `OpenStackHypervisors ${JSON.stringify(name)}`;
    const environments = environmentsOf(what, args);
    const own = { parent: this, dependsOn: once(what, ["compute"], this) };

    const aggregates = environments.map(([environment, { hosts }]) => {
      const aggregate = new openstack.compute.AggregateV2(
        `${name}-${environment}`,
        { hosts: [...hosts].sort(), metadata: { environment } },
        own,
      );
      return [environment, aggregate.id] as const;
    });
    const flavors = environments.flatMap(([environment, { flavors }]) =>
      Object.entries(flavors).map(([size, { vcpus, ram, largePages }]) => {
        const flavor = new openstack.compute.Flavor(
          `${name}-${environment}-${size}`,
          {
            name: `${environment}.${size}`,
            description: `For ${environment} only, on hypervisors of its own`,
            vcpus,
            ram,
            disk: 0,
            isPublic: true,
            extraSpecs: {
              "aggregate_instance_extra_specs:environment": environment,
              ...(largePages ? { "hw:mem_page_size": "large" } : {}),
            },
          },
          own,
        );
        return [`${environment}.${size}`, flavor.id] as const;
      }),
    );

    this.aggregateIds = Object.fromEntries(aggregates);
    this.flavorIds = Object.fromEntries(flavors);
    this.registerOutputs({ aggregateIds: this.aggregateIds, flavorIds: this.flavorIds });
  }
}

/**
 * The environments, once their hosts and flavors have been looked at.
 *
 * @throws one sentence when a host is in two of them, or a size is none
 */
function environmentsOf(what: string, { environments }: OpenStackHypervisorsArgs): [string, HypervisorGroupArgs][] {
  const own = Object.entries(environments);
  if (own.length === 0) refuse(`${what}: environments`, environments, "at least one environment");
  const taken = new Map<string, string>();
  for (const [environment, { hosts, flavors }] of own) {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(environment))
      refuse(`${what}: an environment`, environment, "a name of lower-case letters, digits and hyphens");
    if (hosts.length === 0) refuse(`${what}: environments.${environment}.hosts`, hosts, "at least one host");
    for (const host of hosts) {
      const other = taken.get(host);
      if (other !== undefined)
        refuse(`${what}: environments.${environment}.hosts`, host, `hosts that are not in ${other} already`);
      taken.set(host, environment);
    }
    for (const [size, { vcpus, ram }] of Object.entries(flavors)) {
      if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(size))
        refuse(`${what}: a flavor of ${environment}`, size, "a name of lower-case letters, digits and hyphens");
      for (const [key, number] of Object.entries({ vcpus, ram }))
        if (!Number.isInteger(number) || number < 1)
          refuse(`${what}: environments.${environment}.flavors.${size}.${key}`, number, "a whole number above 0");
    }
  }
  return own;
}
