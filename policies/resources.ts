import type * as openstack from "@pulumi/openstack";
import type { Unwrap } from "@pulumi/pulumi";

/**
 * Every resource type that the controls read, and the inputs it takes. Types only: no provider is ever loaded. Where a newer provider says more than
 * the SDK's types know, the property is added here.
 */
interface Resources {
  "openstack:compute/floatingIpAssociate:FloatingIpAssociate": openstack.compute.FloatingIpAssociateArgs;
  "openstack:compute/instance:Instance": openstack.compute.InstanceArgs;
  "openstack:compute/interfaceAttach:InterfaceAttach": openstack.compute.InterfaceAttachArgs;
  "openstack:compute/secGroup:SecGroup": openstack.compute.SecGroupArgs;
  "openstack:firewall/groupV2:GroupV2": openstack.firewall.GroupV2Args;
  "openstack:firewall/policyV2:PolicyV2": openstack.firewall.PolicyV2Args;
  "openstack:firewall/ruleV2:RuleV2": openstack.firewall.RuleV2Args;
  "openstack:loadbalancer/listener:Listener": openstack.loadbalancer.ListenerArgs;
  "openstack:loadbalancer/loadBalancer:LoadBalancer": openstack.loadbalancer.LoadBalancerArgs;
  "openstack:networking/addressGroupV2:AddressGroupV2": { addresses?: string[]; description?: string; name?: string };
  "openstack:networking/floatingIp:FloatingIp": openstack.networking.FloatingIpArgs;
  "openstack:networking/floatingIpAssociate:FloatingIpAssociate": openstack.networking.FloatingIpAssociateArgs;
  "openstack:networking/network:Network": openstack.networking.NetworkArgs;
  "openstack:networking/port:Port": openstack.networking.PortArgs;
  "openstack:networking/portForwardingV2:PortForwardingV2": openstack.networking.PortForwardingV2Args;
  "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate": openstack.networking.PortSecGroupAssociateArgs;
  "openstack:networking/qosBandwidthLimitRule:QosBandwidthLimitRule": openstack.networking.QosBandwidthLimitRuleArgs;
  "openstack:networking/qosPolicy:QosPolicy": openstack.networking.QosPolicyArgs;
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
}

/** A resource type, as Pulumi spells it. */
export type Token = keyof Resources;

/** What the program said of a resource of that type. Nothing is sure to be there: a stack may have been made by anybody. */
export type Props<T extends Token> = Partial<Unwrap<Resources[T]>>;
