import { control } from "../control.ts";
import { openings, reachedByEveryone } from "../facts/opening.ts";
import { portSetting } from "../facts/port.ts";
import { awsIngress, awsIngressRule, fromEveryone, fromNamed, rule } from "../facts/written.ts";

export default control({
  id: "network-file-ports-private",
  title: "Keep file sharing closed to the internet",
  why: "A file share that every address reaches is read, encrypted for ransom or used to spread a worm, often without any password.",
  fix: "Name the zone or the security group of the machines that use the share.",
  severity: "critical",
  sources: {
    talk: ["services-isolated", "internet-services-known"],
    "nist-800-53": ["SC-7(5)", "CM-7"],
    "cis-aws": ["6.1.2"],
    fsbp: ["EC2.19"],
    "nist-csf": ["protect"],
  },
  settings: {
    filePorts: portSetting(
      "Ports of file sharing, which only named networks may reach.",
      ...[111, 135, "137-139", 445, 548, 873, 2049],
    ),
  },
  reads: openings,
  judge: (opening, { filePorts }) => reachedByEveryone(opening, filePorts),
  pass: [...fromNamed(445), { web: rule({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }) }],
  fail: [
    ...fromEveryone(445),
    { names: awsIngress({ protocol: "udp", fromPort: 137, toPort: 137, cidrBlocks: ["0.0.0.0/0"] }) },
    { older: awsIngressRule({ fromPort: 139, toPort: 139, cidrIpv6: "::/0" }) },
    { nfs: rule({ portRangeMin: 2049, portRangeMax: 2049 }) },
  ],
});
