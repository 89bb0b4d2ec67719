import { X509Certificate } from "node:crypto";
import type { Input } from "@pulumi/pulumi";
import { parseRange, type Range } from "./range.ts";
import { oneOf, Refusal, refuse } from "./refusal.ts";
import { isZone, type Zone, zoneNames, zones } from "./zone.ts";

/** One of the servers behind an endpoint. */
export interface EndpointMemberArgs {
  /** Its address, such as `10.20.64.11`. */
  address: Input<string>;
  /** The port that it speaks TLS on. Defaults to 443. */
  port?: number;
  /** Its share of the requests, from 1 to 256. Defaults to 1. */
  weight?: number;
}

/** What every endpoint takes, whichever cloud it stands in. */
export interface EndpointArgs {
  /** Who answers for the endpoint, a team rather than a person, in 1 to 50 characters. Becomes the tag `owner:…`. */
  owner: string;
  /** What the endpoint is for; `production` and anything else never share one. Becomes the tag `environment:…`. Defaults to `production`. */
  environment?: string;
  /**
   * The zone that the endpoint's address is in. Anyone may connect in `external` and `api`; elsewhere `allowedCidrs` is needed, and in `management` clients
   * show a certificate too. Becomes the tag `zone:…`. Defaults to `api`.
   */
  zone?: string;
  /** The name that clients call it by, such as `api.cloud.example.org`. Port 80 then answers, with nothing but the way to it over TLS. Defaults to none: port 80 is closed. */
  hostName?: string;
  /** The port that clients connect to, over TLS. Defaults to 443. */
  port?: number;
  /** The address ranges that may connect, all IPv4 or all IPv6, as the endpoint's address is. Defaults to anyone in `external` and `api`. */
  allowedCidrs?: string[];
  /** How many connections it takes at once, from 1. Defaults to 10,000. */
  connectionLimit?: number;
  /** How long a connection may say nothing, in seconds from 1 to 3600. Defaults to 60. */
  idleTimeout?: number;
  /** For how long browsers must not leave TLS: `day`, `week` or `year`. Start with a day or a week, then extend. Defaults to `week`. */
  hsts?: string;
  /** Whether that holds for every name below the endpoint's too. Only with `year`. Defaults to false. */
  hstsIncludeSubdomains?: boolean;
  /** Whether browsers may carry the name on their lists, from which it is hard to get off. Only with `year` and `hstsIncludeSubdomains`. Defaults to false. */
  hstsPreload?: boolean;
  /** The servers behind it, two at least, each under a name of its own. A name is the server's identity: keep it. */
  members: { [name: string]: EndpointMemberArgs };
  /** Whether the servers may show a certificate that nobody checks. Defaults to false: the authority that signed theirs is needed. */
  unverifiedMembers?: boolean;
  /** The path that the servers are asked for to see whether they are well. Defaults to `/`. */
  healthPath?: string;
  /** The status codes that say they are, such as `200` or `200-204`. Defaults to `200-399`. */
  healthCodes?: string;
}

/** What HSTS tells browsers. */
export interface Hsts {
  /** In seconds. */
  readonly maxAge: number;
  readonly includeSubdomains: boolean;
  readonly preload: boolean;
}

/** The versions of TLS that are spoken, as Octavia names them. */
export const TLS_VERSIONS = ["TLSv1.2", "TLSv1.3"];

/** Mozilla's intermediate list without finite-field Diffie-Hellman: forward secrecy and authenticated encryption in every one. OpenSSL's names. */
export const TLS_CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];

const DAY = 24 * 60 * 60;
const STAGES: { readonly [stage: string]: number } = { day: DAY, week: 7 * DAY, year: 365 * DAY };

/**
 * What HSTS tells browsers at a stage.
 *
 * @throws one sentence when there is no such stage, or it is too early for what reaches beyond the endpoint
 */
export function hstsOf(what: string, args: Pick<EndpointArgs, "hsts" | "hstsIncludeSubdomains" | "hstsPreload">): Hsts {
  const { hsts = "week", hstsIncludeSubdomains: includeSubdomains = false, hstsPreload: preload = false } = args;
  const maxAge = Object.hasOwn(STAGES, hsts) ? STAGES[hsts] : undefined;
  if (maxAge === undefined) return refuse(`${what}: hsts`, hsts, oneOf(Object.keys(STAGES)));
  if (includeSubdomains && hsts !== "year")
    refuse(`${what}: hsts`, hsts, "year where hstsIncludeSubdomains is set, the last stage");
  if (preload && !(hsts === "year" && includeSubdomains))
    refuse(`${what}: hstsPreload`, preload, "left out until hsts is year and hstsIncludeSubdomains is set");
  return { maxAge, includeSubdomains, preload };
}

/** An endpoint's arguments, looked at and with their defaults. */
export interface Endpoint {
  readonly zone: Zone;
  readonly port: number;
  /** Who may connect; anyone where it is empty. */
  readonly allowedCidrs: readonly string[];
  readonly connectionLimit: number;
  /** In seconds. */
  readonly idleTimeout: number;
  readonly hsts: Hsts;
  readonly members: readonly (Required<EndpointMemberArgs> & { readonly name: string })[];
  readonly healthPath: string;
  readonly healthCodes: string;
}

const within = (what: string, got: number, first: number, last: number, unit = ""): number =>
  Number.isInteger(got) && got >= first && got <= last
    ? got
    : refuse(what, got, `a whole number${unit} from ${first} to ${last}`);

const sourcesOf = (what: string, zone: Zone, cidrs: readonly string[] | undefined): readonly string[] => {
  if (!zones[zone].facesOutside && !cidrs?.length)
    return refuse(`${what}: allowedCidrs`, cidrs ?? null, `given in the zone ${zone}, which not everyone may reach`);
  const ranges: Range[] = (cidrs ?? []).map((cidr) => {
    const range = cidr.includes("/") ? parseRange(cidr) : undefined;
    return range ?? refuse(`${what}: an allowed CIDR`, cidr, "an address range such as 198.51.100.0/24");
  });
  if (new Set(ranges.map(({ version }) => version)).size > 1)
    return refuse(`${what}: allowedCidrs`, cidrs, "all IPv4 or all IPv6, as the endpoint's one address is");
  const everyone = cidrs?.find((cidr) => cidr.endsWith("/0"));
  if (everyone && !zones[zone].facesOutside)
    return refuse(`${what}: an allowed CIDR`, everyone, `narrower than everyone in the zone ${zone}`);
  return cidrs ?? [];
};

const membersOf = (what: string, members: EndpointArgs["members"]): Endpoint["members"] => {
  const names = Object.keys(members);
  if (names.length < 2) refuse(`${what}: members`, names, "two servers at least, so that one may fail or be updated");
  const seen = new Map<string, string>();
  return names.map((name) => {
    const { address, port = 443, weight = 1 } = members[name] as EndpointMemberArgs;
    if (!/^[a-zA-Z0-9-]{1,40}$/.test(name))
      refuse(`${what}: the name of a member`, name, "1 to 40 letters, digits and hyphens");
    if (typeof address === "string") {
      const range = address.includes("/") ? undefined : parseRange(address);
      if (!range) refuse(`${what}: members.${name}.address`, address, "an address such as 10.20.64.11");
      const twin = seen.get(`${range?.first} ${port}`);
      if (twin) refuse(`${what}: members.${name}`, `${address}:${port}`, `another server than ${twin}`);
      seen.set(`${range?.first} ${port}`, name);
    }
    return {
      name,
      address,
      port: within(`${what}: members.${name}.port`, port, 1, 65535),
      weight: within(`${what}: members.${name}.weight`, weight, 1, 256),
    };
  });
};

/**
 * Looks at an endpoint's arguments.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first that is not as it should be
 */
export function endpointOf(what: string, args: EndpointArgs): Endpoint {
  const { owner, zone = "api", hostName, port = 443, connectionLimit = 10_000, idleTimeout = 60 } = args;
  const { healthPath = "/", healthCodes = "200-399" } = args;
  if (owner.length < 1 || owner.length > 50) refuse(`${what}: owner`, owner, "1 to 50 characters");
  if (!isZone(zone)) return refuse(`${what}: zone`, zone, oneOf(zoneNames));
  if (hostName !== undefined && !/^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i.test(hostName))
    refuse(`${what}: hostName`, hostName, "a name such as api.cloud.example.org");
  if (port === 80) refuse(`${what}: port`, port, "another than 80, which is not for TLS");
  if (!/^\/[^\s?#]{0,254}$/.test(healthPath)) refuse(`${what}: healthPath`, healthPath, "a path such as /healthcheck");
  if (!/^\d{3}(-\d{3}|(,\d{3})*)$/.test(healthCodes))
    refuse(`${what}: healthCodes`, healthCodes, "status codes such as 200, 200,204 or 200-204");
  return {
    zone,
    port: within(`${what}: port`, port, 1, 65535),
    allowedCidrs: sourcesOf(what, zone, args.allowedCidrs),
    connectionLimit: within(`${what}: connectionLimit`, connectionLimit, 1, 1_000_000),
    idleTimeout: within(`${what}: idleTimeout`, idleTimeout, 1, 3600, " of seconds"),
    hsts: hstsOf(what, args),
    members: membersOf(what, args.members),
    healthPath,
    healthCodes,
  };
}

/** The certificates that a PEM text holds, each alone, in their order. */
export const certificatesIn = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)?.map((one) => `${one}\n`) ?? [];

/**
 * The first certificate that a PEM text holds, read.
 *
 * @throws one sentence when it holds none that can be read, and never what it holds instead
 */
export function certificateIn(what: string, pem: string): X509Certificate {
  const [first] = certificatesIn(pem);
  try {
    if (first) return new X509Certificate(first);
  } catch {}
  throw new Refusal(`${what} must be a certificate in PEM, and what was given cannot be read as one.`);
}
