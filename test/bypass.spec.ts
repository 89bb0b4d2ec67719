import assert from "node:assert/strict";
import { controls } from "../policies/catalogue.ts";
import { type Disguise, disguises, type Side, saidOfPack } from "./support/disguise.ts";

const all = [...disguises.values()].flat();

describe("the pack", () => {
  for (const [area, cases] of disguises)
    describe(`sees through ${cases.length} disguises of ${area}`, () => {
      for (const one of cases)
        it(`${one.name}: ${one.control}`, async () => {
          const says = async (side: Side, phase: "preview" | "update", ...policies: string[]) =>
            (await saidOfPack(one, side, phase)).filter(({ policy }) => policies.includes(policy));
          const { control } = one;
          assert.notDeepEqual(await says("disguised", "update", control), [], "the update lets the disguise through");
          const preview = await says("disguised", "preview", control, "policy-judgements-undecided");
          assert.notDeepEqual(preview, [], "a preview neither stops the disguise nor says that it waits");
          for (const phase of ["preview", "update"] as const)
            assert.deepEqual(await says("twin", phase, control), [], `the ${phase} of the twin raises a false alarm`);
        });
    });

  it("says nothing of a twin that it does not say of its disguise", async () => {
    const facts = async (one: Disguise, side: Side) =>
      (await saidOfPack(one, side, "update")).map(({ policy, urn }) => `${policy} on ${urn.split("::").at(-1)}`);
    const news: string[] = [];
    for (const one of all) {
      const known = new Set(await facts(one, "disguised"));
      const said = (await facts(one, "twin")).filter((fact) => !known.has(fact));
      news.push(...said.map((fact) => `${one.name}: ${fact}`));
    }
    assert.deepEqual(news, []);
  });

  it("is tried by sixty disguises at least, each with a name of its own and of a control that exists", () => {
    const ids = new Set(controls.map(({ id }) => id));
    const unknown = all.filter(({ control }) => !ids.has(control));
    assert.deepEqual(unknown, []);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.ok(all.length >= 60, `${all.length} disguises`);
  });
});
