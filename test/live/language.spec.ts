import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import * as library from "../../components/index.ts";
import { withLanguages } from "../../sandbox/engine/language.ts";
import { Instance } from "../../sandbox/instance.ts";
import { authorityPem, certificatePem, privateKeyPem } from "../support/certificate.ts";
import { Api } from "./api.ts";
import { pack, pulumi } from "./pulumi.ts";

const checkout = join(import.meta.dirname, "../..");
const components = join(checkout, "components");

describe("the component package, in other languages", function () {
  this.timeout(600_000);
  const instance = new Instance("language");
  const folder = mkdtempSync(join(tmpdir(), "hardening-"));
  let env: NodeJS.ProcessEnv;

  before(async () => {
    const say = (line: string) => console.log(line);
    env = await withLanguages(await instance.environment(say), say);
    await instance.cloud("up", "--services", "keystone,neutron,barbican,octavia");
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
    rmSync(folder, { recursive: true });
  });

  const succeeds = async (project: string, ...args: string[]): Promise<string> => {
    const { code, text } = await pulumi(env, project, ...args);
    assert.equal(code, 0, `pulumi ${args.join(" ")}\n${text}`);
    return text;
  };

  for (const language of ["yaml", "python"])
    it(`deploys a network and an endpoint for a program in ${language}, judged by the pack`, async () => {
      const project = join(folder, language);
      cpSync(join(checkout, "examples", language), project, { recursive: true });
      await succeeds(project, "package", "add", components);
      await succeeds(project, "stack", "init", language);
      for (const [key, input, ...how] of [
        ["certificatePem", certificatePem],
        ["memberCaPem", authorityPem],
        ["privateKeyPem", privateKeyPem, "--secret"],
      ] as const)
        execFileSync("pulumi", ["config", "set", key, ...how], { cwd: project, env, input });
      await succeeds(project, "up", "--yes", "--skip-preview", ...pack);
      const octavia = await Api.login(env, "load-balancer", "v2/lbaas");
      const [listener] = (await octavia.list<{ protocol: string; hsts_max_age: number }>("listeners")).filter(
        ({ protocol }) => protocol === "TERMINATED_HTTPS",
      );
      assert.equal(listener?.hsts_max_age, 604_800);
      await succeeds(project, "up", "--yes", "--skip-preview", "--expect-no-changes", ...pack);
      await succeeds(project, "destroy", "--yes", "--skip-preview");
      assert.deepEqual(await octavia.list("loadbalancers"), []);
    });

  it("has an SDK for Go, with every component", async () => {
    const project = join(folder, "go");
    mkdirSync(project);
    writeFileSync(join(project, "Pulumi.yaml"), stringify({ name: "shop", runtime: "go" }));
    await succeeds(project, "package", "gen-sdk", components, "--language", "go", "--out", project);
    const text = globSync("go/hardening/*.go", { cwd: project }).map((file) =>
      readFileSync(join(project, file), "utf8"),
    );
    const made = [...text.join("\n").matchAll(/^func New(\w+)\(ctx/gm)].map(([, name]) => name);
    assert.deepEqual(
      Object.keys(library).filter((name) => !made.includes(name)),
      [],
    );
  });
});
