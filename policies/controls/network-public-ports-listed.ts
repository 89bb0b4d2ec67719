import { control } from "../control.ts";
import { letsEveryoneIn, openingLabel, openings } from "../facts/opening.ts";
import { portSetting, portsAmong, portsListed } from "../facts/port.ts";
import { awsIngress, awsIngressRule, fromEveryone, fromNamed, legacy, perimeterRule, rule } from "../facts/written.ts";
import { every } from "../knowledge.ts";

export default control({
  id: "network-public-ports-listed",
  title: "Let the internet reach only the ports that are listed as public",
  why: "Every further public port is one more service to attack, and most of them speak without TLS.",
  fix: "Serve it over TLS on a listed port, name who needs it, or add the port to publicPorts.",
  severity: "high",
  sources: {
    talk: ["tls-inbound", "internet-services-known", "misconfigurations-detected"],
    ossg: ["tls-proxies-and-http-services"],
    "nist-800-53": ["SC-8", "SC-7(5)", "CM-7"],
    fsbp: ["EC2.18"],
    "nist-csf": ["protect"],
  },
  settings: {
    publicPorts: portSetting("Ports that anyone on the internet may reach.", 443),
    publicProtocols: {
      type: "array",
      items: { type: "string" },
      default: [] as string[],
      description: "Protocols without ports that anyone on the internet may use, such as icmp or esp.",
    },
  },
  reads: openings,
  judge: (opening, { publicPorts, publicProtocols }) =>
    every(
      () =>
        !(opening.ports
          ? portsAmong(opening.ports, portsListed(publicPorts))
          : publicProtocols.includes(opening.protocol)),
      () => letsEveryoneIn(opening),
    )
      ? `The internet reaches ${openingLabel(opening)}, which is not listed as public.`
      : undefined,
  pass: [
    ...fromNamed(8443),
    { web: rule({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }) },
    { web: rule({ protocol: "17", portRangeMin: 443, portRangeMax: 443, ethertype: "IPv6" }) },
    { web: legacy({ fromPort: 443, toPort: 443, cidr: "0.0.0.0/0" }) },
    { web: perimeterRule({ destinationPort: "443" }) },
    { ping: rule({ protocol: "icmp", remoteIpPrefix: "10.0.0.0/8" }) },
    { web: awsIngress({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }) },
    { web: awsIngressRule({ fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" }) },
  ],
  fail: [
    ...fromEveryone(8443),
    { redirects: rule({ portRangeMin: 80, portRangeMax: 80, remoteIpPrefix: "0.0.0.0/0" }) },
    { around: rule({ portRangeMin: 443, portRangeMax: 444, remoteIpPrefix: "0.0.0.0/0" }) },
    { ping: rule({ protocol: "icmp", remoteIpPrefix: "0.0.0.0/0" }) },
    { ping: legacy({ ipProtocol: "icmp", fromPort: -1, toPort: -1, cidr: "0.0.0.0/0" }) },
    { tunnel: rule({ protocol: "47", remoteIpPrefix: "0.0.0.0/0" }) },
    { redirects: perimeterRule({ destinationPort: "80" }) },
    { redirects: awsIngress({ fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }) },
    { ping: awsIngressRule({ ipProtocol: "icmpv6", fromPort: -1, toPort: -1, cidrIpv6: "::/0" }) },
  ],
});
