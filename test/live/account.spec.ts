import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { aws } from "../../sandbox/aws/aws.ts";
import { cacheFolder } from "../../sandbox/cache.ts";
import { Instance } from "../../sandbox/instance.ts";
import { fileOf } from "../report/recorded.ts";
import { type Outcome, outcome, pulumi } from "./pulumi.ts";

const command = join(import.meta.dirname, "../../report/command.ts");

/** What is wrong with the account, whichever version of the SDK made it. */
const WRONG = [
  "identity-policies-bounded all",
  "network-admin-ports-private login",
  "server-metadata-guarded web",
  "server-secrets-absent web",
  "storage-buckets-blocked files",
  "storage-buckets-tls-required files",
  "storage-containers-versioned files",
  "storage-volumes-encrypted data",
];

/** The packages of the older SDK, installed once; undefined where they cannot be had. */
function older(): string | undefined {
  const folder = join(cacheFolder, "pulumi-aws-6.83.0");
  if (existsSync(join(folder, "ready"))) return join(folder, "node_modules");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "account", private: true }));
  const wanted = ["@pulumi/aws@6.83.0", "@pulumi/pulumi@3.260.0"];
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...wanted], { cwd: folder });
  } catch {
    return undefined;
  }
  writeFileSync(join(folder, "ready"), "");
  return join(folder, "node_modules");
}

/** The sandbox's own provider for an SDK that asks for another version of it, and for the types of the newer: `BucketV2` it does not know. Nothing where there is the published one. */
const besides = ({ PULUMI_HOME }: NodeJS.ProcessEnv): object => {
  const folder = join(PULUMI_HOME ?? "", "plugins");
  const plugin = PULUMI_HOME && readdirSync(folder).find((name) => /^resource-aws-v[\d.]+$/.test(name));
  return plugin ? { plugins: { providers: [{ name: "aws", path: join(folder, plugin) }] } } : {};
};

describe("an account on the emulator of AWS that was not built with this library", function () {
  this.timeout(900_000);
  const instance = new Instance("account-live", aws);
  let env: NodeJS.ProcessEnv;

  before(async function () {
    const missing = aws.missing();
    if (missing) {
      console.warn(`Nobody deploys an account on the emulator of AWS: ${missing}`);
      return this.skip();
    }
    await instance.cloud("reset");
    await instance.cloud("up");
    env = await instance.environment((line) => console.log(line));
  });

  after(() => instance.cloud("reset"));

  for (const sdk of ["6", "7"])
    it(`is judged from its exported state, as @pulumi/aws ${sdk} made it`, async function () {
      const folder = join(instance.folder, `account${sdk}`);
      mkdirSync(folder, { recursive: true });
      if (sdk === "6") {
        const packages = older();
        if (!packages) return this.skip();
        if (!existsSync(join(folder, "node_modules"))) symlinkSync(packages, join(folder, "node_modules"));
      }
      copyFileSync(fileOf("account/index.ts"), join(folder, "index.ts"));
      const runtime = { name: "nodejs", options: { typescript: false } };
      const project = { name: "account", runtime, main: "index.ts", ...(sdk === "6" && besides(env)) };
      writeFileSync(join(folder, "Pulumi.yaml"), stringify(project));
      const run = async (...args: string[]): Promise<Outcome> => {
        const ended = await pulumi(env, folder, ...args, "--stack", "production");
        assert.equal(ended.code, 0, ended.text);
        return ended;
      };
      await pulumi(env, folder, "stack", "init", "production");
      await run("up", "--yes", "--skip-preview");
      const [state, report] = [join(folder, "state.json"), join(folder, "report.json")];
      await run("stack", "export", "--file", state);
      const { code, text } = await outcome(
        process.execPath,
        [command, "check", "-C", folder, "--state", state, "-o", report],
        env,
      );
      assert.equal(code, 1, text);
      assert.doesNotMatch(text, /a1b2c3d4e5f6g7h8/);
      const { findings, errors } = JSON.parse(readFileSync(report, "utf8"));
      assert.deepEqual(errors, []);
      const found: string[] = findings.map(
        ({ policy, resource }: { policy: string; resource: { name: string } }) => `${policy} ${resource.name}`,
      );
      assert.deepEqual(
        WRONG.filter((one) => !found.includes(one)),
        [],
        found.join("\n"),
      );
      await run("destroy", "--yes", "--skip-preview");
    });
});
