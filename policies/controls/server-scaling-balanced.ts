import { control, type Example } from "../control.ts";
import { scalingGroup } from "../facts/machine.ts";
import { first, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

type Group = Props<typeof scalingGroup>;

/** What is expected of a scaling group, and how it sounds when it is missing. */
const FAULTS: readonly (readonly [fault: string, holds: (group: Group) => boolean])[] = [
  [
    "The group stands in one availability zone only.",
    ({ vpcZoneIdentifiers, availabilityZones }) =>
      Math.max(vpcZoneIdentifiers?.length ?? 0, availabilityZones?.length ?? 0) >= 2,
  ],
  [
    "The group does not ask its load balancer whether its machines are well.",
    (group) =>
      some(
        () => group.healthCheckType === "ELB",
        () => !(group.targetGroupArns?.length || group.loadBalancers?.length || group.trafficSources?.length),
      ),
  ],
  [
    "The group starts its machines from a launch configuration, which keeps no versions and knows no new kinds of machine.",
    ({ launchConfiguration }) => !launchConfiguration,
  ],
];

const SIZE = { minSize: 2, maxSize: 4 };

export default control<Group>({
  id: "server-scaling-balanced",
  title: "Spread scaling groups over zones, let the load balancer say who is well, and start from a launch template",
  why: "One data hall goes dark, or a machine answers nobody and still counts as running, and the service is gone with it.",
  fix: "Name subnets of two zones in `vpcZoneIdentifiers`, set `healthCheckType` to ELB behind a load balancer, and give a `launchTemplate`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["services-redundant", "availability-zones-used"],
    fsbp: ["AutoScaling.1", "AutoScaling.2", "AutoScaling.9"],
    "nist-800-53": ["CP-10", "SC-5"],
    "nist-csf": ["protect"],
  },
  reads: { [scalingGroup]: (group) => [group] },
  judge: (group) =>
    first(
      ...FAULTS.map(
        ([fault, holds]) =>
          () =>
            holds(group) ? undefined : fault,
      ),
    ),
  pass: [
    {
      web: [
        scalingGroup,
        {
          ...SIZE,
          vpcZoneIdentifiers: ["subnet-0abc", "subnet-0def"],
          launchTemplate: { name: "web" },
          targetGroupArns: ["a-target-group"],
          healthCheckType: "ELB",
        },
      ],
      workers: [
        scalingGroup,
        { ...SIZE, availabilityZones: ["eu-west-1a", "eu-west-1b"], launchTemplate: { name: "web" } },
      ],
    },
  ],
  fail: [
    { web: [scalingGroup, { ...SIZE, vpcZoneIdentifiers: ["subnet-0abc"], launchTemplate: { name: "web" } }] },
    {
      web: [
        scalingGroup,
        {
          ...SIZE,
          vpcZoneIdentifiers: ["subnet-0abc", "subnet-0def"],
          launchTemplate: { name: "web" },
          targetGroupArns: ["a-target-group"],
        },
      ],
    },
    ...[{ loadBalancers: ["a-balancer"] }, { trafficSources: [{ identifier: "a-source" }] }].map(
      (behind): Example => ({
        web: [scalingGroup, { ...SIZE, availabilityZones: ["a", "b"], launchTemplate: { name: "web" }, ...behind }],
      }),
    ),
    {
      web: [scalingGroup, { ...SIZE, vpcZoneIdentifiers: ["subnet-0abc", "subnet-0def"], launchConfiguration: "web" }],
    },
  ],
});
