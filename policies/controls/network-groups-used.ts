import { control, type Written } from "../control.ts";
import { inputOf } from "../facts/alike.ts";
import { itemsOf } from "../facts/item.ts";
import { awsGroup, awsRule, group, rule } from "../facts/written.ts";
import { known, some } from "../knowledge.ts";
import type { Plan } from "../plan.ts";
import type { Token } from "../resources.ts";

const INSTANCE = "openstack:compute/instance:Instance";

/** What takes security groups by id, all by the same input. */
const CARRIERS = [
  "openstack:networking/port:Port",
  "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
  "openstack:loadbalancer/loadBalancer:LoadBalancer",
] as const satisfies Token[];

/** What takes AWS's security groups, by which input. */
const AWS_CARRIERS = [
  inputOf("aws:alb/loadBalancer:LoadBalancer", "securityGroups"),
  inputOf("aws:ec2/instance:Instance", "vpcSecurityGroupIds"),
  inputOf("aws:ec2/instance:Instance", "securityGroups"),
  inputOf("aws:ec2/launchTemplate:LaunchTemplate", "vpcSecurityGroupIds"),
  inputOf("aws:ec2/launchTemplate:LaunchTemplate", "networkInterfaces"),
  inputOf("aws:ec2/networkInterface:NetworkInterface", "securityGroups"),
  inputOf("aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment", "securityGroupId"),
  inputOf("aws:ec2/vpcEndpoint:VpcEndpoint", "securityGroupIds"),
  inputOf("aws:ecs/service:Service", "networkConfiguration"),
  inputOf("aws:efs/mountTarget:MountTarget", "securityGroups"),
  inputOf("aws:eks/cluster:Cluster", "vpcConfig"),
  inputOf("aws:elasticache/replicationGroup:ReplicationGroup", "securityGroupIds"),
  inputOf("aws:elb/loadBalancer:LoadBalancer", "securityGroups"),
  inputOf("aws:lambda/function:Function", "vpcConfig"),
  inputOf("aws:lb/loadBalancer:LoadBalancer", "securityGroups"),
  inputOf("aws:rds/cluster:Cluster", "vpcSecurityGroupIds"),
  inputOf("aws:rds/instance:Instance", "vpcSecurityGroupIds"),
] as const;

/** The groups that machines name, as machines do, as far as that is known. */
const namedByMachines = (plan: Plan): ReadonlySet<string> =>
  new Set(
    plan
      .of(INSTANCE)
      .flatMap(({ props }) => known(() => itemsOf(props.securityGroups)) ?? [])
      .flatMap((carried) => known(carried) ?? []),
  );

/** Whether the stack makes anything that takes groups. One that does not makes its groups for the machines of other stacks, which no plan shows. */
const hasCarriers = (plan: Plan, carriers: readonly Token[]): boolean =>
  carriers.some((type) => plan.of(type).length > 0);

const awsCarrier: Written = ["aws:ec2/networkInterface:NetworkInterface", { securityGroups: ["another-group"] }];

const carrier: Written = ["openstack:networking/port:Port", { securityGroupIds: ["another-group"] }];

export default control({
  id: "network-groups-used",
  title: "Keep no security groups that nothing carries",
  why: "A group that lies about is attached one day by somebody who knows only its name.",
  fix: "Attach it to a port, a machine or a load balancer, or delete it; groups for other stacks belong in a stack without machines.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["assets-managed", "vms-inventoried"], "nist-800-53": ["CM-8", "CM-7"], "nist-csf": ["identify"] },
  joins: {
    "aws:ec2/securityGroup:SecurityGroup": (group) => [
      {
        get used() {
          return some(
            () =>
              !hasCarriers(
                group.plan,
                AWS_CARRIERS.map(([type]) => type),
              ),
            ...AWS_CARRIERS.map(
              ([type, input]) =>
                () =>
                  group.users(type, input as never, ["id", "name"]).length > 0,
            ),
          );
        },
      },
    ],
    "openstack:networking/secGroup:SecGroup": (group) => [
      {
        get used() {
          return some(
            () => !hasCarriers(group.plan, [INSTANCE, ...CARRIERS]),
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
    ...AWS_CARRIERS.map(([type, input]) => ({
      api: awsGroup(),
      carrier: awsCarrier,
      too: [type, { [input]: ["${api}"] }] as unknown as Written,
    })),
    {
      api: awsGroup(),
      machine: ["aws:ec2/instance:Instance", { securityGroups: ["HTTPS_ACCESS_FROM_INTERNET_TO_API"] }],
    },
    { forOthers: awsGroup(), web: awsRule({ securityGroupId: "${forOthers}" }) },
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
    { api: awsGroup(), carrier: awsCarrier },
    {
      api: awsGroup(),
      web: awsRule({ securityGroupId: "${api}", sourceSecurityGroupId: "${api}" }),
      carrier: ["aws:lb/loadBalancer:LoadBalancer", { securityGroups: ["a-group"] }],
    },
  ],
});
