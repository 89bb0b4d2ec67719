import { control, type Example, type Joins, type Written } from "../control.ts";
import { inputOf } from "../facts/alike.ts";
import {
  type Environed,
  type EnvironmentSettings,
  environmentSettings,
  isProduction,
  mixed,
} from "../facts/environment.ts";
import { labelOf } from "../facts/label.ts";
import { awsEgressRule, awsIngressRule, awsRule } from "../facts/written.ts";
import type { Planned } from "../plan.ts";
import type { Props, Token } from "../resources.ts";

/** Resources that are tied together. */
interface Bond {
  readonly members: readonly (() => readonly unknown[])[];
  /** What holds them together; where it says its environment itself, each member is judged against it already. */
  readonly heldBy?: unknown;
}

const ATTACH = "openstack:compute/interfaceAttach:InterfaceAttach";
const GROUP = "openstack:networking/secGroup:SecGroup";
const INSTANCE = "openstack:compute/instance:Instance";
const LOAD_BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";
const PORT_GROUPS = "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate";
const ROUTER = "openstack:networking/router:Router";
const SUBNET = "openstack:networking/subnet:Subnet";

/** Machines may name networks and groups by their names. */
const BY_NAME = ["id", "name"];

const AWS_BALANCERS = [
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:alb/loadBalancer:LoadBalancer",
  "aws:elb/loadBalancer:LoadBalancer",
] as const;
const AWS_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const AWS_INSTANCE = "aws:ec2/instance:Instance";
const AWS_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const AWS_PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const AWS_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const AWS_RULES = [
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
] as const;
const AWS_SUBNET = "aws:ec2/subnet:Subnet";
const AWS_TRANSIT = "aws:ec2transitgateway/transitGateway:TransitGateway";
const AWS_TRANSIT_LEG = "aws:ec2transitgateway/vpcAttachment:VpcAttachment";
const AWS_VPC = "aws:ec2/vpc:Vpc";

/** A resource's input and what it names. */
type Tie = readonly [input: string, to: Token];

/** What a resource type is tied to, its inputs checked to be such. */
const tying = <T extends Token>(type: T, ...ties: readonly (readonly [keyof Props<T> & string, Token])[]) =>
  [type, ...ties] as const;

/** What resources of AWS's that say their environment are tied to, and by which inputs. */
const AWS_TIES: readonly (readonly [type: Token, ...ties: readonly Tie[]])[] = [
  tying(AWS_SUBNET, ["vpcId", AWS_VPC]),
  tying(AWS_GROUP, ["vpcId", AWS_VPC]),
  tying(AWS_INSTANCE, ["subnetId", AWS_SUBNET], ["vpcSecurityGroupIds", AWS_GROUP]),
  tying(AWS_INTERFACE, ["subnetId", AWS_SUBNET], ["securityGroups", AWS_GROUP]),
  tying("aws:ec2/routeTable:RouteTable", ["vpcId", AWS_VPC]),
  tying("aws:ec2/networkAcl:NetworkAcl", ["vpcId", AWS_VPC], ["subnetIds", AWS_SUBNET]),
  tying(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    ["vpcId", AWS_VPC],
    ["subnetIds", AWS_SUBNET],
    ["securityGroupIds", AWS_GROUP],
  ),
  tying("aws:rds/instance:Instance", ["vpcSecurityGroupIds", AWS_GROUP]),
  tying("aws:rds/cluster:Cluster", ["vpcSecurityGroupIds", AWS_GROUP]),
  ...AWS_BALANCERS.map((type) => tying(type, ["subnets", AWS_SUBNET], ["securityGroups", AWS_GROUP])),
  tying(AWS_TRANSIT_LEG, ["vpcId", AWS_VPC], ["subnetIds", AWS_SUBNET]),
];

/** What rules and routes of AWS's, which say nothing of themselves, tie together. */
const AWS_LINKS: typeof AWS_TIES = [
  tying(AWS_PEERING, ["vpcId", AWS_VPC], ["peerVpcId", AWS_VPC]),
  tying(AWS_RULE, ["securityGroupId", AWS_GROUP], ["sourceSecurityGroupId", AWS_GROUP]),
  ...AWS_RULES.map((type) => tying(type, ["securityGroupId", AWS_GROUP], ["referencedSecurityGroupId", AWS_GROUP])),
];

/** What holds resources of AWS's together, and the inputs by which they name it. */
const AWS_HOLDERS: readonly (readonly [type: Token, ...users: readonly (readonly [of: Token, input: string])[]])[] = [
  [AWS_VPC, inputOf(AWS_SUBNET, "vpcId"), inputOf(AWS_GROUP, "vpcId")],
  [
    AWS_GROUP,
    inputOf(AWS_INSTANCE, "vpcSecurityGroupIds"),
    inputOf(AWS_INTERFACE, "securityGroups"),
    ...AWS_BALANCERS.map((type) => inputOf(type, "securityGroups")),
  ],
];

const tiedOnAws = ([, ...ties]: (typeof AWS_TIES)[number], resource: Planned): Bond => ({
  members: [
    () => [resource],
    ...ties.map(
      ([input, to]) =>
        () =>
          resource.tied(input as never, to),
    ),
  ],
});

/** The bonds of AWS's resources. */
const awsBonds: Joins<Bond> = Object.fromEntries(
  [...new Set([...AWS_TIES, ...AWS_LINKS, ...AWS_HOLDERS].map(([type]) => type))].map((type) => [
    type,
    (resource: Planned): Bond[] => [
      ...[...AWS_TIES, ...AWS_LINKS].filter(([own]) => own === type).map((ties) => tiedOnAws(ties, resource)),
      ...AWS_HOLDERS.filter(([own]) => own === type).map(([, ...users]) => ({
        heldBy: resource,
        members: users.map(
          ([of, input]) =>
            () =>
              resource.users(of, input as never),
        ),
      })),
    ],
  ]),
);

/** How an example names what is in it. */
const EXAMPLES: { readonly [T in Token]?: unknown } = {
  [AWS_GROUP]: ["${group}"],
  [AWS_SUBNET]: ["${subnet}"],
  [AWS_VPC]: "${vpc}",
};

const of = (environment: string) => ({ tags: { environment } });

export default control<Bond, EnvironmentSettings>({
  id: "network-environments-apart",
  title: "Keep production's networks and security groups apart from all others",
  why: "Development machines are tried out on, opened up and forgotten, and whoever is on one is next to production if they share a network or a group.",
  fix: "Give each environment networks and security groups of its own.",
  severity: "high",
  sources: {
    talk: ["production-development-networks-apart", "internal-segmented"],
    ossg: ["security-domains"],
    "nist-800-53": ["SC-7(21)", "AC-4"],
    "nist-csf": ["protect"],
  },
  settings: environmentSettings,
  joins: {
    ...awsBonds,
    [AWS_TRANSIT]: (gateway) => [
      {
        members: [
          () => [gateway],
          () =>
            gateway
              .users(AWS_TRANSIT_LEG, "transitGatewayId")
              .flatMap((attachment) => attachment.tied("vpcId", AWS_VPC)),
        ],
      },
    ],
    [PORT]: (port) => [
      {
        members: [() => [port], () => port.tied("networkId", NETWORK), () => port.tied("securityGroupIds", GROUP)],
      },
    ],
    [SUBNET]: (subnet) => [{ members: [() => [subnet], () => subnet.tied("networkId", NETWORK)] }],
    "openstack:networking/routerInterface:RouterInterface": (joint) => [
      {
        members: [
          () => joint.tied("routerId", ROUTER),
          () => joint.tied("subnetId", SUBNET),
          () => joint.tied("portId", PORT),
        ],
      },
    ],
    [INSTANCE]: (machine) => [
      {
        members: [
          () => [machine],
          () => machine.tied("networks", NETWORK, BY_NAME),
          () => machine.tied("networks", PORT),
          () => machine.tied("securityGroups", GROUP, BY_NAME),
        ],
      },
    ],
    [ATTACH]: (leg) => [
      {
        members: [
          () => leg.tied("instanceId", INSTANCE),
          () => leg.tied("networkId", NETWORK),
          () => leg.tied("portId", PORT),
        ],
      },
    ],
    [LOAD_BALANCER]: (balancer) => [
      {
        members: [
          () => [balancer],
          () => balancer.tied("vipNetworkId", NETWORK),
          () => balancer.tied("vipSubnetId", SUBNET),
          () => balancer.tied("vipPortId", PORT),
          () => balancer.tied("securityGroupIds", GROUP),
        ],
      },
    ],
    [PORT_GROUPS]: (groups) => [
      { members: [() => groups.tied("portId", PORT), () => groups.tied("securityGroupIds", GROUP)] },
    ],
    "openstack:networking/trunk:Trunk": (trunk) => [
      { members: [() => [trunk], () => trunk.tied("portId", PORT), () => trunk.tied("subPorts", PORT)] },
    ],
    "openstack:networking/secGroupRule:SecGroupRule": (rule) => [
      { members: [() => rule.tied("securityGroupId", GROUP), () => rule.tied("remoteGroupId", GROUP)] },
    ],
    [NETWORK]: (network) => [
      {
        heldBy: network,
        members: [
          () => network.users(PORT, "networkId"),
          () => network.users(SUBNET, "networkId"),
          () => network.users(LOAD_BALANCER, "vipNetworkId"),
          () => network.users(INSTANCE, "networks", BY_NAME),
          () => network.users(ATTACH, "networkId").flatMap((leg) => leg.tied("instanceId", INSTANCE)),
        ],
      },
    ],
    [GROUP]: (group) => [
      {
        heldBy: group,
        members: [
          () => group.users(PORT, "securityGroupIds"),
          () => group.users(LOAD_BALANCER, "securityGroupIds"),
          () => group.users(INSTANCE, "securityGroups", BY_NAME),
          () => group.users(PORT_GROUPS, "securityGroupIds").flatMap((groups) => groups.tied("portId", PORT)),
        ],
      },
    ],
  },
  judge: ({ members, heldBy }, settings) => {
    if (heldBy && isProduction(heldBy as Environed, settings) !== undefined) return undefined;
    const found = mixed(settings, members as readonly (() => readonly Environed[])[]);
    return (
      found &&
      `It ties ${labelOf(found.production)}, which is production, to ${labelOf(found.other)}, which is something else.`
    );
  },
  pass: [
    {
      net: [NETWORK, { tags: ["environment:production"], name: "live" }],
      group: [GROUP, { tags: ["environment:prod"], name: "GROUP" }],
      subnet: [SUBNET, { networkId: "${net}", tags: ["environment:production"] }],
      router: [ROUTER, { tags: ["environment:live"] }],
      joint: ["openstack:networking/routerInterface:RouterInterface", { routerId: "${router}", subnetId: "${subnet}" }],
      port: [PORT, { networkId: "${net}", securityGroupIds: ["${group}"] }],
      groups: [PORT_GROUPS, { portId: "${port}", securityGroupIds: ["${group}"] }],
      machine: [
        INSTANCE,
        { metadata: { environment: "production" }, networks: [{ name: "live" }], securityGroups: ["GROUP"] },
      ],
      leg: [ATTACH, { instanceId: "${machine}", portId: "${port}" }],
      balancer: [LOAD_BALANCER, { vipSubnetId: "${subnet}", tags: ["environment=production"] }],
      trunk: [
        "openstack:networking/trunk:Trunk",
        { portId: "${port}", subPorts: [{ portId: "${port}", segmentationId: 1, segmentationType: "vlan" }] },
      ],
      rule: [
        "openstack:networking/secGroupRule:SecGroupRule",
        { securityGroupId: "${group}", remoteGroupId: "${group}", direction: "ingress", ethertype: "IPv4" },
      ],
    },
    {
      net: [NETWORK, { tags: ["environment:development"] }],
      test: [PORT, { networkId: "${net}", tags: ["environment:test"] }],
      unsaid: [PORT, { networkId: "${net}" }],
    },
    {
      net: [NETWORK, {}],
      live: [PORT, { networkId: "${net}", tags: ["environment:production"] }],
      unsaid: [PORT, { networkId: "${net}" }],
    },
    ...AWS_TIES.map(
      ([type, ...ties]): Example => ({
        vpc: [AWS_VPC, of("production")],
        subnet: [AWS_SUBNET, { vpcId: "${vpc}" }],
        group: [AWS_GROUP, { vpcId: "${vpc}", ...of("prod") }],
        one: [
          type,
          { ...of("live"), ...Object.fromEntries(ties.map(([input, to]) => [input, EXAMPLES[to]])) },
        ] as Written,
      }),
    ),
    {
      one: [AWS_VPC, of("production")],
      two: [AWS_VPC, of("live")],
      peered: [AWS_PEERING, { vpcId: "${one}", peerVpcId: "${two}" }],
      hub: [AWS_TRANSIT, {}],
      leg: [AWS_TRANSIT_LEG, { vpcId: "${one}", subnetIds: [], transitGatewayId: "${hub}" }],
    },
    {
      web: [AWS_GROUP, of("production")],
      data: [AWS_GROUP, of("production")],
      old: awsRule({ securityGroupId: "${data}", sourceSecurityGroupId: "${web}" }),
      in: awsIngressRule({ securityGroupId: "${data}", referencedSecurityGroupId: "${web}" }),
      out: awsEgressRule({ securityGroupId: "${web}", referencedSecurityGroupId: "${data}" }),
    },
  ],
  fail: [
    {
      net: [NETWORK, { tags: ["environment:development"] }],
      port: [PORT, { networkId: "${net}", tags: ["environment:production"] }],
    },
    {
      group: [GROUP, { tags: ["environment:development"] }],
      port: [PORT, { networkId: "a-network", tags: ["environment:Production"], securityGroupIds: ["${group}"] }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"] }],
      subnet: [SUBNET, { networkId: "${net}", tags: ["environment:staging"] }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"] }],
      subnet: [SUBNET, { networkId: "${net}" }],
      router: [ROUTER, { tags: ["environment:test"] }],
      joint: ["openstack:networking/routerInterface:RouterInterface", { routerId: "${router}", subnetId: "${subnet}" }],
    },
    {
      port: [PORT, { networkId: "a-network", tags: ["environment:production"] }],
      router: [ROUTER, { tags: ["environment:test"] }],
      joint: ["openstack:networking/routerInterface:RouterInterface", { routerId: "${router}", portId: "${port}" }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"] }],
      machine: [INSTANCE, { metadata: { environment: "development" }, networks: [{ uuid: "${net}" }] }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"], name: "live" }],
      machine: [INSTANCE, { tags: ["environment:development"], networks: [{ name: "live" }] }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"] }],
      port: [PORT, { networkId: "${net}" }],
      machine: [INSTANCE, { tags: ["environment:development"], networks: [{ port: "${port}" }] }],
    },
    {
      group: [GROUP, { tags: ["environment:production"], name: "GROUP" }],
      machine: [INSTANCE, { tags: ["environment:development"], securityGroups: ["GROUP"] }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"] }],
      machine: [INSTANCE, { tags: ["environment:development"], networks: [] }],
      leg: [ATTACH, { instanceId: "${machine}", networkId: "${net}" }],
    },
    {
      net: [NETWORK, { tags: ["environment:production"] }],
      balancer: [LOAD_BALANCER, { tags: ["environment:development"], vipNetworkId: "${net}" }],
    },
    {
      port: [PORT, { networkId: "a-network", tags: ["environment:production"] }],
      group: [GROUP, { tags: ["environment:development"] }],
      groups: [PORT_GROUPS, { portId: "${port}", securityGroupIds: ["${group}"] }],
    },
    {
      live: [PORT, { networkId: "a-network", tags: ["environment:production"] }],
      test: [PORT, { networkId: "a-network", tags: ["environment:test"] }],
      trunk: [
        "openstack:networking/trunk:Trunk",
        { portId: "${live}", subPorts: [{ portId: "${test}", segmentationId: 1, segmentationType: "vlan" }] },
      ],
    },
    {
      live: [GROUP, { tags: ["environment:production"] }],
      test: [GROUP, { tags: ["environment:test"] }],
      rule: [
        "openstack:networking/secGroupRule:SecGroupRule",
        { securityGroupId: "${live}", remoteGroupId: "${test}", direction: "ingress", ethertype: "IPv4" },
      ],
    },
    {
      net: [NETWORK, {}],
      live: [PORT, { networkId: "${net}", tags: ["environment:production"] }],
      test: [INSTANCE, { networks: [{ uuid: "${net}" }], tags: ["environment:test"] }],
    },
    {
      group: [GROUP, { name: "GROUP" }],
      live: [PORT, { networkId: "a-network", securityGroupIds: ["${group}"], tags: ["environment:production"] }],
      test: [INSTANCE, { securityGroups: ["GROUP"], tags: ["environment:test"] }],
    },
    {
      port: [PORT, { networkId: "a-network", tags: ["environment:production"] }],
      machine: [INSTANCE, { tags: ["environment:test"], networks: [] }],
      leg: [ATTACH, { instanceId: "${machine}", portId: "${port}" }],
    },
    {
      subnet: [SUBNET, { tags: ["environment:production"] }],
      balancer: [LOAD_BALANCER, { tags: ["environment:test"], vipSubnetId: "${subnet}" }],
    },
    {
      vip: [PORT, { tags: ["environment:production"] }],
      balancer: [LOAD_BALANCER, { tags: ["environment:test"], vipPortId: "${vip}" }],
    },
    {
      group: [GROUP, { tags: ["environment:production"] }],
      balancer: [LOAD_BALANCER, { tags: ["environment:test"], securityGroupIds: ["${group}"] }],
    },
    {
      net: [NETWORK, {}],
      subnet: [SUBNET, { networkId: "${net}", tags: ["environment:production"] }],
      balancer: [LOAD_BALANCER, { vipNetworkId: "${net}", tags: ["environment:test"] }],
    },
    {
      net: [NETWORK, {}],
      port: [PORT, { networkId: "${net}", tags: ["environment:production"] }],
      machine: [INSTANCE, { tags: ["environment:test"], networks: [] }],
      leg: [ATTACH, { instanceId: "${machine}", networkId: "${net}" }],
    },
    {
      group: [GROUP, {}],
      port: [PORT, { tags: ["environment:production"] }],
      groups: [PORT_GROUPS, { portId: "${port}", securityGroupIds: ["${group}"] }],
      balancer: [LOAD_BALANCER, { securityGroupIds: ["${group}"], tags: ["environment:test"] }],
    },
    ...AWS_TIES.flatMap(([type, ...ties]) =>
      ties.map(
        ([input, to]): Example => ({
          held: [to, of("production")] as Written,
          one: [type, { ...of("test"), [input]: ["${held}"] }] as unknown as Written,
        }),
      ),
    ),
    {
      vpc: [AWS_VPC, of("production")],
      subnet: [AWS_SUBNET, { vpcId: "${vpc}" }],
      machine: [AWS_INSTANCE, { subnetId: "${subnet}", ...of("test") }],
    },
    {
      one: [AWS_VPC, of("production")],
      two: [AWS_VPC, of("test")],
      peered: [AWS_PEERING, { vpcId: "${one}", peerVpcId: "${two}" }],
    },
    {
      one: [AWS_VPC, of("production")],
      two: [AWS_VPC, of("test")],
      hub: [AWS_TRANSIT, {}],
      legOne: [AWS_TRANSIT_LEG, { vpcId: "${one}", subnetIds: [], transitGatewayId: "${hub}" }],
      legTwo: [AWS_TRANSIT_LEG, { vpcId: "${two}", subnetIds: [], transitGatewayId: "${hub}" }],
    },
    ...[
      awsRule({ securityGroupId: "${data}", sourceSecurityGroupId: "${web}" }),
      awsIngressRule({ securityGroupId: "${data}", referencedSecurityGroupId: "${web}" }),
      awsEgressRule({ securityGroupId: "${data}", referencedSecurityGroupId: "${web}" }),
    ].map((rule) => ({
      web: [AWS_GROUP, of("test")] as Written,
      data: [AWS_GROUP, of("production")] as Written,
      rule,
    })),
    ...AWS_HOLDERS.flatMap(([type, ...users]) =>
      users.map(
        ([of_, input]): Example => ({
          held: [type, {}] as Written,
          one: [
            users[0]?.[0] as Token,
            { ...of("production"), [users[0]?.[1] as string]: ["${held}"] },
          ] as unknown as Written,
          two: [of_, { ...of("test"), [input]: ["${held}"] }] as unknown as Written,
        }),
      ),
    ),
  ],
});
