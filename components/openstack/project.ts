import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { limitsOf } from "../quota.ts";
import { refuse } from "../refusal.ts";
import { needs } from "./cloud.ts";
import { offered, projectId } from "./keystone.ts";

/** How much a project may compute. */
export interface OpenStackComputeLimitsArgs {
  /** Machines. Defaults to 10. */
  instances?: number;
  /** Virtual processors. Defaults to 20. */
  cores?: number;
  /** Memory, in MiB. Defaults to 51200. */
  ram?: number;
}

/** How much a project may have in the network. */
export interface OpenStackNetworkLimitsArgs {
  /** Networks. Defaults to 10. */
  network?: number;
  /** Subnets. Defaults to 20. */
  subnet?: number;
  /** Ports. Defaults to 100. */
  port?: number;
  /** Routers. Defaults to 2. */
  router?: number;
  /** Floating addresses. Defaults to 2. */
  floatingip?: number;
  /** Security groups. Defaults to 50. */
  securityGroup?: number;
  /** Rules of security groups. Defaults to 500. */
  securityGroupRule?: number;
  /** Policies that share something with other projects. Defaults to 10. */
  rbacPolicy?: number;
}

/** How much a project may store. */
export interface OpenStackVolumeLimitsArgs {
  /** Volumes. Defaults to 10. */
  volumes?: number;
  /** Space of all volumes and snapshots, in GiB. Defaults to 1000. */
  gigabytes?: number;
  /** Space of one volume, in GiB. Defaults to 500. */
  perVolumeGigabytes?: number;
  /** Snapshots. Defaults to 10. */
  snapshots?: number;
  /** Backups. Defaults to 10. */
  backups?: number;
  /** Space of all backups, in GiB. Defaults to 1000. */
  backupGigabytes?: number;
}

/** How much a project may balance. */
export interface OpenStackLoadBalancerLimitsArgs {
  /** Load balancers. Defaults to 2. */
  loadbalancer?: number;
  /** Listeners. Defaults to 10. */
  listener?: number;
  /** Pools. Defaults to 10. */
  pool?: number;
  /** Members of pools. Defaults to 50. */
  member?: number;
  /** Health monitors. Defaults to 10. */
  healthMonitor?: number;
  /** Policies over HTTP requests. Defaults to 20. */
  l7Policy?: number;
  /** Rules of such policies. Defaults to 50. */
  l7Rule?: number;
}

/** What an `OpenStackProject` takes. Needs an administrator's credentials. */
export interface OpenStackProjectArgs {
  /** Who answers for the project, a team rather than a person, in 1 to 50 characters. Becomes the tag `owner:…`. */
  owner: string;
  /** What the project is for; each environment has a project of its own. Becomes the tag `environment:…`. Defaults to `production`. */
  environment?: string;
  /** The name or id of a project that exists already, which then only gets the limits; they stay when the component is destroyed. Defaults to making one. */
  project?: pulumi.Input<string>;
  /** What the project is for, for people to read. Defaults to none. */
  description?: string;
  /** The id of the domain that the project is made in. Defaults to that of the credentials. */
  domainId?: pulumi.Input<string>;
  /** Limits for machines. Set where the cloud has Nova. */
  compute?: OpenStackComputeLimitsArgs;
  /** Limits for networks. Always set. */
  network?: OpenStackNetworkLimitsArgs;
  /** Limits for volumes. Set where the cloud has Cinder. */
  volume?: OpenStackVolumeLimitsArgs;
  /** Limits for load balancers, of which Octavia by itself sets none. Set where the cloud has Octavia. */
  loadBalancer?: OpenStackLoadBalancerLimitsArgs;
}

/** A project of one environment, of which every service's limits are finite. */
export class OpenStackProject extends pulumi.ComponentResource {
  /** The project's id. */
  public readonly projectId: pulumi.Output<string>;
  /** The environment that the project is for. */
  public readonly environment: pulumi.Output<string>;

  constructor(name: string, args: OpenStackProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackProject", name, args, opts);
    const what = `OpenStackProject ${JSON.stringify(name)}`;
    const { environment = "production" } = args;
    checkTags(what, args);
    const limits = {
      compute: limitsOf(`${what}: compute`, COMPUTE, args.compute),
      network: limitsOf(`${what}: network`, NETWORK, args.network),
      volume: limitsOf(`${what}: volume`, VOLUME, args.volume),
      loadBalancer: limitsOf(`${what}: loadBalancer`, LOAD_BALANCER, args.loadBalancer),
    };
    const ready = pulumi.output(needs(what, "network", { parent: this }));
    const id = args.project === undefined ? make(name, args, ready, this).id : adopt(what, args.project, ready, this);

    new openstack.networking.QuotaV2(name, { ...limits.network, projectId: id }, { parent: this });
    // The catalogue is known in a preview too, so that what is made here is shown there.
    pulumi.output(offered({ parent: this })).apply((services) => {
      const has = (...types: string[]) => types.some((type) => services.includes(type));
      if (has("compute"))
        new openstack.compute.QuotaSetV2(name, { ...limits.compute, projectId: id }, { parent: this });
      if (has("block-storage", "volumev3"))
        new openstack.blockstorage.QuoteSetV3(name, { ...limits.volume, projectId: id }, { parent: this });
      if (has("load-balancer"))
        new openstack.loadbalancer.Quota(name, { ...limits.loadBalancer, projectId: id }, { parent: this });
    });

    this.projectId = pulumi.output(id);
    this.environment = pulumi.output(environment);
    this.registerOutputs({ projectId: this.projectId, environment: this.environment });
  }
}

const COMPUTE = { instances: 10, cores: 20, ram: 51_200 };

const NETWORK = {
  network: 10,
  subnet: 20,
  port: 100,
  router: 2,
  floatingip: 2,
  securityGroup: 50,
  securityGroupRule: 500,
  rbacPolicy: 10,
};

const VOLUME = {
  volumes: 10,
  gigabytes: 1000,
  perVolumeGigabytes: 500,
  snapshots: 10,
  backups: 10,
  backupGigabytes: 1000,
};

const LOAD_BALANCER = {
  loadbalancer: 2,
  listener: 10,
  pool: 10,
  member: 50,
  healthMonitor: 10,
  l7Policy: 20,
  l7Rule: 50,
};

/** Keystone's tags take neither commas nor slashes. */
const checkTags = (what: string, { owner, environment = "production", project, description }: OpenStackProjectArgs) => {
  if (!/^[^,/]{1,50}$/.test(owner)) refuse(`${what}: owner`, owner, "1 to 50 characters without comma or slash");
  if (!/^[^,/]{1,50}$/.test(environment))
    refuse(`${what}: environment`, environment, "1 to 50 characters without comma or slash");
  if (project !== undefined && description !== undefined)
    refuse(`${what}: description`, description, "left out where a project is adopted");
};

const make = (
  name: string,
  { owner, environment = "production", description, domainId }: OpenStackProjectArgs,
  ready: pulumi.Output<true>,
  parent: pulumi.Resource,
) =>
  new openstack.identity.Project(
    name,
    {
      name: ready.apply(() => name),
      enabled: true,
      ...(description === undefined ? {} : { description }),
      ...(domainId === undefined ? {} : { domainId }),
      tags: [`owner:${owner}`, `environment:${environment}`],
    },
    { parent },
  );

const adopt = (
  what: string,
  project: pulumi.Input<string>,
  ready: pulumi.Output<true>,
  parent: pulumi.Resource,
): pulumi.Output<string> =>
  pulumi.all([project, ready]).apply(([nameOrId]) => projectId(`${what}: project`, nameOrId, { parent }));
