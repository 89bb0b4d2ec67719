import assert from "node:assert/strict";
import { parse } from "yaml";
import {
  OpenStackBastion,
  type OpenStackBastionArgs,
  OpenStackFirewall,
  OpenStackNetwork,
  OpenStackServer,
} from "../../components/index.ts";
import type { OpenStackServerArgs } from "../../components/openstack/server.ts";
import { inventoryOf, reviewNotice } from "../../components/server.ts";
import { type Built, build, without } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";
import { args, machine, PUBLIC_KEY } from "../support/system.ts";

type Resources = Built<unknown>["resources"];
const of = (type: string, { resources }: { readonly resources: Resources }) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

/** A server, and the network and firewall around it, as a team would write it. */
const program = (own: Partial<OpenStackServerArgs>) => () => {
  const addresses = { ...args, zones: { management: {} } };
  const network = new OpenStackNetwork("cloud", { ...addresses, owner: "platform" });
  const firewall = new OpenStackFirewall("cloud", addresses);
  return new OpenStackServer("core", {
    ...machine,
    ...addresses,
    zone: "management",
    networkId: network.networkIds.management as never,
    subnetId: network.subnetIds.management as never,
    securityGroupIds: firewall.securityGroupIds.management as never,
    ...own,
  });
};

const make = (own: Partial<OpenStackServerArgs> = {}) => build(program(own));

/** What a component asks of a cloud without a service, which must be nothing. */
const makesNothing = async (component: string, make: () => unknown, service: string, sentence: RegExp) => {
  const { resources } = await refusesAtRun(make, sentence, without(service));
  assert.deepEqual(
    resources.filter(({ urn }) => urn.includes(`${component}$`)),
    [],
  );
};

const MISSING = [
  ["compute", /needs the service compute \(Nova\), which this cloud does not offer to these credentials, only /],
  ["block-storage", /needs the service block-storage \(Cinder\), which /],
] as const;

describe("an OpenStackServer", () => {
  it("satisfies every control", async () => {
    assert.deepEqual((await make()).said, []);
    assert.deepEqual((await make({ replicas: { a: {}, b: { restartAt: "05:00" } } })).said, []);
  });

  it("has a port of its own with its groups, and no public address", async () => {
    const built = await make();
    const [port, ...others] = of("Port", built);
    assert.deepEqual(others, []);
    assert.equal(port?.props.portSecurityEnabled, true);
    assert.deepEqual(port?.props.tags, [
      "zone:management",
      "owner:platform",
      "environment:production",
      "review:2999-12-31",
    ]);
    assert.notEqual(port?.props.securityGroupIds, []);
    assert.deepEqual(of("FloatingIp", built), []);
    const [server] = of("Instance", built);
    assert.deepEqual(server?.props.networks, [{ port: port?.outputs.id }]);
    assert.equal(server?.props.securityGroups, undefined);
  });

  it("starts from an encrypted volume that goes with it, unless it is to be kept", async () => {
    for (const [keepVolume, deleteOnTermination] of [
      [undefined, true],
      [true, false],
    ] as const) {
      const [server] = of("Instance", await make({ keepVolume, volumeSize: 30 }));
      assert.deepEqual(server?.props.blockDevices, [
        {
          bootIndex: 0,
          sourceType: "image",
          destinationType: "volume",
          uuid: machine.imageId,
          volumeSize: 30,
          volumeType: "luks",
          deleteOnTermination,
        },
      ]);
    }
  });

  it("is told cloud-config on a drive, and says whose it is", async () => {
    const [server] = of("Instance", await make({ environment: "staging" }));
    assert.equal(server?.props.configDrive, true);
    assert.equal(server?.props.stopBeforeDestroy, true);
    assert.equal(parse(server?.props.userData as string).ssh_pwauth, false);
    assert.deepEqual(server?.props.metadata, {
      zone: "management",
      owner: "platform",
      environment: "staging",
      review: "2999-12-31",
    });
  });

  it("makes a key pair of a key, or uses one that exists", async () => {
    const made = await make();
    assert.equal(of("Keypair", made)[0]?.props.publicKey, PUBLIC_KEY);
    const adopted = await make({ publicKey: undefined, keyPair: "operators" });
    assert.deepEqual([of("Keypair", adopted), of("Instance", adopted)[0]?.props.keyPair], [[], "operators"]);
  });

  it("makes servers that stand in for each other, apart, and each restarting when the others do not", async () => {
    const built = await make({
      replicas: { a: { availabilityZone: "az-1" }, b: { availabilityZone: "az-2", restartAt: "05:00" } },
      affinity: "anti-affinity",
    });
    const servers = of("Instance", built);
    assert.deepEqual(
      servers.map(({ name, props }) => [name, props.availabilityZone]),
      [
        ["core-a", "az-1"],
        ["core-b", "az-2"],
      ],
    );
    const [group] = of("ServerGroup", built);
    assert.deepEqual(group?.props.policies, ["anti-affinity"]);
    for (const { props } of servers) assert.deepEqual(props.schedulerHints, [{ group: group?.outputs.id }]);
    const restarts = servers.map(({ props }) => /Reboot-Time "(.*)"/.exec(props.userData as string)?.[1]);
    assert.deepEqual(restarts, ["04:00", "05:00"]);
  });

  it("opens no more than the flows that it takes part in", async () => {
    const [server] = of("Instance", await make({ flowNames: ["core-logs", "core-api"] }));
    const opened = [...String(server?.props.userData).matchAll(/comment "Flow ([\w-]+):/g)].map(([, flow]) => flow);
    assert.deepEqual([...new Set(opened)].sort(), ["core-api", "core-logs"]);
  });

  for (const [name, own, sentence] of [
    ["a zone that is none", { zone: "dmz" }, /zone must be management, got "dmz"\.$/],
    [
      "no security group",
      { securityGroupIds: [] },
      /securityGroupIds must be at least one security group, got \[\]\.$/,
    ],
    ["no key", { publicKey: undefined }, /keyPair and publicKey must be one of them: .*, got "neither"\.$/],
    ["two keys", { keyPair: "operators" }, /keyPair and publicKey must be one of them: .*, got "both"\.$/],
    [
      "a weak key",
      { publicKey: "ssh-dss AAAAB3NzaC1kc3M=" },
      /publicKey must be a public key of type ed25519, or RSA of 3072 bits or more, got "a key that is no public key of OpenSSH's"\.$|got "a key that is of type ssh-dss"\.$/,
    ],
    [
      "a volume of no size",
      { volumeSize: 0.5 },
      /volumeSize must be a whole number of GiB from 1 to 16384, got 0\.5\.$/,
    ],
    [
      "an owner that cannot be a tag",
      { owner: "a/b" },
      /owner must be 1 to 50 characters without commas and slashes, got "a\/b"\.$/,
    ],
    ["an environment without a name", { environment: "" }, /environment must be 1 to 50 characters .*, got ""\.$/],
    [
      "a day that is none",
      { reviewOn: "2030-02-30" },
      /reviewOn must be a day such as 2030-01-31, got "2030-02-30"\.$/,
    ],
    [
      "an affinity that is none",
      { affinity: "affinity" },
      /affinity must be anti-affinity or soft-anti-affinity, got "affinity"\.$/,
    ],
    ["no replicas", { replicas: {} }, /replicas must be at least one server, or left out for one, got \{\}\.$/],
    ["a replica without a name", { replicas: { "": {} } }, /the name of a replica must be 1 to 20 .*, got ""\.$/],
    [
      "more user data than Nova takes",
      { files: { "/etc/x": { content: "y ".repeat(30_000) } } },
      /files and commands must be few enough for 49149 bytes, got "\d+ bytes of user data"\.$/,
    ],
  ] as readonly (readonly [string, Partial<OpenStackServerArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, async () => {
      await assert.rejects(async () => make(own), sentence);
    });

  for (const [service, sentence] of MISSING)
    it(`refuses a cloud without ${service} in one sentence, and makes nothing`, () =>
      makesNothing("OpenStackServer", program({}), service, sentence));
});

describe("an inventory", () => {
  it("says of something whose it is, what for, and when it is reviewed", () => {
    assert.deepEqual(inventoryOf("x", { owner: "platform", reviewOn: "2030-01-31" }, { zone: "api" }).tags, [
      "zone:api",
      "owner:platform",
      "environment:production",
      "review:2030-01-31",
    ]);
  });

  it("speaks of a review on its day, and not before", () => {
    const notice = (now: string) => reviewNotice({ owner: "platform", reviewOn: "2030-01-31" }, new Date(now));
    assert.equal(notice("2030-01-30T23:59:59Z"), undefined);
    assert.match(notice("2030-01-31T00:00:00Z") ?? "", /^was to be reviewed on 2030-01-31: platform decides/);
  });
});

const bastionProgram = (own: Partial<OpenStackBastionArgs>) => () => {
  const network = new OpenStackNetwork("cloud", {
    cidr: args.cidr,
    ipv6Cidr: "ipv6Cidr" in own ? own.ipv6Cidr : args.ipv6Cidr,
    owner: "platform",
    externalNetwork: "public",
  });
  const leg = (zone: string) => ({
    networkId: network.networkIds[zone] as never,
    subnetId: network.subnetIds[zone] as never,
  });
  return new OpenStackBastion("bastion", {
    ...machine,
    allowedCidrs: ["198.51.100.0/24", "2001:db8:7::/48"],
    outside: leg("api"),
    inside: leg("management"),
    externalNetwork: "public",
    ...own,
  });
};

const bastion = (own: Partial<OpenStackBastionArgs> = {}) => build(bastionProgram(own));

describe("an OpenStackBastion", () => {
  it("satisfies every control", async () => {
    const addresses = { ipv6Cidr: undefined, allowedCidrs: ["198.51.100.0/24"] };
    assert.deepEqual((await bastion(addresses)).said, []);
  });

  it("has a leg in api and one in management, each with groups of its own, and one public address", async () => {
    const built = await bastion();
    const [outside, inside] = of("Port", built);
    assert.deepEqual([outside?.name, inside?.name], ["bastion-api", "bastion-management"]);
    const [server] = of("Instance", built);
    assert.deepEqual(server?.props.networks, [{ port: outside?.outputs.id }, { port: inside?.outputs.id }]);
    assert.ok(String(server?.props.tags).includes("role:bastion"));
    const [address, ...others] = of("FloatingIp", built);
    assert.deepEqual([address?.props.portId, others], [outside?.outputs.id, []]);
    const names = of("SecGroup", built).map(({ props }) => String(props.name).replaceAll(/_+/g, "_"));
    assert.deepEqual(names.sort(), [
      "HTTPS_SSH_TCP_6514_ACCESS_TO_10_20_64_0_19_FROM_MANAGEMENT",
      "HTTPS_SSH_TCP_6514_ACCESS_TO_FD20_0_0_4000_64_FROM_MANAGEMENT",
      "NODE_EXPORTER_ACCESS_FROM_10_20_64_0_19_TO_MANAGEMENT",
      "NODE_EXPORTER_ACCESS_FROM_FD20_0_0_4000_64_TO_MANAGEMENT",
      "SSH_ACCESS_FROM_198_51_100_0_24_TO_API",
      "SSH_ACCESS_FROM_2001_DB8_7_48_TO_API",
    ]);
  });

  it("forwards connections to port 22, and its firewall only those to management", async () => {
    const [server] = of("Instance", await bastion());
    const text = server?.props.userData as string;
    assert.match(text, /AllowTcpForwarding local\n\s+PermitOpen \*:22/);
    const out = [...text.matchAll(/daddr (\S+) tcp dport 22 accept/g)].map(([, range]) => range);
    assert.deepEqual(out, ["10.20.64.0/19", "fd20:0:0:4000::/64"]);
  });

  it("has no public address where nobody asks for one", async () => {
    assert.deepEqual(of("FloatingIp", await bastion({ externalNetwork: undefined })), []);
  });

  for (const [name, own, sentence] of [
    [
      "the internet",
      { allowedCidrs: ["0.0.0.0/0"] },
      /allowedCidrs must be address ranges of people you know .*, got "0\.0\.0\.0\/0"\.$/,
    ],
    ["half of the internet", { allowedCidrs: ["128.0.0.0/1"] }, /got "128\.0\.0\.0\/1"\.$/],
    ["the internet of IPv6", { allowedCidrs: ["::/0"] }, /got "::\/0"\.$/],
    ["a range that is none", { allowedCidrs: ["office"] }, /got "office"\.$/],
    [
      "nobody",
      { allowedCidrs: [] },
      /allowedCidrs must be at least one address range such as 198\.51\.100\.0\/24, got \[\]\.$/,
    ],
    [
      "a network without management",
      { zones: { api: {} } },
      /zones must be given with api and management, got \["api"\]\.$/,
    ],
  ] as readonly (readonly [string, Partial<OpenStackBastionArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, async () => {
      await assert.rejects(async () => bastion(own), sentence);
    });

  for (const [service, sentence] of MISSING)
    it(`refuses a cloud without ${service} in one sentence, and makes nothing, its security groups neither`, () =>
      makesNothing("OpenStackBastion", bastionProgram({}), service, sentence));
});
