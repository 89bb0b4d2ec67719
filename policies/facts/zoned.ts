import type { Example, Written } from "../control.ts";

/** Who may talk to whom in examples, as a component of OpenStack's declares it. */
const flows = {
  web: { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs" },
  inside: { from: "api", to: "tenant", service: "https", reason: "Endpoints reach the servers" },
  names: { from: "tenant", to: "internet", service: "dns", reason: "Machines resolve names" },
};

const SEC_GROUP_RULE = "openstack:networking/secGroupRule:SecGroupRule";

/** A rule that Neutron takes, over TCP and in until told otherwise. */
export const neutronRule = (securityGroupId: string, port: number, props: object = {}): Written =>
  [
    SEC_GROUP_RULE,
    {
      ...{ direction: "ingress", ethertype: "IPv4", protocol: "tcp", portRangeMin: port, portRangeMax: port },
      ...{ securityGroupId, ...props },
    },
  ] as Written;

/** A stack on OpenStack with a zone that the internet reaches and one behind it, and a machine in each, as the flows say. */
export const zonedOnOpenStack: Example = {
  firewall: ["hardening:index:OpenStackFirewall", { cidr: "10.20.0.0/16", flows }],
  router: ["openstack:networking/router:Router", { externalNetworkId: "public" }],
  api: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
  apiAddresses: ["openstack:networking/subnet:Subnet", { networkId: "${api}", cidr: "10.20.32.0/19" }],
  apiJoint: [
    "openstack:networking/routerInterface:RouterInterface",
    { routerId: "${router}", subnetId: "${apiAddresses}" },
  ],
  tenant: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
  tenantAddresses: ["openstack:networking/subnet:Subnet", { networkId: "${tenant}", cidr: "10.20.96.0/19" }],
  tenantJoint: [
    "openstack:networking/routerInterface:RouterInterface",
    { routerId: "${router}", subnetId: "${tenantAddresses}" },
  ],
  web: ["openstack:networking/secGroup:SecGroup", { name: "WEB", deleteDefaultRules: true, tags: ["zone:api"] }],
  webIn: neutronRule("${web}", 443),
  webOut: neutronRule("${web}", 443, { direction: "egress", remoteIpPrefix: "10.20.96.0/19" }),
  servers: [
    "openstack:networking/secGroup:SecGroup",
    { name: "SERVERS", deleteDefaultRules: true, tags: ["zone:tenant"] },
  ],
  serversIn: neutronRule("${servers}", 443, { remoteGroupId: "${web}" }),
  serversOut: neutronRule("${servers}", 53, { direction: "egress", protocol: "udp" }),
  serversOutLong: neutronRule("${servers}", 53, { direction: "egress" }),
  webPort: ["openstack:networking/port:Port", { networkId: "${api}", securityGroupIds: ["${web}"] }],
  webAddress: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${webPort}" }],
  server: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${tenant}" }], securityGroups: ["SERVERS"] }],
};

/** A rule of AWS's newer kind, over TCP. */
export const awsIn = (securityGroupId: string, port: number, props: object): Written =>
  [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { securityGroupId, ipProtocol: "tcp", fromPort: port, toPort: port, ...props },
  ] as Written;

/** The same on AWS. */
export const zonedOnAws: Example = {
  firewall: ["hardening:index:AwsFirewall", { cidr: "10.20.0.0/16", vpcId: "${vpc}", owner: "platform", flows }],
  vpc: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16" }],
  gateway: ["aws:ec2/internetGateway:InternetGateway", { vpcId: "${vpc}" }],
  api: ["aws:ec2/subnet:Subnet", { vpcId: "${vpc}", cidrBlock: "10.20.32.0/22", tags: { zone: "api" } }],
  tenant: ["aws:ec2/subnet:Subnet", { vpcId: "${vpc}", cidrBlock: "10.20.96.0/22", tags: { zone: "tenant" } }],
  table: [
    "aws:ec2/routeTable:RouteTable",
    { vpcId: "${vpc}", routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "${gateway}" }] },
  ],
  given: ["aws:ec2/routeTableAssociation:RouteTableAssociation", { routeTableId: "${table}", subnetId: "${api}" }],
  nat: ["aws:ec2/natGateway:NatGateway", { subnetId: "${api}" }],
  inner: ["aws:ec2/routeTable:RouteTable", { vpcId: "${vpc}" }],
  innerGiven: [
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    { routeTableId: "${inner}", subnetId: "${tenant}" },
  ],
  out: ["aws:ec2/route:Route", { routeTableId: "${inner}", destinationCidrBlock: "0.0.0.0/0", natGatewayId: "${nat}" }],
  web: ["aws:ec2/securityGroup:SecurityGroup", { name: "WEB", vpcId: "${vpc}", tags: { zone: "api" } }],
  webIn: awsIn("${web}", 443, { cidrIpv4: "0.0.0.0/0" }),
  webOut: [
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    {
      securityGroupId: "${web}",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      referencedSecurityGroupId: "${servers}",
    },
  ],
  servers: ["aws:ec2/securityGroup:SecurityGroup", { name: "SERVERS", vpcId: "${vpc}", tags: { zone: "tenant" } }],
  serversIn: [
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    {
      ...{ type: "ingress", securityGroupId: "${servers}", sourceSecurityGroupId: "${web}" },
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
  ],
  serversOut: [
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    {
      ...{ type: "egress", securityGroupId: "${servers}", cidrBlocks: ["0.0.0.0/0"] },
      protocol: "udp",
      fromPort: 53,
      toPort: 53,
    },
  ],
  serversOutLong: [
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    {
      ...{ type: "egress", securityGroupId: "${servers}", cidrBlocks: ["0.0.0.0/0"] },
      protocol: "tcp",
      fromPort: 53,
      toPort: 53,
    },
  ],
  balancer: ["aws:lb/loadBalancer:LoadBalancer", { subnets: ["${api}"], securityGroups: ["${web}"] }],
  server: ["aws:ec2/instance:Instance", { subnetId: "${tenant}", vpcSecurityGroupIds: ["${servers}"] }],
};

/** Some resources of a stack. */
export const only = (example: Example, ...names: readonly string[]): Example =>
  Object.fromEntries(Object.entries(example).filter(([name]) => names.includes(name)));

/** A stack without some of its resources. */
export const without = (example: Example, ...names: readonly string[]): Example =>
  Object.fromEntries(Object.entries(example).filter(([name]) => !names.includes(name)));
