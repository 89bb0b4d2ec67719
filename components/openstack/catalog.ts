import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { type CatalogServiceArgs, entriesOf } from "../catalog.ts";
import { refuse } from "../refusal.ts";

/** What an `OpenStackCatalog` takes. Needs an administrator's credentials. */
export interface OpenStackCatalogArgs {
  /** The region that the addresses are in, such as `RegionOne`. */
  region: string;
  /** The services, by their type, such as `network`. */
  services: { [type: string]: CatalogServiceArgs };
}

/** Entries of Keystone's service catalogue: HTTPS only, and for the public, the services and the administrators on hosts of their own. */
export class OpenStackCatalog extends pulumi.ComponentResource {
  /** The id of each service, by its type. */
  public readonly serviceIds: pulumi.Output<{ [type: string]: string }>;

  constructor(name: string, args: OpenStackCatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackCatalog", name, args, opts);
    const what = `OpenStackCatalog ${JSON.stringify(name)}`;
    if (args.region === "") refuse(`${what}: region`, args.region, "the name of a region such as RegionOne");
    const entries = entriesOf(what, args.services);

    const serviceIds: { [type: string]: pulumi.Output<string> } = {};
    for (const [type, { name: own = type, description }] of Object.entries(args.services))
      serviceIds[type] = new openstack.identity.ServiceV3(
        `${name}-${type}`,
        { type, name: own, enabled: true, ...(description === undefined ? {} : { description }) },
        { parent: this },
      ).id;
    for (const { service, interface: way, url } of entries)
      new openstack.identity.EndpointV3(
        `${name}-${service}-${way}`,
        {
          name: `${service} ${way}`,
          serviceId: serviceIds[service] as pulumi.Output<string>,
          interface: way,
          url,
          endpointRegion: args.region,
        },
        { parent: this },
      );

    this.serviceIds = pulumi.output(serviceIds);
    this.registerOutputs({ serviceIds: this.serviceIds });
  }
}
