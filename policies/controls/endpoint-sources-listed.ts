import { parseRange } from "../../components/range.ts";
import { zones } from "../../components/zone.ts";
import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancer, awsBalancers, awsZoneOf, zoneAround } from "../facts/balancer.ts";
import { isEveryone } from "../facts/everyone.ts";
import { letsEveryoneIn, openingsOf } from "../facts/opening.ts";
import { listener } from "../facts/tls.ts";
import { awsGroup, awsIngress, awsIngressRule } from "../facts/written.ts";
import { zoneTag } from "../facts/zone.ts";
import { every, some } from "../knowledge.ts";

const BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const NETWORK = "openstack:networking/network:Network";
const SUBNET = "openstack:networking/subnet:Subnet";

interface Reached {
  readonly what: "listener" | "load balancer";
  readonly meantForEveryone: (zoneTag: string) => boolean;
  readonly listed: () => boolean;
  readonly everyone: () => boolean;
}

export default control<Reached, { zoneTag: string }>({
  id: "endpoint-sources-listed",
  title: "List who may connect to an endpoint that is not for everyone",
  why: "A load balancer that takes connections from anywhere leads past the segmentation around the servers behind it.",
  fix: "Set `allowedCidrs`, on AWS security groups or `internal`, or tag the load balancer with the zone it faces, such as zone:api where everyone may come.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["management-access-limited", "acls-per-network", "apis-private-where-possible", "network-acls-used"],
    ossg: ["management-interfaces"],
    "nist-800-53": ["SC-7(5)", "AC-4"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag },
  joins: {
    // Who may come to a load balancer of AWS's stands in its security groups.
    ...alike([...awsBalancers, "aws:elb/loadBalancer:LoadBalancer"] as const, (balancer: AwsBalancer): Reached[] =>
      balancer.props.internal === true
        ? []
        : [
            {
              what: "load balancer",
              meantForEveryone: (zoneTag) => {
                const zone = awsZoneOf(balancer, zoneTag);
                return zone !== undefined && zones[zone].facesOutside;
              },
              listed: () => (balancer.props.securityGroups ?? []).length > 0,
              everyone: () =>
                some(
                  ...balancer
                    .tied("securityGroups", "aws:ec2/securityGroup:SecurityGroup")
                    .map((group) => () => some(...openingsOf(group).map((opening) => () => letsEveryoneIn(opening)))),
                ),
            },
          ],
    ),
    "openstack:loadbalancer/listener:Listener": (listener) => [
      {
        what: "listener",
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
  judge: ({ what, meantForEveryone, listed, everyone }, { zoneTag }) => {
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
      ? `The ${what} lists everyone, and nothing says that it is for everyone.`
      : `The ${what} lists nobody, and so takes anyone.`;
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
    {
      office: awsIngress({ fromPort: 443, toPort: 443, cidrBlocks: ["198.51.100.0/24"] }),
      anyone: awsIngress({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }),
      subnet: ["aws:ec2/subnet:Subnet", { tags: { zone: "api" } }],
      named: ["aws:lb/loadBalancer:LoadBalancer", { securityGroups: ["${office}"] }],
      api: ["aws:alb/loadBalancer:LoadBalancer", { subnets: ["${subnet}"], securityGroups: ["${anyone}"] }],
      classic: ["aws:elb/loadBalancer:LoadBalancer", { tags: { zone: "external" }, listeners: [] }],
      inside: ["aws:lb/loadBalancer:LoadBalancer", { internal: true, loadBalancerType: "network" }],
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
    { passing: ["aws:lb/loadBalancer:LoadBalancer", { loadBalancerType: "network" }] },
    { admin: ["aws:alb/loadBalancer:LoadBalancer", { tags: { zone: "management" } }] },
    {
      anyone: awsIngress({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }),
      admin: ["aws:lb/loadBalancer:LoadBalancer", { tags: { zone: "management" }, securityGroups: ["${anyone}"] }],
    },
    {
      group: awsGroup(),
      rule: awsIngressRule({ securityGroupId: "${group}", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" }),
      classic: ["aws:elb/loadBalancer:LoadBalancer", { listeners: [], securityGroups: ["${group}"] }],
    },
  ],
});
