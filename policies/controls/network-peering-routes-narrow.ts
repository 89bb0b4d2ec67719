import { contains, parseRange, prefixLength } from "../../components/range.ts";
import { control, type Written } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props } from "../resources.ts";

const PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const ROUTE = "aws:ec2/route:Route";
const TABLE = "aws:ec2/routeTable:RouteTable";
const VPC = "aws:ec2/vpc:Vpc";

/** The widest range that a VPC may have: a route that is as wide is for all of one. */
const WHOLE = 16;

/** Whether a destination is all of a peered VPC, or more. */
const isWhole = (destination: string | undefined, peers: () => readonly Planned<typeof VPC>[]): boolean => {
  const range = parseRange(destination ?? "");
  if (!range) return false;
  return some(
    () => range.version === 4 && prefixLength(range) <= WHOLE,
    () =>
      some(
        ...peers().map((vpc) => () => {
          const whole = parseRange(vpc.props.cidrBlock ?? "");
          return whole !== undefined && contains(range, whole);
        }),
      ),
  );
};

/** The planned VPCs at both ends of some peering connections. */
const ends = (peerings: readonly Planned<typeof PEERING>[]): readonly Planned<typeof VPC>[] =>
  peerings.flatMap((peering) => [...peering.tied("vpcId", VPC), ...peering.tied("peerVpcId", VPC)]);

interface Reach {
  readonly whole: () => boolean;
}

const through = (props: Props<typeof ROUTE>): Written => [
  ROUTE,
  { routeTableId: "a-table", vpcPeeringConnectionId: "${peering}", ...props },
];

export default control({
  id: "network-peering-routes-narrow",
  title: "Route to a peered VPC no further than what is needed there",
  why: "A route to all of a peered VPC makes one network of two, and whoever is in one is next to everything in the other.",
  fix: "Route to the subnets that are talked to, each by its own range.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["internal-segmented", "zero-trust", "firewall-zones-whitelisted"],
    "nist-800-53": ["AC-4", "SC-7"],
    "cis-aws": ["6.6"],
    "nist-csf": ["protect"],
  },
  joins: {
    [ROUTE]: (route): Reach[] =>
      "vpcPeeringConnectionId" in route.props
        ? [
            {
              whole: () =>
                isWhole(route.props.destinationCidrBlock ?? route.props.destinationIpv6CidrBlock, () =>
                  ends(route.tied("vpcPeeringConnectionId", PEERING)),
                ),
            },
          ]
        : [],
    [TABLE]: (table): Reach[] =>
      itemsOf(table.props.routes).flatMap((route) =>
        "vpcPeeringConnectionId" in route()
          ? [{ whole: () => isWhole(route().cidrBlock, () => ends(table.tied("routes", PEERING))) }]
          : [],
      ),
  },
  judge: ({ whole }: Reach) => (whole() ? "The route leads to all of the peered VPC." : undefined),
  pass: [
    {
      peer: [VPC, { cidrBlock: "10.21.0.0/20" }],
      peering: [PEERING, { vpcId: "a-vpc", peerVpcId: "${peer}" }],
      route: through({ destinationCidrBlock: "10.21.1.0/24" }),
      table: [TABLE, { routes: [{ cidrBlock: "10.21.2.0/24", vpcPeeringConnectionId: "${peering}" }] }],
    },
    { route: [ROUTE, { routeTableId: "a-table", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] },
    { table: [TABLE, { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] }] },
  ],
  fail: [
    {
      peer: [VPC, { cidrBlock: "10.21.0.0/20" }],
      peering: [PEERING, { vpcId: "a-vpc", peerVpcId: "${peer}" }],
      route: through({ destinationCidrBlock: "10.21.0.0/20" }),
    },
    {
      own: [VPC, { cidrBlock: "10.21.0.0/20" }],
      peering: [PEERING, { vpcId: "${own}", peerVpcId: "a-vpc" }],
      table: [TABLE, { routes: [{ cidrBlock: "10.21.0.0/19", vpcPeeringConnectionId: "${peering}" }] }],
    },
    { route: [ROUTE, { vpcPeeringConnectionId: "pcx-1", destinationCidrBlock: "10.0.0.0/8" }] },
    { table: [TABLE, { routes: [{ cidrBlock: "10.21.0.0/16", vpcPeeringConnectionId: "pcx-1" }] }] },
  ],
});
