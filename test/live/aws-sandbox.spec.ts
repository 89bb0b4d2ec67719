import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { aws } from "../../sandbox/aws/aws.ts";
import { Instance } from "../../sandbox/instance.ts";
import { listening, runs, startedWith } from "./process.ts";
import { outcome, pulumi } from "./pulumi.ts";

interface Status {
  readonly services: readonly { readonly pid: number | null; readonly url: string; readonly up: boolean }[];
}

const sandbox = (...args: string[]) =>
  outcome("node", ["sandbox/sandbox.ts", "--instance", "aws-live", ...args], process.env);
const status = async () => {
  const { text } = await sandbox("status", "aws", "--json");
  return (JSON.parse(text) as Status).services[0] as Status["services"][number];
};

describe("the emulator of AWS", function () {
  this.timeout(600_000);
  const instance = new Instance("aws-live", aws);

  before(async () => {
    await instance.cloud("reset");
    const { code, text } = await sandbox("up", "aws");
    assert.equal(code, 0, text);
  });

  after(() => instance.cloud("reset"));

  it("listens on loopback only", async () => {
    const { pid, up } = await status();
    assert.ok(up);
    assert.deepEqual(listening([pid as number]), ["0100007F"]);
  });

  it("says that it runs already, when it is brought up again", async () => {
    const { pid } = await status();
    const { text } = await sandbox("up", "aws");
    assert.match(text, /already running/);
    assert.equal((await status()).pid, pid);
  });

  describe("with the provider", () => {
    let env: NodeJS.ProcessEnv;

    before(async function () {
      const missing = aws.missing();
      if (missing) {
        console.warn(`Nobody deploys anything on the emulator of AWS: ${missing}`);
        return this.skip();
      }
      env = await instance.environment((line) => console.log(line));
      const { code, text } = await pulumi(env, instance.project(), "stack", "select", "--create", "test");
      assert.equal(code, 0, text);
    });

    it("is told apart from the user's own account", async () => {
      process.env.AWS_SESSION_TOKEN = "real";
      const env = await instance.environment().finally(() => delete process.env.AWS_SESSION_TOKEN);
      assert.deepEqual(
        [env.AWS_SESSION_TOKEN, env.AWS_ACCESS_KEY_ID, env.AWS_CONFIG_FILE],
        [undefined, "sandbox", "/dev/null"],
      );
    });

    it("loses the Pulumi state together with what is in the emulator", async () => {
      const { pid, url } = await status();
      await sandbox("down", "aws");
      assert.ok(!runs(pid as number));
      await sandbox("up", "aws");
      assert.equal((await status()).url, url);
      const { text } = await pulumi(await instance.environment(), instance.project(), "stack", "ls", "--json");
      assert.deepEqual(JSON.parse(text), []);
    });

    it("ends Terraform's provider with the plugin, however that ends", async function () {
      if (!env.PULUMI_HOME) return this.skip(); // the published plugin has no child
      const { version } = createRequire(import.meta.url)("@pulumi/aws/package.json");
      const file = join(env.PULUMI_HOME, "plugins", `resource-aws-v${version}`, "pulumi-resource-aws");
      const mark = `MARK=${process.pid}`;
      const plugin: ChildProcess = spawn(file, ["127.0.0.1:1"], {
        env: { ...env, MARK: String(process.pid) },
        stdio: ["ignore", "pipe", "ignore"],
      });
      await once(plugin.stdout as NonNullable<ChildProcess["stdout"]>, "data"); // its port
      const commands = startedWith(mark);
      assert.ok([...commands.values()].some((command) => command.includes("terraform-provider-aws")));
      plugin.kill("SIGKILL");
      await once(plugin, "exit");
      for (let i = 0; i < 50 && startedWith(mark).size > 0; i++) await setTimeout(100);
      assert.deepEqual([...startedWith(mark).values()], []);
    });
  });
});
