import type { Input } from "@pulumi/pulumi";
import { type AddressArgs, type AddressPlan, addressPlan } from "./network.ts";
import { contains, formatRange, parseRange, type Range } from "./range.ts";
import { oneOf, refuse } from "./refusal.ts";
import { type Port, portsOf } from "./service.ts";
import { isZone, type Zone, zoneNames, zones } from "./zone.ts";

/** Leave to talk: who, to whom, what about, and why. */
export interface FlowArgs {
  /** Who opens the connection: a zone, `internet`, an address range such as `198.51.100.0/24`, or on AWS a managed prefix list such as `pl-0a1b2c`. */
  from: string;
  /** Who answers: a zone, `internet`, an address range, or on AWS a managed prefix list. One end at least is a zone. */
  to: string;
  /**
   * What is spoken: a name such as `https` or `postgresql`; a protocol with its ports such as `tcp/8443`, `udp/6000-6100`; or a protocol without
   * ports, by name or number, such as `esp` or `89`.
   */
  service: string;
  /** Why the flow is needed, in 10 to 200 characters. It becomes the description of every rule that lets it through. */
  reason: string;
  /** Lets only the members of this security group through, instead of the whole zone at the far end. Defaults to the whole zone. */
  remoteGroupId?: Input<string>;
}

/** Flows, by name. The component package for other languages takes the shape, not the name. */
type Flows = { [name: string]: FlowArgs };

/**
 * Who may talk to whom until a team says otherwise: anyone to the APIs over TLS, and the core services among themselves. Everything else is
 * closed, in both directions.
 */
export const defaultFlows: Flows = {
  "public-api": { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs, over TLS only" },
  "tenant-api": { from: "tenant", to: "api", service: "https", reason: "Machines of the users call the APIs" },
  "core-api": {
    from: "management",
    to: "management",
    service: "https",
    reason: "Core services call each other over TLS",
  },
  "core-database": {
    from: "management",
    to: "management",
    service: "mysql",
    reason: "Core services reach their databases",
  },
  "core-queue": {
    from: "management",
    to: "management",
    service: "amqps",
    reason: "Core services reach their message queue",
  },
  "core-login": {
    from: "management",
    to: "management",
    service: "ssh",
    reason: "Administrators come in from the bastion's port in this zone",
  },
  "core-logs": {
    from: "management",
    to: "management",
    service: "syslog-tls",
    reason: "Logs go to the central collector",
  },
  "core-metrics": {
    from: "management",
    to: "management",
    service: "node-exporter",
    reason: "The monitoring reads every machine",
  },
  "storage-data": { from: "storage", to: "storage", service: "ceph", reason: "Storage nodes replicate the data" },
  "install-address": {
    from: "provisioning",
    to: "provisioning",
    service: "dhcp",
    reason: "Machines boot by PXE: address",
  },
  "install-loader": {
    from: "provisioning",
    to: "provisioning",
    service: "tftp",
    reason: "Machines boot by PXE: signed loader",
  },
  "install-image": {
    from: "provisioning",
    to: "provisioning",
    service: "https",
    reason: "Machines boot by PXE: image",
  },
};

/** Ranges that are kept in a list elsewhere. */
export interface AddressLists {
  /** The ranges of each list, by the id that flows name it with. Defaults to none. */
  readonly addressLists?: { readonly [id: string]: readonly string[] };
}

/** One end of a flow, understood. */
export type End =
  | { readonly zone: Zone }
  | { readonly internet: true }
  | { readonly range: Range }
  | { readonly listId: string; readonly ranges: readonly Range[] };

/** A flow, understood. */
export interface Flow extends FlowArgs {
  readonly name: string;
  readonly source: End;
  readonly target: End;
  readonly ports: readonly Port[];
}

/** An end as people write it. */
export const endLabel = (end: End): string => {
  if ("zone" in end) return end.zone;
  if ("internet" in end) return "internet";
  return "range" in end ? formatRange(end.range) : end.listId;
};

const endOf = (what: string, text: string, plan: AddressPlan, { addressLists = {} }: AddressLists): End => {
  if (text === "internet") return { internet: true };
  const listed = addressLists[text];
  if (listed) return { listId: text, ranges: listed.flatMap((range) => parseRange(range) ?? []) };
  if (isZone(text))
    return plan.has(text) ? { zone: text } : refuse(what, text, `a zone of this network: ${oneOf([...plan.keys()])}`);
  const range = parseRange(text);
  if (!range) return refuse(what, text, `${oneOf(["internet", "an address range", ...zoneNames])}`);
  if (range.version === 6 && ![...plan.values()].flat().some(({ version }) => version === 6))
    return refuse(what, text, "an IPv4 range, since the network has no ipv6Cidr");
  return { range };
};

/** Whether an end lies inside a zone: the zone itself or a part of its addresses. */
const inside = (plan: AddressPlan, zone: Zone, end: End): boolean => {
  if ("zone" in end) return end.zone === zone;
  return "range" in end && (plan.get(zone) ?? []).some((own) => contains(own, end.range));
};

/** The flows that hold when a team declares none, as far as a network has the zones. */
const flowsFor = (plan: AddressPlan): Flows =>
  Object.fromEntries(
    Object.entries(defaultFlows).filter(([, { from, to }]) => [from, to].every((end) => !isZone(end) || plan.has(end))),
  );

/**
 * Reads the declared flows against the address plan.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first flow that names an unknown zone, service or protocol, a port out of range, an IPv6 range in an IPv4-only plan, no
 * zone at either end, a reason too short or long, or crosses the border of an isolated zone
 */
export function flowsOf(
  what: string,
  args: AddressArgs & AddressLists & { flows?: Flows },
): { plan: AddressPlan; flows: Flow[] } {
  const plan = addressPlan(what, args);
  const flows = Object.entries(args.flows ?? flowsFor(plan)).map(([name, flow]): Flow => {
    const here = `${what}: flow ${JSON.stringify(name)}`;
    if (!/^[a-zA-Z0-9-]{1,40}$/.test(name))
      refuse(`${what}: the name of a flow`, name, "1 to 40 letters, digits and hyphens");
    const source = endOf(`${here}: from`, flow.from, plan, args);
    const target = endOf(`${here}: to`, flow.to, plan, args);
    if (!("zone" in source) && !("zone" in target))
      refuse(`${here}: one end`, `${flow.from} to ${flow.to}`, `a zone: ${oneOf([...plan.keys()])}`);
    for (const [end, other] of [
      [source, target],
      [target, source],
    ] as const)
      if ("zone" in end && zones[end.zone].isolated && !inside(plan, end.zone, other))
        refuse(
          `${here}: the other end of the isolated zone ${end.zone}`,
          endLabel(other),
          `${end.zone} itself, which is not routed in or out (go through a bastion with a port in it)`,
        );
    if (flow.reason.trim().length < 10 || flow.reason.length > 200)
      refuse(`${here}: reason`, flow.reason, "10 to 200 characters");
    return { ...flow, name, source, target, ports: portsOf(`${here}: service`, flow.service) };
  });
  return { plan, flows };
}
