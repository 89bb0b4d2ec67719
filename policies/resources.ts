import type * as openstack from "@pulumi/openstack";
import type { Unwrap } from "@pulumi/pulumi";
import type { NewerL7PolicyArgs, NewerListenerArgs, NewerPoolArgs } from "../components/openstack/newer.ts";

/**
 * Every resource type that the controls read, and the inputs it takes. Types only: no provider is ever loaded. Where a newer provider says more than
 * the SDK's types know, the property is added here.
 */
interface Resources {
  "openstack:blockstorage/quoteSetV3:QuoteSetV3": openstack.blockstorage.QuoteSetV3Args;
  "openstack:blockstorage/volume:Volume": openstack.blockstorage.VolumeArgs;
  "openstack:blockstorage/volumeTypeV3:VolumeTypeV3": openstack.blockstorage.VolumeTypeV3Args;
  "openstack:compute/aggregateV2:AggregateV2": openstack.compute.AggregateV2Args;
  "openstack:compute/flavor:Flavor": openstack.compute.FlavorArgs;
  "openstack:compute/floatingIpAssociate:FloatingIpAssociate": openstack.compute.FloatingIpAssociateArgs;
  "openstack:compute/instance:Instance": openstack.compute.InstanceArgs;
  "openstack:compute/interfaceAttach:InterfaceAttach": openstack.compute.InterfaceAttachArgs;
  "openstack:compute/keypair:Keypair": openstack.compute.KeypairArgs;
  "openstack:compute/quotaSetV2:QuotaSetV2": openstack.compute.QuotaSetV2Args;
  "openstack:compute/secGroup:SecGroup": openstack.compute.SecGroupArgs;
  "openstack:compute/serverGroup:ServerGroup": openstack.compute.ServerGroupArgs;
  "openstack:compute/volumeAttach:VolumeAttach": openstack.compute.VolumeAttachArgs;
  "openstack:containerinfra/cluster:Cluster": openstack.containerinfra.ClusterArgs;
  "openstack:containerinfra/clusterTemplate:ClusterTemplate": openstack.containerinfra.ClusterTemplateArgs;
  "openstack:database/instance:Instance": openstack.database.InstanceArgs;
  "openstack:database/user:User": openstack.database.UserArgs;
  "openstack:dns/transferRequest:TransferRequest": openstack.dns.TransferRequestArgs;
  "openstack:firewall/groupV2:GroupV2": openstack.firewall.GroupV2Args;
  "openstack:firewall/policyV2:PolicyV2": openstack.firewall.PolicyV2Args;
  "openstack:firewall/ruleV2:RuleV2": openstack.firewall.RuleV2Args;
  "openstack:identity/applicationCredential:ApplicationCredential": openstack.identity.ApplicationCredentialArgs;
  "openstack:identity/ec2CredentialV3:Ec2CredentialV3": openstack.identity.Ec2CredentialV3Args;
  "openstack:identity/endpointV3:EndpointV3": openstack.identity.EndpointV3Args;
  "openstack:identity/groupV3:GroupV3": openstack.identity.GroupV3Args;
  "openstack:identity/inheritRoleAssignment:InheritRoleAssignment": openstack.identity.InheritRoleAssignmentArgs;
  "openstack:identity/project:Project": openstack.identity.ProjectArgs;
  "openstack:identity/role:Role": openstack.identity.RoleArgs;
  "openstack:identity/roleAssignment:RoleAssignment": openstack.identity.RoleAssignmentArgs;
  "openstack:identity/serviceV3:ServiceV3": openstack.identity.ServiceV3Args;
  "openstack:identity/user:User": openstack.identity.UserArgs;
  "openstack:identity/userMembershipV3:UserMembershipV3": openstack.identity.UserMembershipV3Args;
  "openstack:images/image:Image": openstack.images.ImageArgs;
  "openstack:keymanager/containerV1:ContainerV1": openstack.keymanager.ContainerV1Args;
  "openstack:keymanager/orderV1:OrderV1": openstack.keymanager.OrderV1Args;
  "openstack:keymanager/secretV1:SecretV1": openstack.keymanager.SecretV1Args;
  "openstack:loadbalancer/l7PolicyV2:L7PolicyV2": openstack.loadbalancer.L7PolicyV2Args & NewerL7PolicyArgs;
  "openstack:loadbalancer/l7RuleV2:L7RuleV2": openstack.loadbalancer.L7RuleV2Args;
  "openstack:loadbalancer/listener:Listener": openstack.loadbalancer.ListenerArgs & NewerListenerArgs;
  "openstack:loadbalancer/loadBalancer:LoadBalancer": openstack.loadbalancer.LoadBalancerArgs;
  "openstack:loadbalancer/member:Member": openstack.loadbalancer.MemberArgs;
  "openstack:loadbalancer/members:Members": openstack.loadbalancer.MembersArgs;
  "openstack:loadbalancer/monitor:Monitor": openstack.loadbalancer.MonitorArgs;
  "openstack:loadbalancer/pool:Pool": openstack.loadbalancer.PoolArgs & NewerPoolArgs;
  "openstack:loadbalancer/quota:Quota": openstack.loadbalancer.QuotaArgs;
  "openstack:networking/addressGroupV2:AddressGroupV2": { addresses?: string[]; description?: string; name?: string };
  "openstack:networking/floatingIp:FloatingIp": openstack.networking.FloatingIpArgs;
  "openstack:networking/floatingIpAssociate:FloatingIpAssociate": openstack.networking.FloatingIpAssociateArgs;
  "openstack:networking/network:Network": openstack.networking.NetworkArgs;
  "openstack:networking/port:Port": openstack.networking.PortArgs;
  "openstack:networking/portForwardingV2:PortForwardingV2": openstack.networking.PortForwardingV2Args;
  "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate": openstack.networking.PortSecGroupAssociateArgs;
  "openstack:networking/qosBandwidthLimitRule:QosBandwidthLimitRule": openstack.networking.QosBandwidthLimitRuleArgs;
  "openstack:networking/qosPolicy:QosPolicy": openstack.networking.QosPolicyArgs;
  "openstack:networking/quotaV2:QuotaV2": openstack.networking.QuotaV2Args;
  "openstack:networking/rbacPolicyV2:RbacPolicyV2": openstack.networking.RbacPolicyV2Args;
  "openstack:networking/router:Router": openstack.networking.RouterArgs;
  "openstack:networking/routerInterface:RouterInterface": openstack.networking.RouterInterfaceArgs;
  "openstack:networking/routerRoute:RouterRoute": openstack.networking.RouterRouteArgs;
  "openstack:networking/secGroup:SecGroup": openstack.networking.SecGroupArgs & { stateful?: boolean };
  "openstack:networking/secGroupRule:SecGroupRule": openstack.networking.SecGroupRuleArgs & {
    remoteAddressGroupId?: string;
  };
  "openstack:networking/subnet:Subnet": openstack.networking.SubnetArgs;
  "openstack:networking/subnetRoute:SubnetRoute": openstack.networking.SubnetRouteArgs;
  "openstack:networking/trunk:Trunk": openstack.networking.TrunkArgs;
  "openstack:objectstorage/container:Container": openstack.objectstorage.ContainerArgs;
  "openstack:sharedfilesystem/share:Share": openstack.sharedfilesystem.ShareArgs;
  "openstack:sharedfilesystem/shareAccess:ShareAccess": openstack.sharedfilesystem.ShareAccessArgs;
  "openstack:vpnaas/endpointGroup:EndpointGroup": openstack.vpnaas.EndpointGroupArgs;
  "openstack:vpnaas/ikePolicy:IkePolicy": openstack.vpnaas.IkePolicyArgs;
  "openstack:vpnaas/ipSecPolicy:IpSecPolicy": openstack.vpnaas.IpSecPolicyArgs;
  "openstack:vpnaas/service:Service": openstack.vpnaas.ServiceArgs;
  "openstack:vpnaas/siteConnection:SiteConnection": openstack.vpnaas.SiteConnectionArgs;
  "pulumi:providers:openstack": openstack.ProviderArgs;
}

/** A resource type, as Pulumi spells it. */
export type Token = keyof Resources;

/** What the program said of a resource of that type. Nothing is sure to be there: a stack may have been made by anybody. */
export type Props<T extends Token> = Partial<Unwrap<Resources[T]>>;
