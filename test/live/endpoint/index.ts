import { Config } from "@pulumi/pulumi";
import { OpenStackEndpoint, OpenStackFirewall, OpenStackNetwork, OpenStackSecret } from "../../../components/index.ts";
import { authorityPem, certificatePem, privateKeyPem } from "../../support/certificate.ts";

const addresses = {
  cidr: "10.30.0.0/16",
  zones: { external: {}, api: {}, storage: { network: "ceph", cidr: "10.99.0.0/24" } },
};
const network = new OpenStackNetwork("shop", {
  ...addresses,
  owner: "shop",
  externalNetwork: "public",
  router: "edge",
});
const firewall = new OpenStackFirewall("shop", {
  ...addresses,
  flows: {
    web: { from: "internet", to: "api", service: "https", reason: "Anyone may call the shop, over TLS only" },
    inside: { from: "api", to: "api", service: "https", reason: "The endpoint reaches its servers over TLS" },
  },
});

const endpoint = new OpenStackEndpoint("shop", {
  owner: "shop",
  hostName: "shop.example.org",
  hsts: "week",
  subnetId: network.subnetIds.api as NonNullable<(typeof network.subnetIds)[string]>,
  securityGroupIds: firewall.securityGroupIds.api as NonNullable<(typeof firewall.securityGroupIds)[string]>,
  certificatePem,
  privateKeyPem,
  memberCaPem: authorityPem,
  members: { one: { address: "10.30.32.11" }, two: { address: "10.30.32.12" } },
  externalNetwork: "public",
});

const secret = new OpenStackSecret("pass", {
  payload: "not a word of this is in the state",
  secretType: "passphrase",
  expiration: new Config().require("expiresAt"),
});

export const secretRef = secret.secretRef;
export const address = endpoint.address;
export const storage = network.networkIds.storage;
export const router = network.routerId;
