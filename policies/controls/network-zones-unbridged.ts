import { isZone, type Zone, zones } from "../../components/zone.ts";
import { control } from "../control.ts";
import { labelOf } from "../facts/label.ts";
import { bridgeTags, declares } from "../facts/role.ts";
import { machinesOf, type Network, networksAttached, networksMadeWith, networksOf } from "../facts/segment.ts";
import { zonesNamed, zoneTag } from "../facts/zone.ts";
import { every, first, known, some } from "../knowledge.ts";

/** Something that has legs in networks. */
interface Straddler {
  readonly what: string;
  readonly networks: readonly (() => readonly Network[])[];
  /** Whether it says that it stands between networks on purpose. */
  readonly declared: (bridgeTags: readonly string[]) => boolean;
}

/** Zones that face outside are trusted alike; every other only as itself. */
const trustOf = (zone: Zone): string => (zones[zone].facesOutside ? "outside" : zone);

/** Two legs in zones of different trust, as a sentence goes on. */
const bridge = (networks: readonly Network[], zoneTag: string): string | undefined => {
  const legs = networks.flatMap((network) =>
    zonesNamed(network.props.tags, zoneTag)
      .filter(isZone)
      .map((zone) => ({ network, zone })),
  );
  const [one] = legs;
  const other = one && legs.find(({ zone }) => trustOf(zone) !== trustOf(one.zone));
  return other && `${labelOf(one.network)} of zone ${one.zone} and ${labelOf(other.network)} of zone ${other.zone}`;
};

export default control<Straddler, { zoneTag: string; bridgeTags: string[] }>({
  id: "network-zones-unbridged",
  title: "Let no machine stand in two zones, save a bastion or a proxy that says so",
  why: "Whoever takes over a machine with a leg in two zones has crossed the border between them, past every router and firewall.",
  fix: "Move one of the legs, or declare the machine with a tag such as `role:bastion` and guard it as one.",
  severity: "critical",
  sources: {
    talk: [
      "firewall-zones-whitelisted",
      "internal-segmented",
      "networks-separated",
      "guests-isolated",
      "network-multilayered",
    ],
    ossg: ["bridging-security-domains", "security-domains"],
    "nist-800-53": ["SC-7", "SC-7(21)", "AC-4", "AC-4(21)"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag, bridgeTags },
  joins: {
    "openstack:compute/instance:Instance": (machine) => [
      {
        what: "The machine",
        networks: [...networksMadeWith(machine), ...networksAttached(machine)],
        declared: (tags) => declares(machine, tags),
      },
    ],
    "openstack:networking/trunk:Trunk": (trunk) => {
      const port = () => trunk.tied("portId", "openstack:networking/port:Port");
      const machines = () => port().flatMap((parent) => machinesOf(parent).flatMap((read) => read()));
      return [
        {
          what: "The trunk",
          networks: [
            () => port().flatMap(networksOf),
            () => trunk.tied("subPorts", "openstack:networking/port:Port").flatMap(networksOf),
            () => machines().flatMap((machine) => networksMadeWith(machine).flatMap((read) => read())),
          ],
          declared: (tags) =>
            some(
              () => declares(trunk, tags),
              () => some(...port().map((parent) => () => declares(parent, tags))),
              () => some(...machines().map((machine) => () => declares(machine, tags))),
            ),
        },
      ];
    },
  },
  judge: ({ what, networks, declared }, { zoneTag, bridgeTags }) => {
    const joined = () =>
      first(
        () =>
          bridge(
            networks
              .flatMap((read) => known(read) ?? [])
              .filter(({ props }) => known(() => [zonesNamed(props.tags, zoneTag)])),
            zoneTag,
          ),
        () =>
          bridge(
            networks.flatMap((read) => read()),
            zoneTag,
          ),
      );
    return every(
      () => joined() !== undefined,
      () => !declared(bridgeTags),
    )
      ? `${what} stands in ${joined()}, and does not say that it is a bastion.`
      : undefined;
  },
  pass: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      port: ["openstack:networking/port:Port", { networkId: "${second}" }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }, { port: "${port}" }] }],
      trunk: [
        "openstack:networking/trunk:Trunk",
        { portId: "${port}", subPorts: [{ portId: "${port}", segmentationId: 1, segmentationType: "vlan" }] },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:external"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }, { uuid: "${second}" }] }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      tagged: [
        "openstack:compute/instance:Instance",
        { tags: ["role:bastion"], networks: [{ uuid: "${net}" }, { uuid: "${second}" }] },
      ],
      described: [
        "openstack:compute/instance:Instance",
        { metadata: { role: "proxy" }, networks: [{ uuid: "${net}" }, { uuid: "${second}" }] },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      parent: ["openstack:networking/port:Port", { networkId: "${net}" }],
      child: ["openstack:networking/port:Port", { networkId: "${second}" }],
      machine: ["openstack:compute/instance:Instance", { tags: ["role:proxy"], networks: [{ port: "${parent}" }] }],
      trunk: [
        "openstack:networking/trunk:Trunk",
        { portId: "${parent}", subPorts: [{ portId: "${child}", segmentationId: 1, segmentationType: "vlan" }] },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      adopted: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }, { name: "public" }] }],
    },
  ],
  fail: [
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }, { uuid: "${second}" }] }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:management"], name: "core" }],
      second: ["openstack:networking/network:Network", { tags: ["zone:tenant"], name: "users" }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ name: "core" }, { name: "users" }] }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:storage"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      port: ["openstack:networking/port:Port", { networkId: "${net}" }],
      machine: [
        "openstack:compute/instance:Instance",
        { metadata: { role: "web" }, networks: [{ port: "${port}" }, { uuid: "${second}" }] },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }] }],
      leg: ["openstack:compute/interfaceAttach:InterfaceAttach", { instanceId: "${machine}", networkId: "${second}" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      port: ["openstack:networking/port:Port", { networkId: "${second}" }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }] }],
      leg: ["openstack:compute/interfaceAttach:InterfaceAttach", { instanceId: "${machine}", portId: "${port}" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      machine: ["openstack:compute/instance:Instance", { networks: [{ uuid: "${net}" }] }],
      port: ["openstack:networking/port:Port", { networkId: "${second}", deviceId: "${machine}" }],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      parent: ["openstack:networking/port:Port", { networkId: "${net}" }],
      child: ["openstack:networking/port:Port", { networkId: "${second}" }],
      trunk: [
        "openstack:networking/trunk:Trunk",
        { portId: "${parent}", subPorts: [{ portId: "${child}", segmentationId: 1, segmentationType: "vlan" }] },
      ],
    },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      second: ["openstack:networking/network:Network", { tags: ["zone:management"] }],
      parent: ["openstack:networking/port:Port", { networkId: "${net}" }],
      child: ["openstack:networking/port:Port", { networkId: "${net}" }],
      machine: [
        "openstack:compute/instance:Instance",
        { networks: [{ port: "${parent}" }, { uuid: "${second}" }], tags: ["role:web"] },
      ],
      trunk: [
        "openstack:networking/trunk:Trunk",
        { portId: "${parent}", subPorts: [{ portId: "${child}", segmentationId: 1, segmentationType: "vlan" }] },
      ],
    },
  ],
});
