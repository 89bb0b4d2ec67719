import { AwsFirewall, AwsKey, AwsNetwork } from "hardening-baseline";

const whose = { owner: "platform", environment: "production" };
const zones = {
  cidr: "10.20.0.0/16", // inside of the VPC's own range, and clear of the subnets that it has
  zones: { api: {}, tenant: {} },
  flows: {
    web: { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs, over TLS only" },
    inside: { from: "api", to: "tenant", service: "https", reason: "Endpoints reach the servers behind them over TLS" },
  },
};

const key = new AwsKey("logs", {
  ...whose,
  reviewOn: "2030-01-31",
  purpose: "Encrypts the flow logs",
  administrators: ["arn:aws:iam::123456789012:role/Platform"],
  services: { logs: { service: "logs.eu-central-1.amazonaws.com" } },
});
const network = new AwsNetwork("cloud", { ...whose, ...zones, vpcId: "vpc-0a1b2c3d4e5f60718", keyArn: key.keyArn });
const firewall = new AwsFirewall("cloud", { ...whose, ...zones, vpcId: network.vpcId });

export const subnetIds = network.subnetIds;
export const securityGroupIds = firewall.securityGroupIds;
