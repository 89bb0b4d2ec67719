import { formatAddress, formatRange, prefixLength, type Range, rangeAt } from "../../components/range.ts";
import { known, Undecided } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import { type Connection, isWide, Reach, type Step, type Unachieved } from "../reach/reach.ts";
import { anything, type Speech } from "../reach/traffic.ts";
import type { Token } from "../resources.ts";
import { alike } from "./alike.ts";
import { type Declarations, type Declared, declarationsOf, FIREWALLS, type FlowSettings } from "./declared-flow.ts";
import { protocolOf } from "./opening.ts";
import { Reading, topologyOf } from "./topology.ts";

/** What lets somebody open a connection, and so is at fault where nobody should. */
const OPENERS = [
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/instance:Instance",
  "aws:ec2/networkInterface:NetworkInterface",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:elb/loadBalancer:LoadBalancer",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "openstack:compute/instance:Instance",
  "openstack:compute/interfaceAttach:InterfaceAttach",
  "openstack:compute/secGroup:SecGroup",
  "openstack:loadbalancer/listener:Listener",
  "openstack:networking/port:Port",
  "openstack:networking/secGroup:SecGroup",
  "openstack:networking/secGroupRule:SecGroupRule",
] as const satisfies readonly Token[];

/** A resource that something may be said of, in its plan. */
export type Place = Pick<Planned, "plan" | "urn">;

const placeOf = ({ plan, urn }: Place): Place[] => [{ plan, urn }];

/** Everything that lets somebody open a connection. */
export const openers = alike(OPENERS, placeOf);

/** What something is said of that is no resource's own, such as of a team's settings: the first of these. */
const ANCHORS = [
  "aws:ec2/instance:Instance",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "openstack:compute/instance:Instance",
  "openstack:networking/port:Port",
  "openstack:networking/secGroup:SecGroup",
  "openstack:networking/secGroupRule:SecGroupRule",
] as const satisfies readonly (typeof OPENERS)[number][];

/** Everything that declares a flow, and what stands for the settings where they do. */
export const declarers = alike([...FIREWALLS, ...ANCHORS], placeOf);

/** What is said of a plan: for certain, and what may be said once everything is known. */
interface Answer {
  readonly certain: Sentences;
  readonly possible: Sentences;
}

interface Judgement {
  readonly undeclared: () => Answer;
  readonly unachieved: () => Answer;
}

const NOTHING: Answer = { certain: new Map(), possible: new Map() };

const lazily = <T>(work: () => T): (() => T) => {
  let done: { readonly it: T } | undefined;
  return () => {
    done ??= { it: work() };
    return done.it;
  };
};

const add = (to: Map<string, string[]>, urn: string, ...more: string[]) =>
  to.set(urn, [...(to.get(urn) ?? []), ...more]);

const anchorOf = (plan: Plan): string | undefined =>
  ANCHORS.flatMap((type) => plan.of(type).map(({ urn }: { readonly urn: string }) => urn)).sort()[0];

const judgementOf = (plan: Plan, settings: FlowSettings): Judgement => {
  const any = FIREWALLS.some((type) => plan.of(type).length > 0) || Object.keys(settings.flows).length > 0;
  if (!any) return { undeclared: () => NOTHING, unachieved: () => NOTHING };
  const { least, most } = topologyOf(plan, settings.zoneTag);
  const reading = new Reading(true);
  const wide = declarationsOf(plan, most, settings, reading);
  const isKnown = least === most && !reading.unknown;
  const narrow = isKnown ? wide : declarationsOf(plan, least, settings, new Reading(false));
  const surely = new Reach(least);
  const perhaps = isKnown ? surely : new Reach(most);
  const anchor = anchorOf(plan);
  return {
    undeclared: lazily(() => {
      const certain = undeclaredIn(surely, wide, anchor);
      return { certain, possible: isKnown ? certain : undeclaredIn(perhaps, narrow, anchor) };
    }),
    unachieved: lazily(() => {
      const widely = perhaps.unachieved(wide.flows);
      return unachievedIn(widely, isKnown ? widely : surely.unachieved(narrow.flows), wide, anchor);
    }),
  };
};

type Sentences = ReadonlyMap<string, readonly string[]>;

const undeclaredIn = (reach: Reach, { flows, faults }: Declarations, anchor: string | undefined): Sentences => {
  const found = new Map<string, string[]>(anchor && faults.length > 0 ? [[anchor, [...faults]]] : []);
  for (const [urn, connections] of reach.undeclared(flows)) add(found, urn, ...connections.map(sentenceOf));
  return found;
};

/** What leads nowhere however the plan is read does so for certain; what does so in one reading only, or is not known yet, may. */
const unachievedIn = (
  wide: readonly Unachieved<Declared>[],
  narrow: readonly Unachieved<Declared>[],
  { flows }: Declarations,
  anchor: string | undefined,
): Answer => {
  const certain = new Map<string, string[]>();
  const possible = new Map<string, string[]>();
  const unknown = flows.filter((flow) => flow.unknown);
  for (const { by, label } of [...unknown, ...[...wide, ...narrow].map(({ allowance }) => allowance)]) {
    const at = by ?? anchor;
    if (at) add(possible, at, label);
  }
  const isIn = ({ by, label }: Declared, others: readonly Declared[]) =>
    others.some((other) => other.by === by && other.label === label);
  const narrowly = narrow.map(({ allowance }) => allowance);
  for (const { allowance, speech, lacks } of wide) {
    const { label, from, to, by } = allowance;
    const what = `The flow ${label} leads nowhere: from ${from.label} to ${to.label}, ${spokenLabel(speech)},`;
    const at = by ?? anchor;
    if (at && isIn(allowance, narrowly) && !isIn(allowance, unknown)) add(certain, at, `${what} ${LACKING[lacks]}.`);
  }
  return { certain, possible };
};

/** What a flow lacks, as a sentence ends. */
const LACKING: { readonly [L in Unachieved<Declared>["lacks"]]: string } = {
  way: "no route, gateway, list or firewall on the way lets it through",
  "way in": "no group lets it in",
  "way out": "no group lets it out",
};

const judgements = new WeakMap<Plan, Map<string, Judgement>>();

/** What is said of a plan under some settings, worked out once however many controls and resources ask. */
const judged = (plan: Plan, { zoneTag, zones, flows }: FlowSettings): Judgement => {
  const own = judgements.get(plan) ?? new Map<string, Judgement>();
  judgements.set(plan, own);
  const key = JSON.stringify({ zoneTag, zones, flows });
  const found = own.get(key) ?? judgementOf(plan, { zoneTag, zones, flows });
  own.set(key, found);
  return found;
};

const said = ({ certain, possible }: Answer, urn: string): string | undefined => {
  const sentences = certain.get(urn);
  if (sentences) return [...new Set(sentences)].join(" ");
  if (possible.has(urn)) throw new Undecided("whether somebody gets there can't be known during preview");
  return undefined;
};

/** The connections that a resource lets somebody open and that no flow declares, as sentences. */
export const undeclaredBy = ({ plan, urn }: Place, settings: FlowSettings): string | undefined =>
  said(judged(plan, settings).undeclared(), urn);

/** The flows that a resource declares and nobody can make use of, as sentences. */
export const unachievedBy = ({ plan, urn }: Place, settings: FlowSettings): string | undefined =>
  said(judged(plan, settings).unachieved(), urn);

const rangeLabel = (range: Range): string => {
  const { version, first, last } = range;
  const length = prefixLength(range);
  const exact = known(() => rangeAt(version, first, length).last === last && first % (last - first + 1n) === 0n);
  return exact ? formatRange(range) : `${formatAddress(version, first)} to ${formatAddress(version, last)}`;
};

const stepLabel = (step: Step): string => {
  if (typeof step === "string") return step;
  return isWide(step) ? "internet" : rangeLabel(step);
};

const spanLabel = ({ first, last }: Speech["ports"]): string => (first === last ? `${first}` : `${first}-${last}`);

const speechLabel = ({ protocols, ports }: Speech): string => {
  const isEvery = ports.first <= 1 && ports.last === anything.ports.last;
  return `${protocolOf(protocols.first)}${isEvery ? "" : ` ${spanLabel(ports)}`}`;
};

/** How many ways to speak a sentence can bear. */
const BEARABLE = 6;

/** What is spoken, as it ends a path: `tcp 22`. What is left of many protocols is no list that anybody wants to read. */
const spokenLabel = (speech: readonly Speech[]): string => {
  const many = speech.filter(({ protocols }) => protocols.first !== protocols.last);
  if (many.length > 0)
    return many.some(({ protocols }) => protocols.last - protocols.first === 255) ? "anything" : "anything else";
  const spoken = [...new Set(speech.map(speechLabel))];
  return `${spoken.slice(0, BEARABLE).join(", ")}${spoken.length > BEARABLE ? ` and ${spoken.length - BEARABLE} more` : ""}`;
};

const sentenceOf = ({ path, traffic }: Connection): string =>
  `No flow declares ${path.map(stepLabel).join(" → ")}: ${spokenLabel(traffic)}.`;
