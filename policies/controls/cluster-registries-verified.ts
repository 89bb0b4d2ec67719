import { control } from "../control.ts";

const TEMPLATE = "openstack:containerinfra/clusterTemplate:ClusterTemplate";

export default control<() => string | undefined>({
  id: "cluster-registries-verified",
  title: "Let clusters pull images from verified registries only",
  why: "Whoever is on the way to a registry without TLS decides what the cluster runs.",
  fix: "Leave `insecureRegistry` out, and give the registry a certificate.",
  severity: "high",
  sources: {
    talk: ["tls-between-services", "digital-signatures-used"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["SC-8", "SI-7"],
    "nist-csf": ["protect"],
  },
  reads: { [TEMPLATE]: (template) => [() => template.insecureRegistry] },
  judge: (registry) => (registry() ? "Clusters of this template trust a registry without TLS." : undefined),
  pass: [{ kubernetes: [TEMPLATE, {}] }, { kubernetes: [TEMPLATE, { insecureRegistry: "" }] }],
  fail: [{ kubernetes: [TEMPLATE, { insecureRegistry: "10.0.0.5:5000" }] }],
});
