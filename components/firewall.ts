import type { Input } from "@pulumi/pulumi";
import { type AddressLists, type End, endLabel, type Flow, type FlowArgs, flowsOf } from "./flow.ts";
import type { AddressArgs, AddressPlan } from "./network.ts";
import { formatRange, type Range, rangeAt } from "./range.ts";
import { Refusal, refuse } from "./refusal.ts";
import { type Port, serviceLabel } from "./service.ts";
import type { Zone } from "./zone.ts";

/** What every firewall takes, whichever cloud it stands in. */
export interface FirewallArgs extends AddressArgs {
  /**
   * Who may talk to whom, each flow under a name of its own. A name is part of its rules' identity: keep it. Defaults to anyone to `api` over HTTPS, and the core
   * services among themselves. What no flow lets through is closed, in both directions.
   */
  flows?: { [name: string]: FlowArgs };
}

/** One rule of a security group. */
export interface Opening {
  /** What tells the rule from the others of its group. */
  readonly key: string;
  readonly ipVersion: 4 | 6;
  readonly port: Port;
  /** The far end, as a CIDR. */
  readonly peer: string;
  /** The security group whose members are the far end, when the flow says so; it stands in `peer`'s place. */
  readonly peerGroupId?: Input<string>;
  /** The list that `peer` is from, when the flow names one. */
  readonly peerListId?: string;
  readonly description: string;
}

/** A security group: what it lets one zone do with one peer, in one direction. */
export interface Group {
  /** What tells the group from the others of its firewall: `api-from-internet`, `tenant-to-api`. */
  readonly key: string;
  /** Its openings in words, as the talk asks: `HTTPS_ACCESS_FROM_INTERNET_TO_API`. */
  readonly name: string;
  readonly description: string;
  readonly zone: Zone;
  readonly direction: "ingress" | "egress";
  readonly openings: readonly Opening[];
}

/** The longest name and description that Neutron and EC2 both take. */
const LONGEST = 255;

const everywhere: readonly Range[] = [rangeAt(4, 0n, 0), rangeAt(6, 0n, 0)];

const rangesOf = (plan: AddressPlan, peer: End): readonly Range[] => {
  if ("internet" in peer) return everywhere;
  if ("zone" in peer) return plan.get(peer.zone) ?? [];
  return "range" in peer ? [peer.range] : peer.ranges;
};

/** The addresses of a flow's far end, as far as the near end speaks their version. */
const peersOf = (plan: AddressPlan, zone: Zone, peer: End): readonly Range[] =>
  rangesOf(plan, peer).filter(({ version }) => plan.get(zone)?.some((near) => near.version === version));

/** ICMP has a protocol of its own in IPv6; its numbers stand for one version each. */
const protocolIn = (ipVersion: 4 | 6, { protocol }: Port): string | undefined => {
  if (protocol === "icmp") return ipVersion === 4 ? "icmp" : "ipv6-icmp";
  if (protocol === "1") return ipVersion === 4 ? "icmp" : undefined;
  if (protocol === "58") return ipVersion === 6 ? "ipv6-icmp" : undefined;
  return protocol;
};

const openingsOf = (plan: AddressPlan, zone: Zone, peer: End, flow: Flow): Opening[] =>
  flow.ports.flatMap((port) =>
    peersOf(plan, zone, peer).flatMap((range) => {
      const protocol = protocolIn(range.version, port);
      const place = [flow.name, protocol, port.first].filter((part) => part !== undefined).join("-");
      return protocol === undefined
        ? []
        : [
            {
              key: "listId" in peer ? `${place}-list` : `${place}-ipv${range.version}`,
              ipVersion: range.version,
              port: { ...port, protocol },
              peer: formatRange(range),
              ...(flow.remoteGroupId === undefined ? {} : { peerGroupId: flow.remoteGroupId }),
              ...("listId" in peer ? { peerListId: peer.listId } : {}),
              description: `Flow ${flow.name}: ${flow.reason}`,
            },
          ];
    }),
  );

/** Whether a rule's description is one that a firewall gives, which names the flow that the rule is for. */
export const isRuleDescription = (text: string): boolean => /^Flow [^:]+: ./.test(text);

/** The sentence that refuses a rule which no flow declares. */
export const undeclared = (what: string, group: string, rule: string, deletion: string): Refusal =>
  new Refusal(
    `${what}: the security group ${group} has a rule that no flow declares: ${rule}; declare the flow, or delete the rule with "${deletion}".`,
  );

/** What nobody knows where a cloud's rules cannot be listed, to begin a warning with. */
export const unlisted = (what: string): string => `${what}: rules that were added by hand cannot be looked for`;

const upper = (label: string): string => label.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");

const clipped = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);

/** What two openings of a group have in common when the cloud would call one a duplicate of the other. */
const sameness = ({ ipVersion, port, peer }: Opening): string => JSON.stringify([ipVersion, port, peer]);

const groupOf = (
  what: string,
  plan: AddressPlan,
  zone: Zone,
  direction: Group["direction"],
  peer: End,
  flows: readonly Flow[],
): Group => {
  const far = endLabel(peer);
  const [preposition, other] = direction === "ingress" ? ["from", "to"] : ["to", "from"];
  const services = [...new Set(flows.map((flow) => flow.service))].sort();
  const name = `${services.map(serviceLabel).join("_")}_ACCESS_${upper(preposition)}_${upper(far)}_${upper(other)}_${upper(zone)}`;
  if (name.length > LONGEST)
    refuse(
      `${what}: the services between ${zone} and ${far}`,
      services,
      `few enough for a name of ${LONGEST} characters`,
    );
  const seen = new Map<string, string>();
  const openings = flows.flatMap((flow) =>
    openingsOf(plan, zone, peer, flow).map((opening) => {
      const twin = flow.remoteGroupId === undefined ? seen.get(sameness(opening)) : undefined;
      if (twin)
        refuse(
          `${what}: flow ${JSON.stringify(flow.name)}`,
          flow.service,
          `something that flow ${JSON.stringify(twin)} does not open already`,
        );
      if (flow.remoteGroupId === undefined) seen.set(sameness(opening), flow.name);
      return opening;
    }),
  );
  return {
    key: `${zone}-${preposition}-${far.replaceAll(/[^a-z0-9]/g, "-")}`,
    name,
    description: clipped(
      `${services.join(", ")} ${preposition} ${far}: ${flows.map((flow) => flow.reason).join("; ")}`,
    ),
    zone,
    direction,
    openings,
  };
};

/**
 * The security groups that let the declared flows through and nothing else: one for each zone, peer and direction. A machine carries the groups of
 * its zone that it needs.
 *
 * @param what whose arguments these are, to begin an error with
 */
export function groupsOf(what: string, args: FirewallArgs & AddressLists): Group[] {
  const { plan, flows } = flowsOf(what, args);
  const sides = flows.flatMap((flow) => [
    ...("zone" in flow.target
      ? [{ zone: flow.target.zone, direction: "ingress" as const, peer: flow.source, flow }]
      : []),
    ...("zone" in flow.source
      ? [{ zone: flow.source.zone, direction: "egress" as const, peer: flow.target, flow }]
      : []),
  ]);
  return [...Map.groupBy(sides, ({ zone, direction, peer }) => `${zone} ${direction} ${endLabel(peer)}`).values()].map(
    (group) => {
      const [{ zone, direction, peer }] = group as [(typeof group)[number]];
      return groupOf(
        what,
        plan,
        zone,
        direction,
        peer,
        group.map(({ flow }) => flow),
      );
    },
  );
}
