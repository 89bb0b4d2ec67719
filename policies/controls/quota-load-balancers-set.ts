import { control } from "../control.ts";
import { limitedBy, quotas, unlimited } from "../facts/quota.ts";

const PROJECT = "openstack:identity/project:Project";

export default control({
  id: "quota-load-balancers-set",
  title: "Limit every project's load balancers",
  why: "Octavia limits nothing by itself, and every load balancer may be a machine or two.",
  fix: "Give the project one `openstack.loadbalancer.Quota`; where the cloud has no Octavia, disable this control.",
  severity: "medium",
  // A plan does not show which services the cloud has.
  level: "advisory",
  sources: {
    talk: ["quotas-set"],

    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  joins: limitedBy("load balancer"),
  judge: (limited) => unlimited("load balancer", limited),
  pass: [
    { shop: [PROJECT, { name: "shop" }], limits: [quotas["load balancer"], { projectId: "${shop}", loadbalancer: 2 }] },
    { university: [PROJECT, { isDomain: true }] },
  ],
  fail: [
    { shop: [PROJECT, { name: "shop" }] },
    {
      shop: [PROJECT, { name: "shop" }],
      other: [PROJECT, { name: "other" }],
      limits: [quotas["load balancer"], { projectId: "${other}", loadbalancer: 2 }],
    },
    {
      shop: [PROJECT, { name: "shop" }],
      limits: [quotas["load balancer"], { projectId: "${shop}", loadbalancer: 2 }],
      again: [quotas["load balancer"], { projectId: "${shop}", loadbalancer: 2 }],
    },
  ],
});
