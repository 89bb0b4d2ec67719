import { oneOf, refuse } from "./refusal.ts";

/** What a service listens on: a protocol by its IANA name or number, and for those with ports the first and the last. */
export interface Port {
  readonly protocol: string;
  readonly first?: number;
  readonly last?: number;
}

const tcp = (first: number, last = first): Port => ({ protocol: "tcp", first, last });
const udp = (first: number, last = first): Port => ({ protocol: "udp", first, last });

/** The services that a flow can name. The names are IANA's or the project's own; the ports are the defaults. */
export const services: { readonly [name: string]: readonly Port[] } = {
  amqps: [tcp(5671)],
  barbican: [tcp(9311)],
  ceph: [tcp(3300), tcp(6789), tcp(6800, 7568)],
  cinder: [tcp(8776)],
  designate: [tcp(9001)],
  dhcp: [udp(67, 68)],
  dns: [udp(53), tcp(53)],
  "dns-over-tls": [tcp(853)],
  esp: [{ protocol: "esp" }],
  glance: [tcp(9292)],
  http: [tcp(80)],
  https: [tcp(443)],
  icmp: [{ protocol: "icmp" }],
  ike: [udp(500), udp(4500)],
  imaps: [tcp(993)],
  ipmi: [udp(623)],
  iscsi: [tcp(3260)],
  keystone: [tcp(5000)],
  kubernetes: [tcp(6443)],
  ldaps: [tcp(636)],
  memcached: [tcp(11211)],
  mysql: [tcp(3306)],
  neutron: [tcp(9696)],
  nfs: [tcp(2049)],
  "node-exporter": [tcp(9100)],
  nova: [tcp(8774)],
  ntp: [udp(123)],
  octavia: [tcp(9876)],
  placement: [tcp(8778)],
  postgresql: [tcp(5432)],
  prometheus: [tcp(9090)],
  rdp: [tcp(3389)],
  smtp: [tcp(25)],
  ssh: [tcp(22)],
  submission: [tcp(587)],
  "syslog-tls": [tcp(6514)],
  tftp: [udp(69)],
  vrrp: [{ protocol: "vrrp" }],
  wireguard: [udp(51820)],
};

/** Protocols that have ports, by name, with their IANA numbers. */
const PORTED: { readonly [protocol: string]: string } = {
  tcp: "6",
  udp: "17",
  dccp: "33",
  sctp: "132",
  udplite: "136",
};

/** Protocols without ports, by the names that Neutron and IANA share, with their IANA numbers. */
const PORTLESS: { readonly [protocol: string]: string } = {
  ah: "51",
  egp: "8",
  esp: "50",
  gre: "47",
  icmp: "1",
  igmp: "2",
  ipip: "4",
  ospf: "89",
  pgm: "113",
  rsvp: "46",
  vrrp: "112",
};

/** The IANA number of a protocol, by whatever name an opening has for it. */
export const protocolNumber = (protocol: string): string =>
  ({ ...PORTED, ...PORTLESS, "ipv6-icmp": "58" })[protocol] ?? protocol;

/**
 * What a service listens on.
 *
 * @param what the flow's argument, to begin an error with
 * @param service a name such as `https`; a protocol with its ports such as `tcp/8443`, `udp/6000-6100` or `132/36412`; or a protocol
 * without ports, by name or number, such as `esp` or `89`
 * @throws one sentence when the service or protocol is unknown, a port is outside 1 to 65535, or the first is above the last
 */
export function portsOf(what: string, service: string): readonly Port[] {
  const known = Object.hasOwn(services, service) ? services[service] : undefined;
  if (known) return known;
  const named = (text: string) => Object.keys(PORTED).find((name) => name === text || PORTED[name] === text);
  if (!named(service) && (Object.hasOwn(PORTLESS, service) || (/^\d{1,3}$/.test(service) && Number(service) <= 255)))
    return [{ protocol: service }];

  const [, protocol, from, to = from] = /^([a-z0-9]+)\/(\d+)(?:-(\d+))?$/.exec(service) ?? [];
  if (protocol === undefined)
    return refuse(
      what,
      service,
      `a protocol and its ports such as tcp/8443 or udp/6000-6100, or ${oneOf(Object.keys(services))}`,
    );
  const withPorts = named(protocol);
  if (!withPorts)
    return refuse(`${what}: the protocol`, protocol, `${oneOf(Object.keys(PORTED))} where ports are given`);
  const [first, last] = [Number(from), Number(to)];
  if (first < 1 || first > 65535 || last > 65535) return refuse(`${what}: a port`, service, "from 1 to 65535");
  if (first > last) return refuse(`${what}: the ports`, service, `the lower first, as in ${protocol}/${last}-${first}`);
  return [{ protocol: withPorts, first, last }];
}

/** A service as it stands in the name of a security group: `HTTPS`, `TCP_8000_8100`. */
export const serviceLabel = (service: string): string =>
  /^\d+$/.test(service) ? `PROTOCOL_${service}` : service.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
