import { control } from "../control.ts";
import {
  type Environed,
  type EnvironmentSettings,
  environmentSettings,
  isProduction,
  mixed,
} from "../facts/environment.ts";
import { labelOf } from "../facts/label.ts";

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
  },
  settings: environmentSettings,
  joins: {
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
  ],
});
