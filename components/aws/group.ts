import { type FirewallArgs, type Group, groupsOf, type Opening } from "../firewall.ts";
import type { AddressLists } from "../flow.ts";
import { refuse } from "../refusal.ts";
import { protocolNumber } from "../service.ts";

/** The rules that a security group may have in one direction and version. */
const GROUP_QUOTA = 60;

/** The longest description that EC2 takes. */
const LONGEST = 255;

/** A text as EC2 takes it for a description: letters without accents, digits, and some signs. */
export const describable = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g, "")
    .slice(0, LONGEST);

/** What a rule that names a group or a list has once, since it is for both versions and all that is in it. */
const once = (openings: readonly Opening[]): Opening[] => {
  const seen = new Set<string>();
  return openings.filter(({ description, port, peerGroupId, peerListId }) => {
    const same = JSON.stringify([description, port]);
    if (peerGroupId === undefined && peerListId === undefined) return true;
    if (seen.has(same)) return false;
    seen.add(same);
    return true;
  });
};

/**
 * The declared flows by zone, peer and direction, with every range of every peer, as network ACLs ask for them.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when EC2 knows no such protocol
 */
export function ec2OpeningsOf(what: string, args: FirewallArgs & AddressLists): Group[] {
  const groups = groupsOf(what, args);
  for (const { openings } of groups)
    for (const { port, description } of openings)
      if (port.first !== undefined && !["tcp", "udp"].includes(port.protocol))
        refuse(
          `${what}: ${/^Flow [^:]+/.exec(description)?.[0].toLowerCase()}: service`,
          `${port.protocol}/${port.first}`,
          "over TCP or UDP where it has ports, since AWS knows no ports of other protocols",
        );
  return groups;
}

/**
 * The security groups that let the declared flows through, as EC2 takes them.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when EC2 knows no such rule, or has too many
 */
export function ec2GroupsOf(what: string, args: FirewallArgs & AddressLists): Group[] {
  return ec2OpeningsOf(what, args).map((group) => {
    const openings = once(group.openings);
    for (const version of [4, 6]) {
      const count = openings.filter(({ ipVersion }) => ipVersion === version).length;
      if (count > GROUP_QUOTA)
        refuse(`${what}: flows`, `${count} rules in ${group.name}`, `few enough for ${GROUP_QUOTA} rules of a group`);
    }
    return { ...group, description: describable(group.description), openings };
  });
}

/** What a rule opens, as EC2 names protocols and ports. */
export const ec2Ports = ({ port: { protocol, first, last } }: Opening) => {
  if (first !== undefined) return { ipProtocol: protocol, fromPort: first, toPort: last ?? first };
  // Every message of ICMP is written as -1; other protocols have no ports at all.
  if (protocol === "icmp") return { ipProtocol: "icmp", fromPort: -1, toPort: -1 };
  if (protocol === "ipv6-icmp") return { ipProtocol: "icmpv6", fromPort: -1, toPort: -1 };
  return { ipProtocol: protocolNumber(protocol) };
};
