import type { Zone } from "../../components/zone.ts";
import { first } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import { isolatedZoneOf, tagsOf } from "./zone.ts";

const AWS_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const AWS_DEFAULT_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const AWS_MAIN = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
const AWS_SUBNET = "aws:ec2/subnet:Subnet";
const AWS_TABLE = "aws:ec2/routeTable:RouteTable";
const AWS_VPC = "aws:ec2/vpc:Vpc";
const ATTACH = "openstack:compute/interfaceAttach:InterfaceAttach";
const INSTANCE = "openstack:compute/instance:Instance";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";
const SUBNET = "openstack:networking/subnet:Subnet";

export type AwsSubnet = Planned<typeof AWS_SUBNET>;
export type RouteTable = Planned<typeof AWS_TABLE> | Planned<typeof AWS_DEFAULT_TABLE>;
export type Attach = Planned<typeof ATTACH>;
export type Instance = Planned<typeof INSTANCE>;
export type Network = Planned<typeof NETWORK>;
export type Port = Planned<typeof PORT>;
export type Subnet = Planned<typeof SUBNET>;
export type Vpc = Planned<typeof AWS_VPC>;

/** The planned networks that a port or a subnet is in. */
export const networksOf = (resource: Port | Subnet): readonly Network[] =>
  resource.type === PORT
    ? (resource as Port).tied("networkId", NETWORK)
    : (resource as Subnet).tied("networkId", NETWORK);

/** The planned ports that a machine is made with. */
export const portsOf = (instance: Instance): readonly Port[] => instance.tied("networks", PORT);

/** The planned networks that a machine is made with, whether it names them by id, by name or by a port. Each read is one that may be undecided. */
export const networksMadeWith = (instance: Instance): (() => readonly Network[])[] => [
  () => instance.tied("networks", NETWORK, ["id", "name"]),
  () => portsOf(instance).flatMap(networksOf),
];

/** The planned networks that one interface of a machine is in. */
const networksOfAttach = (attach: Attach): (() => readonly Network[])[] => [
  () => attach.tied("networkId", NETWORK),
  () => attach.tied("portId", PORT).flatMap(networksOf),
];

/** The planned networks that a machine gets after it is made: by an interface that is attached, or by a port that names its device. */
export const networksAttached = (instance: Instance): (() => readonly Network[])[] => [
  () =>
    instance
      .users(ATTACH, "instanceId")
      .flatMap((attach) => networksOfAttach(attach).flatMap((networks) => networks())),
  () => instance.users(PORT, "deviceId").flatMap(networksOf),
];

/** The planned machines that a port belongs to. */
export const machinesOf = (port: Port): (() => readonly Instance[])[] => [
  () => port.users(INSTANCE, "networks"),
  () => port.users(ATTACH, "portId").flatMap((attach) => attach.tied("instanceId", INSTANCE)),
  () => port.tied("deviceId", INSTANCE),
];

/** Something that lies in a zone. */
export type Place = AwsSubnet | Network | Port | RouteTable | Subnet;

/** The isolated zone that a resource lies in, as its own tags or those of its network say. */
const isolatedZoneAround = (place: Place, key: string): Zone | undefined =>
  first(
    () => isolatedZoneOf(tagsOf(place.props), key),
    () =>
      place.type !== PORT && place.type !== SUBNET
        ? undefined
        : first(
            ...networksOf(place as Port | Subnet).map(
              ({ props }) =>
                () =>
                  isolatedZoneOf(tagsOf(props), key),
            ),
          ),
  );

/** A resource that lies in an isolated zone. */
export interface Isolated {
  readonly place: Place;
  readonly zone: Zone;
}

/** The first of some resources that lies in an isolated zone. What is unknown hides nothing known. */
export const isolatedAmong = (key: string, ...reads: (() => readonly Place[])[]): Isolated | undefined =>
  first(
    ...reads.map(
      (read) => () =>
        first(
          ...read().map((place) => () => {
            const zone = isolatedZoneAround(place, key);
            return zone && { place, zone };
          }),
        ),
    ),
  );

/** The planned subnets that a route table is given to. */
export const subnetsGiven = (table: RouteTable): readonly AwsSubnet[] =>
  table.users(AWS_ASSOCIATION, "routeTableId").flatMap((given) => given.tied("subnetId", AWS_SUBNET));

/** The planned subnets of a VPC that are given no table, and so go by its main one. */
export const subnetsLeft = (vpc: Vpc): readonly AwsSubnet[] =>
  vpc.users(AWS_SUBNET, "vpcId").filter((subnet) => subnet.users(AWS_ASSOCIATION, "subnetId").length === 0);

/** The planned VPCs whose main table a route table is. */
export const vpcsLedBy = (table: RouteTable): readonly Vpc[] =>
  table.type === AWS_DEFAULT_TABLE
    ? (table as Planned<typeof AWS_DEFAULT_TABLE>).tied("defaultRouteTableId", AWS_VPC, ["defaultRouteTableId"])
    : table.users(AWS_MAIN, "routeTableId").flatMap((main) => main.tied("vpcId", AWS_VPC));
