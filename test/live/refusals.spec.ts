import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Instance } from "../../sandbox/instance.ts";
import { Api } from "./api.ts";
import { errorsIn, outcome, pack, projectOf, pulumi } from "./pulumi.ts";

const baseline = { program: "openstack", owner: "platform", cidr: "10.20.0.0/16", externalNetwork: "public" };

describe("what is refused, on a real OpenStack", function () {
  this.timeout(600_000);
  const instance = new Instance("refusals");
  let env: NodeJS.ProcessEnv;

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("up");
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  it("is SSH from the internet in every disguise, at the preview, in one sentence each", async () => {
    const folder = projectOf(instance, "disguises");
    await pulumi(env, folder, "stack", "init", "disguises");
    const { code, text } = await pulumi(env, folder, "preview", "--stack", "disguises", ...pack);
    assert.notEqual(code, 0);
    const refused = [...text.matchAll(/\[mandatory\].*network-admin-ports-private.*: (\S+?)\)\n\s*(.*)\n/g)].map(
      ([, name, sentence]) => [name, sentence],
    );
    assert.deepEqual(
      refused.map(([name]) => name).sort(),
      ["any-protocol", "long-form", "lower-half", "nobody-named", "protocol-by-number", "upper-half", "wide-prefix"],
      text,
    );
    for (const [, sentence] of refused)
      assert.match(sentence ?? "", /^The internet reaches .*port.* over .*\. Name the address range .*\.$/);
  });

  describe("in the configuration of the baseline", () => {
    let project: string;

    before(async () => {
      project = instance.project();
      await pulumi(env, project, "stack", "init", "refusals");
    });

    const preview = async (configuration: object, own: NodeJS.ProcessEnv = {}) => {
      const config = Object.fromEntries(
        Object.entries({ ...baseline, ...configuration }).map(([key, value]) => [`hardening:${key}`, value]),
      );
      const file = join(project, "Pulumi.other.yaml");
      writeFileSync(file, stringify({ config }));
      return pulumi({ ...env, ...own }, project, "preview", "--stack", "refusals", "--config-file", file);
    };

    for (const [name, configuration, sentence] of [
      [
        "a CIDR that is too small",
        { cidr: "10.20.0.0/26" },
        'OpenStackNetwork "cloud": cidr must be an IPv4 range from /8 to /25 such as 10.20.0.0/16, got "10.20.0.0/26".',
      ],
      [
        "an external network that does not exist",
        { externalNetwork: "nowhere" },
        'OpenStackNetwork "cloud": externalNetwork must be the name or id of a network that exists',
      ],
      ["an unknown program", { program: "azure" }, 'hardening:program must be aws or openstack, got "azure".'],
      [
        "a flow into an isolated zone",
        { flows: { login: { from: "internet", to: "management", service: "ssh", reason: "Administrators log in" } } },
        'OpenStackFirewall "cloud": flow "login": the other end of the isolated zone management must be management itself, which is not routed in or out (go through a bastion with a port in it), got "internet".',
      ],
    ] as const)
      it(`is ${name}, in one sentence`, async () => {
        const { code, text } = await preview(configuration);
        assert.notEqual(code, 0);
        assert.equal(errorsIn(text).length, 1, text);
        assert.ok(errorsIn(text)[0]?.startsWith(sentence), text);
      });

    it("are missing credentials, in one sentence however many components need them", async () => {
      const { code, text } = await preview({}, { OS_CLOUD: undefined, OS_CLIENT_CONFIG_FILE: undefined });
      assert.notEqual(code, 0);
      assert.deepEqual(errorsIn(text), [
        "The cloud must be one that lets these credentials in, got: One of 'auth_url' or 'cloud' must be specified (name it with OS_CLOUD and a clouds.yaml, or take the OS_ variables from an openrc file).",
      ]);
    });

    it("is a cloud without Neutron, by name", async () => {
      const keystone = await Api.login(env, "identity", "v3");
      const neutron = (await keystone.list<{ id: string; type: string }>("services")).find(
        ({ type }) => type === "network",
      );
      const enable = (enabled: boolean) => keystone.update("services", neutron?.id ?? "", { enabled });
      await enable(false);
      const { code, text } = await preview({}).finally(() => enable(true));
      assert.notEqual(code, 0);
      assert.match(
        text,
        /needs the service network \(Neutron\), which this cloud does not offer to these credentials, only .*identity/,
      );
    });

    it("is a policy configuration that names a control which does not exist", async () => {
      const file = join(project, "policy.json");
      writeFileSync(
        file,
        JSON.stringify({ "network-admin-port-private": "advisory", "network-public-ports-listed": { ports: [443] } }),
      );
      const { code, text } = await pulumi(
        env,
        project,
        "preview",
        "--stack",
        "refusals",
        ...pack,
        "--policy-pack-config",
        file,
      );
      assert.notEqual(code, 0);
      assert.match(
        text,
        /The policy configuration names the control "network-admin-port-private", which does not exist; did you mean network-admin-ports-private\?/,
      );
      assert.match(
        text,
        /The policy configuration of network-public-ports-listed sets "ports", which it does not have; it has /,
      );
    });
  });

  it("is a sandbox whose state is corrupt, with an offer to reset it", async () => {
    const broken = new Instance("broken");
    await broken.cloud("reset");
    await broken.cloud("up", "--services", "keystone");
    await broken.cloud("down");
    writeFileSync(join(broken.folder, "openstack", "instance.json"), "{");
    const { code, text } = await outcome("node", ["sandbox/sandbox.ts", "--instance", "broken", "up"], process.env);
    assert.equal(code, 1);
    assert.match(text, /^the sandbox state in .* is unreadable .*: run `npm run sandbox -- reset`\n$/);
    await broken.cloud("reset");
  });
});
