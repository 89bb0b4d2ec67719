import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse, parseDocument, stringify } from "yaml";
import { controls } from "../policies/catalogue.ts";
import { readAlong } from "../policies/configuration.ts";
import { policiesOf } from "../policies/enforce.ts";
import { parse as readWaivers } from "../policies/waiver.ts";
import { world } from "../policies/world.ts";
import { answersTo, clouds, configurationOf } from "../report/init.ts";
import { terminal } from "../report/terminal.ts";
import { fileOf, previewed } from "./report/recorded.ts";
import { build } from "./support/build.ts";
import { judge, urnOf } from "./support/judge.ts";
import "./support/library.ts";
import { checkout, commandsIn, hardeningArgs, of, type Page, pages, readersOwn, textOf } from "./support/page.ts";
import { buildConfigured, stacks } from "./support/stack.ts";

const examples = globSync("examples/**/*.ts", { cwd: checkout }).sort();

describe("the program in examples/", () => {
  for (const file of examples) {
    it(`${file.split("/").at(-1)}: is shown by a page`, () =>
      assert.ok(pages.some((page) => of(page, "ts").includes(textOf(file).trimEnd()))));

    it(`${file.split("/").at(-1)}: runs, and satisfies every mandatory control`, async () => {
      const { resources, said } = await build(() => import(join(checkout, file)));
      assert.ok(resources.length > 1);
      assert.deepEqual(
        said.filter(({ level }) => level === "mandatory"),
        [],
      );
    });
  }
});

// --- TypeScript: each is a whole file of the checkout, which is compiled and run, in examples/ here and in policies/controls/ by test/policies/controls.spec.ts.

const programs = [...examples, ...globSync("policies/controls/*.ts", { cwd: checkout })].map((file) =>
  textOf(file).trimEnd(),
);

// --- YAML and JSON: waivers, parts of a stack's configuration, a policy configuration.

// The messages that the policy SDK itself is made with.
const fromPolicy = createRequire(createRequire(import.meta.url).resolve("@pulumi/policy"));
const { AnalyzerService } = fromPolicy("@pulumi/pulumi/proto/analyzer_grpc_pb");
const wire = fromPolicy("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = createRequire(fromPolicy.resolve("@pulumi/pulumi"))("google-protobuf/google/protobuf/struct_pb");

type PolicyConfiguration = { readonly [policy: string]: string | { readonly enforcementLevel?: string } };

readAlong();

/** Hands a policy configuration over, as the engine does. */
const configure = (configuration: PolicyConfiguration): void => {
  const request = new wire.ConfigureAnalyzerRequest();
  for (const [policy, part] of Object.entries(configuration)) {
    const { enforcementLevel, ...settings } = typeof part === "string" ? { enforcementLevel: part } : part;
    const one = new wire.PolicyConfig();
    if (enforcementLevel) one.setEnforcementlevel(wire.EnforcementLevel[enforcementLevel.toUpperCase()]);
    one.setProperties(Struct.fromJavaScript(settings));
    request.getPolicyconfigMap().set(policy, one);
  }
  AnalyzerService.configure.requestDeserialize(request.serializeBinary());
};

/** What is wrong with a policy configuration: of its levels and its values' types, and what the pack itself has against it and the page's waivers. */
const wrongWith = async (configuration: PolicyConfiguration, page: Page): Promise<string[]> => {
  const policies = policiesOf(controls, {
    ...world,
    read: () => of(page, "yaml").findLast((text) => Array.isArray(parse(text))) ?? "",
  });
  const shapes = Object.entries(configuration).flatMap(([policy, part]) => {
    const { configSchema } = policies.find(({ name }) => name === policy) ?? {};
    const level = { enum: ["advisory", "mandatory", "disabled"] };
    const whole = { type: "object", properties: { enforcementLevel: level, ...configSchema?.properties } };
    const ajv = new Ajv({ strict: false });
    return ajv.validate(typeof part === "string" ? level : whole, part) ? [] : [`${policy}: ${ajv.errorsText()}`];
  });
  if (shapes.length > 0) return shapes;
  configure(configuration);
  try {
    const type = "pulumi:pulumi:Stack";
    const said = await judge(policies, [{ urn: urnOf(type, "it"), type, name: "it", props: {} }]);
    return said.filter(({ level }) => level === "mandatory").map(({ message }) => message);
  } finally {
    configure({});
  }
};

/** Lays a part of a configuration over what `hardening init` writes, and says what mandatory controls have against it. */
const deployedWith = async (part: { readonly config: { readonly [key: string]: unknown } }, file: string) => {
  const cloud = clouds.find((name) => file.includes(name)) ?? "openstack";
  const answers = { cloud, cidr: "10.20.0.0/16", administrators: "198.51.100.0/24", domain: "example.org" };
  const role = "arn:aws:iam::123456789012:role/Platform";
  const whole = parseDocument(configurationOf(await answersTo({ ...answers, role }), new Date("2030-01-31")));
  for (const [key, value] of Object.entries(part.config)) {
    const before = whole.getIn(["config", key]);
    whole.setIn(
      ["config", key],
      key === "hardening:flows" ? { ...(before as { toJSON(): object }).toJSON(), ...(value as object) } : value,
    );
  }
  const { said } = await buildConfigured(stringify(whole.toJS()));
  return said.filter(({ level }) => level === "mandatory");
};

const readable = async (text: string, file: string): Promise<void> => {
  const value = parse(text);
  if (Array.isArray(value)) assert.deepEqual(readWaivers(text, "waivers.yaml", controls).faults, []);
  else {
    assert.deepEqual(Object.keys(value), ["config"], "waivers, or a part of a stack's configuration");
    assert.deepEqual(await deployedWith(value, file), []);
  }
};

// --- Shell: what is cheap is run, and of all else it is known who runs it.

/** What test/live/guide.spec.ts types into a shell, with the real engine and a real cloud. */
const typedForReal = pages
  .filter(({ file }) => file === "docs/openstack.md")
  .flatMap((page) => of(page, "sh").flatMap((text) => commandsIn(text)));

/** Where the others are run that ask the engine, a cloud or npm, and what shows it there. */
const runElsewhere: readonly (readonly [command: RegExp, file: string, shown: RegExp])[] = [
  [/^npm (start|test|run (down|sandbox|build|judge:\w+))( |$)/, "package.json", /"start": "node sandbox\/start.ts"/],
  [
    /^(UPDATE=1 )?npm run (unit|check|live)$|^npx mocha test\/policies\/controls\.spec\.ts( |$)/,
    "package.json",
    /"unit": "mocha/,
  ],
  [/^npm ci$/, "package.json", /npm ci/],
  [/^pulumi new \S+\/templates\/(openstack|aws)$/, "test/live/template.spec.ts", /"new"/],
  [/^pulumi up --policy-pack \S+( --policy-pack-config policy.json)?$/, "sandbox/stack.ts", /"--policy-pack"/],
  [/^pulumi stack export --stack production$/, "report/check.ts", /"stack", "export", "--stack"/],
  [/^pulumi config set --path '\S+' \S+$/, "sandbox/stack.ts", /"config", "set", "--path"/],
];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const hardening = (args: readonly string[], cwd: string): Promise<Ended> =>
  new Promise((done, failed) => {
    const env = { ...process.env, PATH: cwd, NO_COLOR: "1" };
    const child = spawn(process.execPath, [join(checkout, "report/command.ts"), ...args], { cwd, env });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", failed).on("close", (status) => done({ status, stdout, stderr }));
  });

/** A project as a page's reader has it when they are through: what stands, what was said, and the files that the page shows. */
function projectOf(page: Page): string {
  const folder = mkdtempSync(join(tmpdir(), "hardening-guide-"));
  mkdirSync(join(folder, "stacks"));
  for (const file of stacks.map((name) => `stacks/Pulumi.${name}.yaml`))
    cpSync(join(checkout, file), join(folder, file));
  cpSync(fileOf("estate.events.jsonl"), join(folder, "events.json"));
  cpSync(fileOf("sandbox.state.json"), join(folder, "export.json"));
  writeFileSync(join(folder, "policy.json"), of(page, "json").at(-1) ?? "{}");
  return folder;
}

/** Whether every part of a text, with `…` between, is in another, in order. */
const contains = (whole: string, text: string): boolean => {
  let from = 0;
  return text.split(/\s*…\s*/).every((part) => {
    const at = whole.indexOf(part, from);
    from = at + part.length;
    return at >= 0;
  });
};

for (const page of pages)
  describe(`an example in ${page.file}`, function () {
    this.timeout(120_000);
    let project: string;
    /** What the page's commands said, and what the real engine once said of the program of test/report/estate. */
    let said = terminal(previewed(), (_, text) => text);

    before(() => {
      project = projectOf(page);
    });

    after(() => rmSync(project, { recursive: true }));

    it("is in a language that is tried", () =>
      assert.deepEqual(
        page.blocks.filter(({ lang }) => !["ts", "yaml", "json", "sh", "text"].includes(lang)),
        [],
      ));

    for (const text of of(page, "ts"))
      it(`is a file that is compiled and run: ${text.split("\n")[0]}`, () => assert.ok(programs.includes(text)));

    for (const text of of(page, "yaml"))
      it(`is taken as it is: ${text.split("\n")[1]?.trim()}`, () => readable(text, page.file));

    for (const text of of(page, "json"))
      it(`is a policy configuration: ${text.split("\n")[0]}`, async () =>
        assert.deepEqual(await wrongWith(JSON.parse(text), page), []));

    for (const command of of(page, "sh")
      .flatMap((text) => commandsIn(text))
      .filter((one) => !readersOwn.test(one))) {
      const args = hardeningArgs(command);
      it(`works: ${command}`, async () => {
        if (!args) {
          const [, script] = /^npm run (?:--silent )?([\w:]+)/.exec(command) ?? [];
          if (script) assert.ok(script in JSON.parse(textOf("package.json")).scripts, `no script ${script}`);
          if (typedForReal.includes(command)) return;
          const found = runElsewhere.find(([pattern]) => pattern.test(command));
          assert.ok(found, "nothing runs this command");
          return assert.ok(found[2].test(textOf(found[1])), `${found[1]} has no ${found[2]}`);
        }
        const { status, stdout, stderr } = await hardening(args, project);
        said += stdout;
        // Only the engine is missing: the live specs run `hardening check` with it.
        if (stderr === "A check needs pulumi, which is not on the PATH.\n") return;
        assert.equal(stderr, "");
        assert.ok(status === 0 || status === 1, `it ended with ${status}`);
      });
    }

    for (const text of of(page, "text"))
      it(`is what was said: ${text.split("\n")[0]}`, () => assert.ok(contains(said, text), said));
  });
