import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { labelOf } from "../facts/label.ts";
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

export default control<Machine>({
  id: "server-groups-explicit",
  title: "Name the security groups of every machine",
  why: "A machine without groups of its own lands in the project's default group, next to everything that nobody thought about.",
  fix: "Give its port `securityGroupIds`, or the machine `securityGroups` where Nova makes the port.",
  severity: "high",
  sources: {
    talk: ["traffic-allowed-per-vm", "firewall-used", "guests-isolated"],
    ossg: ["security-groups"],
    "nist-800-53": ["SC-7", "SC-7(5)"],
  },
  joins: { [INSTANCE]: (machine) => [machine] },
  judge: (machine) =>
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
    ),
  pass: [
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
  ],
  fail: [
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { networks: [{ uuid: "a-network" }] }] },
    { web: [INSTANCE, { networks: [{ uuid: "a-network" }], securityGroups: [] }] },
    {
      port: [PORT, { networkId: "a-network" }],
      web: [INSTANCE, { networks: [{ port: "${port}" }] }],
    },
  ],
});
