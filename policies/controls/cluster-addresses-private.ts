import { control } from "../control.ts";

const CLUSTER = "openstack:containerinfra/cluster:Cluster";
const TEMPLATE = "openstack:containerinfra/clusterTemplate:ClusterTemplate";

export default control<() => boolean | undefined>({
  id: "cluster-addresses-private",
  title: "Give the machines of container clusters no floating addresses",
  why: "Every node of a cluster then answers on the internet, with its kubelet, its node ports and its SSH.",
  fix: "Set `floatingIpEnabled: false`, and put what must be reached behind a load balancer.",
  severity: "high",
  sources: {
    talk: ["public-ip-needed", "services-isolated", "reverse-proxy-used"],
    ossg: ["security-domains"],
    "nist-800-53": ["SC-7", "AC-4"],
    "nist-csf": ["protect"],
  },
  reads: {
    [TEMPLATE]: (template) => [() => template.floatingIpEnabled],
    [CLUSTER]: (cluster) => [() => cluster.floatingIpEnabled],
  },
  judge: (enabled) => (enabled() === true ? "Every machine of the cluster gets a floating address." : undefined),
  pass: [
    { kubernetes: [TEMPLATE, { floatingIpEnabled: false }] },
    { kubernetes: [TEMPLATE, {}], shop: [CLUSTER, { clusterTemplateId: "${kubernetes}" }] },
  ],
  fail: [
    { kubernetes: [TEMPLATE, { floatingIpEnabled: true }] },
    { shop: [CLUSTER, { clusterTemplateId: "a-template", floatingIpEnabled: true }] },
  ],
});
