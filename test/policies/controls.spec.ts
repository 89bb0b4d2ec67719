import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { controls } from "../../policies/catalogue.ts";
import { type Example, tokensOf } from "../../policies/control.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { judge, saidOf, type Told, toldOf } from "../support/judge.ts";

/** Every way to leave one input out. What is not known yet is the matter of `tri-state.spec.ts`. */
function* maimed(told: readonly Told[]): Iterable<Told[]> {
  for (const [i, resource] of told.entries())
    for (const key of Object.keys(resource.props)) {
      const { [key]: _, ...props } = resource.props;
      yield told.with(i, { ...resource, props, outputs: props });
    }
}

describe("controls", () => {
  it("are named after their files", () => {
    assert.deepEqual(
      controls.map(({ id }) => `${id}.ts`),
      readdirSync(new URL("../../policies/controls", import.meta.url)).sort(),
    );
  });

  for (const control of controls)
    describe(control.id, () => {
      const says = async (example: Example, phase: "preview" | "update") =>
        (await saidOf(control, example, phase)).filter(({ policy }) => policy === control.id);

      for (const [i, example] of control.pass.entries())
        it(`lets example ${i + 1} pass, in a preview and in an update`, async () => {
          for (const phase of ["preview", "update"] as const) assert.deepEqual(await says(example, phase), []);
        });

      for (const [i, example] of control.fail.entries())
        it(`stops example ${i + 1}, in the update at the latest`, async () => {
          assert.notDeepEqual(await says(example, "update"), []);
          const preview = await saidOf(control, example, "preview");
          assert.notDeepEqual(preview, [], "a preview neither stops it nor says that it waits");
        });

      it("says what is wrong and then what to do, in whole sentences", async () => {
        for (const example of control.fail)
          for (const { message } of await says(example, "update")) {
            assert.ok(message.endsWith(control.fix), message);
            assert.match(message, /^[A-Z].*\. [A-Z].*\.$/);
          }
      });

      it("is proven on every resource type that it reads", () => {
        const shown = new Set(
          [...control.pass, ...control.fail].flatMap((example) => Object.values(example).map(([type]) => type)),
        );
        assert.deepEqual(
          tokensOf(control).filter((token) => !shown.has(token)),
          [],
        );
        assert.ok(control.pass.length > 0 && control.fail.length > 0);
      });

      it("never breaks a preview, whatever is missing", async () => {
        const policies = policiesOf([control]);
        for (const example of [...control.pass, ...control.fail])
          for (const broken of maimed(toldOf(example, "update"))) await judge(policies, broken);
      });

      it("cites a place that exists, and speaks in orders and sentences", () => {
        assert.notDeepEqual(Object.keys(control.sources), ["nist-csf"]);
        assert.match(control.title, /^[A-Z].*[^.]$/);
        for (const sentence of [control.why, control.fix]) assert.match(sentence, /^[A-Z].*\.$/);
      });
    });
});
