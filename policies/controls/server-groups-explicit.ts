import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { labelOf } from "../facts/label.ts";
import { fleet, starting, startsOf } from "../facts/machine.ts";
import { group } from "../facts/written.ts";
import { first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const INSTANCE = "openstack:compute/instance:Instance";
const PORT = "openstack:networking/port:Port";
const PORT_GROUPS = "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate";

type Machine = Planned<typeof INSTANCE>;
type Port = Planned<typeof PORT>;

/** Whether Nova makes a port for the machine, which carries the machine's groups: in a network that it names, or in whichever there is. */
const hasPortOfNova = ({ props }: Machine): boolean =>
  props.networkMode !== "none" &&
  some(() => !props.networks?.length, ...itemsOf(props.networks).map((network) => () => !network().port));

const hasGroups = (port: Port): boolean =>
  some(
    () => (port.props.securityGroupIds?.length ?? 0) > 0,
    () => port.users(PORT_GROUPS, "portId").length > 0,
  );

/** Whether a port goes without groups on purpose is for `network-port-security-kept` to say. */
const isOpenOnPurpose = ({ props }: Port): boolean =>
  some(
    () => props.noSecurityGroups === true,
    () => props.portSecurityEnabled === false,
  );

/** What is wrong with the groups of a machine, or of what starts machines. */
type Fault = () => string | undefined;

const faultOf = (machine: Machine): string | undefined =>
  first(
    () =>
      hasPortOfNova(machine) && !machine.props.securityGroups?.length
        ? "The machine has no security groups of its own."
        : undefined,
    () => {
      const bare = first(
        ...machine
          .tied("networks", PORT)
          .map((port) => () => (isOpenOnPurpose(port) || hasGroups(port) ? undefined : port)),
      );
      return bare && `The machine's ${labelOf(bare)} has no security groups of its own.`;
    },
  );

export default control<Fault>({
  id: "server-groups-explicit",
  title: "Name the security groups of every machine",
  why: "A machine without groups of its own lands in the default group, next to everything that nobody thought about.",
  fix: "Give its port `securityGroupIds`, or the machine `securityGroups` where Nova makes the port; on AWS, give it `vpcSecurityGroupIds`.",
  severity: "high",
  sources: {
    talk: ["traffic-allowed-per-vm", "firewall-used", "guests-isolated"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: startsOf<Fault>(({ label, grouped, templated }) => [
    () => (some(grouped, templated) ? undefined : `The ${label} has no security groups of its own.`),
  ]),
  joins: { [INSTANCE]: (machine) => [() => faultOf(machine)] },
  judge: (faultOf) => faultOf(),
  pass: [
    { fleet: fleet({ vpcSecurityGroupIds: ["sg-0abc"] }) },
    { web: [INSTANCE, { networks: [{ uuid: "a-network" }], securityGroups: ["HTTPS_ACCESS_FROM_INTERNET_TO_API"] }] },
    { web: [INSTANCE, { networkMode: "none" }] },
    {
      api: group(),
      port: [PORT, { networkId: "a-network", securityGroupIds: ["${api}"] }],
      web: [INSTANCE, { networks: [{ port: "${port}" }] }],
    },
    {
      port: [PORT, { networkId: "a-network" }],
      groups: [PORT_GROUPS, { portId: "${port}", securityGroupIds: ["a-group"] }],
      web: [INSTANCE, { networks: [{ port: "${port}" }] }],
    },
    { web: [INSTANCE, { networks: [{ port: "a-port" }] }] },
    {
      web: [starting.instance, { vpcSecurityGroupIds: ["sg-0abc"] }],
      leg: [starting.instance, { networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: "eni-0abc" }] }],
      templated: [starting.instance, { launchTemplate: { name: "web" } }],
      spot: [starting.spot, { vpcSecurityGroupIds: ["sg-0abc"] }],
      template: [starting.template, { vpcSecurityGroupIds: ["sg-0abc"] }],
      legs: [starting.template, { networkInterfaces: [{ securityGroups: ["sg-0abc"] }] }],
      configuration: [starting.configuration, { securityGroups: ["sg-0abc"] }],
    },
  ],
  fail: [
    { fleet: fleet({}) },
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { networks: [{ uuid: "a-network" }] }] },
    { web: [INSTANCE, { networks: [{ uuid: "a-network" }], securityGroups: [] }] },
    {
      port: [PORT, { networkId: "a-network" }],
      web: [INSTANCE, { networks: [{ port: "${port}" }] }],
    },
    { web: [starting.instance, { subnetId: "subnet-0abc" }] },
    { web: [starting.spot, { vpcSecurityGroupIds: [] }] },
    { web: [starting.template, { networkInterfaces: [{ subnetId: "subnet-0abc" }] }] },
    { web: [starting.configuration, {}] },
  ],
});
