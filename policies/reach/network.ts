import type { Range } from "../../components/range.ts";
import type { Speech, Traffic } from "./traffic.ts";

/** Addresses on one wire or in one availability zone, and what carries packets out of them. */
export interface Subnet {
  readonly id: string;
  /** How it stands in a path: `subnet api-a`. */
  readonly label: string;
  readonly ranges: readonly Range[];
  /** Whether the ranges are what it may have, which does not mean that nobody outside has them. */
  readonly vague?: boolean;
  /** The versions in which somebody on the internet may address what is in it as it is. */
  readonly publicly: readonly (4 | 6)[];
  /** The zones that it says it is in. */
  readonly zones: readonly string[];
  /** What it is joined to, by their ids. */
  readonly routers: readonly string[];
  /** What stops packets at its border. */
  readonly guards: readonly Guard[];
}

/** An ordered list of rules at the border of a subnet. The first that speaks of a packet decides; where none does, it is stopped. */
export interface Guard {
  /** The router whose joint with the subnet it stands at. Defaults to all of them. */
  readonly at?: string;
  readonly inward?: readonly GuardRule[];
  readonly outward?: readonly GuardRule[];
}

/** One rule of a guard. */
export interface GuardRule {
  readonly allows: boolean;
  readonly traffic: readonly Traffic[];
  /** The addresses at the near end that it is about. Defaults to all. */
  readonly near?: readonly Range[];
}

/** Something that carries packets between subnets: a router, a wire, a table of routes, a peering. */
export interface Router {
  readonly id: string;
  /** How it stands in a path. A wire, or a table of routes, is not worth a step. */
  readonly label?: string;
  /** The subnets that it reaches by itself, by their ids. */
  readonly legs: ReadonlySet<string>;
  readonly routes: readonly Route[];
}

/** Where packets to some addresses go on. */
export interface Route {
  readonly to: readonly Range[];
  /** The next router or gate, by its id. */
  readonly via: string;
}

/** What passes a gate: whatever has a route, what has an address for the outside, what is in a subnet of public addresses, nothing. */
export type Passage = "any" | "addressed" | "public" | "none";

/** A way to what is not part of the network: the internet, a site behind a VPN, somebody else's network. */
export interface Gate {
  readonly id: string;
  /** Who is behind it, as a path begins or ends: `internet`. */
  readonly beyond: string;
  /** How it stands in a path itself. Nothing where a router's own step says it. */
  readonly label?: string;
  /** The addresses behind it. */
  readonly ranges: readonly Range[];
  readonly inward: { readonly 4: Passage; readonly 6: Passage };
  readonly outward: { readonly 4: Passage; readonly 6: Passage };
}

/** What a group of machines lets through. */
export interface Group {
  readonly id: string;
  readonly label: string;
  readonly rules: readonly Rule[];
}

/** One thing that a group lets through. Connections are tracked: answers need no rule. */
export interface Rule {
  /** What stands for it where something is said of it. */
  readonly id: string;
  readonly inbound: boolean;
  /** What it lets through from, or to, addresses. */
  readonly traffic: readonly Traffic[];
  /** What it lets through from, or to, whoever holds one of some groups. */
  readonly members?: {
    readonly groups: readonly string[];
    readonly versions: readonly (4 | 6)[];
    readonly speech: Speech;
  };
  /** The lists of addresses, kept elsewhere, at the far end. */
  readonly lists?: { readonly ids: readonly string[]; readonly speech: Speech };
}

/** Something with an address: a machine's interface, a load balancer, or whoever will hold a group that nobody in the plan holds. */
export interface Holder {
  readonly id: string;
  /** How it stands in a path, where no group does. Defaults to no step of its own. */
  readonly label?: string;
  /** The subnets that it may be in, by their ids. None where the plan does not say. */
  readonly subnets: readonly string[];
  /** Its own addresses. Defaults to all of its subnets'. */
  readonly ranges?: readonly Range[];
  readonly groups: readonly string[];
  /** Whether nothing filters what it does. */
  readonly open: boolean;
  /** Whether it has, or may be given, a public address. */
  readonly addressed: boolean;
  /** The zones that it says it is in; undefined where it may be in any. */
  readonly zones: readonly string[] | undefined;
}

/** Who may talk to whom, as far as a plan says it. */
export interface Network {
  readonly subnets: readonly Subnet[];
  readonly routers: readonly Router[];
  readonly gates: readonly Gate[];
  readonly groups: readonly Group[];
  readonly holders: readonly Holder[];
}

/** One end of a declared flow. */
export interface End {
  /** As people write it. */
  readonly label: string;
  /** Whether it is whoever there is: `internet`. */
  readonly anyone?: boolean;
  readonly zone?: string;
  readonly ranges: readonly Range[];
  /** A list of addresses, kept elsewhere, by its id. */
  readonly list?: string;
}

/** Leave to open a connection. */
export interface Allowance {
  readonly label: string;
  readonly from: End;
  readonly to: End;
  readonly speech: readonly Speech[];
}
