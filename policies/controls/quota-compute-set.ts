import { control } from "../control.ts";
import { limitedBy, quotas, unlimited } from "../facts/quota.ts";

const PROJECT = "openstack:identity/project:Project";

export default control({
  id: "quota-compute-set",
  title: "Limit every project's machines, processors and memory",
  why: "One project with a loop in its program, or an intruder who mines coins, fills every hypervisor.",
  fix: "Give the project one `openstack.compute.QuotaSetV2`; where the cloud has no Nova, disable this control.",
  severity: "medium",
  // A plan does not show which services the cloud has.
  level: "advisory",
  sources: {
    talk: ["quotas-set"],

    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  joins: limitedBy("compute"),
  judge: (limited) => unlimited("compute", limited),
  pass: [
    { shop: [PROJECT, { name: "shop" }], limits: [quotas.compute, { projectId: "${shop}", instances: 10 }] },
    { university: [PROJECT, { isDomain: true }] },
  ],
  fail: [
    { shop: [PROJECT, { name: "shop" }] },
    {
      shop: [PROJECT, { name: "shop" }],
      other: [PROJECT, { name: "other" }],
      limits: [quotas.compute, { projectId: "${other}", instances: 10 }],
    },
    {
      shop: [PROJECT, { name: "shop" }],
      limits: [quotas.compute, { projectId: "${shop}", instances: 10 }],
      again: [quotas.compute, { projectId: "${shop}", instances: 10 }],
    },
  ],
});
