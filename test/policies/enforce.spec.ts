import assert from "node:assert/strict";
import { controls } from "../../policies/catalogue.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { judge, type Told, urnOf } from "../support/judge.ts";

const SUBNET = "openstack:networking/subnet:Subnet";
const subnet = (name: string, external: boolean): Told => ({
  ...{ urn: urnOf(SUBNET, name), type: SUBNET, name, external },
  props: { cidr: "10.20.0.0/24", networkId: "a-network" },
});

describe("the pack", () => {
  for (const [kind, external] of [
    ["makes", false],
    ["only reads", true],
  ] as const)
    it(`judges the whole plan, also of a type of which the program ${kind} all`, async () => {
      const stack: Told = { ...subnet("stack", false), type: "pulumi:pulumi:Stack", props: {} };
      const said = await judge(policiesOf(controls), [stack, subnet("one", external), subnet("other", external)]);
      assert.ok(said.some(({ policy }) => policy === "network-ranges-disjoint"));
    });
});
