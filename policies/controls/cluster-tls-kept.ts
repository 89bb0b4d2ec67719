import { control } from "../control.ts";

const TEMPLATE = "openstack:containerinfra/clusterTemplate:ClusterTemplate";

export default control<() => boolean | undefined>({
  id: "cluster-tls-kept",
  title: "Keep TLS on in container clusters",
  why: "Without TLS whoever reaches a cluster's API commands it, for nobody has to show a certificate.",
  fix: "Leave `tlsDisabled` out.",
  severity: "critical",
  sources: {
    talk: ["tls-between-services", "tls-inbound"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
    "nist-csf": ["protect"],
  },
  reads: { [TEMPLATE]: (template) => [() => template.tlsDisabled] },
  judge: (disabled) => (disabled() === true ? "Clusters of this template speak without TLS." : undefined),
  pass: [{ kubernetes: [TEMPLATE, {}] }, { kubernetes: [TEMPLATE, { tlsDisabled: false }] }],
  fail: [{ kubernetes: [TEMPLATE, { tlsDisabled: true }] }],
});
