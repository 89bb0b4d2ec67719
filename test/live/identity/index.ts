import { Config } from "@pulumi/pulumi";
import { OpenStackCatalog, OpenStackIdentity, OpenStackProject } from "../../../components/index.ts";

const config = new Config();
const password = config.requireSecret("password");

const production = new OpenStackProject("shop-production", { owner: "shop", network: { floatingip: 1 } });
const development = new OpenStackProject("shop-development", { owner: "shop", environment: "development" });

const identity = new OpenStackIdentity("shop", {
  groups: {
    operators: { projects: { production: production.projectId }, roles: ["member", "reader"] },
    auditors: { existing: true, projects: { production: production.projectId }, roles: ["reader"] },
    developers: { environment: "development", projects: { development: development.projectId } },
  },
  users: {
    ada: { groups: ["operators"], password },
    robot: { groups: ["operators"], password, applicationCredentials: config.getBoolean("machines") ?? true },
    grace: { groups: ["developers"], password },
    gone: { groups: ["developers"], password, enabled: false },
  },
});

new OpenStackCatalog("cloud", {
  region: "RegionOne",
  services: {
    "object-store": {
      publicUrl: "https://objects.example.org/v1/AUTH_%(tenant_id)s",
      internalUrl: "https://objects.internal.example.org/v1/AUTH_%(tenant_id)s",
      adminUrl: "https://objects.admin.example.org",
    },
  },
});

export const userIds = identity.userIds;
export const projectIds = { production: production.projectId, development: development.projectId };
