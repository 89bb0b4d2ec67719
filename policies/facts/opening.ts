import type { Range } from "../../components/range.ts";
import type { Reads } from "../control.ts";
import { every } from "../knowledge.ts";
import { everywhere, isEveryone, rangesOf } from "./everyone.ts";

/** Ports, from the first to the last. */
export interface Ports {
  readonly first: number;
  readonly last: number;
}

/** One thing that a firewall lets through, whoever made the firewall. Each part may be unknown in a preview, and is read only when asked for. */
export interface Opening {
  readonly inbound: boolean;
  /** The IANA name in lower case, `icmp` for either version, `any` for all protocols, the number where there is no common name. */
  readonly protocol: string;
  /** The ports that are open; undefined where the protocol has none. */
  readonly ports: Ports | undefined;
  /** The addresses at the far end; none where it is a group. */
  readonly peers: readonly Range[];
  /** Whether the far end is written down, rather than left to mean everyone. */
  readonly peerNamed: boolean;
  readonly description: string;
}

const ALL_PORTS: Ports = { first: 0, last: 65535 };

const NUMBERS: { readonly [protocol: string]: string } = {
  "": "any",
  "-1": "any",
  "0": "any",
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "33": "dccp",
  "58": "icmp",
  "132": "sctp",
  "136": "udplite",
  all: "any",
  icmpv6: "icmp",
  "ipv6-icmp": "icmp",
};

const PORTED = ["any", "tcp", "udp", "dccp", "sctp", "udplite"];

/** A protocol by the name that all ways of writing it share. */
const protocolOf = (text: string | number | undefined): string => {
  const written = String(text ?? "")
    .trim()
    .toLowerCase();
  return NUMBERS[written] ?? written;
};

/** Ports as both clouds mean them: none given, -1, or 0 to 0 is every port; all protocols have all ports. */
const portsOf = (protocol: string, first: number | undefined, last: number | undefined): Ports | undefined => {
  if (!PORTED.includes(protocol)) return undefined;
  const unset = (first === undefined && last === undefined) || first === -1 || (!first && !last);
  return protocol === "any" || unset ? ALL_PORTS : { first: first ?? last ?? 0, last: last ?? first ?? 65535 };
};

/** FWaaS writes ports as `22` or `8000:8100`. */
const writtenPorts = (protocol: string, text: string | undefined): Ports | undefined => {
  const [first, last = first] = (text ?? "").split(":").filter(Boolean).map(Number);
  return portsOf(protocol, first, last);
};

const ofEthertype = (ethertype: string | undefined): readonly Range[] =>
  everywhere.filter(({ version }) => (ethertype?.toLowerCase() === "ipv6" ? version === 6 : version === 4));

/** Every opening that a security group, a rule of one, or a firewall rule states. */
export const openings: Reads<Opening> = {
  "openstack:networking/secGroupRule:SecGroupRule": (rule) => [
    {
      get inbound() {
        return rule.direction?.toLowerCase() !== "egress";
      },
      get protocol() {
        return protocolOf(rule.protocol);
      },
      get ports() {
        return portsOf(this.protocol, rule.portRangeMin, rule.portRangeMax);
      },
      // Neutron reads a rule without a far end as "everyone".
      get peers() {
        return rule.remoteGroupId || rule.remoteAddressGroupId
          ? []
          : rangesOf(rule.remoteIpPrefix, ofEthertype(rule.ethertype));
      },
      get peerNamed() {
        return Boolean(rule.remoteIpPrefix || rule.remoteGroupId || rule.remoteAddressGroupId);
      },
      get description() {
        return rule.description ?? "";
      },
    },
  ],
  // An address group that holds everyone makes every rule that names it an opening to everyone; `network-address-groups-bounded` judges the group itself.
  "openstack:compute/secGroup:SecGroup": (group) =>
    (group.rules ?? []).map((rule) => ({
      inbound: true,
      get protocol() {
        return protocolOf(rule.ipProtocol);
      },
      get ports() {
        return portsOf(this.protocol, rule.fromPort, rule.toPort);
      },
      get peers() {
        return rule.fromGroupId || rule.self ? [] : rangesOf(rule.cidr);
      },
      get peerNamed() {
        return Boolean(rule.cidr || rule.fromGroupId || rule.self);
      },
      get description() {
        return group.description ?? "";
      },
    })),
  "openstack:firewall/ruleV2:RuleV2": (rule) =>
    rule.action?.toLowerCase() === "allow" && rule.enabled !== false
      ? [
          {
            inbound: true,
            get protocol() {
              return protocolOf(rule.protocol);
            },
            get ports() {
              return writtenPorts(this.protocol, rule.destinationPort);
            },
            get peers() {
              return rangesOf(rule.sourceIpAddress, ofEthertype(rule.ipVersion === 6 ? "IPv6" : "IPv4"));
            },
            get peerNamed() {
              return Boolean(rule.sourceIpAddress);
            },
            get description() {
              return rule.description ?? "";
            },
          },
        ]
      : [],
};

/** Whether an opening lets anyone on the internet in. */
export const letsEveryoneIn = (opening: Opening): boolean =>
  every(
    () => opening.inbound,
    () => isEveryone(opening.peers),
  );

/** Those of some ports that anyone on the internet can reach through an opening: the one answer to "who can reach this port". */
export const portsForEveryone = (opening: Opening, ports: readonly number[]): number[] =>
  ports.filter((port) =>
    every(
      () => opening.inbound,
      () => opening.ports !== undefined && opening.ports.first <= port && port <= opening.ports.last,
      () => isEveryone(opening.peers),
    ),
  );
