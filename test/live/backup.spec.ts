import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Instance } from "../../sandbox/instance.ts";
import { Api } from "./api.ts";
import { logIn } from "./keystone.ts";
import { type Outcome, pack, projectOf, pulumi } from "./pulumi.ts";
import { Tools } from "./tools.ts";

/** A user of the cloud's default domain, by password. */
interface Account {
  readonly name: string;
  readonly password: string;
  readonly project: string;
}

describe("logs and backups on a real Swift", function () {
  this.timeout(600_000);
  const instance = new Instance("backup");
  const password = randomBytes(18).toString("hex");
  const domain = { id: "default" };
  let env: NodeJS.ProcessEnv;
  let folder: string;
  let keystone: Api;
  let url: string;
  let swift: string;
  let projectId: string;
  const ids: { [name: string]: string } = {};

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, folder, command, "--stack", "backup", ...args);
  const succeeds = async (outcome: Promise<Outcome>): Promise<string> => {
    const { code, text } = await outcome;
    assert.equal(code, 0, text);
    return text;
  };
  const identityOf = ({ name, password }: Account) => ({
    methods: ["password"],
    password: { user: { name, domain, password } },
  });
  const tokenOf = async (account: Account): Promise<string> =>
    (await logIn(url, identityOf(account), { project: { name: account.project, domain } })).token;
  const account = (cloud: string): Account => {
    const { clouds } = parse(readFileSync(env.OS_CLIENT_CONFIG_FILE as string, "utf8"));
    const { username, password, project_name } = clouds[cloud].auth;
    return { name: username, password, project: project_name };
  };
  /** What Swift answers; without an account to whoever comes. */
  const ask = async (who: Account | undefined, method: string, path: string, own: object = {}): Promise<Response> =>
    fetch(`${swift}/${path}`, {
      method,
      headers: { ...(who ? { "X-Auth-Token": await tokenOf(who) } : {}), ...own },
      ...(method === "PUT" ? { body: path } : {}),
    });
  const status = async (...of: Parameters<typeof ask>): Promise<number> => (await ask(...of)).status;
  const versions = async (container: string) =>
    (await (await ask(owner(), "GET", `${container}?versions&format=json`)).json()) as {
      name: string;
      version_id: string;
    }[];
  const owner = () => account("sandbox");
  const auditor: Account = { name: "auditor", password, project: "admin" };
  const robot: Account = { name: "robot", password, project: "admin" };

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("reset");
    await instance.cloud("up", "--services", "keystone,swift");
    keystone = await Api.login(env, "identity", "v3");
    url = parse(readFileSync(env.OS_CLIENT_CONFIG_FILE as string, "utf8")).clouds.sandbox.auth.auth_url;
    const named = async (kind: string, name: string) =>
      (await keystone.list<{ id: string; name: string }>(kind)).find((one) => one.name === name)?.id ?? "";
    projectId = await named("projects", "admin");
    const endpoints = await keystone.list<{ interface: string; url: string }>("endpoints");
    swift = (endpoints.find((one) => one.url.includes("AUTH_"))?.url ?? "").replace("%(project_id)s", projectId);
    const reader = await named("roles", "reader");
    for (const { name } of [auditor, robot]) {
      const { id } = await keystone.create("users", { name, password, domain_id: "default" });
      const granted = await fetch(`${url}/projects/${projectId}/users/${id}/roles/${reader}`, {
        method: "PUT",
        headers: { "X-Auth-Token": await tokenOf(owner()) },
      });
      assert.equal(granted.status, 204);
      ids[name] = id;
    }
    folder = projectOf(instance, "backup");
    await pulumi(env, folder, "stack", "init", "backup");
    for (const name of ["auditor", "robot"])
      await succeeds(onStack("config", "set", name, JSON.stringify([`${projectId}:${ids[name]}`])));
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  it("are kept by what pulumi up deploys, with the pack mandatory", async () => {
    const text = await succeeds(onStack("up", "--yes", "--skip-preview", ...pack));
    assert.match(text, /hardening@v\d/);
    assert.doesNotMatch(text, /\[mandatory\]|\[advisory\]/);
  });

  it("say whose they are and how long they are kept", async () => {
    const { headers } = await ask(owner(), "HEAD", "cloud-logs");
    assert.deepEqual(
      ["retention-days", "owner", "review"].map((key) => headers.get(`x-container-meta-${key}`)),
      ["180", "platform", "2999-12-31"],
    );
    const backups = await ask(owner(), "HEAD", "cloud-backups");
    assert.equal(backups.headers.get("x-container-meta-off-cloud"), "backup.example.org");
  });

  it("are shown to nobody without a name, and to no user of another project", async () => {
    assert.equal(await status(owner(), "PUT", "cloud-logs/auth.log"), 201);
    for (const path of ["cloud-logs", "cloud-logs/auth.log", "cloud-backups"]) {
      assert.equal(await status(undefined, "GET", path), 401);
      assert.equal(await status(account("sandbox-member"), "GET", path), 403);
      assert.equal(await status(account("sandbox-member"), "PUT", `${path}/x`), 403);
    }
    assert.equal(await status(account("sandbox-member"), "DELETE", "cloud-logs/auth.log"), 403);
    // Of a container that keeps versions Swift looks first whether it is empty, and then who asks.
    assert.equal(await status(account("sandbox-member"), "DELETE", "cloud-logs"), 409);
  });

  it("are shown to the auditor, who may change nothing", async () => {
    assert.equal(await (await ask(auditor, "GET", "cloud-logs/auth.log")).text(), "cloud-logs/auth.log");
    assert.equal(await status(auditor, "PUT", "cloud-logs/auth.log"), 403);
    assert.equal(await status(auditor, "DELETE", "cloud-logs/auth.log"), 403);
    assert.equal(await status(auditor, "GET", "cloud-backups"), 403);
    assert.equal(await status(robot, "GET", "cloud-logs"), 403);
  });

  it("are there in their earlier version when somebody has overwritten and deleted them", async () => {
    const [{ version_id: first } = { version_id: "" }] = await versions("cloud-logs");
    assert.equal(await status(owner(), "PUT", "cloud-logs/auth.log", { "X-Object-Meta-By": "an intruder" }), 201);
    assert.equal(await status(owner(), "DELETE", "cloud-logs/auth.log"), 204);
    assert.equal(await status(owner(), "GET", "cloud-logs/auth.log"), 404);
    const earlier = await ask(owner(), "GET", `cloud-logs/auth.log?version-id=${first}`);
    assert.deepEqual([earlier.status, earlier.headers.get("x-object-meta-by")], [200, null]);
    assert.equal(await earlier.text(), "cloud-logs/auth.log");
    assert.equal((await versions("cloud-logs")).length, 3);
  });

  it("take a first copy from the robot, by a credential that reaches nothing else", async function () {
    let tools: Tools;
    try {
      tools = Tools.ready();
    } catch (error) {
      console.warn(`restic cannot be had here, so nobody copies into Swift: ${(error as Error).message}`);
      return this.skip();
    }
    const own = await logIn(url, identityOf(robot), { project: { id: projectId } });
    const response = await fetch(`${url}/users/${ids.robot}/application_credentials`, {
      method: "POST",
      headers: { "X-Auth-Token": own.token, "content-type": "application/json" },
      body: JSON.stringify({ application_credential: { name: "restic", roles: [{ name: "reader" }] } }),
    });
    const { application_credential: credential } = (await response.json()) as {
      application_credential: { id: string; secret: string };
    };
    const restic = (container: string, ...args: string[]) =>
      spawnSync(join(tools.root, "usr/bin/restic"), ["--no-cache", ...args], {
        env: {
          OS_AUTH_URL: url,
          OS_APPLICATION_CREDENTIAL_ID: credential.id,
          OS_APPLICATION_CREDENTIAL_SECRET: credential.secret,
          OS_REGION_NAME: "RegionOne",
          RESTIC_PASSWORD: password,
          RESTIC_REPOSITORY: `swift:${container}:/`,
        },
        encoding: "utf8",
        timeout: 120_000,
      });
    const data = mkdtempSync(join(tmpdir(), "near-"));
    writeFileSync(join(data, "file"), randomBytes(50_000));
    for (const args of [["init"], ["backup", data], ["restore", "latest", "--target", join(data, "restored")]]) {
      const { status: code, stdout, stderr } = restic("cloud-backups", ...args);
      assert.equal(code, 0, `${stdout}${stderr}`);
    }
    const [file, restored] = [join(data, "file"), join(data, "restored", data, "file")].map((path) =>
      readFileSync(path),
    );
    assert.ok(file && restored?.equals(file));
    rmSync(data, { recursive: true });
    const { status: code, stderr } = restic("cloud-logs", "init");
    assert.notEqual(code, 0);
    assert.match(stderr, /403|Forbidden/i);
  });

  it("are touched neither by a second up nor by a refresh", async () => {
    await succeeds(onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack));
    await succeeds(onStack("preview", "--refresh", "--expect-no-changes"));
  });

  it("may not go to a host of this cloud, in one sentence", async () => {
    const { id: service_id } = await keystone.create("services", { type: "dns", name: "own" });
    const own = { interface: "public", region_id: "RegionOne", url: "https://dns.example.org:9001/v2" };
    await keystone.create("endpoints", { ...own, service_id });
    await succeeds(onStack("config", "set", "repository", "rest:https://dns.example.org/cloud"));
    const { code, text } = await onStack("preview");
    await succeeds(onStack("config", "rm", "repository"));
    assert.notEqual(code, 0);
    assert.match(
      text,
      /error: OpenStackBackup "cloud-backups": repository must be on a host outside this cloud, got "dns\.example\.org", which the cloud's own dns is on\.$/m,
    );
  });

  it("are not destroyed with what is in them, and leave nothing behind once they are empty", async () => {
    const { code, text } = await onStack("destroy", "--yes", "--skip-preview");
    assert.notEqual(code, 0, text);
    for (const container of ["cloud-logs", "cloud-backups"]) {
      const kept = await versions(container);
      assert.notDeepEqual(kept, []);
      for (const { name, version_id } of kept)
        await ask(owner(), "DELETE", `${container}/${name}?version-id=${version_id}`);
    }
    await succeeds(onStack("destroy", "--yes", "--skip-preview"));
    assert.deepEqual(await (await ask(owner(), "GET", "?format=json")).json(), []);
  });
});
