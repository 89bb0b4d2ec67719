import { control } from "../control.ts";
import { limitedBy, quotas, unlimited } from "../facts/quota.ts";

const PROJECT = "openstack:identity/project:Project";

export default control({
  id: "quota-networks-set",
  title: "Limit every project's networks, ports and addresses",
  why: "A project without network quotas has the defaults of the cloud, which were made for nobody in particular, and can take every floating address.",
  fix: "Give the project one `openstack.networking.QuotaV2`.",
  severity: "medium",
  sources: {
    talk: ["quotas-set"],
    ossg: ["networking-quotas"],
    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  joins: limitedBy("network"),
  judge: (limited) => unlimited("network", limited),
  pass: [
    { shop: [PROJECT, { name: "shop" }], limits: [quotas.network, { projectId: "${shop}", network: 5 }] },
    { university: [PROJECT, { isDomain: true }] },
  ],
  fail: [
    { shop: [PROJECT, { name: "shop" }] },
    {
      shop: [PROJECT, { name: "shop" }],
      other: [PROJECT, { name: "other" }],
      limits: [quotas.network, { projectId: "${other}", network: 5 }],
    },
    {
      shop: [PROJECT, { name: "shop" }],
      limits: [quotas.network, { projectId: "${shop}", network: 5 }],
      again: [quotas.network, { projectId: "${shop}", network: 5 }],
    },
  ],
});
