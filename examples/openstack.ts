import { OpenStackFirewall, OpenStackNetwork } from "hardening-baseline";

const addresses = { cidr: "10.20.0.0/16", ipv6Cidr: "fd20::/48" };
const network = new OpenStackNetwork("cloud", { ...addresses, owner: "platform", externalNetwork: "public" });
const firewall = new OpenStackFirewall("cloud", {
  ...addresses,
  flows: {
    web: { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs, over TLS only" },
    names: { from: "tenant", to: "internet", service: "dns", reason: "Machines of the users resolve names" },
  },
});

/** What a machine in the zone `api` needs. The first group is called `HTTPS_ACCESS_FROM_INTERNET_TO_API`. */
export const networkId = network.networkIds.api;
export const securityGroupIds = firewall.securityGroupIds.api;
