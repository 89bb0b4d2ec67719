import * as pulumi from "@pulumi/pulumi";
import type { FirewallArgs } from "../firewall.ts";
import type { AddressLists } from "../flow.ts";
import { type AddressArgs, cidr, zonePart, zonesOf } from "../network.ts";
import { contains, formatRange, parseRange, type Range } from "../range.ts";
import { refuse } from "../refusal.ts";
import { unreadLists } from "./prefix-list.ts";

/** The addresses of a segmented network on AWS, as everybody but the network itself needs them. */
export interface AwsAddressArgs extends AddressArgs {
  /** The IPv6 range that Amazon gave the network, such as an `AwsNetwork`'s `ipv6CidrBlock`. Defaults to `ipv6Cidr`, or else to none: IPv4 only. */
  ipv6CidrBlock?: pulumi.Input<string>;
}

/** What stands for the IPv6 range until Amazon has given one. Names, keys and numbers are the same whatever the range is. */
export const UNSETTLED = "fd00::/56";

const ipv6Of = (what: string, text: string): Range => cidr(`${what}: ipv6Cidr`, text, 6, 44, 56);

/**
 * A network's addresses with every zone's range written down, since a zone on AWS has all of its eighth: a subnet, and so a `/64`, for each availability zone.
 *
 * @param what whose arguments these are, to begin an error with
 * @param ipv6Cidr the network's IPv6 range, once it is known
 * @throws one sentence when a range is malformed, or too large or small for AWS
 */
export function addressesOf(what: string, args: AddressArgs, ipv6Cidr: string | undefined): AddressArgs {
  const whole = cidr(`${what}: cidr`, args.cidr, 4, 16, 21);
  const ipv6 = ipv6Cidr === undefined ? undefined : ipv6Of(what, ipv6Cidr);
  const zones = zonesOf(what, args).map((zone) => {
    const { cidr: own, ipv6Cidr: own6 } = args.zones?.[zone] ?? {};
    if (own6 !== undefined)
      refuse(`${what}: zones.${zone}.ipv6Cidr`, own6, "left out on AWS, where a zone has its eighth of the network's");
    const range = own === undefined ? zonePart(whole, zone) : cidr(`${what}: zones.${zone}.cidr`, own, 4, 16, 24);
    if (!contains(whole, range))
      refuse(`${what}: zones.${zone}.cidr`, own, `inside ${args.cidr}, the range of the network`);
    return [
      zone,
      { cidr: formatRange(range), ...(ipv6 ? { ipv6Cidr: formatRange(zonePart(ipv6, zone)) } : {}) },
    ] as const;
  });
  return { cidr: args.cidr, ...(ipv6Cidr === undefined ? {} : { ipv6Cidr }), zones: Object.fromEntries(zones) };
}

/** What is decided from a network's addresses: at once, and once more when its IPv6 range and what is in prefix lists are known. */
export interface Settled<T> {
  /** Whatever depends on neither, such as names and keys. */
  readonly now: T;
  /** All of it. */
  readonly known: pulumi.Output<T>;
}

/**
 * Decides from a network's addresses. What the decision refuses is refused at once.
 *
 * @param what whose arguments these are, to begin an error with
 * @param lists what is in the prefix lists that flows name, where the decision depends on it
 */
export function settle<A extends AwsAddressArgs & Pick<FirewallArgs, "flows">, T>(
  what: string,
  args: A,
  decide: (args: A & AddressArgs & AddressLists) => T,
  lists?: Promise<AddressLists["addressLists"]>,
): Settled<T> {
  const { ipv6Cidr, ipv6CidrBlock } = args;
  if (ipv6Cidr !== undefined && ipv6CidrBlock !== undefined)
    refuse(`${what}: ipv6CidrBlock`, "one", "left out where ipv6Cidr is given");
  const unread = unreadLists(args);
  const decided = (block: string | undefined, addressLists = unread): T =>
    decide({ ...args, ...addressesOf(what, args, block), addressLists });
  const isGiven = ipv6CidrBlock === undefined || typeof ipv6CidrBlock === "string";
  const now = decided(isGiven ? (ipv6CidrBlock ?? ipv6Cidr) : UNSETTLED);
  const known = pulumi
    .all([ipv6CidrBlock ?? ipv6Cidr, lists ?? unread])
    .apply(([block, read]) => decided(block, read)) as pulumi.Output<T>;
  return { now, known };
}

/** Whether a range, or a part of one, waits for Amazon's. */
export const isUnsettled = (peer: string): boolean =>
  contains(parseRange(UNSETTLED) as Range, parseRange(peer) as Range);
