import { Config } from "@pulumi/pulumi";
import { AwsAudit, AwsDetection, AwsFirewall, AwsKey, AwsNetwork, type FlowArgs } from "hardening-baseline";

const config = new Config();
const region = new Config("aws").require("region");
const ownership = { owner: config.require("owner"), environment: config.require("environment") };
const whose = { ...ownership, reviewOn: config.require("reviewOn") };
const administrators = [config.require("role")];

// The account: who did what, and what is wrong in it.
const audit = new AwsAudit("audit", {
  ...whose,
  administrators,
  subscriptions: { csirt: { protocol: "email", endpoint: config.require("alarms") } },
  // Lets an administrator delete the logs of a trial. COMPLIANCE, when they are to be kept from everyone, for a year.
  lockMode: "GOVERNANCE",
});
new AwsDetection("detection", { ...whose, topicArn: audit.topicArn });

const entrances: [string, FlowArgs][] = config
  .require("administrators")
  .split(",")
  .map((from, i) => [
    `administration-${i + 1}`,
    { from: from.trim(), to: "api", service: "https", reason: "Administrators call the APIs, over TLS only" },
  ]);

// Zones, and who may talk to whom; what is not here is closed, in both directions. When anyone may call the APIs:
//   "public-api": { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs, over TLS only" },
const flows: { [name: string]: FlowArgs } = {
  ...Object.fromEntries(entrances),
  "core-api": {
    from: "management",
    to: "management",
    service: "https",
    reason: "Core services call each other and AWS over TLS",
  },
};
const rules = { ...ownership, cidr: config.require("cidr"), flows };

const key = new AwsKey("cloud", {
  ...whose,
  purpose: "Encrypts the volumes of machines, and the logs of network and endpoints",
  administrators,
  services: { logs: { service: `logs.${region}.amazonaws.com` } },
});
const network = new AwsNetwork("cloud", { ...rules, regions: [region], keyArn: key.keyArn });
const firewall = new AwsFirewall("cloud", { ...rules, vpcId: network.vpcId });

export const vpcId = network.vpcId;
export const subnetIds = network.subnetIds;
export const securityGroupIds = firewall.securityGroupIds;
export const trailArn = audit.trailArn;
