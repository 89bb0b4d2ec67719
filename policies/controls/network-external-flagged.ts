import { control } from "../control.ts";
import { labelOf } from "../facts/label.ts";
import type { Network } from "../facts/segment.ts";
import { isSet } from "../facts/spec.ts";
import { zoneOf, zoneTag } from "../facts/zone.ts";
import { every, first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

type Grant = Planned<"openstack:networking/rbacPolicyV2:RbacPolicyV2">;

/** Whether the network itself says that it leads outside. */
const isFlagged = ({ props }: Network): boolean =>
  isSet(
    () => props.external,
    () => props.valueSpecs,
    "router:external",
    true,
  );

/** Whether a policy makes a network external for some project. */
const makesExternal = ({ props }: Grant): boolean => props.action === "access_as_external";

const isOutside = ({ props }: Network, key: string): boolean => zoneOf(props.tags, key) === "external";

export default control<(zoneTag: string) => string | undefined, { zoneTag: string }>({
  id: "network-external-flagged",
  title: "Let the external zone's networks lead outside, and no other",
  why: "Routers and floating addresses reach the internet through whatever network is marked as external, whichever zone it was meant for.",
  fix: "Make `external` and the tag of the zone agree: both for a network that leads outside, neither for any other.",
  severity: "high",
  sources: {
    talk: ["external-network-reachable", "networks-separated", "perimeter-controlled"],
    ossg: ["networking-architecture", "security-domains"],
    "nist-800-53": ["SC-7"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag },
  joins: {
    "openstack:networking/network:Network": (network) => [
      (key) =>
        every(
          () => isFlagged(network),
          () => !isOutside(network, key),
        )
          ? "The network is marked as external, and is not of the zone external."
          : undefined,
      (key) =>
        every(
          () => isOutside(network, key),
          () =>
            !some(
              () => isFlagged(network),
              () =>
                some(
                  ...network
                    .users("openstack:networking/rbacPolicyV2:RbacPolicyV2", "objectId")
                    .map((grant) => () => makesExternal(grant)),
                ),
            ),
        )
          ? "The network is of the zone external, and is not marked as external."
          : undefined,
    ],
    "openstack:networking/rbacPolicyV2:RbacPolicyV2": (grant) => [
      (key) =>
        makesExternal(grant)
          ? first(
              ...grant
                .tied("objectId", "openstack:networking/network:Network")
                .map(
                  (network) => () =>
                    isOutside(network, key)
                      ? undefined
                      : `The policy makes ${labelOf(network)} external, which is not of the zone external.`,
                ),
            )
          : undefined,
    ],
  },
  judge: (fault, { zoneTag }) => fault(zoneTag),
  pass: [
    {
      outside: ["openstack:networking/network:Network", { external: true, tags: ["zone:external"] }],
      inside: ["openstack:networking/network:Network", { external: false, tags: ["zone:api"] }],
      unsaid: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      spec: [
        "openstack:networking/network:Network",
        { valueSpecs: { "router:external": "true" }, tags: ["zone:external"] },
      ],
    },
    {
      outside: ["openstack:networking/network:Network", { tags: ["zone:external"] }],
      grant: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_external", objectType: "network", objectId: "${outside}", targetTenant: "*" },
      ],
      inside: ["openstack:networking/network:Network", { tags: ["zone:api"] }],
      shared: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_shared", objectType: "network", objectId: "${inside}", targetTenant: "a-project" },
      ],
      adopted: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_external", objectType: "network", objectId: "a-network", targetTenant: "*" },
      ],
    },
  ],
  fail: [
    { net: ["openstack:networking/network:Network", { external: true, tags: ["zone:management"] }] },
    { net: ["openstack:networking/network:Network", { external: true }] },
    { net: ["openstack:networking/network:Network", { valueSpecs: { "router:external": true }, tags: ["zone:api"] }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone:external"] }] },
    { net: ["openstack:networking/network:Network", { external: false, tags: ["zone:external"] }] },
    {
      net: ["openstack:networking/network:Network", { tags: ["zone:tenant"] }],
      grant: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_external", objectType: "network", objectId: "${net}", targetTenant: "a-project" },
      ],
    },
  ],
});
