import { Config } from "@pulumi/pulumi";
import { type FlowArgs, OpenStackFirewall, OpenStackNetwork } from "hardening-baseline";

const config = new Config();
const addresses = { cidr: config.require("cidr") };

const administrators: [string, FlowArgs][] = config
  .require("administrators")
  .split(",")
  .map((from, i) => [
    `administration-${i + 1}`,
    { from: from.trim(), to: "api", service: "https", reason: "Administrators call the APIs, over TLS only" },
  ]);

// Who may talk to whom; what is not here is closed, in both directions. When anyone may call the APIs:
//   "public-api": { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs, over TLS only" },
const within = (zone: string, service: string, reason: string): FlowArgs => ({ from: zone, to: zone, service, reason });
const flows: { [name: string]: FlowArgs } = {
  ...Object.fromEntries(administrators),
  "tenant-api": { from: "tenant", to: "api", service: "https", reason: "Machines of the users call the APIs" },
  "core-api": within("management", "https", "Core services call each other over TLS"),
  "core-database": within("management", "mysql", "Core services reach their databases"),
  "core-queue": within("management", "amqps", "Core services reach their message queue"),
  "core-login": within("management", "ssh", "Administrators come in from the bastion's port in this zone"),
  "core-logs": within("management", "syslog-tls", "Logs go to the central collector"),
  "core-metrics": within("management", "node-exporter", "The monitoring reads every machine"),
  "storage-data": within("storage", "ceph", "Storage nodes replicate the data"),
  "install-address": within("provisioning", "dhcp", "Machines boot by PXE: address"),
  "install-loader": within("provisioning", "tftp", "Machines boot by PXE: signed loader"),
  "install-image": within("provisioning", "https", "Machines boot by PXE: image"),
};

const network = new OpenStackNetwork("cloud", {
  ...addresses,
  owner: config.require("owner"),
  environment: config.require("environment"),
  externalNetwork: config.require("externalNetwork"),
  bandwidthLimit: config.requireNumber("bandwidthLimit"),
});
const firewall = new OpenStackFirewall("cloud", { ...addresses, flows });

export const networkIds = network.networkIds;
export const subnetIds = network.subnetIds;
export const securityGroupIds = firewall.securityGroupIds;
