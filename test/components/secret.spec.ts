import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { OpenStackSecret, type OpenStackSecretArgs } from "../../components/index.ts";
import { expirationOf, formatTime, parseTime, weaknessOf } from "../../components/secret.ts";
import { build } from "../support/build.ts";
import { authorityPem } from "../support/certificate.ts";

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number): string => formatTime(new Date(Date.now() + days * DAY));

const args: OpenStackSecretArgs = { payload: "a secret", expiration: inDays(90) };
const make = (own: Partial<OpenStackSecretArgs> = {}) => build(() => new OpenStackSecret("token", { ...args, ...own }));

const anyTime = fc.date({
  min: new Date("2000-01-01T00:00:00Z"),
  max: new Date("2200-01-01T00:00:00Z"),
  noInvalidDate: true,
});

describe("the end of a secret", () => {
  it("is the same moment however it is written, in UTC and whole seconds", () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: -12, max: 14 }), (time, hours) => {
        const whole = new Date(Math.floor(time.getTime() / 1000) * 1000);
        const local = new Date(whole.getTime() + hours * 3_600_000).toISOString().replace(".000Z", "");
        const offset = `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
        assert.equal(formatTime(parseTime(`${local}${offset}`) as Date), formatTime(whole));
      }),
    );
  });

  it("is never further away than the maximum", () => {
    fc.assert(
      fc.property(anyTime, anyTime, fc.integer({ min: 1, max: 3650 }), (end, now, maximumDays) => {
        const given = { payload: "x", expiration: end.toISOString(), maximumDays };
        const far = end.getTime() - now.getTime() > maximumDays * DAY;
        if (far) assert.throws(() => expirationOf("x", given, now), /days away/);
        else assert.equal(expirationOf("x", given, now), formatTime(end));
      }),
    );
  });

  it("is no time unless RFC 3339 has it so", () => {
    for (const text of [
      "",
      "2027",
      "2027-01-31",
      "2027-01-31T00:00:00",
      "31 Jan 2027 00:00:00 Z",
      "2027-13-01T00:00:00Z",
    ])
      assert.equal(parseTime(text), undefined, text);
  });
});

describe("a key", () => {
  it("never gets stronger by losing bits", () => {
    const algorithms = fc.constantFrom("aes", "rsa", "AES", "dsa", "ecdsa", "hmacsha256", "something-new");
    fc.assert(
      fc.property(algorithms, fc.nat(8192), fc.nat(8192), (algorithm, bits, fewer) => {
        const [bitLength, less] = [Math.max(bits, fewer), Math.min(bits, fewer)];
        if (weaknessOf({ algorithm, bitLength })) assert.ok(weaknessOf({ algorithm, bitLength: less }));
      }),
    );
  });
});

describe("an OpenStackSecret", () => {
  it("satisfies every control", async () => {
    const key = { secretType: "symmetric", algorithm: "aes", bitLength: 256, mode: "gcm" };
    for (const own of [{}, key, { secretType: "passphrase", readers: ["0123456789abcdef0123456789abcdef"] }])
      assert.deepEqual((await make(own)).said, []);
  });

  it("is kept encrypted in Pulumi's state however it came", async () => {
    for (const payload of ["a secret", pulumi.secret("a secret")]) {
      const { resources } = await make({ payload });
      assert.equal(resources.length, 2);
      for (const { props, name } of resources)
        assert.ok(JSON.stringify(props.payload).includes(pulumi.runtime.specialSecretSig), name);
    }
  });

  it("is read by its maker and the users that it names, by nobody else", async () => {
    const reader = "0123456789abcdef0123456789abcdef";
    const { resources } = await make({ readers: [reader] });
    assert.deepEqual(resources.find(({ type }) => type.endsWith(":SecretV1"))?.props.acl, {
      read: { projectAccess: false, users: [reader] },
    });
  });

  it("takes a symmetric key as bytes in base64, and what is no key and no certificate as text", async () => {
    const encodings = async (own: Partial<OpenStackSecretArgs>) => {
      const { resources } = await make(own);
      const { payloadContentType, payloadContentEncoding } =
        resources.find(({ name, type }) => name === "token" && type.endsWith(":SecretV1"))?.props ?? {};
      return [payloadContentType, payloadContentEncoding];
    };
    assert.deepEqual(await encodings({}), ["text/plain", undefined]);
    assert.deepEqual(await encodings({ secretType: "symmetric", algorithm: "aes", bitLength: 256 }), [
      "application/octet-stream",
      "base64",
    ]);
  });

  it("keeps certificates and keys in PEM as bytes, for Glance and Nova read no text as PEM", async () => {
    for (const secretType of ["certificate", "private", "public"]) {
      const { resources } = await make({ secretType, payload: authorityPem });
      const { payload, payloadContentType, payloadContentEncoding } =
        resources.find(({ type }) => type.endsWith(":SecretV1"))?.props ?? {};
      assert.deepEqual([payloadContentType, payloadContentEncoding], ["application/octet-stream", "base64"]);
      assert.equal(Buffer.from((payload as { value: string }).value, "base64").toString(), authorityPem);
    }
  });

  for (const [name, own, sentence] of [
    ["an empty payload", { payload: "" }, /payload must be something, got ""\./],
    [
      "an end that is no time",
      { expiration: "next year" },
      /expiration must be a time as RFC 3339 has it, such as 2027-01-31T00:00:00Z, got "next year"\./,
    ],
    [
      "an end too far away",
      { expiration: inDays(400) },
      /expiration must be at most 365 days away \(maximumDays\), got ".*"\./,
    ],
    [
      "a maximum that is none",
      { maximumDays: 0 },
      /maximumDays must be a whole number of days from 1 to 3650, got 0\./,
    ],
    [
      "an unknown type",
      { secretType: "key" },
      /secretType must be opaque, passphrase, symmetric, private, public or certificate, got "key"\./,
    ],
    [
      "a symmetric key for nothing",
      { secretType: "symmetric" },
      /algorithm and bitLength must be given for a symmetric key, such as aes and 256, got \{\}\./,
    ],
    ["half a bit", { algorithm: "aes", bitLength: 256.5 }, /bitLength must be a whole number of bits, got 256\.5\./],
    [
      "a short key",
      { algorithm: "aes", bitLength: 128 },
      /the key must be a strong one; this one has 128 bits, where aes needs 256, got/,
    ],
    ["ECB", { algorithm: "aes", bitLength: 256, mode: "ecb" }, /this one is used in the mode ECB/],
    ["a broken algorithm", { algorithm: "3des", bitLength: 192 }, /this one is for the broken algorithm 3des/],
    ["a reader by name", { readers: ["alice"] }, /a reader must be the id of a user, not a name, got "alice"\./],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as Partial<OpenStackSecretArgs>), sentence);
    });
});
