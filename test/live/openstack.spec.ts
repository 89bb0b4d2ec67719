import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type FirewallArgs, groupsOf } from "../../components/firewall.ts";
import { addressPlan } from "../../components/network.ts";
import { bastionRules } from "../../components/openstack/bastion.ts";
import { formatRange } from "../../components/range.ts";
import { type Zone, zones } from "../../components/zone.ts";
import { Instance } from "../../sandbox/instance.ts";
import { Stack } from "../../sandbox/stack.ts";
import { Api } from "./api.ts";
import { type Outcome, pack, pulumi } from "./pulumi.ts";

const { config } = parse(readFileSync(new URL("../../stacks/Pulumi.sandbox.yaml", import.meta.url), "utf8"));
const addresses = { cidr: config["hardening:cidr"], ipv6Cidr: config["hardening:ipv6Cidr"] };
const declared: FirewallArgs = { ...addresses, flows: config["hardening:flows"] };
const bastion = bastionRules("x", { ...addresses, ...config["hardening:machine"], ...config["hardening:bastion"] });

const KINDS = ["networks", "subnets", "routers", "ports", "security-groups", "security-group-rules", "floatingips"];

/** What else the stack makes: the service's type, its version and its word for it. */
const OTHERS = [
  ["block-storage", "v3", "volumes?all_tenants=1"],
  ["compute", "v2.1", "flavors"],
  ["compute", "v2.1", "servers?all_tenants=1"],
  ["identity", "v3", "groups"],
  ["identity", "v3", "projects"],
  ["identity", "v3", "users"],
  ["image", "v2", "images"],
  ["key-manager", "v1", "containers"],
  ["key-manager", "v1", "secrets"],
  ["load-balancer", "v2", "lbaas/loadbalancers"],
] as const;

/** A server, as Nova shows it. */
interface Server {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly config_drive: string;
  readonly key_name: string | null;
  readonly image: string;
  readonly metadata: { readonly [key: string]: string };
  readonly addresses: { readonly [network: string]: readonly { readonly addr: string }[] };
  readonly "os-extended-volumes:volumes_attached": readonly { readonly id: string }[];
}

interface Rule {
  id: string;
  security_group_id: string;
  direction: string;
  ethertype: string;
  protocol: string;
  port_range_min: number | null;
  port_range_max: number | null;
  remote_ip_prefix: string;
  description: string | null;
}

describe("the baseline on a real OpenStack", function () {
  this.timeout(600_000);
  const instance = new Instance("test");
  let env: NodeJS.ProcessEnv;
  let neutron: Api;
  let project: string;
  let original: { [kind: string]: string[] };
  let others: string[];

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, project, command, "--stack", "sandbox", ...args);
  /** The only server whose name begins so. */
  const server = async (name: string): Promise<Server> => {
    const servers = await (await Api.login(env, "compute", "v2.1")).list<Server>("servers/detail?all_tenants=1");
    const [one, ...others] = servers.filter((other) => other.name.startsWith(name));
    assert.ok(one && others.length === 0, name);
    return one;
  };

  /** All that is in Neutron, but for the group `default`, which it makes by itself for every project that it meets. */
  const ids = async () => {
    const groups = await neutron.list<{ id: string; name: string }>("security-groups");
    const own = groups.filter(({ name }) => name === "default").map(({ id }) => id);
    const lists = KINDS.map(async (kind) => {
      const items = await neutron.list<{ id: string; security_group_id?: string }>(kind);
      const others = items.filter(({ id, security_group_id = id }) => !own.includes(security_group_id));
      return [kind, others.map(({ id }) => id).sort()];
    });
    return Object.fromEntries(await Promise.all(lists));
  };

  /** All that there is besides networks. */
  const listed = async () => {
    const lists = OTHERS.map(async ([service, version, kind]) => {
      const items = await (await Api.login(env, service, version)).list(kind);
      return items.map((item) => `${kind} ${item.id ?? item.secret_ref ?? item.container_ref}`);
    });
    return (await Promise.all(lists)).flat().sort();
  };

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("reset");
    await instance.cloud("up", ...instance.kind.needs);
    neutron = await Api.login(env, "network", "v2.0");
    project = instance.project();
    original = await ids();
    others = await listed();
  });

  after(async () => instance.cloud("reset"));

  it("is deployed by pulumi up, with the pack mandatory", async () => {
    await new Stack(instance, env).configure();
    const { code, text } = await onStack("up", "--yes", ...pack);
    assert.equal(code, 0, text);
    assert.match(text, /hardening@v\d/);
    assert.doesNotMatch(text, /\[mandatory\]/);
  });

  it("has in Neutron the networks and subnets of the address plan, isolated where the zone is", async () => {
    const plan = addressPlan("x", declared);
    const subnets = await neutron.list<{ network_id: string; cidr: string; gateway_ip: string | null }>("subnets");
    const networks = await neutron.list<{
      id: string;
      tags: string[];
      port_security_enabled: boolean;
      shared: boolean;
    }>("networks");
    for (const [zone, ranges] of plan) {
      if (zone === "external") continue;
      const [network, ...others] = networks.filter(({ tags }) => tags.includes(`zone:${zone}`));
      assert.ok(network && others.length === 0, zone);
      assert.deepEqual([network.port_security_enabled, network.shared], [true, false]);
      const own = subnets.filter(({ network_id }) => network_id === network.id);
      assert.deepEqual(own.map(({ cidr }) => cidr).sort(), ranges.map(formatRange).sort());
      for (const { gateway_ip } of own) assert.equal(gateway_ip === null, zones[zone].isolated, zone);
    }
  });

  it("has in Neutron a router to the external network, with ports in the zones that are routed and no other", async () => {
    const networks = await neutron.list<{ id: string; name: string; tags: string[] }>("networks");
    const zoneOf = (id: string) =>
      networks
        .find((network) => network.id === id)
        ?.tags.find((tag) => tag.startsWith("zone:"))
        ?.slice(5);
    const [router] = await neutron.list<{ id: string; external_gateway_info: { network_id: string } }>("routers");
    assert.equal(router?.external_gateway_info.network_id, networks.find(({ name }) => name === "public")?.id);
    const ports = await neutron.list<{ device_owner: string; network_id: string }>("ports");
    const attached = ports
      .filter(({ device_owner }) => device_owner === "network:router_interface")
      .map(({ network_id }) => zoneOf(network_id) as Zone);
    assert.deepEqual([...new Set(attached)].sort(), ["api", "tenant"]);
  });

  it("has in Neutron the rules of the declared flows and not one more", async () => {
    const own = (await neutron.list<{ id: string; name: string }>("security-groups")).filter(
      ({ id, name }) => name !== "default" && !original["security-groups"]?.includes(id),
    );
    const rules = await neutron.list<Rule>("security-group-rules");
    const found = own.flatMap(({ id, name }) =>
      rules
        .filter((rule) => rule.security_group_id === id)
        .map((rule) =>
          [
            name,
            rule.direction,
            rule.ethertype,
            rule.protocol,
            rule.port_range_min,
            rule.port_range_max,
            rule.remote_ip_prefix,
            rule.description,
          ].join(" "),
        ),
    );
    const asked = [...groupsOf("x", declared), ...groupsOf("x", bastion)].flatMap(({ name, direction, openings }) =>
      openings.map(({ ipVersion, port, peer, description }) =>
        [name, direction, `IPv${ipVersion}`, port.protocol, port.first, port.last, peer, description].join(" "),
      ),
    );
    assert.deepEqual(found.sort(), asked.sort());
    assert.notEqual(found.length, 0);
  });

  it("has in Nova machines that run from a volume, with a key, a drive, and words about themselves", async () => {
    for (const name of ["core-a", "core-b", "web-a", "web-b", "bastion"]) {
      const { status, config_drive, key_name, image, metadata } = await server(name);
      assert.deepEqual([status, config_drive, image], ["ACTIVE", "True", ""]);
      assert.notEqual(key_name, null);
      const { owner, environment, review } = metadata;
      assert.deepEqual([owner, environment, review], ["platform", "development", "2030-01-31"]);
    }
  });

  it("has in Cinder the volume for data, attached to the machine that it is for", async () => {
    const volumes = await (await Api.login(env, "block-storage", "v3")).list<{ id: string; name: string }>("volumes");
    const data = volumes.find(({ name }) => name.startsWith("data"));
    const { "os-extended-volumes:volumes_attached": attached } = await server("core-a");
    assert.ok(attached.some(({ id }) => id === data?.id));
  });

  it("has machines in one network each, and the bastion in two, which alone of them has a public address", async () => {
    const floating = await neutron.list<{ floating_ip_address: string }>("floatingips");
    const about = async (name: string) => {
      const { addresses } = await server(name);
      const all = Object.values(addresses).flat();
      const shared = floating.some((one) => all.some(({ addr }) => addr === one.floating_ip_address));
      return [name, Object.keys(addresses).length, shared];
    };
    const names = ["core-a", "core-b", "web-a", "web-b", "bastion"];
    assert.deepEqual(
      await Promise.all(names.map(about)),
      names.map((name) => [name, name === "bastion" ? 2 : 1, name === "bastion"]),
    );
  });

  it("has in Nova, Cinder and Neutron the limits of a project, none of them without an end", async () => {
    const projects = await (await Api.login(env, "identity", "v3")).list<{ id: string; name: string }>("projects");
    const { id } = projects.find(({ name }) => name === "shop-production") as { id: string };
    const limits = async (service: string, version: string, path: string) =>
      (await Api.login(env, service, version)).read<{ [limit: string]: number }>(path, "quota_set");
    const { instances, cores, ram } = await limits("compute", "v2.1", `os-quota-sets/${id}`);
    assert.deepEqual([instances, cores, ram], [10, 20, 51_200]);
    const { volumes, gigabytes, per_volume_gigabytes } = await limits("block-storage", "v3", `os-quota-sets/${id}`);
    assert.deepEqual([volumes, gigabytes, per_volume_gigabytes], [10, 1000, 500]);
    const { floatingip, rbac_policy } = await neutron.read<{ [limit: string]: number }>(`quotas/${id}`, "quota");
    assert.deepEqual([floatingip, rbac_policy], [1, 10]);
  });

  it("is not touched by a second up", async () => {
    const { code, text } = await onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack);
    assert.equal(code, 0, text);
  });

  it("is not touched by a refresh", async () => {
    const { code, text } = await onStack("preview", "--refresh", "--expect-no-changes", ...pack);
    assert.equal(code, 0, text);
  });

  it("has a machine replaced when what it is told changes, and no other", async () => {
    const names = ["core-a", "core-b", "web-a", "bastion"];
    const stand = () => Promise.all(names.map(async (name) => (await server(name)).id));
    const before = await stand();
    const path = "hardening:servers.core.replicas.a.restartAt";
    assert.equal((await pulumi(env, project, "config", "set", "--stack", "sandbox", "--path", path, "03:00")).code, 0);
    const { code, text } = await onStack("up", "--yes", "--skip-preview", ...pack);
    assert.equal(code, 0, text);
    const after = await stand();
    assert.deepEqual(
      names.filter((_, i) => after[i] !== before[i]),
      ["core-a"],
    );
    assert.equal((await server("core-a")).status, "ACTIVE");
  });

  describe("when somebody works behind Pulumi's back", () => {
    it("has a rule that was added found by the next preview, in one sentence", async () => {
      const group = (await neutron.list<{ id: string; name: string }>("security-groups")).find(
        ({ name }) => name === "HTTPS_ACCESS_FROM_INTERNET_TO_API",
      );
      const { id } = await neutron.create("security-group-rules", {
        security_group_id: group?.id,
        direction: "ingress",
        ethertype: "IPv4",
        protocol: "tcp",
        port_range_min: 22,
        port_range_max: 22,
      });
      const { code, text } = await onStack("preview", "--refresh", ...pack);
      await neutron.delete("security-group-rules", id);
      assert.notEqual(code, 0);
      assert.match(
        text,
        new RegExp(
          `OpenStackFirewall "cloud": the security group HTTPS_ACCESS_FROM_INTERNET_TO_API has a rule that no flow declares: ingress IPv4 tcp 22-22 from anywhere; .*${id}`,
        ),
      );
    });

    it("has a rule that was deleted found by a refresh preview, and put back by up", async () => {
      const rules = await neutron.list<Rule>("security-group-rules");
      const rule = rules.find(({ description }) => description?.startsWith("Flow public-api: ")) as Rule;
      await neutron.delete("security-group-rules", rule.id);
      const preview = await onStack("preview", "--refresh", "--expect-no-changes");
      assert.notEqual(preview.code, 0);
      const { code, text } = await onStack("up", "--yes", "--skip-preview", "--refresh", ...pack);
      assert.equal(code, 0, text);
      const restored = (await neutron.list<Rule>("security-group-rules")).filter(
        ({ security_group_id }) => security_group_id === rule.security_group_id,
      );
      assert.equal(
        restored.length,
        rules.filter(({ security_group_id }) => security_group_id === rule.security_group_id).length,
      );
    });
  });

  // Of a suite, mocha runs what is nested last, in the order in which it stands.
  describe("when it is destroyed", () => {
    it("leaves the cloud as it was", async () => {
      const { code, text } = await onStack("destroy", "--yes", "--skip-preview");
      assert.equal(code, 0, text);
      assert.deepEqual(await ids(), original);
      assert.deepEqual(await listed(), others);
    });
  });
});
