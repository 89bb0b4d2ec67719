import { control } from "../control.ts";
import { openingLabel, openings } from "../facts/opening.ts";
import { fromNamed, group, legacy, perimeterRule, rule } from "../facts/written.ts";

const https = { portRangeMin: 443, portRangeMax: 443 };

export default control({
  id: "network-openings-peer-named",
  title: "Name the far end of every opening",
  why: "A rule that leaves the far end out means everyone, which who wrote it or reviews it may not see.",
  fix: "Write down the address range or the group at the far end, also where it is everyone.",
  severity: "medium",
  sources: {
    talk: ["firewall-zones-whitelisted", "access-limited"],
    ossg: ["security-groups"],
    "nist-800-53": ["AC-4", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: openings,
  judge: (opening) =>
    opening.peerNamed
      ? undefined
      : `The rule for ${openingLabel(opening)} names nobody ${opening.inbound ? "whom it lets in" : "to whom it leads"}, which means everyone.`,
  pass: [
    { web: rule({ ...https, remoteIpPrefix: "0.0.0.0/0" }) },
    { web: rule({ ...https, ethertype: "IPv6", remoteIpPrefix: "::/0" }) },
    { web: rule({ ...https, direction: "egress", remoteIpPrefix: "10.20.0.0/16" }) },
    { members: group(), web: rule({ ...https, remoteGroupId: "${members}" }) },
    { web: rule({ ...https, remoteAddressGroupId: "a-group-of-addresses" }) },
    { web: legacy({ fromPort: 443, toPort: 443, cidr: "0.0.0.0/0" }) },
    { web: legacy({ fromPort: 443, toPort: 443, self: true }) },
    { web: legacy({ fromPort: 443, toPort: 443, fromGroupId: "a-group" }) },
    { web: perimeterRule({ destinationPort: "443", sourceIpAddress: "0.0.0.0/0" }) },
    { rest: perimeterRule({ action: "deny", protocol: "any" }) },
    ...fromNamed(443),
  ],
  fail: [
    { web: rule(https) },
    { web: rule({ ...https, ethertype: "IPv6" }) },
    { web: rule({ ...https, remoteIpPrefix: "", remoteGroupId: "", remoteAddressGroupId: " " }) },
    { outside: rule({ ...https, direction: "egress" }) },
    { ping: rule({ protocol: "icmp" }) },
    { web: legacy({ fromPort: 443, toPort: 443 }) },
    { web: legacy({ fromPort: 443, toPort: 443, cidr: "", self: false }) },
    { web: perimeterRule({ destinationPort: "443" }) },
  ],
});
