import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { constants, createHash, randomBytes, sign } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Instance } from "../../sandbox/instance.ts";
import { Api } from "./api.ts";
import { type Outcome, outcome, pack, projectOf, pulumi } from "./pulumi.ts";

/** An image, as Glance shows it. */
interface Image {
  readonly id: string;
  readonly status: string;
  readonly visibility: string;
  readonly protected: boolean;
  readonly checksum: string | null;
  readonly os_hash_algo: string | null;
  readonly os_hash_value: string | null;
  readonly [property: string]: unknown;
}

describe("a signed image on a real Glance, its signer's certificate in a real Barbican", function () {
  this.timeout(600_000);
  const instance = new Instance("image");
  const bytes = randomBytes(1 << 20);
  let env: NodeJS.ProcessEnv;
  let folder: string;
  let keys: string;
  let glance: Api;
  let barbican: Api;
  let others: readonly string[];
  let signature: string;
  let made: { imageId: string; checksum: string };

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, folder, command, "--stack", "image", ...args);
  const succeeds = async (outcome: Promise<Outcome>): Promise<string> => {
    const { code, text } = await outcome;
    assert.equal(code, 0, text);
    return text;
  };
  const fails = async (outcome: Promise<Outcome>, sentence: RegExp): Promise<void> => {
    const { code, text } = await outcome;
    assert.notEqual(code, 0);
    assert.match(text, sentence);
  };
  const up = (settings: { [key: string]: string } = {}, own = env): Promise<Outcome> => {
    const config = Object.entries(settings).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    return pulumi(own, folder, "up", "--stack", "image", "--yes", "--skip-preview", "--refresh", ...config, ...pack);
  };
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: keys, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  };
  const pem = (file: string): string => readFileSync(join(keys, file), "utf8");
  /** A key with a certificate of its own, made for this run. */
  const certified = (name: string, ...extensions: string[]): void =>
    openssl(
      ...["req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "30", "-subj", `/CN=${name}`],
      ...["-keyout", `${name}.key`, "-out", `${name}.pem`, ...extensions],
    );
  const signed = (data: Buffer, key: string): string =>
    sign("sha256", data, {
      key: pem(`${key}.key`),
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN,
    }).toString("base64");
  const images = async () => (await glance.list<Image>("images")).filter(({ id }) => !others.includes(id));
  const deleteAll = async () => {
    await succeeds(up({ deletable: "true" }));
    await succeeds(onStack("destroy", "--yes", "--skip-preview"));
    assert.deepEqual([await images(), await barbican.list("secrets")], [[], []]);
  };

  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("reset");
    await instance.cloud("up", "--services", "keystone,barbican,glance");
    glance = await Api.login(env, "image", "v2");
    barbican = await Api.login(env, "key-manager", "v1");
    others = (await glance.list<Image>("images")).map(({ id }) => id);
    folder = projectOf(instance, "image");
    keys = join(instance.folder, "keys");
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    certified("signer");
    certified("stranger");
    writeFileSync(join(keys, "debian.raw"), bytes);
    await pulumi(env, folder, "stack", "init", "image");
    const inAWeek = `${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
    signature = signed(bytes, "signer");
    const settings = {
      certificate: pem("signer.pem"),
      expiresAt: inAWeek,
      file: join(keys, "debian.raw"),
      signature,
    };
    const plain = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await succeeds(pulumi(env, folder, "config", "set-all", "--stack", "image", ...plain));
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  it("is accepted, with the pack mandatory: private, protected, its data and its properties as declared", async () => {
    assert.match(await succeeds(up()), /hardening@v\d/);
    made = JSON.parse(await succeeds(onStack("stack", "output", "--json")));
    const [image, ...more] = await images();
    assert.deepEqual([image?.id, more], [made.imageId, []]);
    assert.deepEqual([image?.status, image?.visibility, image?.protected], ["active", "private", true]);
    assert.deepEqual([image?.checksum, made.checksum], Array(2).fill(createHash("md5").update(bytes).digest("hex")));
    assert.deepEqual(
      [image?.os_hash_algo, image?.os_hash_value],
      ["sha512", createHash("sha512").update(bytes).digest("hex")],
    );
    assert.deepEqual(
      [image?.img_signature, image?.img_signature_key_type, image?.img_signature_hash_method],
      [signature, "RSA-PSS", "SHA-256"],
    );
    assert.deepEqual(
      [image?.hw_firmware_type, image?.hw_machine_type, image?.os_secure_boot, image?.hw_mem_encryption],
      ["uefi", "q35", "required", "True"],
    );
    const [secret] = await barbican.list<{ secret_ref: string }>("secrets");
    assert.ok(secret?.secret_ref.endsWith(String(image?.img_signature_certificate_uuid)));
  });

  it("is touched neither by a second up nor by a refresh", async () => {
    await succeeds(onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack));
    await succeeds(onStack("preview", "--refresh", "--expect-no-changes", ...pack));
  });

  it("is deleted neither by Glance nor by Pulumi, whether another is to take its place or it is to go", async () => {
    await assert.rejects(glance.delete("images", made.imageId), /403 .*is protected and cannot be deleted/s);
    copyFileSync(join(keys, "debian.raw"), join(keys, "newer.raw"));
    await fails(up({ file: join(keys, "newer.raw") }), /unable to replace resource .*marked for protection/s);
    await fails(onStack("destroy", "--yes", "--skip-preview"), /cannot be deleted\s+because it is protected/);
    assert.deepEqual(
      (await images()).map(({ id, status }) => [id, status]),
      [[made.imageId, "active"]],
    );
    await succeeds(pulumi(env, folder, "config", "set", "file", join(keys, "debian.raw"), "--stack", "image"));
  });

  it("goes without a trace once an update has made it deletable", () => deleteAll());

  for (const [name, data, key] of [
    ["a signature of other bytes", randomBytes(1 << 20), "signer"],
    ["a signature by somebody else", bytes, "stranger"],
  ] as const)
    it(`is refused by Glance with ${name}`, async () => {
      await fails(up({ deletable: "true", signature: signed(data, key) }), /400 .*Signature verification failed/s);
      assert.deepEqual(
        (await images()).map(({ status, checksum }) => [status, checksum]),
        [["queued", null]],
      );
      await succeeds(onStack("destroy", "--yes", "--skip-preview"));
      assert.deepEqual(await images(), []);
    });

  it("is refused by Glance with a byte changed, and is made anew once what is left of it is deleted", async () => {
    const tampered = Buffer.from(bytes);
    tampered.writeUInt8(tampered.readUInt8(1000) ^ 1, 1000);
    writeFileSync(join(keys, "debian.raw"), tampered);
    const good = { deletable: "false", signature };
    await fails(up(good), /400 .*Signature verification failed/s);
    writeFileSync(join(keys, "debian.raw"), bytes);
    const [left] = await images();
    assert.deepEqual([left?.status, left?.protected], ["queued", true]);
    await succeeds(outcome("openstack", ["image", "set", "--unprotected", String(left?.id)], env));
    await succeeds(outcome("openstack", ["image", "delete", String(left?.id)], env));
    await succeeds(up(good));
    assert.deepEqual(
      (await images()).map(({ status }) => status),
      ["active"],
    );
    await deleteAll();
  });

  describe("from a web server", () => {
    let server: Server;
    let sourceUrl: string;

    before(async () => {
      certified("localhost", "-addext", "subjectAltName=DNS:localhost");
      server = createServer({ key: pem("localhost.key"), cert: pem("localhost.pem") }, (_, answer) =>
        answer.end(bytes),
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      sourceUrl = `https://localhost:${(server.address() as AddressInfo).port}/debian.raw`;
    });

    after(() => server.close());

    // The provider keeps what it fetches in its user's home.
    const home = (own: NodeJS.ProcessEnv = {}) => ({ ...env, HOME: keys, ...own });

    it("that nobody vouches for is refused", async () => {
      await fails(up({ sourceUrl, deletable: "true" }, home()), /certificate signed by unknown authority/);
      await succeeds(onStack("destroy", "--yes", "--skip-preview"));
    });

    it("that the provider trusts is accepted, as it was signed", async () => {
      await succeeds(up({ sourceUrl, deletable: "true" }, home({ SSL_CERT_FILE: join(keys, "localhost.pem") })));
      const [image] = await images();
      assert.deepEqual(
        [image?.status, image?.os_hash_value],
        ["active", createHash("sha512").update(bytes).digest("hex")],
      );
      await succeeds(onStack("destroy", "--yes", "--skip-preview"));
      assert.deepEqual(await images(), []);
    });
  });
});
