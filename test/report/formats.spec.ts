import assert from "node:assert/strict";
import { stripVTControlCharacters, styleText } from "node:util";
import Draft04 from "ajv-draft-04";
import formats from "ajv-formats";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { marked } from "marked";
import type { Log } from "sarif";
import { page } from "../../report/html.ts";
import { json } from "../../report/json.ts";
import { junit } from "../../report/junit.ts";
import { markdown } from "../../report/markdown.ts";
import type { Report } from "../../report/report.ts";
import { reportOf } from "../../report/report.ts";
import { sarif } from "../../report/sarif.ts";
import { terminal } from "../../report/terminal.ts";
import { analysed, broken, disguised, previewed, reports, textOf, today } from "./recorded.ts";

const plain = (report: Report): string => terminal(report, (_, text) => text);

const all: { readonly [format: string]: (report: Report) => string | Promise<string> } = {
  html: (report) => page(report, today),
  json,
  junit: (report) => junit(report, "mandatory"),
  markdown,
  sarif,
  terminal: plain,
};

describe("every format", function () {
  this.timeout(60_000);

  for (const [format, print] of Object.entries(all))
    it(`${format} is the same text for the same report, twenty times`, async () => {
      for (const report of Object.values(reports)) {
        const first = await print(report());
        for (let time = 2; time <= 20; time++) assert.equal(await print(report()), first);
      }
    });

  for (const [format, print] of Object.entries(all))
    it(`${format} tells of every finding, and of what was not judged`, async () => {
      const text = await print(disguised());
      for (const { policy } of disguised().findings) assert.ok(text.includes(policy), policy);
      assert.match(await print(broken()), /Running program/);
    });
});

describe("a report on a terminal", () => {
  it("groups findings by control, and ends with one line", () => {
    const blocks = plain(previewed()).trim().split("\n\n");
    assert.equal(
      blocks[0],
      [
        "critical network-admin-ports-private (mandatory): Keep administration ports closed to the internet",
        "  shop-login openstack:networking/secGroupRule:SecGroupRule",
        "    The internet reaches port 22 over tcp.",
        "  Fix: Name the address range that needs it, or go through the bastion.",
      ].join("\n"),
    );
    assert.match(blocks.at(-1) as string, /^estate\/production: 6 mandatory .*\.$/);
  });

  it("has colours where they are painted, and says the same without", () => {
    const painted = terminal(previewed(), (style, text) => styleText(style, text, { validateStream: false }));
    assert.notEqual(painted, plain(previewed()));
    assert.equal(stripVTControlCharacters(painted), plain(previewed()));
  });

  it("says where in the program", () =>
    assert.match(
      plain(analysed()),
      /core-a openstack:compute\/instance:Instance, components\/openstack\/machine.ts:129:3/,
    ));
});

describe("a report in SARIF", () => {
  // A pattern of the schema is none where Unicode counts.
  const ajv = new Draft04({ strict: false, unicodeRegExp: false });
  formats(ajv);
  const valid = ajv.compile(JSON.parse(textOf("sarif-2.1.0.schema.json")));
  const runOf = (report: Report) => (JSON.parse(sarif(report)) as Log).runs[0];

  for (const [what, report] of Object.entries(reports))
    it(`is valid: ${what}`, () => assert.ok(valid(JSON.parse(sarif(report()))), JSON.stringify(valid.errors, null, 1)));

  it("points at the program where the state says it, and at the project where nobody does", () => {
    const place = (report: Report) => runOf(report)?.results?.[0]?.locations?.[0]?.physicalLocation;
    assert.deepEqual(place(analysed()), {
      artifactLocation: { uri: "components/openstack/machine.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 129, startColumn: 3 },
    });
    assert.deepEqual(place(previewed()), {
      artifactLocation: { uri: "Pulumi.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: 1 },
    });
  });

  it("gives each result its rule, and says of a waived one that it is suppressed", () => {
    const run = runOf(disguised());
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      if (ruleId !== "of-somebody-else") assert.equal(run?.tool.driver.rules?.[ruleIndex ?? -1]?.id, ruleId);
    assert.deepEqual(
      run?.results?.flatMap(({ ruleId, suppressions }) => (suppressions ? [ruleId] : [])),
      ["network-admin-ports-private"],
    );
  });

  it("knows a finding again, whatever line it is on", () => {
    const prints = (report: Report) => runOf(report)?.results?.map(({ partialFingerprints }) => partialFingerprints);
    const moved: Report = {
      ...analysed(),
      findings: analysed().findings.map((one) => ({ ...one, position: { file: "a.ts", line: 1, column: 1 } })),
    };
    assert.deepEqual(prints(moved), prints(analysed()));
    assert.equal(new Set(prints(analysed())?.map((one) => JSON.stringify(one))).size, analysed().findings.length);
  });

  it("says that what was not judged did not go through", () =>
    assert.equal(runOf(broken())?.invocations?.[0]?.executionSuccessful, false));
});

describe("a report in JUnit's XML", () => {
  interface Suites {
    readonly testsuites: {
      readonly failures: string;
      readonly testsuite: readonly { name: string; testcase: readonly object[]; failures: string; errors: string }[];
    };
  }
  const parsed = (text: string): Suites["testsuites"] => {
    assert.equal(XMLValidator.validate(text), true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      isArray: (name) => ["testsuite", "testcase"].includes(name),
    });
    return (parser.parse(text) as Suites).testsuites;
  };

  for (const [what, report] of Object.entries(reports))
    it(`can be parsed: ${what}`, () => assert.ok(parsed(junit(report(), "mandatory"))));

  it("fails where a check fails, and skips what is waived", () => {
    const { failures, testsuite } = parsed(junit(disguised(), "mandatory"));
    assert.equal(failures, "6");
    const waived = testsuite.find(({ name }) => name === "network-admin-ports-private");
    assert.equal(waived?.failures, "0");
    assert.match(JSON.stringify(waived?.testcase), /skipped.*waived until 2030-01-31 by sales/);
    assert.equal(parsed(junit(disguised(), "advisory")).failures, "8");
  });

  it("keeps every character of a message", () => {
    const { testsuite } = parsed(junit(disguised(), "mandatory"));
    const [test] = testsuite.find(({ name }) => name === "of-somebody-else")?.testcase ?? [];
    assert.match(JSON.stringify(test), /A \| <b>bold<\/b> \*star\* \]\]> & /);
  });

  it("is an error where nothing was judged", () =>
    assert.equal(parsed(junit(broken(), "mandatory")).testsuite[0]?.errors, "1"));
});

describe("a report in Markdown", () => {
  it("leaves nothing of a message or a name to Markdown", async () => {
    const rendered = await marked.parse(markdown(disguised()));
    assert.match(rendered, /: A \| &lt;b&gt;bold&lt;\/b&gt; \*star\* \]\]&gt; &amp; /);
    assert.match(rendered, /<code>a\|&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp;&quot;&#39;<\/code>/);
    assert.deepEqual([...new Set(rendered.match(/<\w+/g))].toSorted(), [
      "<code",
      "<em",
      "<h2",
      "<h3",
      "<li",
      "<p",
      "<strong",
      "<table",
      "<tbody",
      "<td",
      "<th",
      "<thead",
      "<tr",
      "<ul",
    ]);
  });

  it("keeps what stands between backticks as code", () =>
    assert.match(markdown(previewed()), /Set `configDrive: true`\./));

  it("fits in a comment, and counts what does not", () => {
    const [finding] = previewed().findings;
    const said = Array.from({ length: 3000 }, (_, index) => ({
      ...{ policy: `policy-${index % 40}`, level: "mandatory", message: "The internet reaches port 22 over tcp." },
      urn: `${finding?.urn}-${index}`,
    }));
    const text = markdown(reportOf({ said, resources: [], errors: [] }));
    assert.ok(text.length <= 65_536);
    assert.match(text, /\n\d+ more findings do not fit in a comment\.\n$/);
  });
});

describe("a report in JSON", () => {
  it("has each finding with its fix, its sources and its place", () => {
    const { findings, controls, clean } = JSON.parse(json(analysed()));
    assert.equal(clean, false);
    assert.equal(controls["image-protected"], "not met");
    const { fix, sources, position, resource } = findings[0];
    assert.match(fix, /OpenStackServer/);
    assert.ok(sources.some(({ document }: { document: string }) => document === "nist-csf"));
    assert.equal(position.line, 129);
    assert.equal(resource.name, "bastion");
  });
});
