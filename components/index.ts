export { AwsAccount, type AwsAccountArgs, type AwsContactArgs } from "./aws/account.ts";
export { AwsAudit, type AwsAuditArgs, type AwsSubscriptionArgs } from "./aws/audit.ts";
export { AwsBackup, type AwsBackupArgs, type AwsOffCloudArgs, type AwsRetentionArgs } from "./aws/backup.ts";
export { AwsBucket, type AwsBucketArgs, type AwsBucketWriterArgs } from "./aws/bucket.ts";
export { AwsDetection, type AwsDetectionArgs } from "./aws/detection.ts";
export { AwsEndpoint, type AwsEndpointArgs } from "./aws/endpoint.ts";
export { AwsFirewall, type AwsFirewallArgs } from "./aws/firewall.ts";
export {
  type AwsAccessKeyArgs,
  type AwsGroupArgs,
  AwsIdentity,
  type AwsIdentityArgs,
  type AwsOidcProviderArgs,
  type AwsOrganizationArgs,
  type AwsRoleArgs,
  type AwsSamlProviderArgs,
  type AwsTrustArgs,
  type AwsUserArgs,
} from "./aws/identity.ts";
export { AwsKey, type AwsKeyArgs, type AwsKeyServiceArgs } from "./aws/key.ts";
export { AwsNetwork, type AwsNetworkArgs } from "./aws/network.ts";
export { type AwsReplicaArgs, AwsServer, type AwsServerArgs } from "./aws/server.ts";
export type { AwsServiceArgs } from "./aws/services.ts";
export type { BackupArgs } from "./backup.ts";
export type { CatalogServiceArgs } from "./catalog.ts";
export type { AdministratorArgs, SystemArgs, SystemFileArgs } from "./cloud-init.ts";
export type { AccessRuleArgs, CredentialArgs } from "./credential.ts";
export type { EndpointArgs, EndpointMemberArgs } from "./endpoint.ts";
export type { FirewallArgs } from "./firewall.ts";
export type { FlowArgs } from "./flow.ts";
export type { GroupArgs, IdentityArgs, MemberArgs, UserArgs } from "./identity.ts";
export type { LogStoreArgs } from "./log-store.ts";
export type { AddressArgs, ZoneArgs } from "./network.ts";
export type { ProxyArgs, ProxyMemberArgs, ProxyOperationArgs, ProxyUpstreamArgs } from "./nginx.ts";
export { OpenStackBackup, type OpenStackBackupArgs } from "./openstack/backup.ts";
export { OpenStackBastion, type OpenStackBastionArgs } from "./openstack/bastion.ts";
export { OpenStackCatalog, type OpenStackCatalogArgs } from "./openstack/catalog.ts";
export type { OpenStackContainerArgs } from "./openstack/container.ts";
export { OpenStackCredential, type OpenStackCredentialArgs } from "./openstack/credential.ts";
export {
  OpenStackEndpoint,
  type OpenStackEndpointArgs,
  type OpenStackEndpointMemberArgs,
} from "./openstack/endpoint.ts";
export { OpenStackFirewall, type OpenStackFirewallArgs } from "./openstack/firewall.ts";
export {
  type FlavorSizeArgs,
  type HypervisorGroupArgs,
  OpenStackHypervisors,
  type OpenStackHypervisorsArgs,
} from "./openstack/hypervisors.ts";
export {
  type OpenStackGroupArgs,
  OpenStackIdentity,
  type OpenStackIdentityArgs,
  type OpenStackUserArgs,
} from "./openstack/identity.ts";
export { type ImageSignatureArgs, OpenStackImage, type OpenStackImageArgs } from "./openstack/image.ts";
export { OpenStackLogStore, type OpenStackLogStoreArgs } from "./openstack/log-store.ts";
export type { OpenStackLegArgs, OpenStackMachineArgs } from "./openstack/machine.ts";
export {
  type ExternalProviderArgs,
  OpenStackNetwork,
  type OpenStackNetworkArgs,
  type OpenStackZoneArgs,
} from "./openstack/network.ts";
export {
  type OpenStackComputeLimitsArgs,
  type OpenStackLoadBalancerLimitsArgs,
  type OpenStackNetworkLimitsArgs,
  OpenStackProject,
  type OpenStackProjectArgs,
  type OpenStackVolumeLimitsArgs,
} from "./openstack/project.ts";
export { OpenStackSecret, type OpenStackSecretArgs } from "./openstack/secret.ts";
export { type OpenStackReplicaArgs, OpenStackServer, type OpenStackServerArgs } from "./openstack/server.ts";
export { OpenStackTlsProxy, type OpenStackTlsProxyArgs } from "./openstack/tls-proxy.ts";
export { OpenStackVolume, type OpenStackVolumeArgs } from "./openstack/volume.ts";
export { OpenStackVpn, type OpenStackVpnArgs } from "./openstack/vpn.ts";
export type { LogCollectorArgs } from "./rsyslog.ts";
export type { SecretArgs } from "./secret.ts";
export type { InventoryArgs, ServerArgs } from "./server.ts";
export type { VolumeArgs } from "./volume.ts";
