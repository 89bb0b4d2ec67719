import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { parse } from "yaml";
import { Instance } from "../../sandbox/instance.ts";
import { Api } from "./api.ts";
import { base32, logIn, passcode } from "./keystone.ts";
import { type Outcome, pack, projectOf, pulumi } from "./pulumi.ts";

const KINDS = ["users", "groups", "projects", "services", "endpoints", "role_assignments"];

interface User {
  id: string;
  name: string;
  options: { multi_factor_auth_rules?: string[][]; multi_factor_auth_enabled?: boolean };
}

describe("identities on a real Keystone", function () {
  this.timeout(600_000);
  const instance = new Instance("identity");
  const password = randomBytes(24).toString("base64");
  const secrets = new Map<string, Buffer>();
  let env: NodeJS.ProcessEnv;
  let folder: string;
  let url: string;
  let keystone: Api;
  let auditors: string;
  let original: { [kind: string]: string[] };
  let made: { userIds: { [name: string]: string }; projectIds: { production: string; development: string } };

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, folder, command, "--stack", "identity", ...args);
  const succeeds = async (outcome: Promise<Outcome>): Promise<string> => {
    const { code, text } = await outcome;
    assert.equal(code, 0, text);
    return text;
  };
  const inKeystone = async () =>
    Object.fromEntries(
      await Promise.all(
        KINDS.map(async (kind) => [
          kind,
          (await keystone.list(kind)).map((one) => one.id ?? JSON.stringify(one)).sort(),
        ]),
      ),
    );
  const user = (name: string) => ({ id: made.userIds[name] });
  const byPassword = (name: string) => ({ methods: ["password"], password: { user: { ...user(name), password } } });
  const code = (name: string) => passcode(secrets.get(name) as Buffer);
  const byBoth = (name: string) => ({
    methods: ["password", "totp"],
    password: { user: { ...user(name), password } },
    totp: { user: { ...user(name), passcode: code(name) } },
  });
  const production = () => ({ project: { id: made.projectIds.production } });

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("up");
    url = parse(readFileSync(env.OS_CLIENT_CONFIG_FILE as string, "utf8")).clouds.sandbox.auth.auth_url;
    keystone = await Api.login(env, "identity", "v3");
    await (await Api.login(env, "network", "v2.0")).list("networks"); // A fresh Neutron refuses one of two first calls.
    auditors = (await keystone.create("groups", { name: "auditors" })).id; // As a directory would.
    original = await inKeystone();
    folder = projectOf(instance, "identity");
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  it("are deployed by pulumi up, with the pack mandatory", async () => {
    await pulumi(env, folder, "stack", "init", "identity");
    await succeeds(onStack("config", "set", "--secret", "password", password));
    const text = await succeeds(onStack("up", "--yes", ...pack));
    assert.match(text, /hardening@v\d/);
    assert.ok(!text.includes(password));
    made = JSON.parse(await succeeds(onStack("stack", "output", "--json")));
    for (const name of ["ada", "robot", "grace"]) {
      const secret = randomBytes(20);
      secrets.set(name, secret);
      await keystone.create("credentials", { type: "totp", blob: base32(secret), user_id: made.userIds[name] });
    }
  });

  it("have in Neutron and Octavia the limits of their projects, none of them unlimited", async () => {
    const neutron = await Api.login(env, "network", "v2.0");
    const octavia = await Api.login(env, "load-balancer", "v2.0/lbaas");
    for (const [api, limit, wanted] of [
      [neutron, "floatingip", 1],
      [octavia, "load_balancer", 2],
    ] as const) {
      const quotas = await api.list<{ project_id: string; [limit: string]: unknown }>("quotas");
      const own = quotas.find(({ project_id }) => project_id === made.projectIds.production);
      assert.equal(own?.[limit], wanted);
    }
    const { tags } = (await keystone.list<{ id: string; tags: string[] }>("projects")).find(
      ({ id }) => id === made.projectIds.development,
    ) as { tags: string[] };
    assert.deepEqual(tags.sort(), ["environment:development", "owner:shop"]);
  });

  it("let nobody in with the password alone, but say that a factor is missing", async () => {
    for (const name of ["ada", "robot", "grace"]) {
      const { status, token, receipt } = await logIn(url, byPassword(name), production());
      assert.deepEqual([status, token], [401, ""]);
      assert.notEqual(receipt, "");
    }
  });

  it("let users in with the password and TOTP, at once or with the receipt", async () => {
    const atOnce = await logIn(url, byBoth("ada"), production());
    assert.equal(atOnce.status, 201);
    const { receipt } = await logIn(url, byPassword("ada"), production());
    const totp = { methods: ["totp"], totp: { user: { ...user("ada"), passcode: code("ada") } } };
    assert.equal((await logIn(url, totp, production(), receipt)).status, 201);
  });

  it("let nobody in with the password and a wrong code, or with the code alone", async () => {
    const wrong = { ...byBoth("ada"), totp: { user: { ...user("ada"), passcode: "000000" } } };
    const alone = { methods: ["totp"], totp: { user: { ...user("ada"), passcode: code("ada") } } };
    for (const identity of [wrong, alone]) assert.equal((await logIn(url, identity, production())).status, 401);
  });

  it("let developers into development and not into production", async () => {
    const development = { project: { id: made.projectIds.development } };
    assert.equal((await logIn(url, byBoth("grace"), development)).status, 201);
    assert.equal((await logIn(url, byBoth("grace"), production())).status, 401);
  });

  it("give a group that was there before its role", async () => {
    const assignments = await keystone.list<{ group?: { id: string }; scope: object }>("role_assignments");
    assert.deepEqual(
      assignments.filter(({ group }) => group?.id === auditors).map(({ scope }) => scope),
      [{ project: { id: made.projectIds.production } }],
    );
  });

  it("leave a disabled user without log-in and without groups", async () => {
    assert.equal((await logIn(url, byPassword("gone"))).status, 401);
    assert.deepEqual(await keystone.list(`users/${made.userIds.gone}/groups`), []);
  });

  it("are not touched by a second up, nor by a refresh", async () => {
    await succeeds(onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack));
    await succeeds(onStack("preview", "--refresh", "--expect-no-changes", ...pack));
  });

  describe("with a credential for a machine", () => {
    let credentials: string;
    let own: NodeJS.ProcessEnv;
    let key: { id: string; secret: string };
    let took: number;
    const byKey = () => ({ methods: ["application_credential"], application_credential: key });
    const moment = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
    const deploy = async (expiresAt: string) => {
      const started = Date.now();
      const up = ["up", "--yes", "--skip-preview", "--stack", "credential", "--config", `expiresAt=${expiresAt}`];
      await succeeds(pulumi(own, credentials, ...up, ...pack));
      const output = ["stack", "output", "--json", "--show-secrets", "--stack", "credential"];
      key = JSON.parse(await succeeds(pulumi(own, credentials, ...output)));
      took = Date.now() - started;
    };

    it("that a user with TOTP makes, with a token", async () => {
      const { token } = await logIn(url, byBoth("robot"), production());
      const { OS_CLOUD, OS_CLIENT_CONFIG_FILE, ...rest } = env;
      own = { ...rest, OS_AUTH_URL: url, OS_TOKEN: token, OS_PROJECT_ID: made.projectIds.production };
      credentials = projectOf(instance, "credential");
      await pulumi(own, credentials, "stack", "init", "credential");
      const expiresAt = moment(Date.now() + 30 * 86_400_000);
      await deploy(expiresAt);
    });

    it("that is good for the listed call and for no other", async () => {
      const { status, token } = await logIn(url, byKey());
      assert.equal(status, 201);
      const neutron = await addressOf("network");
      const call = async (method: string, path: string) =>
        (await fetch(`${neutron}${path}`, { method, headers: { "X-Auth-Token": token } })).status;
      assert.equal(await call("GET", "/v2.0/networks"), 200);
      for (const [method, path] of [
        ["GET", "/v2.0/security-groups"],
        ["GET", "/v2.0/networks/one"],
        ["POST", "/v2.0/networks"],
        ["DELETE", "/v2.0/networks"],
      ] as const)
        assert.equal(await call(method, path), 401, `${method} ${path}`);
    });

    it("that makes no others", async () => {
      const { token } = await logIn(url, byKey());
      const response = await fetch(`${url}/users/${made.userIds.robot}/application_credentials`, {
        method: "POST",
        headers: { "X-Auth-Token": token, "content-type": "application/json" },
        body: JSON.stringify({ application_credential: { name: "another" } }),
      });
      assert.ok([401, 403].includes(response.status), String(response.status));
    });

    it("that ends with the user's leave to have any", async () => {
      await succeeds(onStack("up", "--yes", "--skip-preview", "--config", "machines=false", ...pack));
      const robot = (await keystone.list<User>("users")).find(({ id }) => id === made.userIds.robot);
      assert.deepEqual(robot?.options.multi_factor_auth_rules, [["password", "totp"]]);
      assert.equal((await logIn(url, byKey())).status, 401);
      await succeeds(onStack("up", "--yes", "--skip-preview", "--config", "machines=true", ...pack));
      assert.equal((await logIn(url, byKey())).status, 201);
    });

    it("that Keystone forgets when it is destroyed", async () => {
      await succeeds(pulumi(own, credentials, "destroy", "--yes", "--skip-preview", "--stack", "credential"));
      assert.notEqual((await logIn(url, byKey())).status, 201);
    });

    // Nothing sets Keystone's clock or database back: the component lets a credential end at any moment, so this one ends soon after it was deployed, and the test waits.
    it("that Keystone lets in until the moment that it ends, and not after", async () => {
      const end = Math.ceil((Date.now() + 2 * took) / 1000) * 1000 + 10_000;
      await deploy(moment(end));
      const { status } = await logIn(url, byKey());
      assert.ok(Date.now() < end, "the credential was deployed too late to tell");
      assert.equal(status, 201);
      await setTimeout(end + 1000 - Date.now());
      assert.equal((await logIn(url, byKey())).status, 401);
      await succeeds(pulumi(own, credentials, "destroy", "--yes", "--skip-preview", "--stack", "credential"));
    });
  });

  describe("when somebody works behind Pulumi's back", () => {
    it("has a second factor that was switched off found by the next preview, and switched on again by up", async () => {
      await keystone.update("users", made.userIds.ada as string, { options: { multi_factor_auth_enabled: false } });
      assert.equal((await logIn(url, byPassword("ada"), production())).status, 201);
      assert.notEqual((await onStack("preview", "--refresh", "--expect-no-changes")).code, 0);
      await succeeds(onStack("up", "--yes", "--skip-preview", "--refresh", ...pack));
      assert.equal((await logIn(url, byPassword("ada"), production())).status, 401);
    });

    it("leaves Keystone as it was when it is destroyed", async () => {
      await succeeds(onStack("destroy", "--yes", "--skip-preview"));
      assert.deepEqual(await inKeystone(), original);
    });
  });

  const addressOf = async (type: string): Promise<string> => {
    const service = (await keystone.list<{ id: string; type: string }>("services")).find((one) => one.type === type);
    const endpoints = await keystone.list<{ service_id: string; interface: string; url: string }>("endpoints");
    const endpoint = endpoints.find((one) => one.service_id === service?.id && one.interface === "public");
    return endpoint?.url.replace(/\/$/, "") ?? "";
  };
});
