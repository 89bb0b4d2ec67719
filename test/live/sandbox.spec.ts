import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Instance } from "../../sandbox/instance.ts";
import { listening, runs } from "./process.ts";
import { type Outcome, outcome } from "./pulumi.ts";

interface Status {
  services: { name: string; pid: number | null; url: string; up: boolean }[];
}

const checkout = join(import.meta.dirname, "../..");
const sandbox = (...args: string[]): Promise<Outcome> => outcome("node", ["sandbox/sandbox.ts", ...args], process.env);
const status = async (instance: string): Promise<Status["services"]> =>
  (JSON.parse((await sandbox("--instance", instance, "status", "--json")).text) as Status).services;

describe("sandboxes", function () {
  this.timeout(600_000);
  const [one, other] = [new Instance("one"), new Instance("other")];
  const squatter = createServer();

  before(async () => {
    await Promise.all([one.cloud("reset"), other.cloud("reset")]);
    await new Promise<void>((resolve) => {
      squatter.once("error", () => resolve()).listen(9311, "127.0.0.1", resolve); // Barbican's port, if nobody has it already
    });
    await Promise.all([one.cloud("up"), other.cloud("up"), one.environment()]);
  });

  after(async () => {
    squatter.close();
    await Promise.all([one.cloud("reset"), other.cloud("reset")]);
  });

  it("live side by side, on ports of their own that nobody else has", async () => {
    const all = [...(await status("one")), ...(await status("other"))];
    assert.ok(all.every(({ up }) => up));
    const ports = all.map(({ url }) => new URL(url).port);
    assert.equal(new Set(ports).size, ports.length);
    assert.ok(!ports.includes("9311"));
  });

  it("listen on loopback only", async () => {
    const pids = (await status("one")).map(({ pid }) => pid as number);
    assert.deepEqual([...new Set(listening(pids))], ["0100007F"]);
  });

  it("keep their secrets to themselves", () => {
    const mode = (file: string) => statSync(join(one.folder, file)).mode & 0o777;
    assert.deepEqual(
      ["openstack", "pulumi", "openstack/clouds.yaml", "openstack/instance.json", "passphrase"].map((file) =>
        mode(file).toString(8),
      ),
      ["700", "700", "600", "600", "600"],
    );
    const passwords = [one, other].map(
      ({ folder }) => readFileSync(join(folder, "openstack", "clouds.yaml"), "utf8").match(/password: (\S+)/)?.[1],
    );
    assert.equal(new Set(passwords).size, 2);
  });

  it("say that they run already, when they are brought up again", async () => {
    const { code, text } = await sandbox("--instance", "one", "up");
    assert.equal(code, 0);
    assert.match(text, /already running/);
  });

  it("start what has died again, and only that", async () => {
    const before = await status("one");
    process.kill(before.find(({ name }) => name === "barbican")?.pid as number, "SIGKILL");
    await one.cloud("up");
    const changed = (await status("one")).filter(
      ({ name, pid }) => before.find((service) => service.name === name)?.pid !== pid,
    );
    assert.deepEqual(
      changed.map(({ name }) => name),
      ["barbican"],
    );
  });

  it("offer the component package to every language", async () => {
    const { code, text } = await outcome(
      "pulumi",
      ["package", "get-schema", "./components"],
      await one.environment(),
      checkout,
    );
    assert.equal(code, 0, text);
    const { resources } = JSON.parse(text.slice(text.indexOf("{")));
    assert.ok("hardening:index:OpenStackNetwork" in resources);
  });

  it("leave nothing behind when they are down", async () => {
    const pids = (await status("other")).map(({ pid }) => pid as number);
    await other.cloud("down");
    assert.deepEqual(pids.filter(runs), []);
  });
});
