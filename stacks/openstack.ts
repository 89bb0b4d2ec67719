import { Config, output } from "@pulumi/pulumi";
import {
  type FirewallArgs,
  OpenStackFirewall,
  OpenStackNetwork,
  type OpenStackNetworkArgs,
} from "../components/index.ts";
import { overviewOf } from "../components/overview.ts";
import { identity } from "./openstack/identity.ts";
import { machines } from "./openstack/machines.ts";

/**
 * The baseline on OpenStack. The zones, and the security groups that let the declared flows through, are always there; everything else is made where the configuration has
 * a section for it, whose keys are the component's own arguments.
 */
export default () => {
  const config = new Config();
  const owner = config.require("owner");
  const environment = config.get("environment");
  const externalNetwork = config.get("externalNetwork");
  const addresses = {
    cidr: config.require("cidr"),
    ipv6Cidr: config.get("ipv6Cidr"),
    zones: config.getObject<OpenStackNetworkArgs["zones"]>("zones"),
  };
  const network = new OpenStackNetwork("cloud", {
    ...addresses,
    owner,
    environment,
    externalNetwork,
    router: config.get("router"),
    dnsServers: config.getObject<string[]>("dnsServers"),
    dnsDomain: config.get("dnsDomain"),
    availabilityZones: config.getObject<string[]>("availabilityZones"),
    bandwidthLimit: config.getNumber("bandwidthLimit"),
  });
  const rules = { ...addresses, flows: config.getObject<FirewallArgs["flows"]>("flows") };
  const firewall = new OpenStackFirewall("cloud", rules);
  const hypervisors = identity(config, owner);
  const made = machines(config, { owner, environment, externalNetwork, rules, network, firewall, hypervisors });

  const overview = overviewOf("The stack", rules);
  if (overview.external && externalNetwork)
    overview.external = { ...overview.external, ranges: ["the provider's own"] };
  return {
    zones: output(network.networkIds).apply((ids) =>
      Object.fromEntries(
        Object.entries(overview).flatMap(([zone, about]) =>
          ids[zone] ? [[zone, { network: ids[zone], ...about }]] : [],
        ),
      ),
    ),
    subnetIds: network.subnetIds,
    ipv6SubnetIds: network.ipv6SubnetIds,
    routerId: network.routerId,
    securityGroupIds: firewall.securityGroupIds,
    ...made,
  };
};
