import { control } from "../control.ts";
import { openings, reachedByEveryone } from "../facts/opening.ts";
import { portSetting } from "../facts/port.ts";
import { fromEveryone, fromNamed, legacy, rule } from "../facts/written.ts";

export default control({
  id: "network-database-ports-private",
  title: "Keep databases, caches and message queues closed to the internet",
  why: "A database that every address reaches is emptied or held to ransom as soon as a password leaks or a flaw is found.",
  fix: "Name the zone or the security group of the service that uses it.",
  severity: "critical",
  sources: {
    talk: ["management-network-unrouted", "services-isolated"],
    ossg: ["database-transport", "message-queue-transport"],
    "nist-800-53": ["SC-7(5)", "CM-7"],
    fsbp: ["EC2.19"],
    "nist-csf": ["protect"],
  },
  settings: {
    databasePorts: portSetting(
      "Ports of databases, caches and message queues, which only named networks may reach.",
      ...[1433, 1434, 1521, 2424, 3306, 4369, 4444, "4567-4568", 5432, "5671-5672", 5984, "6379-6380", 7000, 7001],
      ...[8086, 9042, 9160, 9200, 9300, 11211, 15672, 25672, "27017-27019", 33060, 50000],
    ),
  },
  reads: openings,
  judge: (opening, { databasePorts }) => reachedByEveryone(opening, databasePorts),
  pass: [...fromNamed(3306), { web: rule({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }) }],
  fail: [
    ...fromEveryone(3306),
    { cache: rule({ protocol: "udp", portRangeMin: 11211, portRangeMax: 11211 }) },
    { documents: legacy({ fromPort: 27000, toPort: 27018, cidr: "0.0.0.0/0" }) },
  ],
});
