import { control } from "../control.ts";
import { labelOf } from "../facts/label.ts";
import { bridgeTags, declares } from "../facts/role.ts";
import { type Network, networksAttached, networksMadeWith } from "../facts/segment.ts";
import { isSet } from "../facts/spec.ts";
import { every, known, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const INSTANCE = "openstack:compute/instance:Instance";
const NETWORK = "openstack:networking/network:Network";

type Machine = Planned<typeof INSTANCE>;

const isExternal = ({ props }: Network): boolean =>
  isSet(
    () => props.external,
    () => props.valueSpecs,
    "router:external",
    true,
  );

/** A network of each kind that a machine stands in. */
const legsOf = (machine: Machine): { readonly outside: Network; readonly inside: Network } | undefined => {
  const reads = [...networksMadeWith(machine), ...networksAttached(machine)];
  const pairs = (networks: readonly Network[]) => {
    const outside = networks.find((network) => known(() => isExternal(network)));
    const inside = networks.find((network) => known(() => ({ is: isExternal(network) }))?.is === false);
    return outside && inside && { outside, inside };
  };
  return pairs(reads.flatMap((read) => known(read) ?? [])) ?? pairs(reads.flatMap((read) => read()));
};

export default control<Machine, { bridgeTags: string[] }>({
  id: "server-public-private-apart",
  title: "Let no machine stand in a public and a private network, save a bastion or a proxy that says so",
  why: "A machine that the internet reaches and that sits in a private network is the shortest way into it.",
  fix: "Put a load balancer in front and leave the machine private, or declare it with a tag such as `role:bastion` and guard it as one.",
  severity: "high",
  sources: {
    talk: ["public-ip-needed", "internal-segmented", "services-isolated", "external-network-reachable"],
    ossg: ["bridging-security-domains", "networking-architecture"],
    "nist-800-53": ["SC-7", "AC-4(21)"],
  },
  settings: { bridgeTags },
  joins: { [INSTANCE]: (machine) => [machine] },
  judge: (machine, { bridgeTags }) => {
    let legs: ReturnType<typeof legsOf>;
    const straddles = every(
      () => {
        legs = legsOf(machine);
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
