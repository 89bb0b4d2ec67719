import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { awsGroup, group, legacy } from "../facts/written.ts";
import { every, first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props, Token } from "../resources.ts";

const AWS_INSTANCE = "aws:ec2/instance:Instance";
const AWS_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const AWS_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** A way to come to the default group of a project or of a VPC. */
interface Membership {
  readonly what: "group" | "machine" | "port" | "interface" | "load balancer" | "launch template";
  /** Whether the group is asked for by name. */
  readonly named: boolean;
  /** Whether no other group is given in its place. */
  readonly implied: boolean;
}

const isDefault = (name: string | undefined): boolean => name?.trim().toLowerCase() === "default";

const namesDefault = (groups: readonly string[] | undefined): boolean =>
  some(...itemsOf(groups).map((group) => () => isDefault(group())));

const made = (name: () => string | undefined): Membership[] => [
  {
    what: "group",
    get named() {
      return isDefault(name());
    },
    implied: false,
  },
];

/** Whether AWS's groups, of a resource or of a part of it, are asked for and among them is a VPC's default one. */
const asksDefault = <T extends Token>(resource: Planned<T>, input: keyof Props<T> & string): boolean =>
  some(
    () => resource.tied(input, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").length > 0,
    () => resource.tied(input, "aws:ec2/vpc:Vpc", ["defaultSecurityGroupId"]).length > 0,
  );

const carrying = <T extends Token>(
  what: Membership["what"],
  resource: Planned<T>,
  input: keyof Props<T> & string,
  otherwise: () => boolean = () => false,
): Membership[] => [
  {
    what,
    get named() {
      return asksDefault(resource, input);
    },
    get implied() {
      return every(
        () => !(resource.props[input] as readonly unknown[] | undefined)?.length,
        () => !otherwise(),
      );
    },
  },
];

/** Load balancers of other types than `application` need no group. */
const needsGroup = ({ loadBalancerType }: Props<"aws:lb/loadBalancer:LoadBalancer">): boolean =>
  (loadBalancerType ?? "application") === "application";

export default control({
  id: "network-default-group-unused",
  title: "Keep machines and ports out of the default security group",
  why: "The default group lets its members reach each other and the world, and gathers everything that was never thought about.",
  fix: "Give it groups of its own, named after what they let through, or on OpenStack noSecurityGroups where it must have none.",
  severity: "high",
  sources: {
    talk: ["traffic-allowed-per-vm", "security-groups-named", "internal-segmented", "cis-benchmarks-used"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7", "SC-7(5)"],
    "cis-aws": ["6.5"],
    fsbp: ["EC2.2"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:networking/secGroup:SecGroup": (group) => made(() => group.name),
    "openstack:compute/secGroup:SecGroup": (group) => made(() => group.name),
    // Groups count where Nova makes the port; a port that is given brings its own.
    "openstack:compute/instance:Instance": (machine): Membership[] => [
      {
        what: "machine",
        get named() {
          return namesDefault(machine.securityGroups);
        },
        get implied() {
          return every(
            () => !machine.securityGroups?.length,
            () => machine.networkMode !== "none",
            () =>
              some(
                () => !machine.networks?.length,
                ...itemsOf(machine.networks).map((network) => () => !network().port),
              ),
          );
        },
      },
    ],
  },
  joins: {
    "aws:alb/loadBalancer:LoadBalancer": (balancer) =>
      carrying("load balancer", balancer, "securityGroups", () => !needsGroup(balancer.props)),
    "aws:lb/loadBalancer:LoadBalancer": (balancer) =>
      carrying("load balancer", balancer, "securityGroups", () => !needsGroup(balancer.props)),
    "aws:elb/loadBalancer:LoadBalancer": (balancer) => carrying("load balancer", balancer, "securityGroups"),
    "aws:ec2/networkInterface:NetworkInterface": (leg) => carrying("interface", leg, "securityGroups"),
    "aws:ec2/instance:Instance": (machine) =>
      carrying("machine", machine, "vpcSecurityGroupIds", () =>
        some(
          () => Boolean(machine.props.securityGroups?.length),
          () => Boolean(machine.props.networkInterfaces?.length),
          () => Boolean(machine.props.primaryNetworkInterface),
          () => Boolean(machine.props.launchTemplate),
        ),
      ),
    "aws:ec2/launchTemplate:LaunchTemplate": (template) =>
      carrying("launch template", template, "vpcSecurityGroupIds", () =>
        some(
          () => Boolean(template.props.securityGroupNames?.length),
          () =>
            some(
              ...itemsOf(template.props.networkInterfaces).map(
                (leg) => () => Boolean(leg().securityGroups?.length || leg().networkInterfaceId),
              ),
            ),
        ),
      ),
    "openstack:networking/port:Port": (port): Membership[] => [
      {
        what: "port",
        get named() {
          return namesDefault(port.props.securityGroupIds);
        },
        get implied() {
          return every(
            () => !port.props.noSecurityGroups,
            () => !port.props.securityGroupIds?.length,
            () => port.props.portSecurityEnabled !== false,
            () => !port.props.deviceOwner?.startsWith("network:"),
            () =>
              !port
                .users("openstack:networking/portSecGroupAssociate:PortSecGroupAssociate", "portId")
                .some(({ props }) => props.enforce === true),
          );
        },
      },
    ],
  },
  judge: (membership: Membership) =>
    first(
      () => (membership.named ? `The ${membership.what} goes by the default group.` : undefined),
      () => (membership.implied ? `The ${membership.what} names no group, and so gets the default one.` : undefined),
    ),
  pass: [
    { api: group() },
    { api: legacy({}) },
    { api: group(), vip: ["openstack:networking/port:Port", { securityGroupIds: ["${api}"] }] },
    { bare: ["openstack:networking/port:Port", { noSecurityGroups: true }] },
    { open: ["openstack:networking/port:Port", { portSecurityEnabled: false }] },
    { gateway: ["openstack:networking/port:Port", { deviceOwner: "network:router_interface" }] },
    {
      api: group(),
      vip: ["openstack:networking/port:Port", { networkId: "a-network" }],
      only: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "${vip}", securityGroupIds: ["${api}"], enforce: true },
      ],
    },
    {
      api: group(),
      vip: ["openstack:networking/port:Port", { securityGroupIds: ["${api}"] }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ port: "${vip}" }] }],
    },
    {
      machine: [
        "openstack:compute/instance:Instance",
        { networks: [{ uuid: "a-network" }], securityGroups: ["HTTPS_ACCESS_FROM_INTERNET_TO_API"] },
      ],
    },
    { machine: ["openstack:compute/instance:Instance", { networkMode: "none" }] },
    {
      api: awsGroup(),
      machine: [AWS_INSTANCE, { vpcSecurityGroupIds: ["${api}"] }],
      leg: [AWS_INTERFACE, { subnetId: "a-subnet", securityGroups: ["${api}"] }],
      front: ["aws:lb/loadBalancer:LoadBalancer", { securityGroups: ["${api}"] }],
      older: ["aws:alb/loadBalancer:LoadBalancer", { securityGroups: ["${api}"] }],
      classic: ["aws:elb/loadBalancer:LoadBalancer", { listeners: [], securityGroups: ["${api}"] }],
      template: [AWS_TEMPLATE, { vpcSecurityGroupIds: ["${api}"] }],
      byLeg: [AWS_INSTANCE, { networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: "${leg}" }] }],
      byTemplate: [AWS_INSTANCE, { launchTemplate: { id: "${template}" } }],
      legs: [AWS_TEMPLATE, { networkInterfaces: [{ securityGroups: ["${api}"] }] }],
    },
    { passing: ["aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network" }] },
  ],
  fail: [
    { api: group({ name: "default" }) },
    { api: legacy({}, "Default") },
    { vip: ["openstack:networking/port:Port", { networkId: "a-network" }] },
    { vip: ["openstack:networking/port:Port", { securityGroupIds: [], noSecurityGroups: false }] },
    { vip: ["openstack:networking/port:Port", { securityGroupIds: ["default"] }] },
    {
      api: group(),
      vip: ["openstack:networking/port:Port", { networkId: "a-network" }],
      too: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "${vip}", securityGroupIds: ["${api}"] },
      ],
    },
    { machine: ["openstack:compute/instance:Instance", { name: "machine" }] },
    { machine: ["openstack:compute/instance:Instance", { networks: [{ name: "a-network" }], securityGroups: [] }] },
    { machine: ["openstack:compute/instance:Instance", { securityGroups: ["SSH_ACCESS_FROM_BASTION", "default"] }] },
    {
      machine: ["openstack:compute/instance:Instance", { networks: [{ port: "a-port" }, { uuid: "a-network" }] }],
    },
    { machine: [AWS_INSTANCE, { ami: "an-image" }] },
    { leg: [AWS_INTERFACE, { subnetId: "a-subnet", securityGroups: [] }] },
    { front: ["aws:lb/loadBalancer:LoadBalancer", { subnets: ["a-subnet"] }] },
    { older: ["aws:alb/loadBalancer:LoadBalancer", { loadBalancerType: "application" }] },
    { classic: ["aws:elb/loadBalancer:LoadBalancer", { listeners: [] }] },
    { template: [AWS_TEMPLATE, { networkInterfaces: [{ deviceIndex: 0 }] }] },
    {
      closed: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: "a-vpc" }],
      api: awsGroup(),
      machine: [AWS_INSTANCE, { vpcSecurityGroupIds: ["${api}", "${closed}"] }],
    },
    {
      api: awsGroup(),
      leg: [AWS_INTERFACE, { subnetId: "a-subnet" }],
      too: [
        "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
        { networkInterfaceId: "${leg}", securityGroupId: "${api}" },
      ],
    },
    {
      vpc: ["aws:ec2/vpc:Vpc", { defaultSecurityGroupId: "sg-1" } as Props<"aws:ec2/vpc:Vpc">],
      machine: [AWS_INSTANCE, { vpcSecurityGroupIds: ["sg-1"] }],
    },
  ],
});
