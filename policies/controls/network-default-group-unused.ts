import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { group, legacy } from "../facts/written.ts";
import { every, first, some } from "../knowledge.ts";

/** A way to come to the project's default group. */
interface Membership {
  readonly what: "group" | "machine" | "port";
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

export default control({
  id: "network-default-group-unused",
  title: "Keep machines and ports out of the project's default security group",
  why: "The default group lets its members reach each other and the world, and gathers everything that was never thought about.",
  fix: "Give it groups of its own, named after what they let through, or noSecurityGroups where it must have none.",
  severity: "high",
  sources: {
    talk: ["traffic-allowed-per-vm", "security-groups-named", "internal-segmented", "cis-benchmarks-used"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7", "SC-7(5)"],
    "cis-aws": ["6.5"],
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
      () => (membership.named ? `The ${membership.what} goes by the project's default group.` : undefined),
      () =>
        membership.implied
          ? `The ${membership.what} names no group, and so gets the project's default one.`
          : undefined,
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
  ],
});
