import type { Zone } from "../../components/zone.ts";
import { first } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import { type Network, networksOf } from "./segment.ts";
import { zoneOf } from "./zone.ts";

export type Listener = Planned<"openstack:loadbalancer/listener:Listener">;
type Balancer = Planned<"openstack:loadbalancer/loadBalancer:LoadBalancer">;

/** The planned networks that a load balancer's address is in. Each read is one that may be undecided. */
const networksAround = (balancer: Balancer): (() => readonly Network[])[] => [
  () => balancer.tied("vipNetworkId", "openstack:networking/network:Network"),
  () => balancer.tied("vipSubnetId", "openstack:networking/subnet:Subnet").flatMap(networksOf),
  () => balancer.tied("vipPortId", "openstack:networking/port:Port").flatMap(networksOf),
];

/** The zone that a listener is in, as its load balancer says or else the network of its address. What is unknown hides nothing known. */
export const zoneAround = (listener: Listener, key: string): Zone | undefined =>
  first(
    () => zoneOf(listener.props.tags, key),
    () =>
      first(
        ...listener.tied("loadbalancerId", "openstack:loadbalancer/loadBalancer:LoadBalancer").flatMap((balancer) => [
          () => zoneOf(balancer.props.tags, key),
          ...networksAround(balancer).map(
            (networks) => () =>
              first(
                ...networks().map(
                  ({ props }) =>
                    () =>
                      zoneOf(props.tags, key),
                ),
              ),
          ),
        ]),
      ),
  );
