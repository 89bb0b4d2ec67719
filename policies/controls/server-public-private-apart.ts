import { zones } from "../../components/zone.ts";
import { control } from "../control.ts";
import { labelOf } from "../facts/label.ts";
import { bridgeTags, declares } from "../facts/role.ts";
import { type AwsSubnet, type Network, networksAttached, networksMadeWith } from "../facts/segment.ts";
import { isSet } from "../facts/spec.ts";
import { tagsOf, zoneOf } from "../facts/zone.ts";
import { every, first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const AWS_ATTACHMENT = "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment";
const AWS_INSTANCE = "aws:ec2/instance:Instance";
const AWS_INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const AWS_SUBNET = "aws:ec2/subnet:Subnet";
const INSTANCE = "openstack:compute/instance:Instance";
const NETWORK = "openstack:networking/network:Network";

type Machine = Planned<typeof INSTANCE> | Planned<typeof AWS_INSTANCE>;

/** Where a machine stands: a network, on AWS a subnet. */
type Place = Network | AwsSubnet;

/** Whether a subnet gives out public addresses, or says that it is in a zone that faces outside. */
const facesOutside = ({ props }: AwsSubnet): boolean =>
  some(
    () => props.mapPublicIpOnLaunch === true,
    () => {
      const zone = zoneOf(tagsOf(props));
      return zone !== undefined && zones[zone].facesOutside;
    },
  );

const isExternal = ({ props }: Network): boolean =>
  isSet(
    () => props.external,
    () => props.valueSpecs,
    "router:external",
    true,
  );

const isOutside = (place: Place): boolean =>
  place.type === AWS_SUBNET ? facesOutside(place as AwsSubnet) : isExternal(place as Network);

const subnetsOf = (interfaces: readonly Planned<typeof AWS_INTERFACE>[]): readonly AwsSubnet[] =>
  interfaces.flatMap((one) => one.tied("subnetId", AWS_SUBNET));

/** The subnets that a machine of AWS's stands in, with each of its interfaces. Each read is one that may be undecided. */
const subnetsAround = (machine: Planned<typeof AWS_INSTANCE>): (() => readonly AwsSubnet[])[] => [
  () => machine.tied("subnetId", AWS_SUBNET),
  () => subnetsOf(machine.tied("networkInterfaces", AWS_INTERFACE)),
  () => subnetsOf(machine.tied("primaryNetworkInterface", AWS_INTERFACE)),
  () =>
    subnetsOf(
      machine.users(AWS_ATTACHMENT, "instanceId").flatMap((one) => one.tied("networkInterfaceId", AWS_INTERFACE)),
    ),
];

/** A place of each kind that a machine stands in. */
const legsOf = (
  reads: readonly (() => readonly Place[])[],
): { readonly outside: Place; readonly inside: Place } | undefined => {
  const leg = (outside: boolean) =>
    first(
      ...reads.map(
        (read) => () => first(...read().map((place) => () => (isOutside(place) === outside ? place : undefined))),
      ),
    );
  return every(
    () => leg(true) !== undefined,
    () => leg(false) !== undefined,
  )
    ? { outside: leg(true) as Place, inside: leg(false) as Place }
    : undefined;
};

/** A machine, and where it stands. */
interface Standing {
  readonly machine: Machine;
  readonly places: readonly (() => readonly Place[])[];
}

export default control<Standing, { bridgeTags: string[] }>({
  id: "server-public-private-apart",
  title: "Let no machine stand in a public and a private network, save a bastion or a proxy that says so",
  why: "A machine that the internet reaches and that sits in a private network is the shortest way into it.",
  fix: "Put a load balancer in front and leave the machine private, or declare it with a tag such as `role:bastion` and guard it as one.",
  severity: "high",
  sources: {
    talk: ["public-ip-needed", "internal-segmented", "services-isolated", "external-network-reachable"],
    ossg: ["bridging-security-domains", "networking-architecture"],
    "nist-800-53": ["SC-7", "AC-4(21)"],
    "nist-csf": ["protect"],
  },
  settings: { bridgeTags },
  joins: {
    [AWS_INSTANCE]: (machine) => [{ machine, places: subnetsAround(machine) }],
    [INSTANCE]: (machine) => [{ machine, places: [...networksMadeWith(machine), ...networksAttached(machine)] }],
  },
  judge: ({ machine, places }, { bridgeTags }) => {
    let legs: ReturnType<typeof legsOf>;
    const straddles = every(
      () => {
        legs = legsOf(places);
        return legs !== undefined;
      },
      () => !some(() => declares(machine, bridgeTags)),
    );
    return straddles && legs
      ? `The machine stands in ${labelOf(legs.outside)}, which is public, and in ${labelOf(legs.inside)}, which is not.`
      : undefined;
  },
  pass: [
    {
      private: [AWS_SUBNET, { mapPublicIpOnLaunch: false, tags: { zone: "tenant" } }],
      second: [AWS_SUBNET, {}],
      leg: [AWS_INTERFACE, { subnetId: "${second}" }],
      web: [
        AWS_INSTANCE,
        { subnetId: "${private}", networkInterfaces: [{ deviceIndex: 1, networkInterfaceId: "${leg}" }] },
      ],
    },
    {
      public: [AWS_SUBNET, { mapPublicIpOnLaunch: true }],
      private: [AWS_SUBNET, {}],
      leg: [AWS_INTERFACE, { subnetId: "${private}" }],
      proxy: [AWS_INSTANCE, { subnetId: "${public}", tags: { role: "proxy" } }],
      attachment: [AWS_ATTACHMENT, { deviceIndex: 1, instanceId: "${proxy}", networkInterfaceId: "${leg}" }],
    },
    {
      private: [NETWORK, { tags: ["zone:tenant"] }],
      second: [NETWORK, { external: false }],
      web: [INSTANCE, { networks: [{ uuid: "${private}" }, { uuid: "${second}" }] }],
    },
    { public: [NETWORK, { external: true }], proxy: [INSTANCE, { networks: [{ uuid: "${public}" }] }] },
    {
      public: [NETWORK, { external: true }],
      private: [NETWORK, {}],
      proxy: [INSTANCE, { tags: ["role:proxy"], networks: [{ uuid: "${public}" }, { uuid: "${private}" }] }],
    },
  ],
  fail: [
    {
      public: [AWS_SUBNET, { mapPublicIpOnLaunch: true }],
      private: [AWS_SUBNET, {}],
      leg: [AWS_INTERFACE, { subnetId: "${private}" }],
      web: [
        AWS_INSTANCE,
        { subnetId: "${public}", networkInterfaces: [{ deviceIndex: 1, networkInterfaceId: "${leg}" }] },
      ],
    },
    {
      public: [AWS_SUBNET, { tags: { zone: "external" } }],
      private: [AWS_SUBNET, {}],
      leg: [AWS_INTERFACE, { subnetId: "${public}" }],
      web: [AWS_INSTANCE, { subnetId: "${private}" }],
      attachment: [AWS_ATTACHMENT, { deviceIndex: 1, instanceId: "${web}", networkInterfaceId: "${leg}" }],
    },
    {
      public: [AWS_SUBNET, { mapPublicIpOnLaunch: true }],
      private: [AWS_SUBNET, {}],
      own: [AWS_INTERFACE, { subnetId: "${public}" }],
      leg: [AWS_INTERFACE, { subnetId: "${private}" }],
      web: [
        AWS_INSTANCE,
        {
          primaryNetworkInterface: { networkInterfaceId: "${own}" },
          networkInterfaces: [{ deviceIndex: 1, networkInterfaceId: "${leg}" }],
        },
      ],
    },
    {
      public: [NETWORK, { external: true }],
      private: [NETWORK, {}],
      web: [INSTANCE, { networks: [{ uuid: "${public}" }, { uuid: "${private}" }] }],
    },
    {
      public: [NETWORK, { valueSpecs: { "router:external": "true" } }],
      private: [NETWORK, { external: false }],
      port: ["openstack:networking/port:Port", { networkId: "${private}" }],
      web: [INSTANCE, { metadata: { role: "web" }, networks: [{ uuid: "${public}" }, { port: "${port}" }] }],
    },
    {
      public: [NETWORK, { external: true }],
      private: [NETWORK, {}],
      web: [INSTANCE, { networks: [{ uuid: "${private}" }] }],
      leg: ["openstack:compute/interfaceAttach:InterfaceAttach", { instanceId: "${web}", networkId: "${public}" }],
    },
  ],
});
