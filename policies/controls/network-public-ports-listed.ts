import { control, type Example, type Written } from "../control.ts";
import { letsEveryoneIn, openingLabel, openings, openingsTogether } from "../facts/opening.ts";
import { portSetting, portsAmong, portsListed } from "../facts/port.ts";
import {
  awsGroup,
  awsIngress,
  awsIngressRule,
  awsRule,
  fromEveryone,
  fromNamed,
  group,
  legacy,
  perimeterRule,
  rule,
} from "../facts/written.ts";
import { every } from "../knowledge.ts";

const PORT = { fromPort: 8443, toPort: 8443 };

/** A rule of a group's for half of what is everyone. */
const half = (remoteIpPrefix: string, portRangeMin = 8443, portRangeMax = 8443): Written =>
  rule({ securityGroupId: "${group}", portRangeMin, portRangeMax, remoteIpPrefix });

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
  joins: openingsTogether,
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
    { group: group(), one: half("8.0.0.0/9"), other: half("8.0.0.0/9", 8000, 8999) },
    { group: group(), one: half("8.0.0.0/9"), other: half("8.128.0.0/9", 8000, 8400) },
    { group: group(), one: half("8.0.0.0/9", 443, 443), other: half("8.128.0.0/9", 443, 443) },
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
    { group: group(), one: half("8.0.0.0/9"), other: half("8.128.0.0/9", 8000, 8999) },
    { group: group(), one: half("8.0.0.0/9", 443, 450), other: half("8.128.0.0/9", 440, 445) },
    {
      group: awsGroup(),
      one: awsRule({ ...PORT, securityGroupId: "${group}", cidrBlocks: ["8.0.0.0/9"] }),
      other: awsIngressRule({ ...PORT, securityGroupId: "${group}", cidrIpv4: "8.128.0.0/9" }),
    },
    ...(["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"] as const).map(
      (type): Example => ({
        group: [
          type,
          {
            ingress: ["8.0.0.0/9", "8.128.0.0/9"].map((cidr) => ({ ...PORT, protocol: "tcp", cidrBlocks: [cidr] })),
          },
        ],
      }),
    ),
    {
      group: [
        "openstack:compute/secGroup:SecGroup",
        {
          description: "Two halves",
          rules: ["8.0.0.0/9", "8.128.0.0/9"].map((cidr) => ({ ...PORT, ipProtocol: "tcp", cidr })),
        },
      ],
    },
    { redirects: awsIngress({ fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }) },
    { ping: awsIngressRule({ ipProtocol: "icmpv6", fromPort: -1, toPort: -1, cidrIpv6: "::/0" }) },
  ],
});
