import type { Group, Opening } from "./firewall.ts";
import { protocolNumber } from "./service.ts";

/** What a cloud offers every machine at addresses that are in none of its zones, so that no flow leads there. */
export interface Surroundings {
  /** The addresses of the resolvers of names, IPv4. */
  readonly resolvers: readonly string[];
  /** The address of a time server, IPv4. */
  readonly clock: string;
}

/** The longest comment that a rule may have, in bytes. */
const LONGEST = 128;

/** A text that can stand between quotation marks in a ruleset. */
const quotable = (text: string): string => text.replaceAll(/[^ -~]|["\\]/g, "?").slice(0, LONGEST);

/** One opening as a rule. The peer is the far end: the source of what comes in, the destination of what goes out. */
const ruleOf = (direction: Group["direction"], { ipVersion, port, peer, description }: Opening): string => {
  const [family, end] = [ipVersion === 4 ? "ip" : "ip6", direction === "ingress" ? "saddr" : "daddr"];
  const far = peer.endsWith("/0") ? `meta nfproto ipv${ipVersion}` : `${family} ${end} ${peer}`;
  const ports = port.first === port.last || port.last === undefined ? `${port.first}` : `${port.first}-${port.last}`;
  const what =
    port.first === undefined ? `meta l4proto ${protocolNumber(port.protocol)}` : `${port.protocol} dport ${ports}`;
  return `    ${far} ${what} accept comment "${quotable(description)}"`;
};

const rulesOf = (groups: readonly Group[], direction: Group["direction"]): string =>
  [
    ...new Set(
      groups
        .filter((group) => group.direction === direction)
        .flatMap(({ openings }) => openings.map((opening) => ruleOf(direction, opening))),
    ),
  ].join("\n");

const around = ({ resolvers, clock }: Surroundings): string =>
  ["udp", "tcp"]
    .map(
      (protocol) =>
        `    ip daddr { ${resolvers.join(", ")} } ${protocol} dport 53 accept comment "the cloud resolves names"\n`,
    )
    .concat(`    ip daddr ${clock} udp dport 123 accept comment "the cloud knows the time"\n`)
    .join("");

/**
 * The ruleset of a machine: closed in both directions but for its openings and what the network itself needs (neighbours, addresses, the metadata service, which
 * only root may ask). Whoever connects too often is slowed down, address by address. Nothing is forwarded.
 *
 * @param groups the security groups of the zones that the machine stands in: the same openings once more, on the machine itself
 * @param perSecond how many new connections one address may open in a second
 * @param surroundings what the cloud offers every machine beside its zones
 */
export const nftablesConfig = (
  groups: readonly Group[],
  perSecond: number,
  surroundings?: Surroundings,
): string => `#!/usr/sbin/nft -f
flush ruleset

table inet host {
  set ssh4 { type ipv4_addr; size 65535; flags dynamic,timeout; timeout 2m; }
  set ssh6 { type ipv6_addr; size 65535; flags dynamic,timeout; timeout 2m; }
  set new4 { type ipv4_addr; size 65535; flags dynamic,timeout; timeout 10s; }
  set new6 { type ipv6_addr; size 65535; flags dynamic,timeout; timeout 10s; }

  chain paced {
    tcp dport 22 add @ssh4 { ip saddr limit rate over 30/minute burst 30 packets } drop
    tcp dport 22 add @ssh6 { ip6 saddr limit rate over 30/minute burst 30 packets } drop
    add @new4 { ip saddr limit rate over ${perSecond}/second burst ${2 * perSecond} packets } drop
    add @new6 { ip6 saddr limit rate over ${perSecond}/second burst ${2 * perSecond} packets } drop
  }

  chain inbound {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    ip saddr 127.0.0.0/8 drop
    ip daddr 127.0.0.0/8 drop
    ip6 saddr ::1 drop
    ip6 daddr ::1 drop
    ct state invalid drop
    ct state established,related accept
    udp sport 67 udp dport 68 accept
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
    ip6 hoplimit 255 icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
    icmpv6 type { mld-listener-query, packet-too-big, time-exceeded, parameter-problem } accept
    tcp flags & (fin | syn | rst | ack) != syn drop
    jump paced
${rulesOf(groups, "ingress")}
    limit rate 10/minute log prefix "refused in: " level info
  }

  chain forward {
    type filter hook forward priority filter; policy drop;
  }

  chain outbound {
    type filter hook output priority filter; policy drop;
    oifname "lo" accept
    ct state established,related accept
    udp sport 68 udp dport 67 accept
    ip6 daddr ff02::1:2 udp sport 546 udp dport 547 accept
    ip6 hoplimit 255 icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept
    icmpv6 type { mld-listener-report, mld2-listener-report } accept
    meta skuid 0 ip daddr 169.254.169.254 tcp dport 80 accept comment "cloud-init asks the metadata service"
${surroundings ? around(surroundings) : ""}${rulesOf(groups, "egress")}
    limit rate 10/minute log prefix "refused out: " level info
    reject with icmpx admin-prohibited
  }
}
`;

/** The table that keeps a machine to itself from its start until it is up to date: it lets answers and SSH in, and nothing else. Another table lets nothing in that the host's does not. */
export const quarantineConfig = (): string => `#!/usr/sbin/nft -f
table inet quarantine {
  chain inbound {
    type filter hook input priority filter - 10; policy drop;
    iifname "lo" accept
    ct state established,related accept
    udp sport 67 udp dport 68 accept
    udp sport 547 udp dport 546 accept
    meta l4proto ipv6-icmp accept
    tcp dport 22 accept
  }
}
`;
