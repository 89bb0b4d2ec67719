import { zones } from "../../components/zone.ts";
import { control } from "../control.ts";
import { type Network, networksOf } from "../facts/segment.ts";
import { zoneOf, zoneTag } from "../facts/zone.ts";
import { every, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const LIMIT = "openstack:networking/qosBandwidthLimitRule:QosBandwidthLimitRule";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";
const QOS = "openstack:networking/qosPolicy:QosPolicy";

/** Something that anyone may send to. */
interface Intake {
  readonly fault: string;
  readonly facesOutside: (zoneTag: string) => boolean;
  readonly limited: () => boolean;
}

/** Whether what comes in through a network or a port is limited: by a policy that is not in the plan, or one that limits what comes in. */
const isLimited = (place: Network | Planned<typeof PORT>): boolean => {
  const policies = () => (place as Network).tied("qosPolicyId", QOS);
  return some(
    () =>
      some(
        ...policies()
          .flatMap((policy) => policy.users(LIMIT, "qosPolicyId"))
          .map(
            ({ props }) =>
              () =>
                props.direction === "ingress",
          ),
      ),
    () => policies().length === 0 && Boolean(place.props.qosPolicyId),
  );
};

export default control<Intake, { zoneTag: string }>({
  id: "network-outside-rate-limited",
  title: "Limit the rate of what comes in from outside",
  why: "Without a limit one sender fills the link or the connection table, and everybody else is locked out.",
  fix: "Give the network a QoS policy with an ingress bandwidth limit, or the listener a `connectionLimit`.",
  severity: "medium",
  level: "advisory",
  sources: { talk: ["rate-limited"], ossg: ["networking-services"], "nist-800-53": ["SC-5"], "nist-csf": ["protect"] },
  settings: { zoneTag },
  joins: {
    [NETWORK]: (network) => [
      {
        fault: "The network faces outside, and nothing limits what comes in.",
        facesOutside: (zoneTag) => {
          const zone = zoneOf(network.props.tags, zoneTag);
          return zone !== undefined && zones[zone].facesOutside;
        },
        limited: () =>
          some(
            () => isLimited(network),
            () => {
              const ports = network.users(PORT, "networkId");
              return ports.length > 0 && every(...ports.map((port) => () => isLimited(port)));
            },
          ),
      },
    ],
    "openstack:loadbalancer/listener:Listener": (listener) => [
      {
        fault: "The listener takes any number of connections, and nothing limits what comes in.",
        facesOutside: () => true,
        limited: () =>
          some(
            () => (listener.props.connectionLimit ?? -1) > 0,
            () => {
              const balancers = listener.tied("loadbalancerId", "openstack:loadbalancer/loadBalancer:LoadBalancer");
              const ports = () => balancers.flatMap((balancer) => balancer.tied("vipPortId", PORT));
              const networks = [
                () => balancers.flatMap((balancer) => balancer.tied("vipNetworkId", NETWORK)),
                () =>
                  balancers.flatMap((balancer) =>
                    balancer.tied("vipSubnetId", "openstack:networking/subnet:Subnet").flatMap(networksOf),
                  ),
                () => ports().flatMap(networksOf),
              ];
              return some(
                () => some(...ports().map((port) => () => isLimited(port))),
                ...networks.map((read) => () => some(...read().map((network) => () => isLimited(network)))),
              );
            },
          ),
      },
    ],
  },
  judge: ({ fault, facesOutside, limited }, { zoneTag }) =>
    every(
      () => facesOutside(zoneTag),
      () => !limited(),
    )
      ? fault
      : undefined,
  pass: [
    {
      policy: [QOS, {}],
      out: [LIMIT, { qosPolicyId: "${policy}", maxKbps: 1000 }],
      in: [LIMIT, { qosPolicyId: "${policy}", maxKbps: 1000, direction: "ingress" }],
      api: [NETWORK, { tags: ["zone:api"], qosPolicyId: "${policy}" }],
      subnet: ["openstack:networking/subnet:Subnet", { networkId: "${api}" }],
      inside: [NETWORK, { tags: ["zone:tenant"] }],
      adopted: [NETWORK, { tags: ["zone:external"], qosPolicyId: "a-policy" }],
      balancer: ["openstack:loadbalancer/loadBalancer:LoadBalancer", { vipSubnetId: "${subnet}" }],
      listener: [
        "openstack:loadbalancer/listener:Listener",
        { loadbalancerId: "${balancer}", protocol: "HTTPS", protocolPort: 443 },
      ],
      limited: [
        "openstack:loadbalancer/listener:Listener",
        { loadbalancerId: "a-balancer", protocol: "HTTPS", protocolPort: 443, connectionLimit: 1000 },
      ],
    },
    {
      api: [NETWORK, { tags: ["zone:api"] }],
      port: [PORT, { networkId: "${api}", qosPolicyId: "a-policy" }],
      balancer: ["openstack:loadbalancer/loadBalancer:LoadBalancer", { vipPortId: "${port}" }],
      listener: [
        "openstack:loadbalancer/listener:Listener",
        { loadbalancerId: "${balancer}", protocol: "HTTPS", protocolPort: 443 },
      ],
    },
  ],
  fail: [
    { api: [NETWORK, { tags: ["zone:api"] }] },
    { outside: [NETWORK, { tags: ["zone:external"], external: true }] },
    {
      policy: [QOS, {}],
      api: [NETWORK, { tags: ["zone:api"], qosPolicyId: "${policy}" }],
    },
    {
      policy: [QOS, {}],
      out: [LIMIT, { qosPolicyId: "${policy}", maxKbps: 1000, direction: "egress" }],
      api: [NETWORK, { tags: ["zone:api"], qosPolicyId: "${policy}" }],
    },
    {
      api: [NETWORK, { tags: ["zone:api"] }],
      limited: [PORT, { networkId: "${api}", qosPolicyId: "a-policy" }],
      unlimited: [PORT, { networkId: "${api}" }],
    },
    {
      listener: [
        "openstack:loadbalancer/listener:Listener",
        { loadbalancerId: "a-balancer", protocol: "HTTPS", protocolPort: 443, connectionLimit: -1 },
      ],
    },
    {
      listener: [
        "openstack:loadbalancer/listener:Listener",
        { loadbalancerId: "a-balancer", protocol: "HTTPS", protocolPort: 443 },
      ],
    },
  ],
});
