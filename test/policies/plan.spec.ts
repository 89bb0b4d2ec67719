import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { PolicyResource } from "@pulumi/policy";
import fc from "fast-check";
import { Undecided } from "../../policies/knowledge.ts";
import { Plan, type Planned } from "../../policies/plan.ts";
import type { Token } from "../../policies/resources.ts";
import { UNKNOWN, urnOf } from "../support/judge.ts";

const { unknownCheckingProxy } = createRequire(import.meta.url)("@pulumi/policy/proxy");

const NETWORK = "openstack:networking/network:Network";
const SUBNET = "openstack:networking/subnet:Subnet";
const PORT = "openstack:networking/port:Port";
const MACHINE = "openstack:compute/instance:Instance";
const COMPONENT = "hardening:index:OpenStackNetwork";

/** A resource of a stack: what the program says of it, what each input was taken from, and what the provider made of it. */
interface Made {
  readonly type: string;
  readonly props?: object;
  readonly from?: { readonly [input: string]: readonly string[] };
  readonly outputs?: object;
  readonly parent?: string;
}

/** A stack as the policy SDK shows it. Names are the keys. */
const planOf = (stack: { readonly [name: string]: Made }, order = Object.keys(stack)): Plan => {
  const resources = new Map<string, PolicyResource>(
    order.map((name) => {
      const { type, props = {}, outputs = { id: UNKNOWN, ...props } } = stack[name] as Made;
      return [
        name,
        {
          urn: urnOf(type, name),
          type,
          name,
          props: unknownCheckingProxy(outputs),
          dependencies: [],
          propertyDependencies: {},
        } as unknown as PolicyResource,
      ];
    }),
  );
  for (const [name, resource] of resources) {
    const { from = {}, parent } = stack[name] as Made;
    resource.parent = parent === undefined ? undefined : resources.get(parent);
    for (const [input, names] of Object.entries(from))
      resource.propertyDependencies[input] = names.map((other) => resources.get(other) as PolicyResource);
  }
  const asked = new Map(
    order.map((name) => {
      const { type, props = {} } = stack[name] as Made;
      return [urnOf(type, name), unknownCheckingProxy(props)];
    }),
  );
  return new Plan([...resources.values()], asked);
};

const find = <T extends Token>(plan: Plan, type: T, name: string): Planned<T> =>
  plan.of(type).find((resource) => resource.name === name) as Planned<T>;

const names = (resources: readonly { readonly name: string }[]) => resources.map(({ name }) => name);

const network = (id = UNKNOWN): Made => ({ type: NETWORK, outputs: { id } });

describe("a plan", () => {
  describe("ties an input", () => {
    it("to what it names by id, once ids are known", () => {
      const plan = planOf({
        a: network("id-a"),
        b: network("id-b"),
        subnet: { type: SUBNET, props: { networkId: "id-b" }, from: { networkId: ["a", "b"] } },
      });
      assert.deepEqual(names(find(plan, SUBNET, "subnet").tied("networkId", NETWORK)), ["b"]);
    });

    it("to what it names in plain text, which the engine knows no dependency of", () => {
      const plan = planOf({ a: network("id-a"), subnet: { type: SUBNET, props: { networkId: "id-a" } } });
      assert.deepEqual(names(find(plan, SUBNET, "subnet").tied("networkId", NETWORK)), ["a"]);
    });

    it("to what it was taken from, while ids are unknown", () => {
      const plan = planOf({
        a: network(),
        b: network(),
        subnet: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["a"] } },
      });
      assert.deepEqual(names(find(plan, SUBNET, "subnet").tied("networkId", NETWORK)), ["a"]);
    });

    it("to resources of the type that is asked for, and no other", () => {
      const plan = planOf({
        a: network(),
        port: { type: PORT },
        machine: {
          type: MACHINE,
          props: { networks: [{ uuid: UNKNOWN }, { port: UNKNOWN }] },
          from: { networks: ["a", "port"] },
        },
      });
      const machine = find(plan, MACHINE, "machine");
      assert.deepEqual(names(machine.tied("networks", NETWORK)), ["a"]);
      assert.deepEqual(names(machine.tied("networks", PORT)), ["port"]);
      assert.deepEqual(names(machine.tied("networks", SUBNET)), []);
    });

    it("to each of several, in a list that names one twice, one in plain text and one that is new", () => {
      const plan = planOf({
        a: network("id-a"),
        b: network("id-b"),
        c: network(),
        machine: {
          type: MACHINE,
          props: { networks: [{ uuid: "id-a" }, { uuid: "id-b" }, { uuid: "id-a" }, { uuid: UNKNOWN }] },
          from: { networks: ["a", "c"] },
        },
      });
      assert.deepEqual(names(find(plan, MACHINE, "machine").tied("networks", NETWORK)), ["a", "b", "c"]);
    });

    it("to what it names by another output where asked, and by the id only where not", () => {
      const plan = planOf({
        a: { type: NETWORK, outputs: { id: "id-a", name: "core" } },
        machine: { type: MACHINE, props: { networks: [{ name: "core" }] } },
        holder: { type: MACHINE, outputs: { id: "id-holder", networks: [{ port: "id-port" }] } },
        port: { type: PORT, props: { deviceId: "id-port" } },
      });
      const machine = find(plan, MACHINE, "machine");
      assert.deepEqual(names(machine.tied("networks", NETWORK, ["id", "name"])), ["a"]);
      assert.deepEqual(names(machine.tied("networks", NETWORK)), []);
      assert.deepEqual(names(find(plan, PORT, "port").tied("deviceId", MACHINE, ["networks"])), ["holder"]);
    });

    it("to nothing where the id belongs to another stack, or nothing is said", () => {
      const plan = planOf({
        a: network("id-a"),
        adopted: { type: SUBNET, props: { networkId: "id-of-another-stack" } },
        unsaid: { type: SUBNET, props: {} },
        looked: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["unsaid"] } },
      });
      for (const { name, tied } of plan.of(SUBNET)) assert.deepEqual(tied("networkId", NETWORK), [], name);
    });

    it("to a resource of its own component, and to one that stands alone beside it", () => {
      const plan = planOf({
        cloud: { type: COMPONENT, outputs: {} },
        a: { ...network(), parent: "cloud" },
        b: { ...network(), parent: "cloud" },
        c: network(),
        machine: {
          type: MACHINE,
          props: { networks: [{ uuid: UNKNOWN }, { uuid: UNKNOWN }, { uuid: UNKNOWN }] },
          from: { networks: ["a", "b", "c"] },
          parent: "cloud",
        },
      });
      assert.deepEqual(names(find(plan, MACHINE, "machine").tied("networks", NETWORK)), ["a", "b", "c"]);
    });

    it("to the only resource of its type that a component is made of, when it depends on the component", () => {
      const plan = planOf({
        cloud: { type: COMPONENT, outputs: {} },
        inner: { type: COMPONENT, outputs: {}, parent: "cloud" },
        a: { ...network(), parent: "inner" },
        subnet: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["cloud"] } },
      });
      assert.deepEqual(names(find(plan, SUBNET, "subnet").tied("networkId", NETWORK)), ["a"]);
    });

    it("to a resource, but not to those that merely have it as their parent", () => {
      const plan = planOf({
        a: network(),
        child: { type: PORT, parent: "a" },
        machine: { type: MACHINE, props: { networks: [{ uuid: UNKNOWN }] }, from: { networks: ["a"] } },
      });
      assert.deepEqual(names(find(plan, MACHINE, "machine").tied("networks", PORT)), []);
    });
  });

  describe("leaves undecided which is meant", () => {
    const undecided = (run: () => unknown) => assert.throws(run, Undecided);

    it("where one value may have come from several", () => {
      const plan = planOf({
        a: network(),
        b: network(),
        subnet: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["a", "b"] } },
      });
      undecided(() => find(plan, SUBNET, "subnet").tied("networkId", NETWORK));
    });

    it("where nobody knows what a value was taken from", () => {
      const plan = planOf({ a: network(), subnet: { type: SUBNET, props: { networkId: UNKNOWN } } });
      undecided(() => find(plan, SUBNET, "subnet").tied("networkId", NETWORK));
    });

    it("where a name is not known yet, and may be the one that is named", () => {
      const by = ["id", "name"];
      const plan = planOf({
        word: { type: "random:index/randomPet:RandomPet" },
        a: { type: NETWORK, props: { name: UNKNOWN }, from: { name: ["word"] } },
        unnamed: { type: NETWORK, outputs: { id: UNKNOWN, name: UNKNOWN } },
        same: { type: MACHINE, props: { networks: [{ name: UNKNOWN }] }, from: { networks: ["word"] } },
        other: { type: MACHINE, props: { networks: [{ port: UNKNOWN }] }, from: { networks: ["port"] } },
        port: { type: PORT },
        plain: { type: MACHINE, props: { networks: [{ name: "core" }] } },
        silent: { type: MACHINE, props: { networks: [] } },
      });
      for (const name of ["same", "plain"]) undecided(() => find(plan, MACHINE, name).tied("networks", NETWORK, by));
      for (const name of ["other", "silent"])
        assert.deepEqual(find(plan, MACHINE, name).tied("networks", NETWORK, by), [], name);
      undecided(() => find(plan, NETWORK, "a").users(MACHINE, "networks", by));
      assert.deepEqual(names(find(plan, NETWORK, "unnamed").users(MACHINE, "networks", by)), []);
    });

    it("where a whole list is unknown and depends on several", () => {
      const plan = planOf({
        a: network(),
        b: network(),
        machine: { type: MACHINE, props: { networks: UNKNOWN }, from: { networks: ["a", "b"] } },
      });
      undecided(() => find(plan, MACHINE, "machine").tied("networks", NETWORK));
    });

    for (const from of [["a", "b"], ["cloud"], ["cloud", "a", "b"]])
      it(`where a component's map of networks is read from outside, even for as many as it has (${from})`, () => {
        const plan = planOf({
          stack: { type: "pulumi:pulumi:Stack", outputs: {} },
          cloud: { type: COMPONENT, outputs: {}, parent: "stack" },
          a: { ...network(), parent: "cloud" },
          b: { ...network(), parent: "cloud" },
          machine: {
            type: MACHINE,
            props: { networks: [{ uuid: UNKNOWN }, { uuid: UNKNOWN }] },
            from: { networks: from },
            parent: "stack",
          },
        });
        undecided(() => find(plan, MACHINE, "machine").tied("networks", NETWORK));
      });

    it("never for resources beside the stack's own root", () => {
      const plan = planOf({
        stack: { type: "pulumi:pulumi:Stack", outputs: {} },
        a: { ...network(), parent: "stack" },
        b: { ...network(), parent: "stack" },
        machine: {
          type: MACHINE,
          props: { networks: [{ uuid: UNKNOWN }, { uuid: UNKNOWN }] },
          from: { networks: ["a", "b"] },
        },
      });
      assert.deepEqual(names(find(plan, MACHINE, "machine").tied("networks", NETWORK)), ["a", "b"]);
    });
  });

  describe("knows the users of a resource", () => {
    it("by id, by name where asked, and by what an input was taken from", () => {
      const plan = planOf({
        a: { type: NETWORK, outputs: { id: "id-a", name: "core" } },
        b: network(),
        known: { type: SUBNET, props: { networkId: "id-a" } },
        another: { type: SUBNET, props: { networkId: "id-a" } },
        fresh: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["b"] } },
        machine: { type: MACHINE, props: { networks: [{ name: "core" }] } },
      });
      const a = find(plan, NETWORK, "a");
      assert.deepEqual(names(a.users(SUBNET, "networkId")), ["another", "known"]);
      assert.deepEqual(names(find(plan, NETWORK, "b").users(SUBNET, "networkId")), ["fresh"]);
      assert.deepEqual(names(a.users(MACHINE, "networks")), []);
      assert.deepEqual(names(a.users(MACHINE, "networks", ["id", "name"])), ["machine"]);
    });

    it("and leaves them undecided only for what an undecided user may mean", () => {
      const plan = planOf({
        a: network(),
        b: network(),
        c: network(),
        subnet: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["a", "b"] } },
      });
      for (const name of ["a", "b"])
        assert.throws(() => find(plan, NETWORK, name).users(SUBNET, "networkId"), Undecided, name);
      assert.deepEqual(find(plan, NETWORK, "c").users(SUBNET, "networkId"), []);
    });
  });

  it("reads what the program asked for, and falls back on what the provider made of it", () => {
    const made = { urn: urnOf(NETWORK, "a"), type: NETWORK, name: "a", props: { id: "id-a", shared: false } };
    const resource = { ...made, propertyDependencies: {} } as unknown as PolicyResource;
    assert.deepEqual(find(new Plan([resource], new Map([[made.urn, {}]])), NETWORK, "a").props, {});
    assert.equal(find(new Plan([resource], new Map()), NETWORK, "a").props.shared, false);
  });

  it("does work on the whole plan once", () => {
    const plan = planOf({ a: network(), b: network() });
    let times = 0;
    const work = ({ of }: Plan) => {
      times++;
      return typeof of;
    };
    for (const resource of plan.of(NETWORK)) assert.equal(resource.plan.once(work), "function");
    assert.equal(times, 1);
  });

  it("says the same whatever the order in which resources were made", () => {
    const stack: { readonly [name: string]: Made } = {
      cloud: { type: COMPONENT, outputs: {} },
      a: { ...network(), parent: "cloud" },
      b: { ...network("id-b"), parent: "cloud" },
      c: network(),
      one: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["cloud"] } },
      two: { type: SUBNET, props: { networkId: "id-b" } },
      three: { type: SUBNET, props: { networkId: UNKNOWN }, from: { networkId: ["c"] } },
      machine: {
        type: MACHINE,
        props: { networks: [{ uuid: "id-b" }, { uuid: UNKNOWN }] },
        from: { networks: ["c", "b"] },
      },
    };
    const said = (plan: Plan) => {
      const attempt = (run: () => readonly { readonly name: string }[]) => {
        try {
          return names(run());
        } catch (error) {
          return (error as Error).message;
        }
      };
      return [
        ...plan.of(NETWORK).map(({ users }) => attempt(() => users(SUBNET, "networkId"))),
        ...plan.of(SUBNET).map(({ tied }) => attempt(() => tied("networkId", NETWORK))),
        ...plan.of(MACHINE).map(({ tied }) => attempt(() => tied("networks", NETWORK)).toString()),
      ];
    };
    const expected = said(planOf(stack));
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(stack), { minLength: Object.keys(stack).length }), (order) =>
        assert.deepEqual(said(planOf(stack, order)), expected),
      ),
    );
  });

  it("looks at each resource about once, however many there are", () => {
    const looks = (size: number): number => {
      let times = 0;
      const counted = (id: string) =>
        ({
          get id() {
            times++;
            return id;
          },
        }) as object;
      const stack = Object.fromEntries(
        Array.from({ length: size }, (_, i) => [
          [`net${i}`, { type: NETWORK, outputs: counted(`id-${i}`) }],
          [`subnet${i}`, { type: SUBNET, props: { networkId: "id-0" } }],
        ]).flat() as [string, Made][],
      );
      const plan = planOf(stack);
      for (const subnet of plan.of(SUBNET)) assert.equal(subnet.tied("networkId", NETWORK).length, 1);
      for (const one of plan.of(NETWORK)) one.users(SUBNET, "networkId");
      return times;
    };
    assert.ok(looks(400) <= 4 * looks(100), `${looks(100)} looks at 100 networks, ${looks(400)} at 400`);
  });
});
