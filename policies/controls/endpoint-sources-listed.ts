import { parseRange } from "../../components/range.ts";
import { zones } from "../../components/zone.ts";
import { control } from "../control.ts";
import { zoneAround } from "../facts/balancer.ts";
import { isEveryone } from "../facts/everyone.ts";
import { listener } from "../facts/tls.ts";
import { zoneTag } from "../facts/zone.ts";
import { every, some } from "../knowledge.ts";

const BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const NETWORK = "openstack:networking/network:Network";
const SUBNET = "openstack:networking/subnet:Subnet";

interface Reached {
  readonly meantForEveryone: (zoneTag: string) => boolean;
  readonly listed: () => boolean;
  readonly everyone: () => boolean;
}

export default control<Reached, { zoneTag: string }>({
  id: "endpoint-sources-listed",
  title: "List who may connect to an endpoint that is not for everyone",
  why: "A load balancer that takes connections from anywhere leads past the segmentation around the servers behind it.",
  fix: "Set `allowedCidrs`, or tag the load balancer with the zone it faces, such as zone:api where everyone may come.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["management-access-limited", "acls-per-network", "apis-private-where-possible", "network-acls-used"],
    ossg: ["management-interfaces"],
    "nist-800-53": ["SC-7(5)", "AC-4"],
  },
  settings: { zoneTag },
  joins: {
    "openstack:loadbalancer/listener:Listener": (listener) => [
      {
        meantForEveryone: (zoneTag) => {
          const zone = zoneAround(listener, zoneTag);
          return zone !== undefined && zones[zone].facesOutside;
        },
        listed: () => (listener.props.allowedCidrs ?? []).length > 0,
        everyone: () =>
          isEveryone((listener.props.allowedCidrs ?? []).flatMap((cidr) => parseRange(String(cidr)) ?? [])),
      },
    ],
  },
  judge: ({ meantForEveryone, listed, everyone }, { zoneTag }) => {
    const exposed = every(
      () =>
        some(
          () => !listed(),
          () => everyone(),
        ),
      () => !meantForEveryone(zoneTag),
    );
    if (!exposed) return undefined;
    return listed()
      ? "The listener lists everyone, and nothing says that it is for everyone."
      : "The listener lists nobody, and so takes anyone.";
  },
  pass: [
    { inside: listener({ allowedCidrs: ["10.20.0.0/16"] }) },
    { told: listener({ allowedCidrs: ["fd20::/48", "2001:db8::/32"] }) },
    {
      balancer: [BALANCER, { tags: ["zone:api"] }],
      api: listener({ loadbalancerId: "${balancer}" }),
    },
    {
      network: [NETWORK, { tags: ["zone:external"] }],
      subnet: [SUBNET, { networkId: "${network}" }],
      balancer: [BALANCER, { vipSubnetId: "${subnet}" }],
      api: listener({ loadbalancerId: "${balancer}", allowedCidrs: ["0.0.0.0/0"] }),
    },
  ],
  fail: [
    { api: listener() },
    { api: listener({ allowedCidrs: [] }) },
    { api: listener({ allowedCidrs: ["0.0.0.0/0"] }) },
    { api: listener({ allowedCidrs: ["0.0.0.0/1", "128.0.0.0/1"] }) },
    {
      balancer: [BALANCER, { tags: ["zone:management"] }],
      admin: listener({ loadbalancerId: "${balancer}" }),
    },
    {
      network: [NETWORK, { tags: ["zone:tenant"] }],
      balancer: [BALANCER, { vipNetworkId: "${network}" }],
      inside: listener({ loadbalancerId: "${balancer}", allowedCidrs: ["::/0"] }),
    },
  ],
});
