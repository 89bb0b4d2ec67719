import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { controls } from "../../policies/catalogue.ts";
import { placesOf } from "../../policies/control.ts";
import { explanation } from "../../report/explanation.ts";
import { fileOf } from "./recorded.ts";

const command = join(import.meta.dirname, "../../report/command.ts");

describe("the command hardening", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "hardening-command-"));

  after(() => rmSync(folder, { recursive: true }));

  const hardening = (...args: string[]) => {
    const env = { ...process.env, PATH: folder, NO_COLOR: "1" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      env,
      encoding: "utf8",
      cwd: folder,
    });
    return { status, stdout, stderr };
  };

  const events = fileOf("estate.events.jsonl");

  it("reports on an event log, in every format at once", () => {
    const names = ["a.html", "a.json", "a.md", "a.sarif", "a.xml"];
    const { status, stdout, stderr } = hardening("report", "--from", events, ...names.flatMap((name) => ["-o", name]));
    assert.equal(stderr, "");
    assert.equal(status, 1);
    assert.match(stdout, /^critical network-admin-ports-private/);
    assert.deepEqual(readdirSync(folder).toSorted(), names);
    assert.match(readFileSync(join(folder, "a.html"), "utf8"), /^<!doctype html>/);
    assert.match(readFileSync(join(folder, "a.sarif"), "utf8"), /"version": "2.1.0"/);
  });

  it("reports on what `pulumi policy analyze` printed, with the state for its places", () => {
    const { stdout } = hardening(
      ...["report", "--from", fileOf("sandbox.analysis.jsonl"), fileOf("sandbox.state.json")],
      ...["-o", "b.json"],
    );
    assert.match(stdout, /hardening\/sandbox: 5 mandatory and 2 advisory findings/);
    assert.equal(JSON.parse(readFileSync(join(folder, "b.json"), "utf8")).resources, 36);
  });

  it("asks nothing where there is no terminal, and says what it must be told", () => {
    const { status, stderr } = hardening("init", "c.yaml", "--cloud", "aws", "--cidr", "10.20.0.0/16");
    assert.equal(status, 2);
    assert.equal(stderr, "--administrators must be given where there is no terminal to ask at, got null.\n");
    assert.ok(!readdirSync(folder).includes("c.yaml"));
  });

  it("ends with 0 where all is well", () => {
    const log = join(folder, "clean.jsonl");
    writeFileSync(log, JSON.stringify({ summaryEvent: { PolicyPacks: { hardening: "0.1.0" } } }));
    assert.equal(hardening("report", "--from", log).status, 0);
  });

  it("ends with 1 at advice too, where that is asked for", () => {
    const log = join(folder, "advice.jsonl");
    const advice = {
      policyEvent: { policyName: "a", enforcementLevel: "advisory", message: "Wrong.", resourceUrn: "u" },
    };
    const lines = [advice, { summaryEvent: { PolicyPacks: { hardening: "0.1.0" } } }];
    writeFileSync(log, lines.map((line) => JSON.stringify(line)).join("\n"));
    assert.equal(hardening("report", "--from", log).status, 0);
    assert.equal(hardening("report", "--from", log, "--fail-on", "advisory").status, 1);
  });

  it("explains every control, with its sources and an example of wrong and right", () => {
    for (const control of controls) {
      const text = explanation(control, (_, part) => part);
      for (const sentence of [control.title, control.why, control.fix]) assert.ok(text.includes(sentence), control.id);
      for (const { place } of placesOf(control)) assert.ok(text.includes(`    ${place}: `), `${control.id} ${place}`);
      const [wrong, right] = ["Wrong", "Right"].map((heading) => {
        const [, yaml = ""] = new RegExp(`\\n${heading}\\n((?: {2}.*\\n|\\n(?= {2}))+)`).exec(text) ?? [];
        return Object.values<{ type: string }>(parse(yaml)).map(({ type }) => type);
      });
      assert.deepEqual(
        wrong,
        Object.values(control.fail[0] ?? {}).map(([type]) => type),
        control.id,
      );
      assert.deepEqual(
        right,
        Object.values(control.pass[0] ?? {}).map(([type]) => type),
        control.id,
      );
    }
    assert.match(
      hardening("explain", "network-admin-ports-private").stdout,
      /^network-admin-ports-private \(critical, /,
    );
  });

  it("says and draws who may talk to whom, from a stack's configuration", () => {
    const { stdout, status } = hardening(
      "flows",
      join(import.meta.dirname, "../../stacks/Pulumi.sandbox.yaml"),
      "-o",
      "m.svg",
    );
    assert.equal(status, 0);
    assert.match(stdout, /^From +To +Service +Why\ninternet +api +https +Anyone may call the APIs, over TLS only\n/);
    assert.match(readFileSync(join(folder, "m.svg"), "utf8"), /^<svg [\s\S]*>internet<\/text>[\s\S]*<\/svg>\s*$/);
  });

  it("refuses flows that no firewall would take", () => {
    const file = join(folder, "Pulumi.wrong.yaml");
    writeFileSync(
      file,
      "config: { 'shop:cidr': 10.20.0.0/16, 'shop:flows': { a: { from: internet, to: dmz, service: https, reason: Anyone may buy } } }",
    );
    const { status, stderr } = hardening("flows", file);
    assert.equal(status, 2);
    assert.match(stderr, /: flow "a": to must be internet, an address range, .*, got "dmz"\.\n$/);
  });

  for (const [what, args, sentence] of [
    [
      "at a control that does not exist",
      ["explain", "network-admin-port-private"],
      'There is no control "network-admin-port-private"; did you mean network-admin-ports-private?',
    ],
    [
      "at a configuration that is not there",
      ["flows", events.replace("events.jsonl", "flows.yaml")],
      /^The configuration must be one that can be read, got /,
    ],
    ["without pulumi", ["check"], "A check needs pulumi, which is not on the PATH."],
    [
      "at a file whose format nobody knows",
      ["report", "--from", events, "-o", "a.txt"],
      '--out must be a file that ends in .html, .json, .md, .sarif or .xml, got "a.txt".',
    ],
    [
      "at two states",
      ["report", "--from", fileOf("sandbox.state.json"), fileOf("sandbox.state.json")],
      "Only one of the files may be a state.",
    ],
    [
      "at arguments of a preview for a state",
      ["check", "--state", "s.json", "--", "-s", "x"],
      "A check of a state takes no arguments after --.",
    ],
    [
      "at a level that does not exist",
      ["check", "--fail-on", "all"],
      /^error: option '--fail-on <level>' argument 'all' is invalid\./,
    ],
    [
      "at a file that is not there",
      ["report", "--from", "none.json"],
      /^The file to report on must be one that can be read, got "none\.json"/,
    ],
    [
      "at a configuration that is none",
      ["check", "--config", events],
      /^The policy configuration must be a file in JSON, got /,
    ],
  ] as const)
    it(`ends with 2 and one sentence ${what}`, () => {
      const { status, stderr } = hardening(...args);
      assert.equal(status, 2);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      if (typeof sentence === "string") assert.equal(stderr.trim(), sentence);
      else assert.match(stderr, sentence);
    });
});
