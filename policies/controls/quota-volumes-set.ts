import { control } from "../control.ts";
import { limitedBy, quotas, unlimited } from "../facts/quota.ts";

const PROJECT = "openstack:identity/project:Project";

export default control({
  id: "quota-volumes-set",
  title: "Limit every project's volumes and their space",
  why: "A full storage cluster stops writing for everybody who uses it.",
  fix: "Give the project one `openstack.blockstorage.QuoteSetV3`; where the cloud has no Cinder, disable this control.",
  severity: "medium",
  // A plan does not show which services the cloud has.
  level: "advisory",
  sources: {
    talk: ["quotas-set"],

    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  joins: limitedBy("volume"),
  judge: (limited) => unlimited("volume", limited),
  pass: [
    { shop: [PROJECT, { name: "shop" }], limits: [quotas.volume, { projectId: "${shop}", volumes: 10 }] },
    { university: [PROJECT, { isDomain: true }] },
  ],
  fail: [
    { shop: [PROJECT, { name: "shop" }] },
    {
      shop: [PROJECT, { name: "shop" }],
      other: [PROJECT, { name: "other" }],
      limits: [quotas.volume, { projectId: "${other}", volumes: 10 }],
    },
    {
      shop: [PROJECT, { name: "shop" }],
      limits: [quotas.volume, { projectId: "${shop}", volumes: 10 }],
      again: [quotas.volume, { projectId: "${shop}", volumes: 10 }],
    },
  ],
});
