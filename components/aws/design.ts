import type { Group, Opening } from "../firewall.ts";
import type { AddressLists } from "../flow.ts";
import { type AddressPlan, addressPlan, slotLetters, slotOf } from "../network.ts";
import { formatRange, parseRange } from "../range.ts";
import { oneOf, refuse } from "../refusal.ts";
import { type Zone, zones } from "../zone.ts";
import { ACL_QUOTA, type AclRule, aclOf, leaving } from "./acl.ts";
import { addressesOf, UNSETTLED } from "./address.ts";
import { checkArn } from "./cloud.ts";
import { ec2OpeningsOf } from "./group.ts";
import type { AwsNetworkArgs } from "./network.ts";
import { unreadLists } from "./prefix-list.ts";
import { retentionOf } from "./retention.ts";
import { type Service, servicesOf } from "./services.ts";

/** A network, once every argument has been looked at. */
export interface Shape {
  readonly zones: readonly Zone[];
  readonly letters: readonly string[];
  readonly ipv6: boolean;
  /** The zone whose addresses are translated where it leaves, and the letters of the availability zones that do it. */
  readonly nat?: { readonly zone: Zone; readonly letters: readonly string[] };
  /** The zones that leave over IPv6, by a gateway which lets nobody in. */
  readonly leavingOverIpv6: readonly Zone[];
  readonly services: readonly Service[];
  /** The IPv4 range of each zone. */
  readonly ranges: { readonly [zone: string]: string };
  /** The IPv4 range of each subnet, by zone and letter: `tenant-a`. */
  readonly subnets: { readonly [place: string]: string };
  /** What depends on the network's IPv6 range, and on what is in the prefix lists that flows name; without these, as far as it can be checked. */
  readonly design: (ipv6CidrBlock: string | undefined, addressLists?: AddressLists["addressLists"]) => Design;
}

/** What is known once the network's IPv6 range and prefix lists are. */
export interface Design {
  /** The IPv6 range of each subnet, by zone and letter. */
  readonly ipv6Subnets: { readonly [place: string]: string };
  /** The rules of each zone's network ACL. */
  readonly rules: { readonly [zone: string]: readonly AclRule[] };
}

const NAT = ["zonal", "single", "none"];

const lettersOf = (what: string, letters: readonly string[] = ["a", "b"]): readonly string[] => {
  const known = letters.every((letter) => letter.length === 1 && slotLetters.includes(letter));
  if (!known || new Set(letters).size !== letters.length || letters.length < 2)
    refuse(`${what}: availabilityZones`, letters, `two different letters at least of ${oneOf([...slotLetters])}`);
  return letters;
};

const checkIpv6 = (what: string, { ipv6, ipv6Cidr, ipv6IpamPoolId, vpcId }: AwsNetworkArgs): void => {
  if (ipv6Cidr !== undefined && ipv6IpamPoolId === undefined)
    refuse(
      `${what}: ipv6Cidr`,
      ipv6Cidr,
      "left out unless ipv6IpamPoolId names the pool that it is from, since Amazon chooses the range (set ipv6)",
    );
  if (ipv6IpamPoolId !== undefined && (ipv6Cidr === undefined || ipv6 !== undefined || vpcId !== undefined))
    refuse(`${what}: ipv6IpamPoolId`, "one", "given with ipv6Cidr, and without ipv6 and vpcId");
};

const checkRest = (what: string, args: AwsNetworkArgs): void => {
  const { natGateways = "zonal", networkAclQuota = ACL_QUOTA, vpcId } = args;
  if (!NAT.includes(natGateways)) refuse(`${what}: natGateways`, natGateways, oneOf(NAT));
  retentionOf(`${what}: retentionDays`, args.retentionDays);
  if (!Number.isInteger(networkAclQuota) || networkAclQuota < ACL_QUOTA || networkAclQuota > 40)
    refuse(`${what}: networkAclQuota`, networkAclQuota, `a whole number from ${ACL_QUOTA} to 40`);
  if (vpcId !== undefined && !/^vpc-[0-9a-f]+$/.test(vpcId))
    refuse(`${what}: vpcId`, vpcId, "an id such as vpc-0a1b2c");
  checkArn(`${what}: keyArn`, args.keyArn, "kms", "key/…");
};

/** The flows against the addresses, as far as these are known. */
interface Reading {
  readonly groups: readonly Group[];
  readonly plan: AddressPlan;
  /** The openings through which zones leave the network that neither are isolated nor face outside. */
  readonly out: readonly { readonly zone: Zone; readonly opening: Opening }[];
}

const read = (
  what: string,
  args: AwsNetworkArgs,
  ipv6Cidr: string | undefined,
  addressLists: AddressLists["addressLists"] = unreadLists(args),
): Reading => {
  const addresses = { ...args, ...addressesOf(what, args, ipv6Cidr), addressLists };
  const groups = ec2OpeningsOf(what, addresses);
  const plan = addressPlan(what, addresses);
  const whole = [args.cidr, ipv6Cidr].flatMap((text) => (text && parseRange(text)) || []);
  const out = [...plan.keys()]
    .filter(isInner)
    .flatMap((zone) => leaving(groups, zone, whole).map((opening) => ({ zone, opening })));
  return { groups, plan, out };
};

/** Whether a zone is routed, but faces nobody outside. */
export const isInner = (zone: Zone): boolean => !zones[zone].isolated && !zones[zone].facesOutside;

const natOf = (what: string, args: AwsNetworkArgs, letters: readonly string[], { plan, out }: Reading) => {
  const { natGateways = "zonal" } = args;
  const [first] = out.filter(({ opening }) => opening.ipVersion === 4);
  if (!first || natGateways === "none") return undefined;
  if (!plan.has("external"))
    refuse(
      `${what}: zones`,
      [...plan.keys()],
      `given with external, where the NAT gateways are that ${first.zone} leaves through, or natGateways none`,
    );
  return { zone: first.zone, letters: natGateways === "single" ? letters.slice(0, 1) : letters };
};

/** The ranges of one version that subnets have, by zone and letter. */
const slots = (plan: AddressPlan, letters: readonly string[], version: 4 | 6): { [place: string]: string } =>
  Object.fromEntries(
    [...plan].flatMap(([zone, ranges]) =>
      ranges
        .filter((range) => range.version === version)
        .flatMap((range) => letters.map((letter) => [`${zone}-${letter}`, formatRange(slotOf(range, letter))])),
    ),
  );

/**
 * Whatever can be decided about a network without asking anybody.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first argument that is not what it should be
 */
export function shapeOf(what: string, args: AwsNetworkArgs): Shape {
  checkIpv6(what, args);
  checkRest(what, args);
  const letters = lettersOf(what, args.availabilityZones);
  const ipv6 = Boolean(args.ipv6) || args.ipv6Cidr !== undefined;
  const firstBlock = ipv6 ? (args.ipv6Cidr ?? UNSETTLED) : undefined;
  const reading = read(what, args, firstBlock);
  const { plan, groups, out } = reading;
  const nat = natOf(what, args, letters, reading);
  const own = [...plan.keys()];
  const services = servicesOf(what, args.services, own);
  checkServed(what, services, groups);

  const design: Shape["design"] = (ipv6CidrBlock, addressLists) => {
    const { groups, plan, out } = read(what, args, ipv6CidrBlock, addressLists);
    const openings = out.filter(({ zone }) => zone === nat?.zone).map(({ opening }) => opening);
    const translated = nat && { from: nat.zone, openings };
    const acls = { groups, plan, translated, quota: args.networkAclQuota ?? ACL_QUOTA };
    return {
      ipv6Subnets: slots(plan, letters, 6),
      rules: Object.fromEntries([...plan.keys()].map((zone) => [zone, aclOf(what, zone, acls)])),
    };
  };
  design(firstBlock);
  return {
    zones: own,
    letters,
    ipv6,
    ...(nat ? { nat } : {}),
    leavingOverIpv6: own.filter((zone) => out.some((one) => one.zone === zone && one.opening.ipVersion === 6)),
    services,
    ranges: Object.fromEntries([...plan].flatMap(([zone, [range]]) => (range ? [[zone, formatRange(range)]] : []))),
    subnets: slots(plan, letters, 4),
    design,
  };
}

/** A service's addresses are of use only where a flow leads to them: from one availability zone to the next it passes the zone's own ACL. */
const checkServed = (what: string, services: readonly Service[], groups: readonly Group[]): void => {
  for (const zone of new Set(services.flatMap((service) => service.zone ?? []))) {
    const own = groups.filter((group) => group.key === `${zone}-to-${zone}`).flatMap(({ openings }) => openings);
    if (!own.some(({ port }) => port.protocol === "tcp" && port.first === 443))
      refuse(
        `${what}: flows`,
        groups.map(({ name }) => name),
        `such that https leads from ${zone} to ${zone}, where the services of AWS are reached, or services left empty`,
      );
  }
};
