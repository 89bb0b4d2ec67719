import { join } from "node:path";
import type { Cloud } from "../cloud.ts";

/** A real OpenStack. */
export const openstack: Cloud = {
  name: "openstack",
  stack: "sandbox",
  needs: ["--services", "keystone,neutron,barbican,octavia,glance,placement,cinder,nova,swift"],
  lasting: true,
  home: (folder) => folder,
  environment: (state) => ({ OS_CLIENT_CONFIG_FILE: join(state, "clouds.yaml"), OS_CLOUD: "sandbox" }),
  afterwards: () => `
Next:
  npm run sandbox -- exec pulumi preview --policy-pack policies   what would change, and what the pack says
  npm run sandbox -- exec pulumi stack                            what was made
  npm run sandbox -- exec openstack network list                  what the cloud says
  npm run sandbox -- status                                       what runs
  npm run down                                                    deletes the baseline and stops the cloud`,
  missing: () => undefined,
  // The engine is built together with this provider.
  plugin: async () => {},
};
