import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { FlowArgs } from "../../components/flow.ts";
import { AwsServer, type AwsServerArgs } from "../../components/index.ts";
import { type Built, build } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";
import { CERTIFICATE } from "../support/system.ts";

const reason = "Because the test needs it";
const flow = (service: string): FlowArgs => ({ from: "management", to: "management", service, reason });
const flows = { web: flow("https"), logs: flow("syslog-tls"), names: flow("dns") };
const args: AwsServerArgs = {
  cidr: "10.20.0.0/16",
  ipv6CidrBlock: "2001:db8:aa:bb00::/56",
  flows,
  zone: "management",
  owner: "platform",
  reviewOn: "2999-12-31",
  imageId: "ami-0a1b2c3d4e5f60718",
  instanceType: "m7i.large",
  keyArn: "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
  subnetId: "subnet-a",
  securityGroupIds: ["sg-0a1b"],
  logCollector: { address: "10.20.64.9", caCertificate: CERTIFICATE },
  packageMirror: "https://10.20.64.8/debian",
};
const make = (own: Partial<AwsServerArgs> = {}) => build(() => new AwsServer("core", { ...args, ...own }));

const of = (type: string, { resources }: Pick<Built<unknown>, "resources">) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

/** What a machine is told, unpacked. */
const told = ({ props }: Built<unknown>["resources"][number]): string =>
  gunzipSync(Buffer.from(props.userDataBase64 as string, "base64")).toString();
/** A file that it is told to write. */
const file = (machine: Built<unknown>["resources"][number], path: string): string =>
  parse(told(machine)).write_files.find((one: { path: string }) => one.path === path).content;

describe("an AwsServer", () => {
  it("satisfies every control", async () => {
    for (const own of [{}, { replicas: { a: {}, b: { subnetId: "subnet-b", restartAt: "05:00" } } }])
      assert.deepEqual((await make(own)).said, []);
  });

  it("answers metadata requests to a session token only, one hop away, and has no public address", async () => {
    const [server] = of("Instance", await make());
    assert.deepEqual(server?.props.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    });
    assert.equal(server?.props.associatePublicIpAddress, false);
    assert.deepEqual(server?.props.vpcSecurityGroupIds, ["sg-0a1b"]);
    assert.equal(server?.props.keyName, undefined);
  });

  it("starts from a volume that is encrypted with our key and goes with it, unless it is to be kept", async () => {
    for (const [keepVolume, deleteOnTermination] of [
      [undefined, true],
      [true, false],
    ] as const) {
      const [server] = of("Instance", await make({ keepVolume, volumeSize: 30 }));
      const { tags, ...volume } = (server?.props.rootBlockDevice ?? {}) as { tags?: object };
      assert.deepEqual(volume, {
        volumeType: "gp3",
        volumeSize: 30,
        encrypted: true,
        kmsKeyId: args.keyArn,
        deleteOnTermination,
      });
      assert.deepEqual(tags, server?.props.tags);
    }
  });

  it("is managed by Systems Manager in a role that may do nothing else, until it is told", async () => {
    const built = await make({ policyArns: { backup: "arn:aws:iam::123456789012:policy/backup" } });
    const [role] = of("Role", built);
    const [statement] = JSON.parse(role?.props.assumeRolePolicy as string).Statement;
    assert.deepEqual(statement.Principal, { Service: "ec2.amazonaws.com" });
    assert.deepEqual(
      of("RolePolicyAttachment", built)
        .map(({ name, props }) => [name, props.policyArn, props.role])
        .sort(),
      [
        ["core-backup", "arn:aws:iam::123456789012:policy/backup", role?.outputs.id],
        ["core-managed", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", role?.outputs.id],
      ],
    );
    const [profile] = of("InstanceProfile", built);
    assert.equal(of("Instance", built)[0]?.props.iamInstanceProfile, profile?.outputs.id);
    assert.equal(of("RolePolicyAttachment", await make()).length, 1);
  });

  it("cannot be deleted by mistake, and is watched every minute", async () => {
    const [server] = of("Instance", await make());
    assert.deepEqual([server?.props.disableApiTermination, server?.props.monitoring], [true, true]);
    const [open] = of("Instance", await make({ terminationProtection: false }));
    assert.equal(open?.props.disableApiTermination, false);
  });

  it("is told the same as on OpenStack, packed, and asks the cloud for names and the time", async () => {
    const [server] = of("Instance", await make());
    assert.ok(server);
    assert.equal(parse(told(server)).ssh_pwauth, false);
    assert.ok(Buffer.from(server.props.userDataBase64 as string, "base64").length <= 16_384);
    const rules = file(server, "/etc/nftables.conf");
    assert.match(rules, /ip daddr \{ 10\.20\.0\.2, 169\.254\.169\.253 \} udp dport 53 accept/);
    assert.match(rules, /ip daddr 169\.254\.169\.123 udp dport 123 accept/);
    assert.match(rules, /ip6 daddr 2001:db8:aa:bb40::\/59 tcp dport 443 accept/);
    assert.match(file(server, "/etc/chrony/chrony.conf"), /^server 169\.254\.169\.123 iburst$/m);
    assert.doesNotMatch(told(server), /ptp_kvm/);
  });

  it("waits for Amazon's IPv6 range, which its own firewall needs", async () => {
    const [known] = of("Instance", await make());
    const [later] = of(
      "Instance",
      await make({ ipv6CidrBlock: pulumi.output(Promise.resolve(args.ipv6CidrBlock as string)) }),
    );
    assert.equal(later?.props.userDataBase64, known?.props.userDataBase64);
  });

  it("lets what is in a prefix list through its own firewall, and nothing else", async () => {
    const tenant = (service: string): FlowArgs => ({ from: "tenant", to: "tenant", service, reason });
    const own: Partial<AwsServerArgs> = {
      zone: "tenant",
      flows: {
        web: tenant("https"),
        logs: tenant("syslog-tls"),
        names: tenant("dns"),
        list: { ...tenant("postgresql"), to: "pl-0a1b2c" },
      },
      logCollector: { ...args.logCollector, address: "10.20.96.9" },
      packageMirror: "https://10.20.96.8/debian",
    };
    const { resources } = await build(() => new AwsServer("core", { ...args, ...own }), {
      "aws:ec2/getManagedPrefixList:getManagedPrefixList": () => ({ entries: [{ cidr: "198.51.100.0/24" }] }),
    });
    const [server] = of("Instance", { resources });
    assert.ok(server);
    const rules = file(server, "/etc/nftables.conf");
    assert.match(rules, /ip daddr 198\.51\.100\.0\/24 tcp dport 5432 accept/);
    assert.doesNotMatch(rules, /daddr (0\.0\.0\.0|::)\/0/);
  });

  it("makes servers that stand in for each other, each in its subnet, restarting when the others do not", async () => {
    const built = await make({ replicas: { a: {}, b: { subnetId: "subnet-b", restartAt: "05:00" } } });
    const servers = of("Instance", built);
    assert.deepEqual(
      servers.map((server) => [server.name, server.props.subnetId, /Reboot-Time "(.*)"/.exec(told(server))?.[1]]),
      [
        ["core-a", "subnet-a", "04:00"],
        ["core-b", "subnet-b", "05:00"],
      ],
    );
    assert.equal(of("Role", built).length, 1);
  });

  it("opens no more than the flows that it takes part in", async () => {
    const [server] = of("Instance", await make({ flowNames: ["web", "logs"] }));
    const opened = [...told(server as never).matchAll(/comment "Flow ([\w-]+):/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(opened)].sort(), ["logs", "web"]);
  });

  it("says whose it is, what for, in which zone, and until when", async () => {
    const built = await make({ environment: "staging" });
    for (const type of ["Instance", "Role", "InstanceProfile"])
      assert.deepEqual(of(type, built)[0]?.props.tags, {
        Name: "core",
        zone: "management",
        owner: "platform",
        environment: "staging",
        review: "2999-12-31",
      });
  });

  for (const [name, own, sentence] of [
    ["a zone that is none", { zone: "dmz" }, /zone must be management, tenant, storage or provisioning, got "dmz"\.$/],
    ["a zone for load balancers", { zone: "api" }, /zone must be management, .*, got "api"\.$/],
    ["no subnet", { subnetId: undefined }, /subnetId must be given, got null\.$/],
    [
      "a replica without one",
      { subnetId: undefined, replicas: { a: {} } },
      /subnetId must be given, or for the replica a, got null\.$/,
    ],
    [
      "no security group",
      { securityGroupIds: [] },
      /securityGroupIds must be at least one security group, got \[\]\.$/,
    ],
    [
      "an image by its name",
      { imageId: "debian-12" },
      /imageId must be the id of an image such as ami-0a1b2c3d4e5f60718, got "debian-12"\.$/,
    ],
    [
      "a key by its alias",
      { keyArn: "alias/aws/ebs" },
      /keyArn must be an ARN such as arn:aws:kms:.*, got "alias\/aws\/ebs"\.$/,
    ],
    [
      "a policy that is none",
      { policyArns: { backup: "AdministratorAccess" } },
      /policyArns\.backup must be an ARN such as arn:aws:iam:.*, got "AdministratorAccess"\.$/,
    ],
    [
      "a policy without a name",
      { policyArns: { managed: "arn:aws:iam::aws:policy/x" } },
      /the name of a policy must be 1 to 20 .*, got "managed"\.$/,
    ],
    [
      "a volume of no size",
      { volumeSize: 0.5 },
      /volumeSize must be a whole number of GiB from 1 to 16384, got 0\.5\.$/,
    ],
    ["an owner that cannot be a tag", { owner: "a|b" }, /owner must be 1 to 50 letters, .*, got "a\|b"\.$/],
    [
      "a day that is none",
      { reviewOn: "2030-02-30" },
      /reviewOn must be a day such as 2030-01-31, got "2030-02-30"\.$/,
    ],
    ["no replicas", { replicas: {} }, /replicas must be at least one server, or left out for one, got \{\}\.$/],
    ["a replica without a name", { replicas: { "": {} } }, /the name of a replica must be 1 to 20 .*, got ""\.$/],
    [
      "no way to Systems Manager",
      { flows: { logs: flow("syslog-tls") } },
      /flows must be such that https leads from the machine to where Systems Manager is reached, got \["SYSLOG_TLS_ACCESS_TO_MANAGEMENT_FROM_MANAGEMENT"\]\.$/,
    ],
    ["no part in it", { flowNames: ["logs"] }, /https leads from the machine/],
    [
      "more user data than EC2 takes",
      { files: { "/etc/x": { content: Array.from({ length: 9000 }, (_, i) => (i * 7919).toString(36)).join(" ") } } },
      /files and commands must be few enough for 16384 bytes, got "\d+ bytes of user data, packed"\.$/,
    ],
  ] as readonly (readonly [string, Partial<AwsServerArgs>, RegExp])[])
    it(`refuses ${name} in one sentence, and makes nothing`, async () => {
      await assert.rejects(async () => make(own), sentence);
    });

  it("refuses missing credentials, and makes nothing", async () => {
    const { resources } = await refusesAtRun(
      () => new AwsServer("core", args),
      /^AWS must be reached with credentials that it lets in and a region, got: /,
      {
        "aws:index/getRegion:getRegion": () => {
          throw new Error();
        },
      },
    );
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["core"],
    );
  });
});
