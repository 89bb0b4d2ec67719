import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { controls } from "../../policies/catalogue.ts";
import { analyzeRequest, analyzeStackRequest, type Told, toldOf, UNKNOWN, urnOf } from "../support/judge.ts";

// The clients and messages that the policy SDK itself is made with.
const require = createRequire(import.meta.url);
const fromPolicy = createRequire(require.resolve("@pulumi/policy"));
const fromPulumi = createRequire(fromPolicy.resolve("@pulumi/pulumi"));
const grpc = fromPulumi("@grpc/grpc-js");
const { AnalyzerClient } = fromPolicy("@pulumi/pulumi/proto/analyzer_grpc_pb");
const wire = fromPolicy("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = fromPulumi("google-protobuf/google/protobuf/struct_pb");
const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb");

interface Diagnostic {
  readonly policyname: string;
  readonly message: string;
  readonly enforcementlevel: number;
}

interface Policy {
  readonly name: string;
  readonly severity: number;
  readonly remediationSteps: string;
  readonly framework: { readonly name: string };
}

describe("the policy pack, served to the engine as a process", function () {
  this.timeout(60_000);
  let server: ChildProcess;
  let client: { close(): void; [method: string]: (...args: unknown[]) => void };
  let said = "";

  const ask = <T>(method: string, request: object): Promise<T> =>
    new Promise((resolve, reject) =>
      client[method]?.(request, (error: Error | null, answer: { toObject(): T }) =>
        error ? reject(error) : resolve(answer.toObject()),
      ),
    );

  const alone = async (told: Told): Promise<Diagnostic[]> =>
    (await ask<{ diagnosticsList: Diagnostic[] }>("analyze", analyzeRequest(told))).diagnosticsList;

  const together = async (told: readonly Told[]): Promise<Diagnostic[]> =>
    (await ask<{ diagnosticsList: Diagnostic[] }>("analyzeStack", analyzeStackRequest(told))).diagnosticsList;

  const analyze = (type: string, props: Told["props"]) => alone({ urn: urnOf(type, "it"), type, name: "it", props });

  const configure = (configuration: { [policy: string]: { level?: number; settings?: object } }) => {
    const request = new wire.ConfigureAnalyzerRequest();
    for (const [name, { level, settings = {} }] of Object.entries(configuration)) {
      const one = new wire.PolicyConfig();
      if (level !== undefined) one.setEnforcementlevel(level);
      one.setProperties(Struct.fromJavaScript(settings));
      request.getPolicyconfigMap().set(name, one);
    }
    return ask("configure", request);
  };

  const openSsh = () =>
    analyze("openstack:networking/secGroupRule:SecGroupRule", {
      direction: "ingress",
      ethertype: "IPv4",
      protocol: "tcp",
      portRangeMin: 22,
      portRangeMax: 22,
      remoteIpPrefix: "0.0.0.0/0",
      description: "Administrators reach machines",
    });

  before((done) => {
    server = spawn(process.execPath, [fromPulumi.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."], {
      cwd: join(import.meta.dirname, "../../policies"),
    });
    server.stderr?.on("data", (text) => (said += text));
    server.stdout?.once("data", (port) => {
      client = new AnalyzerClient(`127.0.0.1:${String(port).trim()}`, grpc.credentials.createInsecure());
      done();
    });
  });

  after(() => {
    client?.close();
    server.kill();
  });

  it("says nothing when it is loaded", () => assert.equal(said, ""));

  it("lists every control, with its severity, its fix and who asks for it", async () => {
    const { policiesList } = await ask<{ policiesList: Policy[] }>("getAnalyzerInfo", new Empty());
    for (const { id, fix } of controls) {
      const policy = policiesList.find(({ name }) => name === id);
      assert.equal(policy?.remediationSteps, fix);
      assert.notEqual(policy.severity, 0);
      assert.notEqual(policy.framework.name, "");
    }
  });

  it("refuses SSH from everywhere in words that a person can act on", async () => {
    const found = (await openSsh()).find(({ policyname }) => policyname === "network-admin-ports-private");
    assert.match(found?.message ?? "", /^The internet reaches port 22 over tcp\. .* bastion\.$/);
    assert.equal(found?.enforcementlevel, wire.EnforcementLevel.MANDATORY);
  });

  it("takes levels and settings from Pulumi's own policy configuration", async () => {
    await configure({ "network-admin-ports-private": { level: wire.EnforcementLevel.ADVISORY } });
    const advised = (await openSsh()).find(({ policyname }) => policyname === "network-admin-ports-private");
    assert.equal(advised?.enforcementlevel, wire.EnforcementLevel.ADVISORY);
    await configure({
      "network-admin-ports-private": { level: wire.EnforcementLevel.MANDATORY, settings: { adminPorts: [3389] } },
    });
    assert.equal(
      (await openSsh()).some(({ policyname }) => policyname === "network-admin-ports-private"),
      false,
    );
  });

  it("leaves visible, as an advisory, what a file of waivers waives", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "hardening-")), "waivers.yaml");
    writeFileSync(
      file,
      "- { control: network-admin-ports-private, resource: it, reason: The vendor moves, owner: platform, expires: 2999-12-31 }",
    );
    await configure({ "policy-waivers-held": { settings: { file } } });
    const found = (await openSsh()).find(({ policyname }) => policyname === "network-admin-ports-private");
    assert.match(
      found?.message ?? "",
      /^Waived until 2999-12-31 by platform: "The vendor moves\." The internet reaches/,
    );
    assert.equal(found?.enforcementlevel, wire.EnforcementLevel.ADVISORY);
    rmSync(dirname(file), { recursive: true });
    await configure({ "policy-waivers-held": { settings: { file: "" } } });
  });

  it("is selected in one line of the configuration, leaves the rest alone, and says what was left out", async () => {
    const asked = async (selection: object) => {
      await configure({ "policy-controls-selected": { settings: selection } });
      const [open, stack] = [await openSsh(), await analyze("pulumi:pulumi:Stack", {})];
      return { open: open.map(({ policyname }) => policyname), said: stack.map(({ message }) => message) };
    };
    const { open, said } = await asked({ documents: ["fsbp"], clouds: ["openstack"], areas: ["network"] });
    assert.ok(open.includes("network-admin-ports-private") && !open.includes("provider-tags-set"), open.join());
    assert.match(
      said.join(),
      /^Only \d+ of \d+ controls judge, .*: \{"documents":\["fsbp"\],"clouds":\["openstack"\],/,
    );
    assert.deepEqual((await asked({ clouds: ["aws"] })).open, []);
    const wrong = await asked({ clouds: ["amazon"] });
    assert.deepEqual(wrong.said, [
      'The policy configuration of policy-controls-selected: clouds must be aws or openstack, got "amazon"; did you mean aws?',
    ]);
    assert.ok(wrong.open.includes("network-admin-ports-private"));
    await configure({
      "policy-controls-selected": { level: wire.EnforcementLevel.DISABLED, settings: { clouds: ["aws"] } },
    });
    assert.ok((await openSsh()).some(({ policyname }) => policyname === "network-admin-ports-private"));
    await configure({});
  });

  it("says which controls are turned off", async () => {
    await configure({
      "policy-controls-selected": { level: wire.EnforcementLevel.MANDATORY },
      "network-admin-ports-private": { level: wire.EnforcementLevel.DISABLED },
    });
    const [notice] = await analyze("pulumi:pulumi:Stack", {});
    assert.match(notice?.message ?? "", /: \{"disabled":\["network-admin-ports-private"\]\}\.$/);
    assert.equal(notice?.enforcementlevel, wire.EnforcementLevel.ADVISORY);
    await configure({});
  });

  it("counts in one line what a preview cannot judge yet, and lists it where that is set", async () => {
    const type = "openstack:identity/user:User";
    const ada: Told = { urn: urnOf(type, "ada"), type, name: "ada", props: { name: "ada", password: UNKNOWN } };
    const waiting = async (settings: object) => {
      await configure({ "policy-judgements-undecided": { settings } });
      await alone(ada);
      const found = await together([ada]);
      return found
        .filter(({ policyname }) => policyname === "policy-judgements-undecided")
        .map(({ message }) => message);
    };
    assert.match((await waiting({})).join(), /^\d+ judgements? waits? for .* \(set details to list them\)\.$/);
    assert.match((await waiting({ details: true })).join(), /: .*identity-passwords-strong on ada.*\.$/);
    await configure({});
  });

  it("says the same of the same plan twenty times, byte for byte, whatever the order in which it is shown", async () => {
    // The first thing that every third control stops, all in one preview of a stack that is not there yet.
    const plan = controls.flatMap(({ id, fail }, i) => {
      if (i % 3 !== 0) return [];
      const ofItsOwn = (urn: string) => urn.replace(/::(\w+)$/, `::${id}-$1`);
      return toldOf(fail[0] ?? {}, "preview").map((told): Told => {
        const dependencies = Object.entries(told.dependencies ?? {}).map(([key, urns]) => [key, urns.map(ofItsOwn)]);
        const own = { urn: ofItsOwn(told.urn), name: `${id}-${told.name}`, outputs: { ...told.props, id: UNKNOWN } };
        return { ...told, ...own, dependencies: Object.fromEntries(dependencies) };
      });
    });
    const said = async (shown: readonly Told[]): Promise<string> => {
      const each = new Map<string, Diagnostic[]>();
      for (const told of shown) each.set(told.urn, await alone(told));
      return JSON.stringify([plan.map(({ urn }) => each.get(urn)), await together(shown)]);
    };
    const first = await said(plan);
    assert.ok(JSON.parse(first).flat(2).length > controls.length / 3);
    for (let time = 2; time <= 20; time++) {
      const order = (told: Told) => (plan.indexOf(told) * 7919 + time * 104_729) % 1009;
      const shown = time % 2 === 0 ? plan : plan.toSorted((one, other) => order(one) - order(other));
      assert.equal(await said(shown), first, `run ${time}`);
    }
  });

  it("refuses a configuration that names a control or a setting which does not exist, in one sentence each", async () => {
    await configure({ "network-admin-port-private": {}, "network-admin-ports-private": { settings: { ports: [22] } } });
    const found = await analyze("pulumi:pulumi:Stack", {});
    assert.deepEqual(
      found.map(({ message, enforcementlevel }) => [message, enforcementlevel]),
      [
        [
          'The policy configuration names the control "network-admin-port-private", which does not exist; did you mean network-admin-ports-private?',
          1,
        ],
        [
          'The policy configuration of network-admin-ports-private sets "ports", which it does not have; it has enforcementLevel or adminPorts.',
          1,
        ],
      ],
    );
  });
});
