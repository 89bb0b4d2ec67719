import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  for (const [what, args, sentence] of [
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
