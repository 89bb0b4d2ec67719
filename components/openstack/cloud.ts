import * as openstack from "@pulumi/openstack";
import type * as pulumi from "@pulumi/pulumi";
import { oneOf, Refusal } from "../refusal.ts";

/** What a service is called in the sentence that misses it. */
const SERVICES = {
  network: "Neutron",
  "key-manager": "Barbican",
  "load-balancer": "Octavia",
} as const;

/** A service, by its type in Keystone's catalogue. */
export type Service = keyof typeof SERVICES;

/**
 * Rejects with one sentence unless the cloud's catalogue, as the credentials see it, has a service.
 *
 * @param what who needs it, such as `OpenStackNetwork "cloud"`
 */
export async function needs(what: string, service: Service, opts: pulumi.InvokeOptions): Promise<true> {
  const { serviceCatalogs } = await openstack.identity.getAuthScope({ name: "hardening" }, opts);
  const offered = serviceCatalogs.map(({ type }) => type).sort();
  if (!offered.includes(service))
    throw new Refusal(
      `${what} needs the service ${service} (${SERVICES[service]}), which this cloud does not offer to these credentials, only ${oneOf(offered)}.`,
    );
  return true;
}

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/**
 * The id of a network that exists already and faces outside.
 *
 * @param what whose argument it is, to begin an error with
 * @param nameOrId its name or id
 */
export async function externalNetworkId(what: string, nameOrId: string, opts: pulumi.InvokeOptions): Promise<string> {
  const query = UUID.test(nameOrId) ? { networkId: nameOrId } : { name: nameOrId };
  const found = await openstack.networking.getNetwork(query, opts).catch((error: Error) => {
    throw new Refusal(
      `${what} must be the name or id of one network that exists and these credentials can see, got ${JSON.stringify(nameOrId)} (${firstLine(error)}).`,
    );
  });
  if (found.external === false)
    throw new Refusal(
      `${what} must be an external network, got ${JSON.stringify(nameOrId)}, which is not (router:external is false).`,
    );
  return found.id;
}

const firstLine = ({ message }: Error): string => message.split("\n", 1)[0]?.replace(/\.$/, "") ?? "";
