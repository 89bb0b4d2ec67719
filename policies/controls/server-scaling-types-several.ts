import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { scalingGroup } from "../facts/machine.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

type Group = Props<typeof scalingGroup>;

const mixed = (...overrides: { instanceType?: string; instanceRequirements?: object }[]): Group => ({
  minSize: 2,
  maxSize: 4,
  mixedInstancesPolicy: {
    launchTemplate: { launchTemplateSpecification: { launchTemplateName: "web" }, overrides },
  },
});

export default control<Group>({
  id: "server-scaling-types-several",
  title: "Let scaling groups start more than one type of machine",
  why: "When AWS has no more of one type, which happens to all customers at once, a group that knows no other starts nothing.",
  fix: "Give the group a `mixedInstancesPolicy` with two types in `overrides`, or with `instanceRequirements`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["services-redundant"],
    fsbp: ["AutoScaling.6"],
    "nist-800-53": ["CP-10", "SC-5"],
    "nist-csf": ["protect"],
  },
  reads: { [scalingGroup]: (group) => [group] },
  judge: (group) => {
    const overrides = group.mixedInstancesPolicy?.launchTemplate?.overrides;
    return some(
      () => (overrides?.length ?? 0) >= 2,
      ...itemsOf(overrides).map((override) => () => Boolean(override().instanceRequirements)),
    )
      ? undefined
      : "The group knows one type of machine only.";
  },
  pass: [
    { web: [scalingGroup, mixed({ instanceType: "m7i.large" }, { instanceType: "m6i.large" })] },
    { web: [scalingGroup, mixed({ instanceRequirements: { vcpuCount: { min: 2 }, memoryMib: { min: 4096 } } })] },
  ],
  fail: [
    { web: [scalingGroup, { minSize: 2, maxSize: 4, launchTemplate: { name: "web" } }] },
    { web: [scalingGroup, mixed({ instanceType: "m7i.large" })] },
  ],
});
