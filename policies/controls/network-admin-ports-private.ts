import { control } from "../control.ts";
import { openings, reachedByEveryone } from "../facts/opening.ts";
import { portSetting } from "../facts/port.ts";
import { fromEveryone, fromNamed, legacy, perimeterRule, rule } from "../facts/written.ts";

export default control({
  id: "network-admin-ports-private",
  title: "Keep administration ports closed to the internet",
  why: "A login port that every address reaches is found and attacked within minutes.",
  fix: "Name the address range that needs it, or go through the bastion.",
  severity: "critical",
  sources: {
    talk: [
      "management-access-limited",
      "ssh-restrictive",
      "access-restricted",
      "ipmi-restricted",
      "cis-benchmarks-used",
      "hypervisor-access-restricted",
    ],
    ossg: ["management-interfaces"],
    "nist-800-53": ["AC-17", "SC-7(5)"],
    "cis-aws": ["6.3", "6.4"],
    fsbp: ["EC2.13", "EC2.14", "EC2.19"],
    "nist-csf": ["protect"],
  },
  settings: {
    adminPorts: portSetting(
      "Ports to log in or take control by, which only named networks may reach.",
      ...[22, 23, 623, 3389, 5985, 5986, "5900-5999"],
    ),
  },
  reads: openings,
  judge: (opening, { adminPorts }) => reachedByEveryone(opening, adminPorts),
  pass: [
    ...fromNamed(22),
    { web: rule({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }) },
    { ping: rule({ protocol: "icmp", portRangeMin: 8, portRangeMax: 0, remoteIpPrefix: "0.0.0.0/0" }) },
  ],
  fail: [
    ...fromEveryone(22),
    { consoles: rule({ portRangeMin: 5910, portRangeMax: 5920, remoteIpPrefix: "0.0.0.0/0" }) },
    { processors: rule({ protocol: "udp", portRangeMin: 623, portRangeMax: 623 }) },
    { between: legacy({ fromPort: 3000, toPort: 4000, cidr: "0.0.0.0/0" }) },
    { windows: perimeterRule({ destinationPort: "5985:5986" }) },
  ],
});
