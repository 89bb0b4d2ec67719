import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import * as library from "../../components/index.ts";
import { aws } from "../../sandbox/aws/aws.ts";
import { Instance } from "../../sandbox/instance.ts";
import { fileOf } from "../report/recorded.ts";
import { ACCOUNT } from "../support/iam.ts";
import { outcome, pulumi } from "./pulumi.ts";

const require = createRequire(import.meta.url);
const { devDependencies, peerDependencies } = require("../../package.json");

/** The newest and the oldest SDKs that are supported. */
const newest = Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, devDependencies[name] as string]));
const sets = { newest, oldest: { ...newest, "@pulumi/pulumi": "3.230.0", "@pulumi/aws": "6.83.0" } };

const reviewOn = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:${ACCOUNT}:${rest}`;

/** A component or more of each cloud, and what the pack has to refuse. */
const made = (onAws: boolean): string => `
const own = { owner: "platform", reviewOn: "${reviewOn}" };
const network = new OpenStackNetwork("cloud", { cidr: "10.20.0.0/16", owner: "platform" });
new openstack.networking.SecGroupRule("login", {
  direction: "ingress", ethertype: "IPv4", protocol: "tcp", portRangeMin: 22, portRangeMax: 22,
  remoteIpPrefix: "0.0.0.0/0", description: "Administrators log in", securityGroupId: "sg",
});
${
  onAws
    ? `
const key = new AwsKey("logs", {
  ...own, purpose: "Encrypts the logs of the shop", administrators: ["arn:aws:iam::${ACCOUNT}:user/moto"],
});
const records = new AwsBucket("records", { ...own, receivesAccessLogs: true });
new AwsEndpoint("shop", {
  owner: "platform", hostName: "shop.example.org", vpcId: "vpc-0a", subnetIds: ["subnet-0a", "subnet-0b"], securityGroupIds: ["sg-0a"],
  members: { one: { address: "10.20.32.11" } }, certificateArn: "${arn("acm", "certificate/0a")}",
  keyArn: key.keyArn, accessLogBucket: records.bucketName,
});`
    : ""
}
`;

const names = "AwsBucket, AwsEndpoint, AwsKey, OpenStackNetwork";

/** How programs are written: what imports the library, and how Pulumi is told to run it. */
const flavours = {
  "ES modules in TypeScript": {
    file: "index.ts",
    text: (program: string) =>
      `import * as openstack from "@pulumi/openstack";\nimport { ${names} } from "hardening-baseline";${program}export const subnetIds = network.subnetIds;\n`,
    type: "module",
    runtime: { name: "nodejs", options: { typescript: false } },
  },
  "CommonJS in TypeScript, by Pulumi's own ts-node": {
    file: "index.ts",
    text: (program: string) =>
      `import * as openstack from "@pulumi/openstack";\nimport { ${names} } from "hardening-baseline";${program}export const subnetIds = network.subnetIds;\n`,
    type: "commonjs",
    runtime: "nodejs",
  },
  "CommonJS in JavaScript": {
    file: "index.js",
    text: (program: string) =>
      `const openstack = require("@pulumi/openstack");\nconst { ${names} } = require("hardening-baseline");${program}exports.subnetIds = network.subnetIds;\n`,
    type: "commonjs",
    runtime: "nodejs",
  },
};

describe("the npm package, packed and installed elsewhere", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "hardening-"));
  const instance = new Instance("package");
  const emulator = new Instance("package", aws);
  const onAws = aws.missing() === undefined;
  let env: NodeJS.ProcessEnv;
  let packed: { filename: string; size: number; files: { path: string }[] };

  const succeeds = async (command: string, args: readonly string[], cwd?: string): Promise<string> => {
    const { code, text } = await outcome(command, args, { ...process.env, ...env, npm_config_loglevel: "error" }, cwd);
    assert.equal(code, 0, `${command} ${args.join(" ")}\n${text}`);
    return text;
  };

  before(async () => {
    await succeeds("npm", ["run", "--silent", "build"]);
    [packed] = JSON.parse(await succeeds("npm", ["pack", "--json", "--pack-destination", folder]));
    const installing = Object.entries(sets).map(([name, sdks]) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "package.json"), JSON.stringify({ name, private: true }));
      const wanted = Object.entries(sdks).map(([sdk, version]) => `${sdk}@${version}`);
      const args = ["install", "--prefer-offline", "--no-fund", "--no-audit", join(folder, packed.filename), ...wanted];
      return succeeds("npm", args, join(folder, name));
    });
    await Promise.all([instance.cloud("up", "--services", "keystone,neutron"), ...installing]);
    env = await instance.environment((line) => console.log(line));
    if (onAws) {
      await emulator.cloud("up");
      env = { ...(await emulator.environment()), ...env, ...aws.environment(join(emulator.folder, "aws")) };
    }
  });

  after(async () => {
    await instance.cloud("reset");
    if (onAws) await emulator.cloud("reset");
    instance.remove();
    rmSync(folder, { recursive: true });
  });

  it("holds what is compiled, and nothing else", () => {
    const others = packed.files.filter(
      ({ path }) =>
        !/^(LICENSE|README\.md|package\.json|dist\/(NOTICE|policies\/waivers\.schema\.json|components\/(.+\.(js|d\.ts)|plugin\.cjs|schema\.json)|(policies|report)\/[\w-]+\.mjs|(policies|components)\/(package\.json|Pulumi\w+\.yaml)))$/.test(
          path,
        ),
    );
    assert.deepEqual(others, []);
    assert.ok(packed.size < 500_000, `${packed.size} bytes`);
  });

  for (const [set, sdks] of Object.entries(sets))
    describe(`with the ${set} SDKs`, () => {
      const project = join(folder, set);
      const installed = join(project, "node_modules/hardening-baseline");

      it("brings what it depends on, and nothing of what it is developed with", () => {
        const brought = Object.keys(devDependencies).filter(
          (name) => !(name in sdks) && !name.startsWith("@types/") && existsSync(join(project, "node_modules", name)),
        );
        assert.deepEqual(brought, []);
      });

      it("is what CommonJS requires and ES modules import, by name", async () => {
        const expected = Object.keys(library).sort();
        const required = 'console.log(JSON.stringify(Object.keys(require("hardening-baseline")).sort()))';
        assert.deepEqual(JSON.parse(await succeeds(process.execPath, ["-e", required], project)), expected);
        const imported = `import { ${expected.join(", ")} } from "hardening-baseline"; console.log([${expected.join(", ")}].length)`;
        const args = ["--input-type=module", "-e", imported];
        assert.equal(Number(await succeeds(process.execPath, args, project)), expected.length);
      });

      for (const [flavour, { file, text, type, runtime }] of Object.entries(flavours))
        it(`serves ${flavour}, and its pack refuses by name what opens SSH to the internet`, async () => {
          const program = join(project, flavour.replaceAll(/\W+/g, "-"));
          mkdirSync(program);
          writeFileSync(join(program, "package.json"), JSON.stringify({ name: "fresh", private: true, type }));
          // The provider is at hand in one version, whichever one the SDK would have.
          const provider = {
            name: "aws",
            path: join(env.PULUMI_HOME ?? "", `plugins/resource-aws-v${newest["@pulumi/aws"]}`),
          };
          const plugins = env.PULUMI_HOME && onAws ? { plugins: { providers: [provider] } } : {};
          writeFileSync(join(program, "Pulumi.yaml"), stringify({ name: "fresh", runtime, ...plugins }));
          writeFileSync(join(program, file), text(made(onAws)));
          await pulumi(env, program, "stack", "init", set);
          const pack = ["--policy-pack", join(installed, "dist/policies")];
          const { code, text: said } = await pulumi(env, program, "preview", "--stack", set, ...pack);
          assert.notEqual(code, 0, said);
          const refused = [...said.matchAll(/\[mandatory\].* {2}(\S+) {2}\(.*: (\S+)\)$/gm)].map(
            ([, control, name]) => [control, name],
          );
          assert.deepEqual(
            refused,
            [
              ["network-admin-ports-private", "login"],
              ["network-public-ports-listed", "login"],
            ],
            said,
          );
        });

      it("has types that compile, in ES modules and in CommonJS", async () => {
        const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];
        const programs = Object.keys(flavours)
          .slice(0, 2)
          .map((flavour) => join(flavour.replaceAll(/\W+/g, "-"), "index.ts"));
        await succeeds(process.execPath, [require.resolve("typescript/bin/tsc"), ...options, ...programs], project);
      });
    });

  it("has the command hardening, which explains a control and judges a state", async () => {
    const project = join(folder, "newest");
    const explained = await succeeds("npx", ["--no", "hardening", "explain", "network-admin-ports-private"], project);
    assert.match(explained, /^network-admin-ports-private \(/);
    const { code, text } = await outcome(
      "npx",
      ["--no", "hardening", "check", "-C", project, "-o", "report.html", "--state", fileOf("sandbox.state.json")],
      env,
      project,
    );
    assert.equal(code, 1, text);
    assert.match(text, /mandatory/);
    assert.match(readFileSync(join(project, "report.html"), "utf8"), /<svg/);
  });

  it("is a component package for other languages", async () => {
    const installed = join(folder, "newest/node_modules/hardening-baseline/dist/components");
    const { resources } = JSON.parse(await succeeds("pulumi", ["package", "get-schema", installed], folder));
    assert.deepEqual(
      Object.keys(resources).sort(),
      Object.keys(library)
        .map((name) => `hardening:index:${name}`)
        .sort(),
    );
  });
});
