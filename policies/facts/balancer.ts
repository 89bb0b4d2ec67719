import type { Zone } from "../../components/zone.ts";
import type { Written } from "../control.ts";
import { first } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import { type Network, networksOf } from "./segment.ts";
import { tagsOf, zoneOf } from "./zone.ts";

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

/** AWS's load balancer, by the names that it has had. The classic one is another thing. */
export const awsBalancers = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;

/** AWS's group of servers behind a load balancer, by the names that it has had. */
export const awsTargetGroups = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"] as const;

export type AwsBalancer = Planned<(typeof awsBalancers)[0]>;
export type AwsClassicBalancer = Planned<"aws:elb/loadBalancer:LoadBalancer">;
export type AwsListener = Planned<"aws:lb/listener:Listener">;
export type AwsTargetGroup = Planned<(typeof awsTargetGroups)[0]>;

/** The zone that a load balancer of AWS's is in, as it says itself or else a subnet of its. */
export const awsZoneOf = (balancer: AwsBalancer | AwsClassicBalancer, key: string): Zone | undefined => {
  const { tied } = balancer as AwsBalancer;
  const inputs = balancer.type === "aws:elb/loadBalancer:LoadBalancer" ? ["subnets"] : ["subnets", "subnetMappings"];
  return first(
    () => zoneOf(tagsOf(balancer.props), key),
    ...inputs.map(
      (input) => () =>
        first(
          ...tied(input as "subnets", "aws:ec2/subnet:Subnet").map(
            ({ props }) =>
              () =>
                zoneOf(tagsOf(props), key),
          ),
        ),
    ),
  );
};

/** The planned load balancers that a listener of AWS's belongs to. */
const balancersOf = (listener: AwsListener): readonly AwsBalancer[] =>
  awsBalancers.flatMap((type) => listener.tied("loadBalancerArn", type, ["arn", "id"]) as readonly AwsBalancer[]);

/** The zone that a listener of AWS's is in, as it says itself or else its load balancer. */
export const awsZoneAround = (listener: AwsListener, key: string): Zone | undefined =>
  first(
    () => zoneOf(tagsOf(listener.props), key),
    () => first(...balancersOf(listener).map((balancer) => () => awsZoneOf(balancer, key))),
  );

export type AwsBalancerProps = AwsBalancer["props"];

/** Whether a load balancer reads what it passes on, as the type `application` does. */
export const readsRequests = ({ loadBalancerType }: AwsBalancerProps): boolean =>
  (loadBalancerType ?? "application") === "application";

/** Whether a load balancer only hands packets to what looks through them. */
export const onlyInspects = ({ loadBalancerType }: AwsBalancerProps): boolean => loadBalancerType === "gateway";

/** A load balancer of AWS's in an example. */
export const awsBalancer = (
  props: AwsBalancerProps = {},
  type: (typeof awsBalancers)[number] = awsBalancers[0],
): Written => [type, props] as unknown as Written;
