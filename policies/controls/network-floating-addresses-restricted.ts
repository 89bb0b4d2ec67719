import { control } from "../control.ts";
import { labelOf } from "../facts/label.ts";
import { bridgeTags, declares } from "../facts/role.ts";
import { type Instance, machinesOf, type Port } from "../facts/segment.ts";
import { first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const AWS_ADDRESS = "aws:ec2/eip:Eip";
const AWS_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";
const AWS_INSTANCE = "aws:ec2/instance:Instance";
const AWS_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const INSTANCE = "openstack:compute/instance:Instance";
const PORT = "openstack:networking/port:Port";

/** What a public address leads to. */
interface Exposure {
  readonly ports: () => readonly Port[];
  readonly machines: () => readonly Machine[];
}

/** A machine, or an interface of AWS's, which says of itself what it stands for as a machine does. */
type Machine = Instance | Planned<typeof AWS_INSTANCE> | Planned<typeof AWS_INTERFACE>;

/** Whether a port is a load balancer's, or one of a machine that stands between networks on purpose. */
const isMeant = (port: Port, tags: readonly string[]): boolean =>
  some(
    () => declares(port, tags),
    () => port.users(BALANCER, "vipPortId").length > 0,
    ...machinesOf(port).map((read) => () => some(...read().map((machine) => () => declares(machine, tags)))),
  );

/** A machine's own ports are among what the provider says of it. */
const BY_PORTS = ["networks"];

export default control<Exposure, { bridgeTags: string[] }>({
  id: "network-floating-addresses-restricted",
  title: "Give public addresses to load balancers and bastions only",
  why: "A machine with a public address of its own is scanned within minutes and has no proxy, no TLS end and no log in front of it.",
  fix: "Put a load balancer in front of it, or declare a bastion or proxy with a tag such as `role:bastion` and guard it as one.",
  severity: "high",
  sources: {
    talk: ["public-ip-needed", "management-access-limited", "services-isolated", "dmz-proxy-used"],
    ossg: ["management-interfaces", "networking-architecture"],
    fsbp: ["EC2.9"],
    "nist-800-53": ["SC-7", "AC-17"],
    "nist-csf": ["protect"],
  },
  settings: { bridgeTags },
  joins: {
    [AWS_ADDRESS]: (address) => [
      {
        ports: () => [],
        machines: () => [...address.tied("instance", AWS_INSTANCE), ...address.tied("networkInterface", AWS_INTERFACE)],
      },
    ],
    [AWS_ASSOCIATION]: (association) => [
      {
        ports: () => [],
        machines: () => [
          ...association.tied("instanceId", AWS_INSTANCE),
          ...association.tied("networkInterfaceId", AWS_INTERFACE),
        ],
      },
    ],
    "openstack:networking/floatingIp:FloatingIp": (address) => [
      { ports: () => address.tied("portId", PORT), machines: () => address.tied("portId", INSTANCE, BY_PORTS) },
    ],
    "openstack:networking/floatingIpAssociate:FloatingIpAssociate": (address) => [
      { ports: () => address.tied("portId", PORT), machines: () => address.tied("portId", INSTANCE, BY_PORTS) },
    ],
    "openstack:networking/portForwardingV2:PortForwardingV2": (forwarding) => [
      {
        ports: () => forwarding.tied("internalPortId", PORT),
        machines: () => forwarding.tied("internalPortId", INSTANCE, BY_PORTS),
      },
    ],
    "openstack:compute/floatingIpAssociate:FloatingIpAssociate": (address) => [
      { ports: () => [], machines: () => address.tied("instanceId", INSTANCE) },
    ],
  },
  judge: ({ ports, machines }, { bridgeTags }) => {
    const exposed = first<Port | Machine>(
      () => first(...ports().map((port) => () => (isMeant(port, bridgeTags) ? undefined : port))),
      () => first(...machines().map((machine) => () => (declares(machine, bridgeTags) ? undefined : machine))),
    );
    return exposed && `A public address leads straight to ${labelOf(exposed)}.`;
  },
  pass: [
    {
      bastion: [AWS_INSTANCE, { subnetId: "subnet-0abc", tags: { role: "bastion" } }],
      address: [AWS_ADDRESS, { instance: "${bastion}" }],
      leg: [AWS_INTERFACE, { subnetId: "subnet-0abc", tags: { role: "proxy" } }],
      ofLeg: [AWS_ADDRESS, { networkInterface: "${leg}" }],
      association: [AWS_ASSOCIATION, { instanceId: "${bastion}", allocationId: "eipalloc-0abc" }],
      ofGateway: [AWS_ADDRESS, { domain: "vpc" }],
    },
    {
      spare: ["openstack:networking/floatingIp:FloatingIp", { pool: "public" }],
      adopted: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "a-port" }],
    },
    {
      vip: [PORT, { networkId: "a-network" }],
      balancer: [BALANCER, { vipPortId: "${vip}" }],
      byPort: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${vip}" }],
      associate: [
        "openstack:networking/floatingIpAssociate:FloatingIpAssociate",
        { floatingIp: "198.51.100.7", portId: "${vip}" },
      ],
      made: [BALANCER, { vipSubnetId: "a-subnet" }],
      byBalancer: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${made}" }],
    },
    {
      bastion: [INSTANCE, { metadata: { role: "bastion" }, networks: [{ uuid: "a-network" }] }],
      byMachine: [
        "openstack:compute/floatingIpAssociate:FloatingIpAssociate",
        { floatingIp: "198.51.100.7", instanceId: "${bastion}" },
      ],
      port: [PORT, { networkId: "a-network", tags: ["role:proxy"] }],
      forwarding: [
        "openstack:networking/portForwardingV2:PortForwardingV2",
        { floatingipId: "an-address", internalPortId: "${port}", externalPort: 22, internalPort: 22, protocol: "tcp" },
      ],
    },
    {
      port: [PORT, { networkId: "a-network" }],
      bastion: [INSTANCE, { tags: ["role:bastion"], networks: [{ port: "${port}" }] }],
      byPort: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
    },
    {
      port: [PORT, { networkId: "a-network" }],
      bastion: [INSTANCE, { tags: ["role:bastion"], networks: [{ uuid: "a-network" }] }],
      leg: ["openstack:compute/interfaceAttach:InterfaceAttach", { instanceId: "${bastion}", portId: "${port}" }],
      byPort: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
    },
  ],
  fail: [
    {
      machine: [AWS_INSTANCE, { subnetId: "subnet-0abc" }],
      address: [AWS_ADDRESS, { instance: "${machine}" }],
    },
    {
      machine: [AWS_INSTANCE, { subnetId: "subnet-0abc", tags: { role: "web" } }],
      address: [AWS_ADDRESS, { domain: "vpc" }],
      association: [AWS_ASSOCIATION, { instanceId: "${machine}", allocationId: "${address}" }],
    },
    {
      leg: [AWS_INTERFACE, { subnetId: "subnet-0abc" }],
      address: [AWS_ADDRESS, { networkInterface: "${leg}" }],
    },
    {
      leg: [AWS_INTERFACE, { subnetId: "subnet-0abc" }],
      association: [AWS_ASSOCIATION, { networkInterfaceId: "${leg}", allocationId: "eipalloc-0abc" }],
    },
    {
      port: [PORT, { networkId: "a-network" }],
      byPort: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
    },
    {
      port: [PORT, { networkId: "a-network", tags: ["role:web"] }],
      machine: [INSTANCE, { networks: [{ port: "${port}" }] }],
      associate: [
        "openstack:networking/floatingIpAssociate:FloatingIpAssociate",
        { floatingIp: "198.51.100.7", portId: "${port}" },
      ],
    },
    {
      machine: [INSTANCE, { networks: [{ uuid: "a-network", port: "port-of-machine" }] }],
      associate: [
        "openstack:networking/floatingIpAssociate:FloatingIpAssociate",
        { floatingIp: "198.51.100.7", portId: "port-of-machine" },
      ],
    },
    {
      machine: [INSTANCE, { networks: [{ uuid: "a-network" }] }],
      byMachine: [
        "openstack:compute/floatingIpAssociate:FloatingIpAssociate",
        { floatingIp: "198.51.100.7", instanceId: "${machine}" },
      ],
    },
    {
      port: [PORT, { networkId: "a-network" }],
      forwarding: [
        "openstack:networking/portForwardingV2:PortForwardingV2",
        { floatingipId: "an-address", internalPortId: "${port}", externalPort: 22, internalPort: 22, protocol: "tcp" },
      ],
    },
    {
      machine: [INSTANCE, { networks: [{ uuid: "a-network", port: "port-of-machine" }] }],
      byPort: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "port-of-machine" }],
    },
    {
      machine: [INSTANCE, { networks: [{ uuid: "a-network", port: "port-of-machine" }] }],
      forwarding: [
        "openstack:networking/portForwardingV2:PortForwardingV2",
        { floatingipId: "an-address", internalPortId: "port-of-machine", externalPort: 22, internalPort: 22 },
      ],
    },
  ],
});
