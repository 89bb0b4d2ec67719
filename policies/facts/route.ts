import type { Token } from "../resources.ts";

/** Where a route of AWS's may lead, with what makes it. Only `local` and the endpoints of services stay inside. */
export const TARGETS = {
  carrierGatewayId: undefined,
  coreNetworkArn: undefined,
  egressOnlyGatewayId: "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
  gatewayId: "aws:ec2/internetGateway:InternetGateway",
  instanceId: "aws:ec2/instance:Instance",
  localGatewayId: undefined,
  natGatewayId: "aws:ec2/natGateway:NatGateway",
  networkInterfaceId: "aws:ec2/networkInterface:NetworkInterface",
  transitGatewayId: "aws:ec2transitgateway/transitGateway:TransitGateway",
  vpcPeeringConnectionId: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
} as const satisfies { readonly [target: string]: Token | undefined };

/** An input that says where a route leads. */
export type Target = keyof typeof TARGETS;
/** Where a route of AWS's leads. */
export type AwsRoute = { readonly [T in Target]?: string };
