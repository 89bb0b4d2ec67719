import assert from "node:assert/strict";
import { Instance } from "../../sandbox/instance.ts";
import { type Outcome, outcome, pack, projectOf, pulumi } from "./pulumi.ts";

const SERVICES = "keystone,neutron,barbican,glance,placement,cinder,nova";

/** A server, as OpenStack's own client shows it. */
interface Server {
  readonly status: string;
  readonly config_drive: string;
  readonly key_name: string | null;
  readonly image: string;
  readonly properties: { readonly [key: string]: string };
  readonly addresses: { readonly [network: string]: readonly string[] };
  readonly volumes_attached: readonly { readonly id: string }[];
}

describe("machines on a real Nova", function () {
  this.timeout(600_000);
  const instance = new Instance("server");
  let env: NodeJS.ProcessEnv;
  let folder: string;
  let made: {
    serverIds: { a: string; b: string };
    bastionId: string;
    volumeId: string;
    publicAddress: string;
    projectId: string;
  };

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, folder, command, "--stack", "server", ...args);
  const succeeds = async (outcome: Promise<Outcome>): Promise<string> => {
    const { code, text } = await outcome;
    assert.equal(code, 0, text);
    return text;
  };
  const outputs = async () => JSON.parse(await succeeds(onStack("stack", "output", "--json")));
  const client = async <T>(...args: string[]): Promise<T> =>
    JSON.parse(await succeeds(outcome("openstack", ["server", ...args, "-f", "json"], env)));
  const server = (id: string) => client<Server>("show", id);

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("reset");
    await instance.cloud("up", "--services", SERVICES);
    folder = projectOf(instance, "server");
    await pulumi(env, folder, "stack", "init", "server");
    await succeeds(onStack("config", "set", "--secret", "psk", "f5Zk2Vw8q1Lr7Xc3Nb9Td4Hs6Jy0Pg5M"));
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  it("are deployed by pulumi up, with the pack mandatory", async () => {
    const text = await succeeds(onStack("up", "--yes", "--skip-preview", ...pack));
    assert.match(text, /hardening@v\d/);
    assert.doesNotMatch(text, /\[mandatory\]/);
    made = await outputs();
  });

  it("run from a volume, with a key, a drive, and words about themselves", async () => {
    for (const id of [made.serverIds.a, made.serverIds.b, made.bastionId]) {
      const { status, config_drive, key_name, image, properties } = await server(id);
      assert.deepEqual([status, config_drive, image], ["ACTIVE", "True", "N/A (booted from volume)"]);
      assert.notEqual(key_name, null);
      assert.deepEqual(
        [properties.owner, properties.environment, properties.review],
        ["platform", "production", "2999-12-31"],
      );
    }
    const { volumes_attached } = await server(made.serverIds.a);
    assert.ok(volumes_attached.some(({ id }) => id === made.volumeId));
  });

  it("stand in one network each, and the bastion in two, with the only public address", async () => {
    const legs = async (id: string) => Object.values((await server(id)).addresses).map((addresses) => addresses.length);
    assert.deepEqual(await legs(made.serverIds.a), [1]);
    assert.deepEqual(await legs(made.serverIds.b), [1]);
    assert.deepEqual((await legs(made.bastionId)).sort(), [1, 2]);
    assert.ok(
      Object.values((await server(made.bastionId)).addresses)
        .flat()
        .includes(made.publicAddress),
    );
  });

  it("have in Nova and Cinder the limits of a project, none of them unlimited", async () => {
    const limits = async (service: string) => {
      const show = ["quota", "show", service, made.projectId, "-f", "json"];
      const rows: { Resource: string; Limit: number }[] = JSON.parse(await succeeds(outcome("openstack", show, env)));
      return Object.fromEntries(rows.map(({ Resource, Limit }) => [Resource, Limit]));
    };
    const { instances, cores, ram } = await limits("--compute");
    assert.deepEqual([instances, cores, ram], [7, 20, 51_200]);
    const volume = await limits("--volume");
    assert.deepEqual(
      ["volumes", "gigabytes", "per-volume-gigabytes", "snapshots", "backups", "backup-gigabytes"].map(
        (limit) => volume[limit],
      ),
      [6, 1000, 20, 10, 10, 1000],
    );
  });

  it("are touched neither by a second up nor by a refresh", async () => {
    await succeeds(onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack));
    await succeeds(onStack("preview", "--refresh", "--expect-no-changes"));
  });

  it("are replaced, one after it is gone, when what they are told changes, and no other is", async () => {
    await succeeds(onStack("config", "set", "restartAt", "03:00"));
    await succeeds(onStack("up", "--yes", "--skip-preview", ...pack));
    const before = made;
    made = await outputs();
    assert.notEqual(made.serverIds.a, before.serverIds.a);
    assert.notEqual(made.bastionId, before.bastionId);
    assert.equal(made.serverIds.b, before.serverIds.b);
    assert.equal(made.publicAddress, before.publicAddress);
    assert.equal((await server(made.serverIds.a)).status, "ACTIVE");
  });

  it("leave nothing behind when they are destroyed", async () => {
    await succeeds(onStack("destroy", "--yes"));
    assert.deepEqual(await client("list", "--all-projects"), []);
  });
});
