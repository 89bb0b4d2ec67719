import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";

const GROUP = "openstack:compute/serverGroup:ServerGroup";
const INSTANCE = "openstack:compute/instance:Instance";

/** One way to end up on one hypervisor. */
interface Together {
  readonly how: string;
  readonly apart: () => boolean;
}

const APART = ["anti-affinity", "soft-anti-affinity"];

export default control<Together>({
  id: "server-groups-spread",
  title: "Spread machines over hypervisors with a server group",
  why: "Machines that stand in for each other are lost together when they are on one hypervisor.",
  fix: "Make a server group with the policy `anti-affinity` or `soft-anti-affinity`, and name it in the machine's `schedulerHints`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["services-redundant", "vms-migratable"],
    ossg: ["instance-security"],
    "nist-800-53": ["CP-10"],
    "nist-csf": ["protect"],
  },
  reads: {
    [GROUP]: (group) => [
      {
        how: "The group does not keep its machines apart.",
        apart: () => some(...itemsOf(group.policies).map((policy) => () => APART.includes(policy()))),
      },
    ],
    [INSTANCE]: (machine) => [
      {
        how: "The machine is in no server group.",
        apart: () => some(...itemsOf(machine.schedulerHints).map((hint) => () => Boolean(hint().group))),
      },
    ],
  },
  judge: ({ how, apart }) => (apart() ? undefined : how),
  pass: [
    {
      group: [GROUP, { policies: ["soft-anti-affinity"] }],
      strict: [GROUP, { policies: ["anti-affinity"] }],
      web: [INSTANCE, { schedulerHints: [{ group: "${group}" }] }],
    },
  ],
  fail: [
    { group: [GROUP, { policies: ["affinity"] }] },
    { group: [GROUP, {}] },
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { schedulerHints: [{ queries: ["="] }] }] },
  ],
});
