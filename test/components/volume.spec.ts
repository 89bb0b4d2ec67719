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
import { build } from "../support/build.ts";

const inventory = { owner: "platform", reviewOn: "2999-12-31" };

const volume = (own: Partial<OpenStackVolumeArgs> = {}) =>
  build(
    () => new OpenStackVolume("data", { ...inventory, purpose: "The database", size: 20, volumeType: "luks", ...own }),
  );

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
});

const image = (own: Partial<OpenStackImageArgs> = {}) =>
  build(
    () =>
      new OpenStackImage("debian", {
        ...inventory,
        sourceUrl: "https://images.example.org/debian-12.qcow2",
        allowedHosts: ["images.example.org"],
        signature: { signature: "c2lnbmF0dXJl".repeat(10), certificateId: "a-certificate" },
        ...own,
      }),
  );

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
const hypervisors = (own: Partial<OpenStackHypervisorsArgs> = {}) =>
  build(
    () =>
      new OpenStackHypervisors("hosts", {
        environments: {
          production: { hosts: ["compute-1"], flavors: { small: { ...size, largePages: true } } },
          development: { hosts: ["compute-2"], flavors: { small: { ...size, largePages: true } } },
        },
        ...own,
      }),
  );

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
});
