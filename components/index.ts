export type { FirewallArgs } from "./firewall.ts";
export type { FlowArgs, Flows } from "./flow.ts";
export type { AddressArgs, ZoneArgs } from "./network.ts";
export { OpenStackFirewall, type OpenStackFirewallArgs } from "./openstack/firewall.ts";
export {
  type ExternalProviderArgs,
  OpenStackNetwork,
  type OpenStackNetworkArgs,
  type OpenStackZoneArgs,
} from "./openstack/network.ts";
