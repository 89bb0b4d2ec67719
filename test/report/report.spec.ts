import assert from "node:assert/strict";
import { controls } from "../../policies/catalogue.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { nameOf } from "../../policies/plan.ts";
import { coveredIn } from "../../report/coverage.ts";
import { readEventLog, UNFINISHED } from "../../report/event-log.ts";
import { page } from "../../report/html.ts";
import { junit } from "../../report/junit.ts";
import { exitCodeOf, grouped, outcomesOf, type Report, reportOf, summaryOf } from "../../report/report.ts";
import { sarif } from "../../report/sarif.ts";
import { positionOf } from "../../report/state.ts";
import { judge, UNKNOWN } from "../support/judge.ts";
import { analysed, broken, disguised, judged, previewed, textOf, today } from "./recorded.ts";

const lines = textOf("estate.events.jsonl").trim().split("\n");

const shuffled = (seed: number): string =>
  lines
    .map((line, index) => ({ line, key: (index * 7919 + seed * 104_729) % 1009 }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ line }) => line)
    .join("\n");

describe("a report", () => {
  it("has the gravest findings first, with what is wrong and what to do apart", () => {
    const [first] = previewed().findings;
    assert.equal(first?.policy, "network-admin-ports-private");
    assert.equal(nameOf(first.urn), "shop-login");
    assert.equal(first.fault, "The internet reaches port 22 over tcp.");
    assert.equal(first.fix, "Name the address range that needs it, or go through the bastion.");
    assert.equal(first.level, "mandatory");
    assert.deepEqual(
      grouped(previewed().findings).map(([finding]) => finding?.severity),
      ["critical", "high", "high", "high", "medium", "low", "low", "low"],
    );
  });

  it("says the same whatever the order in which the engine spoke, and however often", () => {
    for (let seed = 1; seed <= 20; seed++)
      assert.deepEqual(reportOf(readEventLog("shuffled", shuffled(seed))), previewed());
    assert.deepEqual(reportOf(readEventLog("twice", [...lines, ...lines].join("\n"))), previewed());
  });

  it("sums up in one line", () => {
    assert.equal(
      summaryOf(previewed()),
      "estate/production: 6 mandatory and 2 advisory findings, 1 judgement waiting for the update, 31 of 40 controls met, 9 resources.",
    );
    assert.equal(summaryOf(broken()), "Nothing was judged.");
  });

  it("tells what each control came to", () => {
    const came = (id: string) => outcomesOf(disguised()).get(controls.find((control) => control.id === id) as never);
    assert.equal(came("network-admin-ports-private"), "waived");
    assert.equal(came("network-public-ports-listed"), "not met");
    assert.equal(came("server-secrets-absent"), "waits");
    assert.equal(came("network-openings-described"), "met");
    assert.equal(came("log-trail-complete"), "unasked");
    assert.equal(came("network-flows-declared"), "unasked"); // Groups and rules there are, but nobody declares a flow.
  });

  it("tells what was not let judge, and never that it is met", async () => {
    const selected = (notice: string) => {
      const { said, resources, errors } = readEventLog("log", lines.join("\n"));
      const told = {
        policy: "policy-controls-selected",
        urn: "urn:pulumi:production::estate::x::y",
        level: "advisory",
      };
      return reportOf({ said: [...said, { ...told, message: notice }], resources, errors });
    };
    const told = (selection: object) =>
      selected(`Only 1 of 2 controls judge, as the policy configuration selects: ${JSON.stringify(selection)}.`);
    const came = (report: Report, id: string) => [...outcomesOf(report)].find(([control]) => control.id === id)?.[1];

    const aws = told({ clouds: ["aws"], disabled: ["storage-containers-private"] });
    assert.deepEqual(aws.findings, previewed().findings);
    assert.equal(came(aws, "network-openings-described"), "not selected"); // read on both clouds, of which one is here
    assert.equal(came(aws, "flavor-memory-unshared"), "not selected");
    assert.equal(came(aws, "log-trail-complete"), "unasked");
    assert.equal(came(aws, "network-public-ports-listed"), "not met");
    assert.equal(came(aws, "storage-containers-private"), "not selected");
    assert.match(summaryOf(aws), / 0 of \d+ controls met, \d+ not selected, 9 resources\.$/);

    const cis = told({ documents: ["cis-aws"] });
    assert.ok(coveredIn("cis-aws", cis).every(({ state }) => state !== "not selected"));
    const elsewhere = coveredIn("talk", cis).filter(({ state }) => state === "not selected");
    assert.notDeepEqual(elsewhere, []);
    for (const { controls, components } of elsewhere)
      assert.ok(components.length === 0 || controls.some(({ outcome }) => outcome === "met"));

    const left = [...outcomesOf(cis)].filter(([, outcome]) => outcome === "not selected").map(([{ id }]) => id);
    for (const text of [junit(cis, "mandatory"), sarif({ ...cis, findings: [] })])
      for (const id of left) assert.ok(!text.includes(`"${id}"`), id);
    assert.match(await page(cis, today), /selects <code>{&quot;documents&quot;:\[&quot;cis-aws&quot;\]}</);
    assert.deepEqual(
      selected('The policy configuration of policy-controls-selected: clouds must be aws or openstack, got "x".')
        .selection,
      {},
    );
    assert.equal(
      selected("The policy configuration of policy-controls-selected: wrong.").findings.length,
      previewed().findings.length + 1,
    );
  });

  it("never tells that something is met where not all was judged", () => {
    const { said, resources } = readEventLog("log", lines.join("\n"));
    const halted = reportOf({ said, resources, errors: ["The pack broke."] });
    const came = [...outcomesOf(halted).values()];
    assert.ok(came.includes("not judged") && came.includes("not met") && !came.includes("met"));
    assert.match(summaryOf(halted), /: not judged to the end, .* 0 of \d+ controls met/);
    assert.doesNotMatch(junit(halted, "mandatory"), /name="network-openings-described"/);
    assert.match(junit(previewed(), "mandatory"), /name="network-openings-described"/);
  });

  it("knows a waiver's last day, owner and reason", () =>
    assert.deepEqual(
      disguised().findings.flatMap(({ waiver, fault }) => (waiver ? [{ ...waiver, fault }] : [])),
      [
        {
          until: "2030-01-31",
          owner: "sales: Bern",
          reason: `The "new" office's line is late. Its addresses change. Until then, they log in.`,
          fault: "The internet reaches port 22 over tcp.",
        },
      ],
    ));

  it("understands what the pack says of judgements that wait", async () => {
    const props = { name: "ada", password: UNKNOWN };
    const type = "openstack:identity/user:User";
    const said = await judge(policiesOf(controls), [
      { urn: `urn:pulumi:test::test::${type}::ada`, type, name: "ada", props },
    ]);
    const { waiting } = reportOf({ said, resources: [], errors: [] });
    assert.ok(waiting.count > 0);
    assert.deepEqual(waiting.policies, []); // only where it is asked for details
    assert.deepEqual(previewed().waiting, { count: 1, policies: ["server-secrets-absent"] });
  });

  it("knows where in the program a resource is asked for, from the state", () => {
    const [finding] = analysed().findings;
    assert.equal(finding?.policy, "server-user-data-hardened");
    assert.deepEqual(finding.position, { file: "components/openstack/machine.ts", line: 129, column: 3 });
  });

  it("judges an account of AWS that was not built with this library, from its state", () => {
    const found = judged().findings.map(({ policy, urn }) => `${policy} ${nameOf(urn)}`);
    for (const one of [
      "network-admin-ports-private login",
      "identity-policies-bounded all",
      "storage-buckets-blocked files",
    ])
      assert.ok(found.includes(one), one);
    assert.doesNotMatch(JSON.stringify(judged().findings), /a1b2c3d4e5f6g7h8/);
    assert.doesNotMatch(
      JSON.stringify(judged().resources.filter(({ type }) => type.startsWith("aws:ssm/"))),
      /a1b2c3d4/,
    );
  });

  it("shows no secret, and no colours", () => {
    const text = JSON.stringify(analysed().resources);
    assert.doesNotMatch(text, /ciphertext/);
    assert.match(text, /\[secret\]/);
    const event = {
      policyEvent: {
        ...{ resourceUrn: "urn", policyName: "p", enforcementLevel: "mandatory" },
        message: "<{%reset%}>\u001b[31mWrong.\u001b[0m<{%reset%}>\n",
      },
    };
    assert.equal(readEventLog("log", JSON.stringify(event)).said[0]?.message, "Wrong.");
  });
});

describe("a check", () => {
  const log = (...events: object[]) =>
    reportOf(readEventLog("log", events.map((event) => JSON.stringify(event)).join("\n")));
  const summary = { summaryEvent: { PolicyPacks: { "hardening|local|/srv": "0.1.0" } } };
  const finding = (enforcementLevel: string, message = "Wrong.") => ({
    policyEvent: { resourceUrn: "urn:pulumi:s::p::t::n", policyName: "some-policy", enforcementLevel, message },
  });
  const error = (message: string) => ({ diagnosticEvent: { severity: "error", message } });

  for (const [what, events, onMandatory, onAdvisory] of [
    ["is clean without a finding", [summary], 0, 0],
    ["fails at a mandatory finding", [finding("mandatory"), error("preview failed\n"), summary], 1, 1],
    ["fails at an advisory one where that is asked for", [finding("advisory"), summary], 0, 1],
    [
      "never fails at one that is waived",
      [finding("advisory", 'Waived until 2030-01-31 by sales: "Later." Wrong.'), summary],
      0,
      0,
    ],
    ["is not judged when the program breaks", [finding("mandatory"), error("Error: boom"), summary], 2, 2],
    ["is not judged when the engine breaks", [{ errorEvent: { error: "panic" } }, summary], 2, 2],
    ["is not judged when the engine stops in between", [finding("mandatory")], 2, 2],
    ["is not judged without a pack", [{ summaryEvent: { PolicyPacks: {} } }], 2, 2],
    ["is not judged when nothing was said", [], 2, 2],
  ] as const)
    it(what, () => {
      assert.equal(exitCodeOf(log(...events), "mandatory"), onMandatory);
      assert.equal(exitCodeOf(log(...events), "advisory"), onAdvisory);
    });

  it("says why it was not judged, once", () => {
    assert.deepEqual(log().errors, [UNFINISHED]);
    assert.deepEqual(log(error("Error: boom\n"), error("Error: boom\n"), summary).errors, ["Error: boom"]);
  });

  it("tells a file that is no event log", () =>
    assert.throws(() => readEventLog("x.json", '{"a":1}\nno'), {
      message: "x.json: line 2 must be an event of Pulumi's engine in JSON.",
    }));
});

describe("a place in a program", () => {
  for (const [what, text, position] of [
    ["of CommonJS is in the project's folder", "project:///index.ts#12,3", ["infra/index.ts", 12, 3]],
    ["of an ES module has its whole address", "project:///../../file:/srv/infra/a%20b.ts#4,1", ["infra/a b.ts", 4, 1]],
    ["may have no column", "project:///main.py#7", ["infra/main.py", 7, 1]],
    ["in a package is none of the program's", "project:///node_modules/x/index.js#1,1", undefined],
    ["outside of the checkout is nowhere", "project:///../../../etc/x.ts#1,1", undefined],
    ["that is written otherwise is nowhere", "somewhere", undefined],
  ] as const)
    it(what, () => {
      const { file, line, column } = positionOf(text, "/srv/infra", "/srv") ?? {};
      assert.deepEqual(file && [file, line, column], position);
    });
});
