import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import { json } from "../../report/json.ts";
import type { Report } from "../../report/report.ts";
import { Instance } from "../../sandbox/instance.ts";
import { analysed, fileOf, previewed } from "../report/recorded.ts";
import { type Outcome, outcome, pulumi } from "./pulumi.ts";

const command = join(import.meta.dirname, "../../report/command.ts");

/** Resources of an account that nobody built with this library, as either major version of `@pulumi/aws` has them in a state. */
const account = (version: 6 | 7) => {
  const bucket = version === 6 ? "aws:s3/bucketV2:BucketV2" : "aws:s3/bucket:Bucket";
  const region = version === 6 ? {} : { region: "eu-central-1" };
  const everywhere = { protocol: "tcp", cidrBlocks: ["0.0.0.0/0"], description: "Administrators" };
  return {
    shop: [bucket, { bucket: "shop-0a1b2c", ...region }],
    login: [
      "aws:ec2/securityGroup:SecurityGroup",
      { description: "Machines", ingress: [{ ...everywhere, fromPort: 22, toPort: 22, self: false }], ...region },
    ],
    web: ["aws:ec2/instance:Instance", { ami: "ami-0a1b2c", instanceType: "t3.small", ...region }],
    data: ["aws:ebs/volume:Volume", { availabilityZone: "eu-central-1a", size: 20, encrypted: false, ...region }],
    all: [
      "aws:iam/policy:Policy",
      {
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        }),
      },
    ],
  } as const;
};

/** A state, as `pulumi stack export` writes it. */
const stateOf = (version: 6 | 7): object => {
  const urn = (type: string, name: string) => `urn:pulumi:production::account::${type}::${name}`;
  const stack = urn("pulumi:pulumi:Stack", "account-production");
  const providerType = "pulumi:providers:aws";
  const provider = urn(providerType, "default");
  return {
    version: 3,
    deployment: {
      resources: [
        { urn: stack, custom: false, type: "pulumi:pulumi:Stack" },
        { urn: provider, custom: true, id: "0a1b2c", type: providerType, inputs: { region: "eu-central-1" } },
        ...Object.entries(account(version)).map(([name, [type, inputs]]) => ({
          ...{ urn: urn(type, name), custom: true, id: `id-${name}`, type, parent: stack },
          ...{ provider: `${provider}::0a1b2c`, inputs, outputs: { ...inputs, id: `id-${name}` } },
        })),
      ],
    },
  };
};

describe("the command hardening, with the real engine", function () {
  this.timeout(300_000);
  const instance = new Instance("report");
  let env: NodeJS.ProcessEnv;
  let project: string;

  before(async () => {
    const found = await instance.environment((line) => console.log(line));
    const { OS_CLIENT_CONFIG_FILE: _, OS_CLOUD: __, ...own } = found;
    // A preview of new resources asks no cloud, so that there need not be one.
    const nowhere = { OS_AUTH_URL: "http://127.0.0.1:9/v3", OS_USERNAME: "nobody", OS_PASSWORD: "none" };
    const domains = { OS_PROJECT_NAME: "none", OS_USER_DOMAIN_NAME: "Default", OS_PROJECT_DOMAIN_NAME: "Default" };
    env = { ...own, ...nowhere, ...domains };
    project = join(instance.folder, "estate");
    mkdirSync(project, { recursive: true });
    const main = relative(project, fileOf("estate/index.ts"));
    const runtime = { name: "nodejs", options: { typescript: false } };
    writeFileSync(join(project, "Pulumi.yaml"), stringify({ name: "estate", runtime, main }));
    await pulumi(env, project, "stack", "init", "production");
  });

  after(() => instance.remove());

  /** Runs `hardening check`, and gives what it wrote as JSON besides. */
  const check = async (...args: string[]): Promise<Outcome & { report: ReturnType<typeof JSON.parse> }> => {
    const file = join(project, "report.json");
    const ended = await outcome(process.execPath, [command, "check", "-C", project, "-o", file, ...args], env);
    return { ...ended, report: JSON.parse(readFileSync(file, "utf8")) };
  };

  const told = (report: Report) => JSON.parse(json(report));

  it("previews a program that was not built with this library, and says what was recorded of it", async () => {
    const { code, text, report } = await check("--", "--stack", "production");
    assert.equal(code, 1, text);
    assert.deepEqual(report, told(previewed()));
    assert.match(text, /estate\/production: 6 mandatory and 2 advisory findings, 1 judgement waiting/);
  });

  it("takes the pack's settings from a policy configuration", async () => {
    const config = join(project, "policy.json");
    writeFileSync(config, JSON.stringify({ "network-admin-ports-private": "disabled" }));
    const { report } = await check("--config", config, "--", "--stack", "production");
    const policies: string[] = report.findings.map(({ policy }: { policy: string }) => policy);
    assert.ok(!policies.includes("network-admin-ports-private"), policies.join());
    assert.ok(policies.includes("network-public-ports-listed"));
    assert.equal(report.waiting.policies.length, 1);
  });

  it("lets all be advice but for what a team has turned on", async () => {
    const config = join(project, "policy.json");
    writeFileSync(config, JSON.stringify({ all: "advisory", "network-admin-ports-private": "mandatory" }));
    const { code, report } = await check("--config", config, "--", "--stack", "production");
    assert.equal(code, 1);
    const mandatory = report.findings.filter(({ level }: { level: string }) => level === "mandatory");
    assert.deepEqual(
      mandatory.map(({ policy }: { policy: string }) => policy),
      ["network-admin-ports-private"],
    );
    writeFileSync(config, JSON.stringify({ all: "advisory" }));
    assert.equal((await check("--config", config, "--", "--stack", "production")).code, 0);
  });

  it("is not judged where the program breaks, in the engine's own words", async () => {
    const { code, report } = await check("--", "--stack", "nowhere");
    assert.equal(code, 2);
    assert.deepEqual(report.errors, ["no stack named 'nowhere' found"]);
  });

  it("judges what stands on OpenStack from its exported state alone", async () => {
    const { code, text, report } = await check("--state", fileOf("sandbox.state.json"));
    assert.equal(code, 1, text);
    const places = (one: { findings: object[] }) =>
      one.findings.map((finding) => ({ ...finding, position: undefined }));
    assert.deepEqual(places(report), places(told(analysed())));
  });

  for (const version of [6, 7] as const)
    it(`judges an account that @pulumi/aws ${version} made, from its exported state alone`, async () => {
      const file = join(project, `aws${version}.json`);
      writeFileSync(file, JSON.stringify(stateOf(version)));
      const { code, report } = await check("--state", file);
      assert.equal(code, 1);
      const found = report.findings.map(
        ({ policy, resource }: { policy: string; resource: { name: string } }) => `${policy} ${resource.name}`,
      );
      for (const expected of [
        "network-admin-ports-private login",
        "identity-policies-bounded all",
        "storage-volumes-encrypted data",
        "storage-buckets-blocked shop",
        "storage-buckets-tls-required shop",
        "storage-containers-versioned shop",
        "server-metadata-guarded web",
      ])
        assert.ok(found.includes(expected), `${expected} of:\n${found.join("\n")}`);
    });
});
