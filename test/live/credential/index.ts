import { Config } from "@pulumi/pulumi";
import { OpenStackCredential } from "../../../components/index.ts";

const credential = new OpenStackCredential("inventory", {
  purpose: "Lists the networks for the inventory",
  expiresAt: new Config().require("expiresAt"),
  accessRules: { networks: { service: "network", method: "GET", path: "/v2.0/networks" } },
});

export const id = credential.credentialId;
export const secret = credential.secret;
