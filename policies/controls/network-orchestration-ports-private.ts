import { control } from "../control.ts";
import { openings, reachedByEveryone } from "../facts/opening.ts";
import { portSetting } from "../facts/port.ts";
import { fromEveryone, fromNamed, legacy, rule } from "../facts/written.ts";

export default control({
  id: "network-orchestration-ports-private",
  title: "Keep control planes closed to the internet",
  why: "Whoever reaches a control plane past its TLS proxy is one flaw away from every machine that it commands.",
  fix: "Put the API behind the TLS proxy on port 443, or name the zone that calls it.",
  severity: "critical",
  sources: {
    talk: ["apis-private-where-possible", "apis-behind-tls-proxy", "api-restricted"],
    ossg: ["management-interfaces", "internal-urls"],
    "nist-800-53": ["SC-7(5)", "AC-17"],
    "nist-csf": ["protect"],
  },
  settings: {
    orchestrationPorts: portSetting(
      "Ports of container, cluster and cloud control planes, which only named networks may reach.",
      ...["2375-2380", 4243, 4646, 5000, 5050, 6385, 6443, "8500-8501", "8774-8778", 9001, 9292, 9311, 9696, 9876],
      ...["10250-10259", 35357],
    ),
  },
  reads: openings,
  judge: (opening, { orchestrationPorts }) => reachedByEveryone(opening, orchestrationPorts),
  pass: [...fromNamed(6443), { web: rule({ portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }) }],
  fail: [
    ...fromEveryone(6443),
    { docker: rule({ portRangeMin: 2375, portRangeMax: 2375 }) },
    { keystone: legacy({ fromPort: 35357, toPort: 35357, cidr: "0.0.0.0/0" }) },
  ],
});
