import { control, type Example } from "../control.ts";
import { FIREWALLS, type FlowSettings, flowSettings } from "../facts/declared-flow.ts";
import { openers, type Place, undeclaredBy } from "../facts/reachable.ts";
import { awsIn, neutronRule, only, without, zonedOnAws, zonedOnOpenStack } from "../facts/zoned.ts";

/** The zone that the internet reaches, alone. */
const apiOnAws = only(zonedOnAws, "firewall", "vpc", "gateway", "api", "table", "given", "web");
const apiOnOpenStack = only(zonedOnOpenStack, "firewall", "router", "api", "apiAddresses", "apiJoint", "web");

const ssh = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] };

/** A connection that no flow declares, by each kind of resource that can open one on AWS. */
const openedOnAws: readonly Example[] = [
  { more: awsIn("${web}", 22, { cidrIpv4: "0.0.0.0/0" }) },
  {
    more: [
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      { securityGroupId: "${web}", ipProtocol: "tcp", fromPort: 25, toPort: 25, cidrIpv4: "0.0.0.0/0" },
    ],
  },
  { more: ["aws:ec2/securityGroupRule:SecurityGroupRule", { type: "ingress", securityGroupId: "${web}", ...ssh }] },
  { more: ["aws:ec2/securityGroup:SecurityGroup", { vpcId: "${vpc}", ingress: [ssh] }] },
  { usual: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "${vpc}", ingress: [ssh] }] },
  { bare: ["aws:ec2/instance:Instance", { subnetId: "${api}", associatePublicIpAddress: true }] },
  {
    bare: ["aws:ec2/networkInterface:NetworkInterface", { subnetId: "${api}" }],
    address: ["aws:ec2/eip:Eip", { networkInterface: "${bare}" }],
  },
  {
    more: ["aws:lb/loadBalancer:LoadBalancer", { subnets: ["${api}"], loadBalancerType: "network" }],
    listener: [
      "aws:lb/listener:Listener",
      { loadBalancerArn: "${more}", protocol: "TCP", port: 22, defaultActions: [] },
    ],
  },
  { more: ["aws:alb/loadBalancer:LoadBalancer", { subnets: ["${api}"] }] },
  { more: ["aws:elb/loadBalancer:LoadBalancer", { subnets: ["${api}"], listeners: [] }] },
];

/** The same on OpenStack. */
const openedOnOpenStack: readonly Example[] = [
  { more: neutronRule("${web}", 22) },
  { more: neutronRule("${web}", 22, { remoteIpPrefix: "198.51.100.0/24" }) },
  { more: neutronRule("${web}", 25, { direction: "egress", remoteIpPrefix: "0.0.0.0/1" }) },
  { kept: ["openstack:networking/secGroup:SecGroup", { name: "KEPT", tags: ["zone:api"] }] },
  { open: ["openstack:networking/port:Port", { networkId: "${api}", portSecurityEnabled: false }] },
  { bare: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${api}" }] }] },
  { leg: ["openstack:compute/interfaceAttach:InterfaceAttach", { instanceId: "a-machine", networkId: "${api}" }] },
  {
    old: [
      "openstack:compute/secGroup:SecGroup",
      { name: "OLD", description: "Old", rules: [{ ipProtocol: "tcp", fromPort: 22, toPort: 22, cidr: "0.0.0.0/0" }] },
    ],
  },
  {
    balancer: ["openstack:loadbalancer/loadBalancer:LoadBalancer", { vipSubnetId: "${apiAddresses}" }],
    listener: [
      "openstack:loadbalancer/listener:Listener",
      { loadbalancerId: "${balancer}", protocol: "TCP", protocolPort: 22 },
    ],
    address: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${balancer}" }],
  },
];

export default control<Place, FlowSettings>({
  id: "network-flows-declared",
  title: "Let nobody reach anybody but as the declared flows say",
  why: "Routes, gateways, lists and groups are each right on their own, and together they let in whom nobody meant to.",
  fix: "Take away the rule or the way, or declare the flow with its reason.",
  severity: "critical",
  sources: {
    talk: [
      "firewall-zones-whitelisted",
      "internal-segmented",
      "zero-trust",
      "internet-services-known",
      "misconfigurations-detected",
    ],
    ossg: ["security-domains", "networking-architecture", "security-groups"],
    "nist-800-53": ["AC-4", "SC-7", "SC-7(5)"],
    "nist-csf": ["identify", "protect"],
  },
  settings: flowSettings,
  needs: FIREWALLS,
  joins: openers,
  judge: undeclaredBy,
  pass: [
    zonedOnOpenStack,
    zonedOnAws,
    // Nothing is declared, and so nothing is undeclared.
    { ...without(zonedOnOpenStack, "firewall"), more: neutronRule("${web}", 22) },
    { ...without(zonedOnAws, "firewall"), more: awsIn("${web}", 22, { cidrIpv4: "0.0.0.0/0" }) },
    // A rule that no way leads to opens nothing.
    {
      ...without(zonedOnOpenStack, "tenantJoint"),
      more: neutronRule("${servers}", 22, { remoteIpPrefix: "198.51.100.0/24" }),
    },
    { ...zonedOnAws, more: awsIn("${servers}", 22, { cidrIpv4: "198.51.100.0/24" }) },
  ],
  fail: [
    ...openedOnOpenStack.map((more) => ({ ...apiOnOpenStack, ...more })),
    ...openedOnAws.map((more) => ({ ...apiOnAws, ...more })),
  ],
});
