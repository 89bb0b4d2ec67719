import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Instance } from "../../sandbox/instance.ts";
import { privateKeyPem } from "../support/certificate.ts";
import { Api } from "./api.ts";
import { logIn } from "./keystone.ts";
import { type Outcome, pack, projectOf, pulumi } from "./pulumi.ts";

interface Listener {
  protocol: string;
  protocol_port: number;
  tls_versions: string[];
  tls_ciphers: string;
  hsts_max_age: number | null;
  alpn_protocols: string[];
  default_tls_container_ref: string;
}

describe("an endpoint on a real Octavia, its keys in a real Barbican", function () {
  this.timeout(600_000);
  const instance = new Instance("endpoint");
  let env: NodeJS.ProcessEnv;
  let folder: string;
  let octavia: Api;
  let barbican: Api;
  let neutron: Api;
  let there: { network: string; router: string };

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, folder, command, "--stack", "endpoint", ...args);
  const succeeds = async (outcome: Promise<Outcome>): Promise<string> => {
    const { code, text } = await outcome;
    assert.equal(code, 0, text);
    return text;
  };
  const listener = async (port: number) =>
    (await octavia.list<Listener>("listeners")).find(({ protocol_port }) => protocol_port === port);

  /** What others made before: a network for data, and a router that leads outside. */
  const networkAndRouter = async () => {
    const network = await neutron.create("networks", { name: "ceph" });
    const subnet = { network_id: network.id, ip_version: 4, cidr: "10.99.0.0/24", gateway_ip: null };
    await neutron.create("subnets", subnet);
    const outside = (await neutron.list<{ id: string; name: string }>("networks")).find(
      ({ name }) => name === "public",
    );
    const gateway = { network_id: outside?.id };
    const router = await neutron.create("routers", { name: "edge", external_gateway_info: gateway });
    return { network: network.id, router: router.id };
  };

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("up");
    octavia = await Api.login(env, "load-balancer", "v2/lbaas");
    barbican = await Api.login(env, "key-manager", "v1");
    neutron = await Api.login(env, "network", "v2.0");
    there = await networkAndRouter();
    folder = projectOf(instance, "endpoint");
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  it("is deployed by pulumi up, with the pack mandatory", async () => {
    await pulumi(env, folder, "stack", "init", "endpoint");
    const inAMonth = `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
    await succeeds(onStack("config", "set", "expiresAt", inAMonth));
    assert.match(await succeeds(onStack("up", "--yes", ...pack)), /hardening@v\d/);
  });

  it("is in networks that were there before where it is told so", async () => {
    const { storage, router } = JSON.parse(await succeeds(onStack("stack", "output", "--json")));
    assert.deepEqual({ network: storage, router }, there);
    assert.deepEqual(
      (await neutron.list<{ id: string }>("routers")).map(({ id }) => id),
      [there.router],
    );
  });

  it("speaks TLS 1.2 and 1.3 with forward secrecy, and HSTS for a week", async () => {
    const tls = await listener(443);
    assert.deepEqual(
      [tls?.protocol, tls?.tls_versions.toSorted(), tls?.hsts_max_age, tls?.alpn_protocols.toSorted()],
      ["TERMINATED_HTTPS", ["TLSv1.2", "TLSv1.3"], 604_800, ["h2", "http/1.1"]],
    );
    assert.match(tls?.tls_ciphers ?? "", /^((TLS_|ECDHE-)[^:]+:?)+$/);
  });

  it("answers without TLS with nothing but the way to it", async () => {
    assert.equal((await listener(80))?.protocol, "HTTP");
    const [policy] = await octavia.list<{ action: string; redirect_prefix: string; redirect_http_code: number }>(
      "l7policies",
    );
    assert.deepEqual(
      [policy?.action, policy?.redirect_prefix, policy?.redirect_http_code],
      ["REDIRECT_PREFIX", "https://shop.example.org", 308],
    );
  });

  it("reaches its servers over TLS only", async () => {
    const [pool] = await octavia.list<{ tls_enabled: boolean; tls_versions: string[] }>("pools");
    assert.deepEqual([pool?.tls_enabled, pool?.tls_versions.toSorted()], [true, ["TLSv1.2", "TLSv1.3"]]);
  });

  it("keeps its key in Barbican, which gives it to no other project's user", async () => {
    const containers = await barbican.list<{
      container_ref: string;
      secret_refs: { name: string; secret_ref: string }[];
    }>("containers");
    const tls = await listener(443);
    const container = containers.find(({ container_ref }) => container_ref === tls?.default_tls_container_ref);
    const key = container?.secret_refs.find(({ name }) => name === "private_key")?.secret_ref;
    assert.ok(key);
    const { clouds } = parse(readFileSync(env.OS_CLIENT_CONFIG_FILE as string, "utf8"));
    const payload = async (cloud: string) => {
      const { auth_url, username, password, project_name } = clouds[cloud].auth;
      const domain = { id: "default" };
      const { token } = await logIn(
        ...([auth_url, { methods: ["password"], password: { user: { name: username, domain, password } } }] as const),
        { project: { name: project_name, domain } },
      );
      return fetch(`${key}/payload`, { headers: { "X-Auth-Token": token, accept: "application/octet-stream" } });
    };
    assert.equal((await payload("sandbox")).status, 200);
    assert.equal((await payload("sandbox-member")).status, 403);
  });

  it("leaves no key and no secret in Pulumi's state", async () => {
    const state = await succeeds(onStack("stack", "export"));
    assert.ok(!state.includes("not a word of this"));
    assert.ok(!state.includes(privateKeyPem.split("\n")[1] ?? ""));
  });

  it("is not touched by a second up, nor by a refresh", async () => {
    await succeeds(onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack));
    await succeeds(onStack("preview", "--refresh", "--expect-no-changes", ...pack));
  });

  it("leaves Octavia and Barbican empty when it is destroyed", async () => {
    await succeeds(onStack("destroy", "--yes", "--skip-preview"));
    assert.deepEqual(await octavia.list("loadbalancers"), []);
    assert.deepEqual(await barbican.list("containers"), []);
    assert.deepEqual(await barbican.list("secrets"), []);
  });

  it("leaves the networks that were there before", async () => {
    const networks = await neutron.list<{ name: string }>("networks");
    assert.deepEqual(networks.map(({ name }) => name).sort(), ["ceph", "public"]);
    assert.equal((await neutron.list("routers")).length, 1);
  });
});
