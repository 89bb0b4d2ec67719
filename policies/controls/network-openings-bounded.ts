import { control } from "../control.ts";
import { letsEveryoneIn, openingLabel, openings } from "../facts/opening.ts";
import {
  awsDefaultGroup,
  awsEgressRule,
  awsIngress,
  awsIngressRule,
  awsRule,
  legacy,
  perimeterRule,
  rule,
} from "../facts/written.ts";
import { every } from "../knowledge.ts";

export default control({
  id: "network-openings-bounded",
  title: "Open single services to the internet, never whole ranges of ports",
  why: "A machine whose every port is open exposes whatever it happens to run, now and after the next update.",
  fix: "Make one rule for each service, with its own protocol and ports.",
  severity: "critical",
  sources: {
    talk: ["traffic-allowed-per-vm", "internet-services-known"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7(5)", "CM-7"],
    "nist-csf": ["protect"],
  },
  settings: {
    mostPorts: {
      type: "integer",
      minimum: 1,
      default: 100,
      description: "How many ports one opening to the internet may span.",
    },
  },
  reads: openings,
  judge: (opening, { mostPorts }) =>
    every(
      () => opening.ports !== undefined && opening.ports.last - opening.ports.first >= mostPorts,
      () => letsEveryoneIn(opening),
    )
      ? `The internet reaches ${openingLabel(opening)}, more than the ${mostPorts} ports that one opening may span.`
      : undefined,
  pass: [
    { web: rule({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }) },
    { calls: rule({ protocol: "udp", portRangeMin: 10000, portRangeMax: 10099, remoteIpPrefix: "0.0.0.0/0" }) },
    { among: rule({ protocol: undefined, remoteIpPrefix: "10.20.0.0/16" }) },
    { ping: rule({ protocol: "icmp", remoteIpPrefix: "0.0.0.0/0" }) },
    { outside: rule({ protocol: undefined, direction: "egress" }) },
    { among: legacy({ fromPort: 1, toPort: 65535, self: true }) },
    { web: perimeterRule({ destinationPort: "443" }) },
    { rest: perimeterRule({ action: "deny", protocol: "any" }) },
    { web: awsIngress({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }) },
    { among: awsDefaultGroup({ protocol: "-1", self: true }) },
    { among: awsRule({ protocol: "-1", sourceSecurityGroupId: "a-group" }) },
    { among: awsIngressRule({ ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" }) },
    { outside: awsEgressRule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }) },
  ],
  fail: [
    { everything: rule({ protocol: undefined, remoteIpPrefix: "0.0.0.0/0" }) },
    { everything: rule({ protocol: "any", ethertype: "IPv6" }) },
    { everything: rule({ protocol: "-1", remoteIpPrefix: "128.0.0.0/1" }) },
    { everything: rule({}) },
    { everything: rule({ portRangeMin: 1, portRangeMax: 65535 }) },
    { nearly: rule({ portRangeMin: 1024, portRangeMax: 65534, remoteIpPrefix: "0.0.0.0/0" }) },
    { everything: rule({ protocol: "17", remoteIpPrefix: "::ffff:0:0/96", ethertype: "IPv6" }) },
    { half: legacy({ fromPort: 32768, toPort: 65535, cidr: "0.0.0.0/0" }) },
    { everything: legacy({ fromPort: -1, toPort: -1 }) },
    { everything: perimeterRule({ protocol: "any" }) },
    { everything: perimeterRule({ destinationPort: "1:65535", sourceIpAddress: "0.0.0.0/0" }) },
    { everything: awsIngress({ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }) },
    { everything: awsDefaultGroup({ protocol: "-1", ipv6CidrBlocks: ["::/0"] }) },
    { nearly: awsRule({ fromPort: 1024, toPort: 65535, cidrBlocks: ["0.0.0.0/0"] }) },
    { everything: awsIngressRule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/1" }) },
  ],
});
