import assert from "node:assert/strict";
import { controls } from "../policies/catalogue.ts";
import type { Example } from "../policies/control.ts";
import { policiesOf } from "../policies/enforce.ts";
import { type Disguise, disguises, within } from "./support/disguise.ts";
import { judge, toldOf } from "./support/judge.ts";

const policies = policiesOf(controls);

/** What the whole pack says of a stack. */
const saidOf = (stack: Example, phase: "preview" | "update", component: string | undefined) => {
  const told = toldOf(stack, phase);
  return judge(policies, component === undefined ? told : within(component, told));
};

const all = [...disguises.values()].flat();

describe("the pack", () => {
  for (const [area, cases] of disguises)
    describe(`sees through ${cases.length} disguises of ${area}`, () => {
      for (const { name, control, disguised, twin, within: component } of cases)
        it(`${name}: ${control}`, async () => {
          const faults = async (stack: Example, phase: "preview" | "update") =>
            (await saidOf(stack, phase, component)).filter(({ policy }) => policy === control);
          assert.notDeepEqual(await faults(disguised, "update"), [], "the update lets the disguise through");
          const preview = (await saidOf(disguised, "preview", component)).filter(({ policy }) =>
            [control, "policy-judgements-undecided"].includes(policy),
          );
          assert.notDeepEqual(preview, [], "a preview neither stops the disguise nor says that it waits");
          for (const phase of ["preview", "update"] as const)
            assert.deepEqual(await faults(twin, phase), [], `the ${phase} of the twin raises a false alarm`);
        });
    });

  it("says nothing of a twin that it does not say of its disguise", async () => {
    const facts = async (stack: Example, { within }: Disguise) =>
      (await saidOf(stack, "update", within)).map(({ policy, urn }) => `${policy} on ${urn.split("::").at(-1)}`);
    for (const one of all) {
      const known = new Set(await facts(one.disguised, one));
      assert.deepEqual(
        (await facts(one.twin, one)).filter((fact) => !known.has(fact)),
        [],
        one.name,
      );
    }
  });

  it("is tried by disguises that each have a name of their own, of controls that exist, sixty at least", () => {
    const ids = new Set(controls.map(({ id }) => id));
    assert.deepEqual(
      all.filter(({ control }) => !ids.has(control)).map(({ control }) => control),
      [],
    );
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.ok(all.length >= 60, `${all.length} disguises`);
  });
});
