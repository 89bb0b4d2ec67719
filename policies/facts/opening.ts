import type { Range } from "../../components/range.ts";
import type { Joins, Reads } from "../control.ts";
import { every, known, some, Undecided } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props } from "../resources.ts";
import { everywhere, isEveryone, rangesOf } from "./everyone.ts";
import { itemsOf } from "./item.ts";
import { type PortSetting, type Ports, portsAmong, portsLabel, portsListed, portsShared } from "./port.ts";

export type { Ports };

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
}

const ALL_PORTS: Ports = { first: 0, last: 65535 };

const NAMES: { readonly [written: string]: string } = {
  "": "any",
  "-1": "any",
  "0": "any",
  "1": "icmp",
  "2": "igmp",
  "4": "ipip",
  "6": "tcp",
  "8": "egp",
  "17": "udp",
  "33": "dccp",
  "46": "rsvp",
  "47": "gre",
  "50": "esp",
  "51": "ah",
  "58": "icmp",
  "89": "ospf",
  "112": "vrrp",
  "113": "pgm",
  "132": "sctp",
  "136": "udplite",
  all: "any",
  icmpv6: "icmp",
  "ipv6-icmp": "icmp",
};

const PORTED = ["any", "tcp", "udp", "dccp", "sctp", "udplite"];

/** What a text says, whatever its case and the blanks around it. */
const plain = (text: unknown): string =>
  String(text ?? "")
    .trim()
    .toLowerCase();

/** A protocol by the name that all ways of writing it share. Both clouds take `06` for 6. */
export const protocolOf = (text: string | number | undefined): string => {
  const written = plain(text).replace(/^\+?0*(?=\d)/, "");
  return NAMES[written] ?? written;
};

/** Ports as both clouds mean them: none given, -1, or 0 to 0 is every port; all protocols have all ports. What is no number is none given. */
const portsOf = (protocol: string, from: number | undefined, to: number | undefined): Ports | undefined => {
  if (!PORTED.includes(protocol)) return undefined;
  const [first, last] = [from, to].map((port) => (Number.isFinite(port) ? port : undefined));
  if (protocol === "any" || first === -1 || last === -1 || (!first && !last)) return ALL_PORTS;
  const [one, other] = [first ?? 0, last ?? first ?? 0];
  return { first: Math.min(one, other), last: Math.max(one, other) };
};

/** FWaaS writes ports as `22` or `8000:8100`. */
const writtenPorts = (protocol: string, text: string | undefined): Ports | undefined => {
  const [first, last = first] = plain(text).split(/[:-]/).filter(Boolean).map(Number);
  return portsOf(protocol, first, last);
};

const ofVersion = (version: 4 | 6): readonly Range[] => everywhere.filter((range) => range.version === version);

/** What a firewall rule is about, whether it lets that through or not, its far end being the source or the destination. */
export const aboutPerimeter = (rule: Props<"openstack:firewall/ruleV2:RuleV2">, inbound: boolean): Opening => ({
  inbound,
  get protocol() {
    return protocolOf(rule.protocol);
  },
  get ports() {
    return writtenPorts(this.protocol, rule.destinationPort);
  },
  get peers() {
    return rangesOf(
      inbound ? rule.sourceIpAddress : rule.destinationIpAddress,
      ofVersion(Number(rule.ipVersion) === 6 ? 6 : 4),
    );
  },
  get peerNamed() {
    return Boolean(plain(inbound ? rule.sourceIpAddress : rule.destinationIpAddress));
  },
});

/** What a firewall rule lets through. */
const throughPerimeter = (rule: Props<"openstack:firewall/ruleV2:RuleV2">, inbound: boolean): Opening => {
  const about = aboutPerimeter(rule, inbound);
  return {
    inbound,
    get protocol() {
      return about.protocol;
    },
    get ports() {
      return about.ports;
    },
    get peers() {
      return lets(rule) ? about.peers : [];
    },
    get peerNamed() {
      return some(
        () => !lets(rule),
        () => about.peerNamed,
      );
    },
  };
};

/** Whether a firewall rule lets something through, rather than stopping it or doing nothing. */
export const lets = (rule: Props<"openstack:firewall/ruleV2:RuleV2">): boolean =>
  every(
    () => plain(rule.action) === "allow",
    () => rule.enabled !== false,
  );

const AWS_DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const AWS_EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const AWS_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const AWS_INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const AWS_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const SEC_GROUP_RULE = "openstack:networking/secGroupRule:SecGroupRule";

/** A rule of AWS's, in the group itself or beside it. */
interface AwsRule {
  readonly protocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrBlocks?: readonly string[];
  readonly ipv6CidrBlocks?: readonly string[];
}

/** The addresses that some lists say. Where one is not known yet, the others will do if they let everyone in already. */
const rangesAmong = (...lists: (() => readonly string[] | undefined)[]): readonly Range[] => {
  const said = lists
    .flatMap((list) => known(() => itemsOf(list())) ?? [])
    .flatMap((text) => known(() => rangesOf(text())) ?? []);
  return isEveryone(said) ? said : lists.flatMap((list) => itemsOf(list()).flatMap((text) => rangesOf(text())));
};

/** AWS takes no rule without a far end. A prefix list that holds everyone is `network-address-groups-bounded`'s to judge. */
const throughAws = (inbound: () => boolean, rule: () => AwsRule): Opening => ({
  get inbound() {
    return inbound();
  },
  get protocol() {
    return protocolOf(rule().protocol);
  },
  get ports() {
    return portsOf(this.protocol, rule().fromPort, rule().toPort);
  },
  get peers() {
    return rangesAmong(
      () => rule().cidrBlocks,
      () => rule().ipv6CidrBlocks,
    );
  },
  peerNamed: true,
});

/** The rules that a group has in itself. What is not known yet of one direction hides nothing of the other. */
const inAwsGroup = (
  group: Props<typeof AWS_GROUP>,
  ...directions: readonly ("ingress" | "egress")[]
): readonly Opening[] =>
  directions.flatMap((direction) => {
    const rules = known(() => itemsOf<AwsRule>(group[direction])) ?? [() => group[direction]?.[0] as AwsRule];
    return rules.map((rule) => throughAws(() => direction === "ingress", rule));
  });

const besideAwsGroup = (rule: Props<typeof AWS_RULE>): Opening =>
  throughAws(
    () => plain(rule.type) !== "egress",
    () => rule,
  );

const besideAwsGroupNewly = (
  rule: Props<typeof AWS_INGRESS_RULE> | Props<typeof AWS_EGRESS_RULE>,
  inbound: boolean,
): Opening =>
  throughAws(
    () => inbound,
    () => ({
      get protocol() {
        return rule.ipProtocol;
      },
      get fromPort() {
        return rule.fromPort;
      },
      get toPort() {
        return rule.toPort;
      },
      get cidrBlocks() {
        return rule.cidrIpv4 ? [rule.cidrIpv4] : [];
      },
      get ipv6CidrBlocks() {
        return rule.cidrIpv6 ? [rule.cidrIpv6] : [];
      },
    }),
  );

const inSecGroup = (rule: Props<typeof SEC_GROUP_RULE>): Opening => ({
  get inbound() {
    return plain(rule.direction) !== "egress";
  },
  get protocol() {
    return protocolOf(rule.protocol);
  },
  get ports() {
    return portsOf(this.protocol, rule.portRangeMin, rule.portRangeMax);
  },
  // Neutron reads a rule without a far end as "everyone". An address group that holds everyone is `network-address-groups-bounded`'s to judge.
  get peers() {
    if (plain(rule.remoteIpPrefix)) return rangesOf(rule.remoteIpPrefix);
    return this.peerNamed ? [] : ofVersion(plain(rule.ethertype) === "ipv6" ? 6 : 4);
  },
  get peerNamed() {
    return some(
      () => Boolean(plain(rule.remoteIpPrefix)),
      () => Boolean(plain(rule.remoteGroupId)),
      () => Boolean(plain(rule.remoteAddressGroupId)),
    );
  },
});

const inLegacyGroup = (group: Props<"openstack:compute/secGroup:SecGroup">): readonly Opening[] =>
  itemsOf(group.rules).map((rule) => ({
    inbound: true,
    get protocol() {
      return protocolOf(rule().ipProtocol);
    },
    get ports() {
      return portsOf(this.protocol, rule().fromPort, rule().toPort);
    },
    get peers() {
      if (plain(rule().cidr)) return rangesOf(rule().cidr);
      return this.peerNamed ? [] : everywhere;
    },
    get peerNamed() {
      return some(
        () => Boolean(plain(rule().cidr)),
        () => rule().self === true,
        () => Boolean(plain(rule().fromGroupId)),
      );
    },
  }));

/** Every opening that a security group, a rule of one, or a firewall rule states. */
export const openings: Reads<Opening> = {
  [AWS_GROUP]: (group) => inAwsGroup(group, "ingress", "egress"),
  [AWS_DEFAULT_GROUP]: (group) => inAwsGroup(group, "ingress", "egress"),
  [AWS_RULE]: (rule) => [besideAwsGroup(rule)],
  [AWS_INGRESS_RULE]: (rule) => [besideAwsGroupNewly(rule, true)],
  [AWS_EGRESS_RULE]: (rule) => [besideAwsGroupNewly(rule, false)],
  [SEC_GROUP_RULE]: (rule) => [inSecGroup(rule)],
  "openstack:compute/secGroup:SecGroup": inLegacyGroup,
  "openstack:firewall/ruleV2:RuleV2": (rule) => [throughPerimeter(rule, true)],
};

/** Every opening that a group of AWS's has, in itself or by the rules beside it. */
export const openingsOf = (group: Planned<typeof AWS_GROUP>): readonly Opening[] => [
  ...inAwsGroup(group.props, "ingress", "egress"),
  ...group.users(AWS_RULE, "securityGroupId").map(({ props }) => besideAwsGroup(props)),
  ...group.users(AWS_INGRESS_RULE, "securityGroupId").map(({ props }) => besideAwsGroupNewly(props, true)),
  ...group.users(AWS_EGRESS_RULE, "securityGroupId").map(({ props }) => besideAwsGroupNewly(props, false)),
];

/** Every opening to the outside: those of security groups, and of firewall rules that a firewall group applies to what leaves. */
export const outboundOpenings: { readonly reads: Reads<Opening>; readonly joins: Joins<Opening> } = {
  reads: {
    [AWS_GROUP]: (group) => inAwsGroup(group, "egress"),
    [AWS_DEFAULT_GROUP]: (group) => inAwsGroup(group, "egress"),
    [AWS_RULE]: (rule) => [besideAwsGroup(rule)],
    [AWS_EGRESS_RULE]: (rule) => [besideAwsGroupNewly(rule, false)],
    [SEC_GROUP_RULE]: openings[SEC_GROUP_RULE],
  },
  joins: {
    "openstack:firewall/ruleV2:RuleV2": (rule) =>
      rule
        .users("openstack:firewall/policyV2:PolicyV2", "rules")
        .some((policy) => policy.users("openstack:firewall/groupV2:GroupV2", "egressFirewallPolicyId").length > 0)
        ? [throughPerimeter(rule.props, false)]
        : [],
  },
};

/** Whether an opening lets through all that another does, of whatever addresses. */
const covers = (wide: Opening, narrow: Opening): boolean =>
  wide.protocol === "any" ||
  (wide.protocol === narrow.protocol && (!narrow.ports || (!!wide.ports && portsAmong(narrow.ports, [wide.ports]))));

/** An opening, as far as it is known, of which nobody knows yet whom it lets in together with others. */
const whoever = (opening: Opening): Opening => ({
  get inbound() {
    return opening.inbound;
  },
  get protocol() {
    return opening.protocol;
  },
  get ports() {
    return opening.ports;
  },
  get peers(): never {
    throw new Undecided("who is let in by several openings together can't be known during preview");
  },
  get peerNamed() {
    return opening.peerNamed;
  },
});

/**
 * What several inbound openings of one group come to together, none of which lets everyone in alone: an opening for each port at which one of them begins or
 * ends, since openings that meet meet there too. Whoever is let in in a way that is not known yet waits here; where it is not known who is, alone.
 */
const together = (all: readonly Opening[]): readonly Opening[] => {
  const addressed = all.filter((opening) => known(() => opening.inbound) !== false && known(() => opening.peers));
  if (!isEveryone(addressed.flatMap(({ peers }) => peers))) return [];
  const inbound: Opening[] = [];
  const waiting: Opening[] = [];
  for (const opening of addressed) {
    const said = known(() => ({ ...opening, ports: opening.ports, peers: opening.peers }));
    if (said) inbound.push(said);
    else if (!isEveryone(opening.peers)) waiting.push(whoever(opening));
  }
  const narrow = inbound.filter(({ peers }) => !isEveryone(peers));
  const meetings = narrow.flatMap((opening): Opening[] => {
    const { ports } = opening;
    return ports
      ? [ports.first, ports.last].map((port) => ({ ...opening, ports: { first: port, last: port } }))
      : [opening];
  });
  const met = [...new Map(meetings.map((one) => [openingLabel(one), one])).values()].flatMap((meeting) => {
    const those = narrow.filter((opening) => covers(opening, meeting));
    return those.length > 1 ? [{ ...meeting, peers: those.flatMap(({ peers }) => peers) }] : [];
  });
  return [...met, ...waiting];
};

/** What the inbound openings of a security group come to together, where it takes several to let everyone in. */
export const openingsTogether: Joins<Opening> = {
  [AWS_GROUP]: (group) => together(openingsOf(group)),
  [AWS_DEFAULT_GROUP]: (group) => together(inAwsGroup(group.props, "ingress")),
  "openstack:networking/secGroup:SecGroup": (group) =>
    together(group.users(SEC_GROUP_RULE, "securityGroupId").map(({ props }) => inSecGroup(props))),
  "openstack:compute/secGroup:SecGroup": (group) => together(inLegacyGroup(group.props)),
};

/** Whether an opening lets anyone on the internet in. */
export const letsEveryoneIn = (opening: Opening): boolean =>
  every(
    () => opening.inbound,
    () => isEveryone(opening.peers),
  );

/** Whether an opening leads out to anyone on the internet. */
export const leadsEverywhere = (opening: Opening): boolean =>
  every(
    () => !opening.inbound,
    () => isEveryone(opening.peers),
  );

/** An opening as it stands in a sentence: `port 22 over tcp`, `every port over any protocol`, `icmp`. */
export const openingLabel = ({ protocol, ports }: Opening): string => {
  if (!ports) return protocol;
  const every = ports.first <= 1 && ports.last === 65535;
  return `${every ? "every port" : portsLabel([ports])} over ${protocolLabel(protocol)}`;
};

const protocolLabel = (protocol: string): string => (protocol === "any" ? "any protocol" : protocol);

/** Which of some ports anyone on the internet can reach through an opening, as a sentence: the one answer to "who can reach this port". Undefined when it is none. */
export const reachedByEveryone = (opening: Opening, listed: readonly PortSetting[]): string | undefined => {
  const shared = () => (opening.ports ? portsShared(opening.ports, portsListed(listed)) : []);
  const reached = every(
    () => opening.inbound,
    () => shared().length > 0,
    () => isEveryone(opening.peers),
  );
  return reached ? `The internet reaches ${portsLabel(shared())} over ${protocolLabel(opening.protocol)}.` : undefined;
};
