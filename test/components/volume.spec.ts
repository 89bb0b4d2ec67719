import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import {
  OpenStackHypervisors,
  type OpenStackHypervisorsArgs,
  OpenStackImage,
  type OpenStackImageArgs,
  OpenStackVolume,
  type OpenStackVolumeArgs,
  OpenStackVpn,
  type OpenStackVpnArgs,
} from "../../components/index.ts";
import { build, without } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";

const inventory = { owner: "platform", reviewOn: "2999-12-31" };

/** What lacks a service is refused in one sentence, and nothing but the component itself is there. */
const refusesWithout = async (service: string, title: string, make: () => unknown) => {
  const sentence = `needs the service ${service} (${title}), which this cloud does not offer to these credentials, only `;
  const { resources, heard } = await refusesAtRun(make, /./, without(service));
  for (const message of heard) assert.ok(message.includes(sentence), message);
  assert.deepEqual(
    resources.filter(({ type }) => !type.startsWith("hardening:")),
    [],
  );
};

const volumeProgram = (own: Partial<OpenStackVolumeArgs>) => () =>
  new OpenStackVolume("data", { ...inventory, purpose: "The database", size: 20, volumeType: "luks", ...own });

const volume = (own: Partial<OpenStackVolumeArgs> = {}) => build(volumeProgram(own));

describe("an OpenStackVolume", () => {
  it("satisfies every control", async () => assert.deepEqual((await volume({ serverId: "a-server" })).said, []));

  it("says how often it is backed up, and is on one server", async () => {
    const { resources } = await volume({ backup: "hourly", serverId: "a-server" });
    const [, data, attached] = resources;
    assert.deepEqual(data?.props.metadata, {
      backup: "hourly",
      owner: "platform",
      environment: "production",
      review: "2999-12-31",
    });
    assert.deepEqual([data?.props.multiattach, attached?.props.instanceId], [undefined, "a-server"]);
  });

  for (const [name, own, sentence] of [
    ["a size that is none", { size: -1 }, /size must be a whole number of GiB from 1 to 16384, got -1\.$/],
    [
      "a backup that is none",
      { backup: "sometimes" },
      /backup must be hourly, daily, weekly or never, got "sometimes"\.$/,
    ],
  ] as readonly (readonly [string, Partial<OpenStackVolumeArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, () => assert.rejects(async () => volume(own), sentence));

  it("refuses a cloud without Cinder, and one without Nova where it is to be on a server", async () => {
    await refusesWithout("block-storage", "Cinder", volumeProgram({}));
    await refusesWithout("compute", "Nova", volumeProgram({ serverId: "a-server" }));
    await build(volumeProgram({}), without("compute"));
  });

  it("finds Cinder under its older type too", async () => {
    const older = { serviceCatalogs: [{ type: "volumev3", endpoints: [] }] };
    const { resources } = await build(volumeProgram({}), {
      "openstack:identity/getAuthScope:getAuthScope": () => older,
    });
    assert.equal(resources.length, 2);
  });
});

const imageProgram = (own: Partial<OpenStackImageArgs>) => () =>
  new OpenStackImage("debian", {
    ...inventory,
    sourceUrl: "https://images.example.org/debian-12.qcow2",
    allowedHosts: ["images.example.org"],
    signature: { signature: "c2lnbmF0dXJl".repeat(10), certificateId: "a-certificate" },
    ...own,
  });

const image = (own: Partial<OpenStackImageArgs> = {}) => build(imageProgram(own));

describe("an OpenStackImage", () => {
  it("satisfies every control", async () => {
    assert.deepEqual((await image()).said, []);
    assert.deepEqual((await image({ sourceUrl: undefined, file: "debian-12.qcow2" })).said, []);
  });

  it("is private, protected, signed, and boots securely", async () => {
    const [, { props = {} } = {}] = (await image()).resources;
    assert.deepEqual([props.visibility, props.protected, props.verifyChecksum], ["private", true, true]);
    const { img_signature_key_type, os_secure_boot } = props.properties as { [key: string]: string };
    assert.deepEqual([img_signature_key_type, os_secure_boot], ["RSA-PSS", "required"]);
  });

  it("encrypts the memory of its machines where it is told to, and can be deleted where it is deletable", async () => {
    const said = async (own: Partial<OpenStackImageArgs>) => {
      const [, { props = {} } = {}] = (await image(own)).resources;
      return [props.protected, (props.properties as { [key: string]: string }).hw_mem_encryption];
    };
    assert.deepEqual(await said({ memoryEncrypted: true }), [true, "True"]);
    assert.deepEqual(await said({ deletable: true }), [false, undefined]);
  });

  for (const [name, own, sentence] of [
    [
      "a source without TLS",
      { sourceUrl: "http://images.example.org/x" },
      /sourceUrl must be an https address without a user .*, got "http:\/\/images\.example\.org"\.$/,
    ],
    [
      "a source with a password, and does not tell it",
      { sourceUrl: "https://ada:hunter22@images.example.org/x" },
      /sourceUrl must be an https address without a user .*, got "https:\/\/images\.example\.org"\.$/,
    ],
    [
      "a host that nobody allowed",
      { allowedHosts: [] },
      /the host of sourceUrl must be one of allowedHosts, which names none, got "images\.example\.org"\.$/,
    ],
    ["two sources", { file: "x" }, /sourceUrl and file must be one of them, got "both"\.$/],
    ["no source", { sourceUrl: undefined }, /sourceUrl and file must be one of them, got "neither"\.$/],
    [
      "a signature that is none",
      { signature: { signature: "?", certificateId: "c" } },
      /signature\.signature must be a signature in base64, got "\?"\.$/,
    ],
    ["a format that is none", { diskFormat: "iso" }, /diskFormat must be qcow2 or raw, got "iso"\.$/],
    ["memory of no size", { minRamMb: 0 }, /minRamMb must be a whole number above 0, got 0\.$/],
  ] as readonly (readonly [string, Partial<OpenStackImageArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, () => assert.rejects(async () => image(own), sentence));

  it("refuses a cloud without Glance", () => refusesWithout("image", "Glance", imageProgram({})));
});

const vpn = (own: Partial<OpenStackVpnArgs> = {}) =>
  build(
    () =>
      new OpenStackVpn("office", {
        routerId: "a-router",
        localSubnetIds: ["a-subnet"],
        peerAddress: "198.51.100.7",
        peerCidrs: ["192.168.10.0/24"],
        psk: "f5Zk2Vw8q1Lr7Xc3Nb9Td4Hs6Jy0Pg5M",
        ...own,
      }),
  );

describe("an OpenStackVpn", () => {
  it("keeps its key encrypted in Pulumi's state however it came", async () => {
    const keys = (await vpn()).resources.flatMap(({ props }) =>
      props.psk === undefined ? [] : [JSON.stringify(props.psk)],
    );
    assert.equal(keys.length, 2);
    for (const key of keys) assert.ok(key.includes(runtime.specialSecretSig));
  });

  it("satisfies every control", async () => {
    assert.deepEqual((await vpn()).said, []);
    assert.deepEqual((await vpn({ encryptionAlgorithm: "aes-256-gcm-16", pfs: "group14" })).said, []);
  });

  for (const [name, own, sentence] of [
    [
      "a weak cipher",
      { encryptionAlgorithm: "3des" },
      /encryptionAlgorithm must be aes-256 or aes-256-gcm-16, got "3des"\.$/,
    ],
    ["a weak hash", { authAlgorithm: "sha1" }, /authAlgorithm must be sha256, sha384 or sha512, got "sha1"\.$/],
    ["a small group", { pfs: "group5" }, /pfs must be group14, .* or group21, got "group5"\.$/],
    ["no subnets", { localSubnetIds: [] }, /localSubnetIds must be at least one subnet, got \[\]\.$/],
    [
      "the internet behind the far end",
      { peerCidrs: ["0.0.0.0/0"] },
      /peerCidrs must be ranges such as .*, got "0\.0\.0\.0\/0"\.$/,
    ],
    ["nothing behind the far end", { peerCidrs: [] }, /peerCidrs must be at least one range such as .*, got \[\]\.$/],
  ] as readonly (readonly [string, Partial<OpenStackVpnArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, () => assert.rejects(async () => vpn(own), sentence));
});

const size = { vcpus: 1, ram: 1024 };
const hypervisorsProgram = (own: Partial<OpenStackHypervisorsArgs>) => () =>
  new OpenStackHypervisors("hosts", {
    environments: {
      production: { hosts: ["compute-1"], flavors: { small: { ...size, largePages: true } } },
      development: { hosts: ["compute-2"], flavors: { small: { ...size, largePages: true } } },
    },
    ...own,
  });

const hypervisors = (own: Partial<OpenStackHypervisorsArgs> = {}) => build(hypervisorsProgram(own));

describe("OpenStackHypervisors", () => {
  it("satisfy every control", async () => assert.deepEqual((await hypervisors()).said, []));

  it("lead each environment's flavors to its own hosts", async () => {
    const { resources } = await hypervisors();
    const flavor = resources.find(({ props }) => props.name === "production.small");
    assert.deepEqual(
      [flavor?.props.extraSpecs, flavor?.props.disk],
      [{ "aggregate_instance_extra_specs:environment": "production", "hw:mem_page_size": "large" }, 0],
    );
  });

  for (const [name, environments, sentence] of [
    [
      "a host in two environments",
      { production: { hosts: ["c1"], flavors: {} }, development: { hosts: ["c1"], flavors: {} } },
      /environments\.development\.hosts must be hosts that are not in production already, got "c1"\.$/,
    ],
    ["no environment", {}, /environments must be at least one environment, got \{\}\.$/],
    [
      "an environment without hosts",
      { production: { hosts: [], flavors: {} } },
      /production\.hosts must be at least one host, got \[\]\.$/,
    ],
    [
      "a flavor without memory",
      { production: { hosts: ["c1"], flavors: { small: { vcpus: 1, ram: 0 } } } },
      /flavors\.small\.ram must be a whole number above 0, got 0\.$/,
    ],
    [
      "an environment without a name",
      { "": { hosts: ["c1"], flavors: {} } },
      /an environment must be a name of lower-case letters, .*, got ""\.$/,
    ],
  ] as readonly (readonly [string, OpenStackHypervisorsArgs["environments"], RegExp])[])
    it(`refuse ${name} in one sentence`, () => assert.rejects(async () => hypervisors({ environments }), sentence));

  it("refuse a cloud without Nova", () => refusesWithout("compute", "Nova", hypervisorsProgram({})));
});
