import { control, type Written } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { group, rule } from "../facts/written.ts";
import { known, some } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Token } from "../resources.ts";

type Group = Planned<"openstack:networking/secGroup:SecGroup">;

const INSTANCE = "openstack:compute/instance:Instance";

/** What takes security groups by id, all by the same input. */
const CARRIERS = [
  "openstack:networking/port:Port",
  "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
  "openstack:loadbalancer/loadBalancer:LoadBalancer",
] as const satisfies Token[];

/** The groups that machines name, as machines do, as far as that is known. */
const namedByMachines = (plan: Plan): ReadonlySet<string> =>
  new Set(
    plan
      .of(INSTANCE)
      .flatMap(({ props }) => known(() => itemsOf(props.securityGroups)) ?? [])
      .flatMap((carried) => known(carried) ?? []),
  );

/** Whether the stack makes anything that takes groups. One that does not makes its groups for the machines of other stacks, which no plan shows. */
const hasCarriers = ({ plan }: Group): boolean =>
  [INSTANCE, ...CARRIERS].some((type) => plan.of(type as Token).length > 0);

const carrier: Written = ["openstack:networking/port:Port", { securityGroupIds: ["another-group"] }];

export default control({
  id: "network-groups-used",
  title: "Keep no security groups that nothing carries",
  why: "A group that lies about is attached one day by somebody who knows only its name.",
  fix: "Attach it to a port, a machine or a load balancer, or delete it; groups for other stacks belong in a stack without machines.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["assets-managed", "vms-inventoried"], "nist-800-53": ["CM-8", "CM-7"] },
  joins: {
    "openstack:networking/secGroup:SecGroup": (group) => [
      {
        get used() {
          return some(
            () => !hasCarriers(group),
            ...CARRIERS.map((type) => () => group.users(type, "securityGroupIds").length > 0),
            () => group.users(INSTANCE, "securityGroups").length > 0,
            () => group.plan.once(namedByMachines).has(group.props.name ?? ""),
          );
        },
      },
    ],
  },
  judge: ({ used }) => (used ? undefined : "Nothing in this stack carries the group."),
  pass: [
    { api: group(), vip: ["openstack:networking/port:Port", { securityGroupIds: ["${api}"] }] },
    {
      api: group(),
      carrier,
      too: ["openstack:networking/portSecGroupAssociate:PortSecGroupAssociate", { securityGroupIds: ["${api}"] }],
    },
    {
      api: group(),
      carrier,
      balancer: ["openstack:loadbalancer/loadBalancer:LoadBalancer", { securityGroupIds: ["${api}"] }],
    },
    {
      api: group(),
      carrier,
      machine: ["openstack:compute/instance:Instance", { securityGroups: ["HTTPS_ACCESS_FROM_INTERNET_TO_API"] }],
    },
    { api: group(), carrier, machine: ["openstack:compute/instance:Instance", { securityGroups: ["${api}"] }] },
    { forOthers: group(), web: rule({ securityGroupId: "${forOthers}" }) },
  ],
  fail: [
    { api: group(), carrier },
    {
      api: group(),
      other: group({ name: "SSH_ACCESS_FROM_BASTION" }),
      vip: [carrier[0], { securityGroupIds: ["${other}"] }],
    },
    { api: group(), web: rule({ securityGroupId: "${api}", remoteGroupId: "${api}" }), carrier },
    { api: group(), machine: ["openstack:compute/instance:Instance", { securityGroups: ["default"] }] },
  ],
});
