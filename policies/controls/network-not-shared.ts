import { control } from "../control.ts";
import { isSet } from "../facts/spec.ts";
import { every } from "../knowledge.ts";

/** One way to open a network to other projects. */
interface Sharing {
  /** Whether every project may use it. */
  readonly withEveryone: () => boolean;
  readonly how: string;
}

export default control<Sharing>({
  id: "network-not-shared",
  title: "Share no network with every project",
  why: "Any project of the cloud, today's and tomorrow's, can put a machine of its own into a network that is shared with all.",
  fix: "Leave `shared` out, and grant the network to the projects that need it, each by an RBAC policy of its own.",
  severity: "high",
  sources: {
    talk: ["zero-trust", "guests-isolated", "internal-segmented", "multitenant-network-used"],
    ossg: ["security-domains", "networking-services"],
    "nist-800-53": ["AC-3", "SC-7(21)"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:networking/network:Network": (network) => [
      {
        how: "The network is shared with every project.",
        withEveryone: () =>
          isSet(
            () => network.shared,
            () => network.valueSpecs,
            "shared",
            true,
          ),
      },
    ],
    "openstack:networking/rbacPolicyV2:RbacPolicyV2": (policy) => [
      {
        how: "The policy shares a network with every project.",
        withEveryone: () =>
          every(
            () => policy.objectType === "network",
            () => policy.action === "access_as_shared",
            () => policy.targetTenant === "*",
          ),
      },
    ],
  },
  judge: ({ how, withEveryone }) => (withEveryone() ? how : undefined),
  pass: [
    {
      net: ["openstack:networking/network:Network", { shared: false }],
      unsaid: ["openstack:networking/network:Network", { valueSpecs: { shared: "false" } }],
      one: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_shared", objectType: "network", objectId: "${net}", targetTenant: "a-project" },
      ],
      outside: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_external", objectType: "network", objectId: "a-network", targetTenant: "*" },
      ],
      limits: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_shared", objectType: "qos_policy", objectId: "a-policy", targetTenant: "*" },
      ],
    },
  ],
  fail: [
    { net: ["openstack:networking/network:Network", { shared: true }] },
    { net: ["openstack:networking/network:Network", { valueSpecs: { shared: "true" } }] },
    { net: ["openstack:networking/network:Network", { valueSpecs: { shared: true } }] },
    { net: ["openstack:networking/network:Network", { tags: ["zone:external"], external: true, shared: true }] },
    {
      everyone: [
        "openstack:networking/rbacPolicyV2:RbacPolicyV2",
        { action: "access_as_shared", objectType: "network", objectId: "a-network", targetTenant: "*" },
      ],
    },
  ],
});
