import * as openstack from "@pulumi/openstack";
import type * as pulumi from "@pulumi/pulumi";
import { formatRange, parseRange, type Range } from "../range.ts";
import { oneOf, Refusal, refuse } from "../refusal.ts";
import { type Zone, zones } from "../zone.ts";
import { found, isId } from "./cloud.ts";

/** A zone whose network exists already. */
export interface AdoptedZone {
  readonly networkId: string;
  /** Its subnets' ids, by IP version. */
  readonly subnetIds: { readonly [version: number]: string };
}

const lookUp = (what: string, nameOrId: string, opts: pulumi.InvokeOptions) =>
  found(
    what,
    "network",
    nameOrId,
    openstack.networking.getNetwork(isId(nameOrId) ? { networkId: nameOrId } : { name: nameOrId }, opts),
    opts,
  );

/**
 * The id of a network that exists already and faces outside.
 *
 * @param what whose argument it is, to begin an error with
 * @param nameOrId its name or id
 */
export async function externalNetworkId(what: string, nameOrId: string, opts: pulumi.InvokeOptions): Promise<string> {
  const network = await lookUp(what, nameOrId, opts);
  if (network.external === false)
    throw new Refusal(
      `${what} must be an external network, got ${JSON.stringify(nameOrId)}, which is not (router:external is false).`,
    );
  return network.id;
}

/**
 * A network that exists already and is a zone: it must be what a zone's network would be if it were made, with the subnets of the address plan. Rejects with one
 * sentence when it is not.
 *
 * @param what the network whose argument it is, to begin an error with
 * @param ranges the zone's ranges in the address plan
 */
export async function adoptedZone(
  what: string,
  zone: Zone,
  nameOrId: string,
  ranges: readonly Range[],
  opts: pulumi.InvokeOptions,
): Promise<AdoptedZone> {
  const place = `${what}: zones.${zone}.network`;
  const network = await lookUp(place, nameOrId, opts);
  if (network.external) refuse(place, nameOrId, "no external network, which this one is");
  if (network.shared === "true") refuse(place, nameOrId, "a network that is not shared with every project");
  const subnets = await Promise.all(
    network.subnets.map((subnetId) => openstack.networking.getSubnet({ subnetId }, opts)),
  );
  const subnetIds: { [version: number]: string } = {};
  for (const range of ranges) {
    const there = subnets.filter(({ ipVersion }) => ipVersion === range.version);
    const same = there.find(({ cidr }) => is(range, cidr));
    if (!same)
      throw new Refusal(
        `${what}: zones.${zone}.${range.version === 4 ? "cidr" : "ipv6Cidr"} must be the range of a subnet that the network ${JSON.stringify(nameOrId)} has, ${oneOf(there.map(({ cidr }) => cidr)) || `and it has none of IPv${range.version}`}, got ${JSON.stringify(formatRange(range))}.`,
      );
    if (zones[zone].isolated && same.gatewayIp)
      refuse(
        place,
        nameOrId,
        `a network whose subnets have no gateway, as the zone is isolated (${same.cidr} has ${same.gatewayIp})`,
      );
    subnetIds[range.version] = same.id;
  }
  return { networkId: network.id, subnetIds };
}

const is = ({ version, first, last }: Range, text: string): boolean => {
  const range = parseRange(text);
  return range?.version === version && range.first === first && range.last === last;
};

/**
 * The id of a router that exists already.
 *
 * @param what whose argument it is, to begin an error with
 * @param nameOrId its name or id
 */
export async function adoptedRouterId(what: string, nameOrId: string, opts: pulumi.InvokeOptions): Promise<string> {
  const query = isId(nameOrId) ? { routerId: nameOrId } : { name: nameOrId };
  return (await found(what, "router", nameOrId, openstack.networking.getRouter(query, opts), opts)).id;
}
