import { Config, output } from "@pulumi/pulumi";
import {
  type FirewallArgs,
  OpenStackFirewall,
  OpenStackNetwork,
  type OpenStackNetworkArgs,
} from "../components/index.ts";
import { overviewOf } from "../components/overview.ts";

/** The segmented baseline on OpenStack: the zones, and the security groups that let the declared flows through. */
export default () => {
  const config = new Config();
  const addresses = {
    cidr: config.require("cidr"),
    ipv6Cidr: config.get("ipv6Cidr"),
    zones: config.getObject<OpenStackNetworkArgs["zones"]>("zones"),
  };
  const network = new OpenStackNetwork("cloud", {
    ...addresses,
    owner: config.require("owner"),
    environment: config.get("environment"),
    externalNetwork: config.get("externalNetwork"),
    dnsServers: config.getObject<string[]>("dnsServers"),
    dnsDomain: config.get("dnsDomain"),
    availabilityZones: config.getObject<string[]>("availabilityZones"),
    bandwidthLimit: config.getNumber("bandwidthLimit"),
  });
  const rules = { ...addresses, flows: config.getObject<FirewallArgs["flows"]>("flows") };
  const firewall = new OpenStackFirewall("cloud", rules);
  const overview = overviewOf("The stack", rules);
  if (overview.external && config.get("externalNetwork"))
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
  };
};
