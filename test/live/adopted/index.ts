import { Config } from "@pulumi/pulumi";
import { AwsEndpoint, AwsFirewall, AwsIdentity, AwsNetwork } from "../../../components/index.ts";

const config = new Config();
const keyArn = config.require("keyArn");
const offices = config.require("offices");
const owner = "shop";
const rules = {
  cidr: config.require("cidr"),
  zones: { api: {}, management: {} },
  flows: {
    offices: { from: offices, to: "api", service: "https", reason: "The offices call the APIs, over TLS only" },
    reports: { from: "api", to: offices, service: "https", reason: "The APIs send the offices their reports" },
    core: { from: "management", to: "management", service: "https", reason: "Core services call each other over TLS" },
  },
};
const network = new AwsNetwork("shop", { ...rules, owner, keyArn, vpcId: config.require("vpcId"), services: {} });
const firewall = new AwsFirewall("shop", { ...rules, owner, vpcId: network.vpcId });
type Ids = (typeof network.subnetIds)[string];

new AwsEndpoint("console", {
  owner,
  zone: "management",
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.management as NonNullable<Ids>,
  securityGroupIds: firewall.securityGroupIds.management as NonNullable<Ids>,
  certificateArn: config.require("certificateArn"),
  trustStoreArn: config.require("trustStoreArn"),
  accessLogBucket: config.require("accessLogBucket"),
  keyArn,
  allowedCidrs: ["10.50.160.0/20"],
  members: { one: { address: "10.50.160.11" }, two: { address: "10.50.160.12" } },
  shield: true,
  deletionProtection: false,
});

new AwsIdentity("people", {
  owner,
  reviewOn: "2030-01-31",
  regions: ["eu-central-1"],
  recorderName: config.require("recorder"),
  oidcProviders: { staff: { url: "https://idp.example.org", clientIds: ["sts.amazonaws.com"] } },
  support: { oidcProvider: "staff", subjects: ["group:support"] },
  organization: { targets: { all: config.require("root") } },
});
