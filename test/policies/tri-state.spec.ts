import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { controls } from "../../policies/catalogue.ts";
import type { AnyControl } from "../../policies/control.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { judge, type Told, toldOf, UNKNOWN, urnOf } from "../support/judge.ts";

/** Where something is inside of what a resource says. */
type Path = readonly string[];

// The SDK's own proxy around what a resource says, through which all that is read can be noted.
const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/policy"))("./proxy");

/** The value, with all that is read of it noted, also where nothing is. */
const noted = (value: unknown, note: (path: Path) => void, path: Path = []): unknown =>
  value === null || typeof value !== "object"
    ? value
    : new Proxy(value, {
        get: (target, key) => {
          const said = Reflect.get(target, key);
          if (typeof key === "symbol" || key in (Array.isArray(target) ? Array.prototype : Object.prototype))
            return said;
          note([...path, key]);
          return noted(said, note, [...path, key]);
        },
      });

/** What tells a resource's values from those of the others, through the SDK. */
const MARK = "of";

const marked = (told: readonly Told[]): Told[] =>
  told.map((resource, i) => ({
    ...resource,
    props: { ...resource.props, [MARK]: i },
    outputs: { ...resource.outputs, [MARK]: i },
  }));

/** What a control makes of some resources: the URNs of those it faults, and whether anything waits. */
async function verdictOf(control: AnyControl, told: readonly Told[]) {
  const said = await judge(policiesOf([control]), told);
  return {
    faulted: said.filter(({ policy }) => policy === control.id).map(({ urn }) => urn),
    waits: said.some(({ policy }) => policy === "policy-judgements-undecided"),
  };
}

/** All that a control reads of each resource, path by path. */
async function readOf(control: AnyControl, told: readonly Told[]): Promise<Path[][]> {
  const found = told.map(() => new Map<string, Path>());
  const { unknownCheckingProxy } = sdk;
  sdk.unknownCheckingProxy = (said: { readonly [MARK]?: number }) =>
    noted(unknownCheckingProxy(said), (path) => found[said[MARK] as number]?.set(JSON.stringify(path), path));
  try {
    await verdictOf(control, marked(told));
  } finally {
    sdk.unknownCheckingProxy = unknownCheckingProxy;
  }
  return found.map((paths) => [...paths.values()].filter(([key]) => key !== MARK));
}

/** The value with something in it that nobody knows yet. */
const without = (value: unknown, [key, ...rest]: Path): unknown => {
  if (key === undefined) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  const part = without((value as { [key: string]: unknown })[key], rest);
  return Array.isArray(value) ? value.with(Number(key), part) : { ...value, [key]: part };
};

/** A resource with something in it that nobody knows yet. */
const unknowing = (resource: Told, path: Path): Told => ({
  ...resource,
  props: without(resource.props, path) as Told["props"],
  outputs: without(resource.outputs, path) as object,
});

/** Where something unknown decides a judgement all the same, and rightly, by control. */
const DECIDED: { readonly [id: string]: RegExp } = {
  // A port's id that is written down is one that stands already, and so none that a machine is still to be given.
  "network-floating-addresses-restricted": /^machine\.networks\.0/,
};

describe("whatever is not known yet", function () {
  this.timeout(60_000);

  for (const control of controls)
    it(`${control.id}: makes and hides no fault, and what it keeps from being judged waits`, async () => {
      const wrong: string[] = [];
      for (const example of [...control.pass, ...control.fail]) {
        const told = toldOf(example, "update");
        const { faulted } = await verdictOf(control, told);
        const paths = await readOf(control, told);
        for (const [i, resource] of told.entries())
          for (const path of paths[i] as Path[]) {
            const where = `${resource.name}.${path.join(".")}`;
            const isId = path.length === 1 && path[0] === "id";
            const then = isId ? toldOf(example, "update", resource.name) : told.with(i, unknowing(resource, path));
            const now = await verdictOf(control, then);
            const hidden = !now.waits && faulted.some((urn) => !now.faulted.includes(urn));
            if (hidden && !DECIDED[control.id]?.test(where)) wrong.push(`${where} hides a fault`);
            if (now.faulted.some((urn) => !faulted.includes(urn))) wrong.push(`${where} makes a fault`);
          }
      }
      assert.deepEqual(wrong, []);
    });
});

describe("the judgements that wait", () => {
  const type = "openstack:identity/user:User";
  const user = (name: string): Told => ({ urn: urnOf(type, name), type, name, props: { name, password: UNKNOWN } });
  const said = async (...told: Told[]) =>
    (await judge(policiesOf(controls.filter(({ id }) => id === "identity-passwords-strong")), told)).map(
      ({ policy, level, message }) => ({ policy, level, message }),
    );

  it("are counted in one line, as an advisory, whatever their number", async () => {
    assert.deepEqual(await said(user("ada"), user("grace")), [
      {
        policy: "policy-judgements-undecided",
        level: "advisory",
        message:
          "2 judgements wait for values that only the update knows; it will judge them (set details to list them).",
      },
    ]);
    assert.match((await said(user("ada")))[0]?.message ?? "", /^1 judgement waits for /);
    assert.deepEqual(await said({ ...user("ada"), props: { name: "ada" } }), []);
  });

  it("no longer wait when the same stack is shown again, and all is known", async () => {
    const policies = policiesOf(controls.filter(({ id }) => id === "identity-passwords-strong"));
    const policiesSaid = async (told: Told) => (await judge(policies, [told])).map(({ policy }) => policy);
    assert.deepEqual(await policiesSaid(user("ada")), ["policy-judgements-undecided"]);
    const weak = { ...user("ada"), props: { name: "ada", password: "secret" } };
    assert.deepEqual(await policiesSaid(weak), ["identity-passwords-strong"]);
  });
});
