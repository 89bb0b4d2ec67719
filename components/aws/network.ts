import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FirewallArgs } from "../firewall.ts";
import type { AddressLists } from "../flow.ts";
import { oneOf, refuse } from "../refusal.ts";
import { type Zone, zones } from "../zone.ts";
import type { AclRule } from "./acl.ts";
import { UNSETTLED } from "./address.ts";
import { type Adopted, adopt } from "./adopted.ts";
import { ownershipOf, type Place, placeOf, type Tags } from "./cloud.ts";
import { type Design, isInner, type Shape, shapeOf } from "./design.ts";
import { documentOf, forAccount, type PolicyDocument, serviceTrust } from "./policy.ts";
import { readLists } from "./prefix-list.ts";
import { retentionOf } from "./retention.ts";
import { type AwsServiceArgs, servicePolicy } from "./services.ts";

/** What an `AwsNetwork` takes. The flows are those of the `AwsFirewall` that protects it. */
export interface AwsNetworkArgs extends FirewallArgs {
  /** Who answers for the network, a team rather than a person, in 1 to 50 characters. Becomes the tag `owner`. */
  owner: string;
  /** What the network is for; `production` and anything else never share one. Becomes the tag `environment`. Defaults to `production`. */
  environment?: string;
  /** The letters of the availability zones, two at least, such as `a` and `c`. A letter is a subnet's identity: keep it. Defaults to `a` and `b`. */
  availabilityZones?: string[];
  /** Whether the network speaks IPv6 too, in a `/56` that Amazon gives it or that the adopted VPC has. Defaults to false: IPv4 only. */
  ipv6?: boolean;
  /** The id of the IPAM pool that `ipv6Cidr` is from; without one AWS lets nobody choose an IPv6 range. Defaults to none. */
  ipv6IpamPoolId?: pulumi.Input<string>;
  /** The id of a VPC that exists and holds `cidr`. It keeps its own default group, ACL and route table. Defaults to none: a VPC is made. */
  vpcId?: string;
  /** The regions that the network may be in, such as `eu-central-1`. Defaults to any. */
  regions?: string[];
  /** How the zone `tenant` leaves over IPv4 where a flow leads it out: `zonal`, a NAT gateway in every availability zone, `single`, one for all, or `none`. Defaults to `zonal`. */
  natGateways?: string;
  /** The services of AWS that the network reaches without the internet, by name such as `ssm` or `ecr.api`. Defaults to S3, DynamoDB, and what machines need to be managed. */
  services?: { [service: string]: AwsServiceArgs };
  /** The ARN of the key that the flow logs are encrypted with, such as an `AwsKey`'s that `logs.<region>.amazonaws.com` uses. */
  keyArn: pulumi.Input<string>;
  /** For how many days CloudWatch keeps the flow logs: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. Defaults to 365. */
  retentionDays?: number;
  /** How many rules AWS lets a network ACL have in one direction and version, from 20 to 40. Defaults to 20, unless AWS has raised your quota. */
  networkAclQuota?: number;
}

/**
 * The talk's segmented networks as tiers of a VPC, each over several availability zones: a network ACL for each zone made from the flows, no route out where the zone is
 * isolated, NAT only where a flow leads out, every flow logged.
 */
export class AwsNetwork extends pulumi.ComponentResource {
  /** The id of the VPC. */
  public readonly vpcId: pulumi.Output<string>;
  /** The ids of each zone's subnets, by zone, in the order of the availability zones. */
  public readonly subnetIds: { [zone: string]: pulumi.Output<string[]> };
  /** The id of each subnet, by zone and letter: `tenant-a`. */
  public readonly subnetIdsByPlace: { [place: string]: pulumi.Output<string> };
  /** The IPv6 range of the network, as firewalls and servers need it. Undefined where it speaks IPv4 only. */
  public readonly ipv6CidrBlock?: pulumi.Output<string>;
  /** The public addresses that the zone `tenant` is seen with outside. Empty where no flow leads it out. */
  public readonly natAddresses: pulumi.Output<string[]>;
  /** The name of the log group that every flow is written to. */
  public readonly flowLogGroupName: pulumi.Output<string>;

  constructor(name: string, args: AwsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsNetwork", name, args, opts);
    const what = `AwsNetwork ${JSON.stringify(name)}`;
    const shape = shapeOf(what, args);
    const place = pulumi.output(readyPlace(name, what, args, shape, { parent: this }));
    const making = { name, args, shape, place, tags: tagsOnce(place, ownershipOf(what, args)), parent: this };

    const vpc = vpcOf(making);
    const network = { ...making, vpcId: vpc.id, design: designOf(making, vpc) };
    const subnets = new Map(shape.zones.map((zone) => [zone, subnetsOf(network, zone)]));
    for (const [zone, own] of subnets) networkAcl(network, zone, own);
    const gateways = gatewaysOf(network, vpc, subnets.get("external") ?? []);
    const tables = [...subnets].flatMap(([zone, own]) => routeTables(network, zone, own, gateways));
    serviceEndpoints(network, subnets, tables);
    const logGroup = flowLog(network);

    this.vpcId = pulumi.output(vpc.id);
    this.subnetIds = Object.fromEntries(
      [...subnets].map(([zone, own]) => [zone, pulumi.all(own.map(({ subnet }) => subnet.id))]),
    );
    this.subnetIdsByPlace = Object.fromEntries(
      [...subnets].flatMap(([zone, own]) => own.map(({ letter, subnet }) => [`${zone}-${letter}`, subnet.id])),
    );
    if (vpc.ipv6CidrBlock !== undefined) this.ipv6CidrBlock = vpc.ipv6CidrBlock;
    this.natAddresses = pulumi.all([...gateways.nat.values()].map(({ address }) => address));
    this.flowLogGroupName = logGroup.name;
    this.registerOutputs({
      vpcId: this.vpcId,
      subnetIds: this.subnetIds,
      subnetIdsByPlace: this.subnetIdsByPlace,
      ipv6CidrBlock: this.ipv6CidrBlock,
      natAddresses: this.natAddresses,
      flowLogGroupName: this.flowLogGroupName,
    });
  }
}

/** What parts of the network are made with. */
interface Making {
  readonly name: string;
  readonly args: AwsNetworkArgs;
  readonly shape: Shape;
  readonly place: pulumi.Output<Ready>;
  readonly tags: (name: string, zone?: Zone) => pulumi.Output<Tags>;
  readonly parent: pulumi.Resource;
}

/** The network itself, whose parts are made next. */
interface Network extends Making {
  readonly vpcId: pulumi.Output<string>;
  readonly design: pulumi.Output<Design>;
}

/** A subnet, in its availability zone. */
interface Placed {
  readonly letter: string;
  readonly subnet: aws.ec2.Subnet;
}

/** Where the network will stand, and what is there already. */
interface Ready extends Place {
  readonly adopted?: Adopted;
  /** What is in the prefix lists that flows name. */
  readonly addressLists: NonNullable<AddressLists["addressLists"]>;
}

/** Where the provider leads, once the network can stand there. */
const readyPlace = async (
  name: string,
  what: string,
  args: AwsNetworkArgs,
  { letters, ipv6, zones: own, subnets, design }: Shape,
  opts: pulumi.InvokeOptions,
): Promise<Ready> => {
  const here = await placeOf(opts);
  const { region } = here;
  if (args.regions && !args.regions.includes(region))
    refuse(`${what}: the provider's region`, region, oneOf(args.regions));
  const { names } = await aws.getAvailabilityZones({ state: "available" }, opts);
  const there = names.filter((zone) => zone.length === region.length + 1 && zone.startsWith(region));
  const open = there.map((zone) => zone.slice(region.length));
  if (letters.some((letter) => !open.includes(letter)))
    refuse(`${what}: availabilityZones`, letters, `two at least that ${region} has available: ${oneOf(open)}`);
  const addressLists = await readLists(what, args, opts);
  design(ipv6 ? (args.ipv6Cidr ?? UNSETTLED) : undefined, addressLists);
  const place = { ...here, addressLists };
  if (args.vpcId === undefined) return place;
  const wanted = {
    cidr: args.cidr,
    ipv6,
    facesOutside: own.some((zone) => zones[zone].facesOutside),
    subnets: Object.fromEntries(Object.entries(subnets).map(([at, range]) => [`${name}-${at}`, range])),
  };
  return { ...place, adopted: await adopt(what, args.vpcId, wanted, place, opts) };
};

/** Tags are the one thing that nearly every child has, so they wait for what must be true before anything is made; the rest takes something from those. */
const tagsOnce =
  (ready: pulumi.Output<unknown>, ownership: Tags): Making["tags"] =>
  (name, zone) =>
    ready.apply((): Tags => ({ Name: name, ...(zone ? { zone } : {}), ...ownership }));

/** A VPC, and what comes with it. */
interface Vpc {
  readonly id: pulumi.Output<string>;
  readonly ipv6CidrBlock?: pulumi.Output<string>;
  readonly internetGatewayId?: pulumi.Output<string>;
  /** The internet gateway, where the network made it. */
  readonly internetGateway?: pulumi.Resource;
}

const vpcOf = ({ name, args, shape, place, tags, parent }: Making): Vpc => {
  const { vpcId, ipv6Cidr, ipv6IpamPoolId } = args;
  const facesOutside = shape.zones.some((zone) => zones[zone].facesOutside);
  if (vpcId !== undefined)
    return {
      id: place.apply(() => vpcId),
      ...(shape.ipv6 ? { ipv6CidrBlock: place.apply(({ adopted }) => adopted?.ipv6CidrBlock as string) } : {}),
      ...(facesOutside
        ? { internetGatewayId: place.apply(({ adopted }) => adopted?.internetGatewayId as string) }
        : {}),
    };
  const vpc = new aws.ec2.Vpc(
    name,
    {
      cidrBlock: args.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      ...(args.ipv6 ? { assignGeneratedIpv6CidrBlock: true } : {}),
      ...(ipv6IpamPoolId !== undefined && ipv6Cidr !== undefined ? { ipv6IpamPoolId, ipv6CidrBlock: ipv6Cidr } : {}),
      tags: tags(name),
    },
    { parent },
  );
  closeDefaults(name, vpc, tags(`${name}-default`), parent);
  const gateway = facesOutside
    ? new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: tags(name) }, { parent })
    : undefined;
  return {
    id: vpc.id,
    ...(shape.ipv6 ? { ipv6CidrBlock: ipv6Cidr === undefined ? vpc.ipv6CidrBlock : pulumi.output(ipv6Cidr) } : {}),
    ...(gateway ? { internetGatewayId: gateway.id, internetGateway: gateway } : {}),
  };
};

/** What AWS makes with a VPC lets everything through until it is told otherwise. */
const closeDefaults = (name: string, vpc: aws.ec2.Vpc, tags: pulumi.Output<Tags>, parent: pulumi.Resource): void => {
  new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id, ingress: [], egress: [], tags }, { parent });
  new aws.ec2.DefaultNetworkAcl(
    `${name}-default`,
    { defaultNetworkAclId: vpc.defaultNetworkAclId, ingress: [], egress: [], tags },
    // Every subnet is in it for a moment, until its own zone's takes it over.
    { parent, ignoreChanges: ["subnetIds"] },
  );
  new aws.ec2.DefaultRouteTable(
    `${name}-default`,
    { defaultRouteTableId: vpc.defaultRouteTableId, routes: [], tags },
    { parent },
  );
};

const designOf = ({ shape, place }: Making, { ipv6CidrBlock }: Vpc): pulumi.Output<Design> =>
  pulumi.all([ipv6CidrBlock, place]).apply(([block, { addressLists }]) => shape.design(block, addressLists));

const subnetsOf = ({ name, shape, place, tags, design, vpcId, parent }: Network, zone: Zone): Placed[] =>
  shape.letters.map((letter) => {
    const at = `${zone}-${letter}`;
    const subnet = new aws.ec2.Subnet(
      `${name}-${at}`,
      {
        vpcId,
        availabilityZone: place.apply(({ region }) => `${region}${letter}`),
        cidrBlock: shape.subnets[at] as string,
        mapPublicIpOnLaunch: false,
        ...(shape.ipv6
          ? {
              ipv6CidrBlock: design.apply(({ ipv6Subnets }) => ipv6Subnets[at] as string),
              // An address of IPv6 is a public one; where the zone faces outside, nobody gets one unasked.
              assignIpv6AddressOnCreation: !zones[zone].facesOutside,
            }
          : {}),
        tags: tags(`${name}-${at}`, zone),
      },
      { parent },
    );
    return { letter, subnet };
  });

const networkAcl = ({ name, tags, design, vpcId, parent }: Network, zone: Zone, own: readonly Placed[]): void => {
  const entries = (direction: AclRule["direction"]) =>
    design.apply(({ rules }) => (rules[zone] ?? []).filter((rule) => rule.direction === direction).map(aclEntry));
  new aws.ec2.NetworkAcl(
    `${name}-${zone}`,
    {
      vpcId,
      subnetIds: own.map(({ subnet }) => subnet.id),
      ingress: entries("ingress"),
      egress: entries("egress"),
      tags: tags(`${name}-${zone}`, zone),
    },
    { parent },
  );
};

const aclEntry = ({ ipVersion, protocol, peer, ports = [0, 0], message }: AclRule, index: number) => ({
  ruleNo: 100 + 10 * index,
  action: "allow",
  protocol,
  fromPort: ports[0],
  toPort: ports[1],
  ...(ipVersion === 4 ? { cidrBlock: peer } : { ipv6CidrBlock: peer }),
  ...(["1", "58"].includes(protocol) ? { icmpType: message?.[0] ?? -1, icmpCode: message?.[1] ?? -1 } : {}),
});

/** The ways out of a network. */
interface Gateways {
  readonly internetGatewayId?: pulumi.Output<string> | undefined;
  readonly egressOnlyGatewayId?: pulumi.Output<string> | undefined;
  /** NAT gateways, by the letters of their availability zones. */
  readonly nat: ReadonlyMap<string, { readonly id: pulumi.Output<string>; readonly address: pulumi.Output<string> }>;
}

const gatewaysOf = (
  { name, shape, tags, vpcId, parent }: Network,
  { internetGatewayId, internetGateway }: Vpc,
  external: readonly Placed[],
): Gateways => {
  const egressOnly =
    shape.leavingOverIpv6.length > 0
      ? new aws.ec2.EgressOnlyInternetGateway(name, { vpcId, tags: tags(name) }, { parent })
      : undefined;
  const hosts = external.filter(({ letter }) => shape.nat?.letters.includes(letter));
  const nat = hosts.map(({ letter, subnet }) => {
    const label = `${name}-nat-${letter}`;
    const address = new aws.ec2.Eip(label, { domain: "vpc", tags: tags(label, "external") }, { parent });
    const gateway = new aws.ec2.NatGateway(
      label,
      { subnetId: subnet.id, allocationId: address.id, tags: tags(label, "external") },
      { parent, dependsOn: internetGateway ? [internetGateway] : [] },
    );
    return [letter, { id: gateway.id, address: address.publicIp }] as const;
  });
  return { internetGatewayId, egressOnlyGatewayId: egressOnly?.id, nat: new Map(nat) };
};

/** A route table, in its zone. */
interface Table {
  readonly zone: Zone;
  readonly id: pulumi.Output<string>;
}

type Route = aws.types.input.ec2.RouteTableRoute;

/** The route tables of a zone: one for each availability zone where each may have its own way out, else one for all. */
const routeTables = (network: Network, zone: Zone, own: readonly Placed[], gateways: Gateways): Table[] => {
  const { name, shape, tags, vpcId, parent } = network;
  const { internetGatewayId, egressOnlyGatewayId, nat } = gateways;
  const inner = isInner(zone);
  const everywhere = (ipv4: object | undefined, ipv6: object | undefined): Route[] => [
    ...(ipv4 ? [{ cidrBlock: "0.0.0.0/0", ...ipv4 }] : []),
    ...(ipv6 ? [{ ipv6CidrBlock: "::/0", ...ipv6 }] : []),
  ];
  const routes = (letter: string): Route[] => {
    if (zones[zone].isolated) return [];
    const out = { gatewayId: internetGatewayId };
    if (!inner) return everywhere(out, shape.ipv6 ? out : undefined);
    const gateway = shape.nat?.zone === zone ? (nat.get(letter) ?? [...nat.values()][0]) : undefined;
    return everywhere(
      gateway && { natGatewayId: gateway.id },
      shape.leavingOverIpv6.includes(zone) ? { egressOnlyGatewayId } : undefined,
    );
  };
  const table = (label: string, letter: string) =>
    new aws.ec2.RouteTable(label, { vpcId, routes: routes(letter), tags: tags(label, zone) }, { parent }).id;
  const shared = inner ? undefined : table(`${name}-${zone}`, "");
  const made = own.map(({ letter, subnet }) => {
    const routeTableId = shared ?? table(`${name}-${zone}-${letter}`, letter);
    new aws.ec2.RouteTableAssociation(`${name}-${zone}-${letter}`, { routeTableId, subnetId: subnet.id }, { parent });
    return routeTableId;
  });
  return (shared ? [shared] : made).map((id) => ({ zone, id }));
};

/** Endpoints of AWS's services: a route in the zones that have any, addresses in the others. */
const serviceEndpoints = (
  network: Network,
  subnets: ReadonlyMap<Zone, readonly Placed[]>,
  tables: readonly Table[],
): void => {
  const { name, shape, place, tags, vpcId, parent } = network;
  const inner = tables.filter(({ zone }) => isInner(zone));
  const groups = new Map(
    [...new Set(shape.services.flatMap(({ zone }) => zone ?? []))].map((zone) => [zone, serviceGroup(network, zone)]),
  );
  for (const service of shape.services) {
    const { name: key, zone } = service;
    const label = `${name}-${key.replaceAll(".", "-")}`;
    new aws.ec2.VpcEndpoint(
      label,
      {
        vpcId,
        serviceName: place.apply(({ region }) => `com.amazonaws.${region}.${key}`),
        policy: place.apply((here) => servicePolicy(service, here)),
        ...(zone === undefined
          ? { vpcEndpointType: "Gateway", routeTableIds: inner.map(({ id }) => id) }
          : {
              vpcEndpointType: "Interface",
              privateDnsEnabled: true,
              subnetIds: (subnets.get(zone) ?? []).map(({ subnet }) => subnet.id),
              securityGroupIds: [groups.get(zone) as pulumi.Output<string>],
            }),
        tags: tags(label, zone),
      },
      { parent },
    );
  }
};

/** Lets the machines of a zone call AWS's services at their addresses in it, over TLS. */
const serviceGroup = ({ name, shape, tags, vpcId, parent }: Network, zone: Zone): pulumi.Output<string> => {
  const label = `${name}-${zone}-services`;
  const group = new aws.ec2.SecurityGroup(
    label,
    {
      name: `HTTPS_ACCESS_FROM_${zone.toUpperCase()}_TO_AWS_SERVICES`,
      description: `Machines in ${zone} call the services of AWS, over TLS only`,
      vpcId,
      tags: tags(label, zone),
    },
    { parent },
  );
  new aws.vpc.SecurityGroupIngressRule(
    label,
    {
      securityGroupId: group.id,
      description: `Machines in ${zone} call the services of AWS, over TLS only`,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: shape.ranges[zone] as string,
      tags: tags(label, zone),
    },
    { parent },
  );
  return group.id;
};

/** Every flow, let through or not, in a log group that only the network's own role writes to. */
const flowLog = ({ name, args, place, tags, vpcId, parent }: Network): aws.cloudwatch.LogGroup => {
  const label = `${name}-flows`;
  const logGroup = new aws.cloudwatch.LogGroup(
    label,
    { kmsKeyId: args.keyArn, retentionInDays: retentionOf("", args.retentionDays), tags: tags(label) },
    { parent },
  );
  const role = new aws.iam.Role(
    label,
    {
      description: `Writes the flow logs of ${name}`,
      assumeRolePolicy: place.apply((here) => JSON.stringify(flowLogTrust(here))),
      tags: tags(label),
    },
    { parent },
  );
  const policy = new aws.iam.RolePolicy(
    label,
    { role: role.id, policy: logGroup.arn.apply((arn) => JSON.stringify(flowLogPolicy(arn))) },
    { parent },
  );
  new aws.ec2.FlowLog(
    label,
    {
      vpcId,
      trafficType: "ALL",
      maxAggregationInterval: 60,
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags: tags(label),
    },
    { parent, dependsOn: [policy] },
  );
  return logGroup;
};

const flowLogTrust = ({ accountId, partition, region }: Place): PolicyDocument =>
  serviceTrust(
    "vpc-flow-logs.amazonaws.com",
    forAccount(accountId, [`arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*`]),
  );

const flowLogPolicy = (logGroupArn: string): PolicyDocument =>
  documentOf({
    Sid: "FlowLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: [logGroupArn, `${logGroupArn}:*`],
  });
