import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { type EndpointArgs, endpointOf, hstsOf } from "../../components/endpoint.ts";
import { OpenStackEndpoint, type OpenStackEndpointArgs } from "../../components/index.ts";
import { formatRange, rangeAt } from "../../components/range.ts";
import { zoneNames, zones } from "../../components/zone.ts";
import { build, type Calls } from "../support/build.ts";
import { authorityPem, certificatePem, privateKeyPem, weak } from "../support/certificate.ts";
import { refusesAtRun } from "../support/refusal.ts";

const members = { one: { address: "10.20.32.11" }, two: { address: "10.20.32.12" } };
const shared: EndpointArgs = { owner: "platform", members };
const ref = (kind: string) => `https://key.example.org/v1/${kind}/7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11`;

const args: OpenStackEndpointArgs = {
  ...shared,
  hostName: "api.cloud.example.org",
  subnetId: "a-subnet",
  securityGroupIds: ["a-group"],
  certificatePem,
  privateKeyPem,
  memberCaPem: authorityPem,
  externalNetwork: "public",
};
const management: Partial<OpenStackEndpointArgs> = {
  zone: "management",
  externalNetwork: undefined,
  clientCaPem: authorityPem,
  allowedCidrs: ["10.20.64.0/19"],
};
const make = (own: Partial<OpenStackEndpointArgs> = {}, calls?: Calls) =>
  build(() => new OpenStackEndpoint("api", { ...args, ...own }), calls);

type Resources = Awaited<ReturnType<typeof make>>["resources"];
const of = (resources: Resources, type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));
const one = (resources: Resources, type: string, name: string) =>
  of(resources, type).find((resource) => resource.name === name)?.props ?? {};

const anyStage = fc.record({
  hsts: fc.constantFrom("day", "week", "year"),
  hstsIncludeSubdomains: fc.boolean(),
  hstsPreload: fc.boolean(),
});

describe("HSTS", () => {
  it("holds for a day or a week first, then for a year, a week until told otherwise", () => {
    assert.deepEqual(
      ["day", "week", "year", undefined].map((hsts) => hstsOf("x", hsts === undefined ? {} : { hsts }).maxAge),
      [86_400, 604_800, 31_536_000, 604_800],
    );
  });

  it("never reaches beyond the endpoint before it holds for a year, and no list before it reaches all names", () => {
    fc.assert(
      fc.property(anyStage, (stage) => {
        try {
          const { maxAge, includeSubdomains, preload } = hstsOf("x", stage);
          assert.ok(!includeSubdomains || maxAge === 31_536_000);
          assert.ok(!preload || includeSubdomains);
        } catch (error) {
          assert.ok(stage.hsts !== "year" || (stage.hstsPreload && !stage.hstsIncludeSubdomains), String(error));
        }
      }),
    );
  });
});

describe("an endpoint's arguments", () => {
  it("let everyone in only in zones that face outside", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zoneNames), fc.option(fc.integer({ min: 0, max: 32 })), (zone, length) => {
        const allowedCidrs = length === null ? undefined : [formatRange(rangeAt(4, 0n, length))];
        try {
          const { allowedCidrs: cidrs } = endpointOf("x", { ...shared, zone, allowedCidrs } as EndpointArgs);
          assert.ok(zones[zone].facesOutside || (cidrs.length > 0 && !cidrs.some((cidr) => cidr.endsWith("/0"))));
        } catch {
          assert.ok(!zones[zone].facesOutside && !length);
        }
      }),
    );
  });

  it("keep each member's name, address and port, however many there are", () => {
    const anyMembers = fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
      fc.record({ port: fc.integer({ min: 1, max: 65535 }) }),
      { minKeys: 2, maxKeys: 20 },
    );
    fc.assert(
      fc.property(anyMembers, (ports) => {
        const many = Object.entries(ports).map(([name, { port }], i) => [name, { address: `10.0.0.${i + 1}`, port }]);
        const got = endpointOf("x", { ...shared, members: Object.fromEntries(many) });
        assert.deepEqual(
          got.members.map(({ name, address, port }) => [name, { address, port }]),
          many,
        );
      }),
    );
  });

  for (const [name, own, sentence] of [
    ["no owner", { owner: "" }, 'owner must be 1 to 50 characters, got "".'],
    [
      "an unknown zone",
      { zone: "dmz" },
      'zone must be external, api, management, tenant, storage or provisioning, got "dmz".',
    ],
    [
      "a host name that is none",
      { hostName: "https://api.example.org" },
      'hostName must be a name such as api.cloud.example.org, got "https://api.example.org".',
    ],
    ["port 80", { port: 80 }, "port must be another than 80, which is not for TLS, got 80."],
    ["a port that is none", { port: 0 }, "port must be a whole number from 1 to 65535, got 0."],
    ["an HSTS stage that is none", { hsts: "month" }, 'hsts must be day, week or year, got "month".'],
    [
      "subdomains too early",
      { hstsIncludeSubdomains: true },
      'hsts must be year where hstsIncludeSubdomains is set, the last stage, got "week".',
    ],
    [
      "preloading too early",
      { hsts: "year", hstsPreload: true },
      "hstsPreload must be left out until hsts is year and hstsIncludeSubdomains is set, got true.",
    ],
    [
      "one member",
      { members: { one: { address: "10.20.32.11" } } },
      'members must be two servers at least, so that one may fail or be updated, got ["one"].',
    ],
    [
      "the same member twice",
      { members: { one: { address: "10.20.32.11" }, two: { address: "10.20.32.11" } } },
      'members.two must be another server than one, got "10.20.32.11:443".',
    ],
    [
      "a member without an address",
      { members: { ...members, three: { address: "10.20.32.0/24" } } },
      'members.three.address must be an address such as 10.20.64.11, got "10.20.32.0/24".',
    ],
    [
      "a member's port that is none",
      { members: { ...members, three: { address: "10.20.32.13", port: 70000 } } },
      "members.three.port must be a whole number from 1 to 65535, got 70000.",
    ],
    [
      "a member's weight of nothing",
      { members: { ...members, three: { address: "10.20.32.13", weight: 0 } } },
      "members.three.weight must be a whole number from 1 to 256, got 0.",
    ],
    [
      "a member's name with a dot",
      { members: { ...members, "c.d": { address: "10.20.32.13" } } },
      'the name of a member must be 1 to 40 letters, digits and hyphens, got "c.d".',
    ],
    [
      "an address that is no range",
      { allowedCidrs: ["office"] },
      'an allowed CIDR must be an address range such as 198.51.100.0/24, got "office".',
    ],
    [
      "both versions for one address",
      { allowedCidrs: ["10.0.0.0/8", "fd20::/48"] },
      'allowedCidrs must be all IPv4 or all IPv6, as the endpoint\'s one address is, got ["10.0.0.0/8","fd20::/48"].',
    ],
    [
      "nobody listed in a zone that is not for everyone",
      { zone: "tenant" },
      "allowedCidrs must be given in the zone tenant, which not everyone may reach, got null.",
    ],
    [
      "everyone listed in such a zone",
      { zone: "tenant", allowedCidrs: ["::/0"] },
      'an allowed CIDR must be narrower than everyone in the zone tenant, got "::/0".',
    ],
    [
      "no limit of connections",
      { connectionLimit: -1 },
      "connectionLimit must be a whole number from 1 to 1000000, got -1.",
    ],
    ["no time-out", { idleTimeout: 0 }, "idleTimeout must be a whole number of seconds from 1 to 3600, got 0."],
    ["a health path that is none", { healthPath: "up" }, 'healthPath must be a path such as /healthcheck, got "up".'],
    [
      "health codes that are none",
      { healthCodes: "2xx" },
      'healthCodes must be status codes such as 200, 200,204 or 200-204, got "2xx".',
    ],
  ] as const)
    it(`are refused with ${name}, in one sentence`, () => {
      assert.throws(() => endpointOf("x", { ...shared, ...own } as EndpointArgs), { message: `x: ${sentence}` });
    });
});

describe("an OpenStackEndpoint", () => {
  it("satisfies every control", async () => {
    for (const own of [
      {},
      management,
      { certificateRef: ref("containers"), certificatePem: undefined, privateKeyPem: undefined },
    ])
      assert.deepEqual((await make(own)).said, []);
  });

  it("speaks TLS 1.2 and 1.3 with forward secrecy, to clients and to servers", async () => {
    const { resources } = await make();
    for (const props of [one(resources, "Listener", "api-tls"), one(resources, "Pool", "api-members")]) {
      assert.deepEqual(props.tlsVersions, ["TLSv1.2", "TLSv1.3"]);
      assert.match(String(props.tlsCiphers), /^(TLS_|ECDHE-)[^:]+(:(TLS_|ECDHE-)[^:]+)*$/);
    }
    const { protocol, alpnProtocols, insertHeaders, hstsMaxAge } = one(resources, "Listener", "api-tls");
    assert.deepEqual([protocol, alpnProtocols, hstsMaxAge], ["TERMINATED_HTTPS", ["h2", "http/1.1"], 604_800]);
    assert.deepEqual(Object.keys(insertHeaders as object), [
      "X-Forwarded-For",
      "X-Forwarded-Port",
      "X-Forwarded-Proto",
    ]);
    assert.equal(one(resources, "Pool", "api-members").tlsEnabled, true);
  });

  it("keeps certificate, chain and key in Barbican until the certificate ends, for nobody else in the project", async () => {
    const { resources } = await make({ chainPem: authorityPem });
    const secrets = of(resources, "SecretV1");
    assert.deepEqual(secrets.map(({ name }) => name).sort(), [
      "api-certificate",
      "api-chain",
      "api-key",
      "api-member-ca",
    ]);
    for (const { props } of secrets) {
      assert.match(String(props.expiration), /^2126-1\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.deepEqual(props.acl, { read: { projectAccess: false, users: [] } });
    }
    const { secretRefs } = one(resources, "ContainerV1", "api-certificate");
    assert.deepEqual(
      (secretRefs as { name: string }[]).map(({ name }) => name),
      ["certificate", "private_key", "intermediates"],
    );
    const { algorithm, bitLength } = one(resources, "SecretV1", "api-key");
    assert.deepEqual([algorithm, bitLength], ["ecdsa", 256]);
  });

  it("tells nothing of the key but to Barbican, and keeps it encrypted in Pulumi's state however it came", async () => {
    for (const key of [privateKeyPem, pulumi.secret(privateKeyPem)]) {
      const { resources } = await make({ privateKeyPem: key });
      const knowing = resources.filter(({ props }) => JSON.stringify(props).includes("PRIVATE KEY"));
      assert.deepEqual(
        knowing.map(({ name, props }) => [name, Object.keys(props).filter((input) => isSecret(props[input]))]),
        [
          ["api", ["privateKeyPem"]],
          ["api-key", ["payload"]],
        ],
      );
      assert.equal(isSecret(one(resources, "LoadBalancer", "api").tags), false);
    }
  });

  it("answers on port 80 with the way to TLS only, and not at all without a name to send clients to", async () => {
    const { resources } = await make({ port: 8443 });
    const { action, redirectPrefix, redirectHttpCode } = one(resources, "L7PolicyV2", "api-redirect");
    assert.deepEqual(
      [action, redirectPrefix, redirectHttpCode],
      ["REDIRECT_PREFIX", "https://api.cloud.example.org:8443", 308],
    );
    assert.equal(one(resources, "L7RuleV2", "api-redirect").value, "/");
    const { resources: unnamed } = await make({ hostName: undefined });
    assert.deepEqual(
      of(unnamed, "Listener").map(({ name }) => name),
      ["api-tls"],
    );
  });

  it("is redundant and watched, each server under its own name", async () => {
    const { resources } = await make();
    assert.deepEqual(
      of(resources, "Member").map(({ name, props }) => [name, props.address, props.subnetId]),
      [
        ["api-one", "10.20.32.11", "a-subnet"],
        ["api-two", "10.20.32.12", "a-subnet"],
      ],
    );
    assert.deepEqual(one(resources, "Monitor", "api-health").type, "HTTPS");
  });

  it("limits who may connect, how many at once, and for how long they may say nothing", async () => {
    const { resources } = await make({ allowedCidrs: ["198.51.100.0/24"], connectionLimit: 500, idleTimeout: 30 });
    for (const { props } of of(resources, "Listener"))
      assert.deepEqual(
        [props.allowedCidrs, props.connectionLimit, props.timeoutClientData, props.timeoutMemberData],
        [["198.51.100.0/24"], 500, 30_000, 30_000],
      );
  });

  it("asks clients for a certificate where it is told by which authority, in management always", async () => {
    const { resources } = await make({ clientCaRef: ref("secrets"), clientCrlRef: ref("secrets") });
    const props = one(resources, "Listener", "api-tls");
    assert.deepEqual(
      [props.clientAuthentication, props.clientCaTlsContainerRef, props.clientCrlContainerRef],
      ["MANDATORY", ref("secrets"), ref("secrets")],
    );
    assert.equal("clientAuthentication" in one((await make()).resources, "Listener", "api-tls"), false);
  });

  it("has a floating address on demand, and says where it is found", async () => {
    const { made, resources } = await make({ hostName: undefined });
    assert.equal(one(resources, "FloatingIp", "api-floating").pool, "public");
    assert.equal(await told(made.url), "https://203.0.113.10/");
    const { made: inner, resources: without } = await make({ externalNetwork: undefined });
    assert.deepEqual(of(without, "FloatingIp"), []);
    assert.deepEqual(
      [await told(inner.address), await told(inner.url)],
      ["10.20.32.10", "https://api.cloud.example.org/"],
    );
  });

  it("says whose it is, what for, and in which zone", async () => {
    const { resources } = await make({ environment: "staging" });
    for (const type of ["LoadBalancer", "Listener", "Pool", "FloatingIp"])
      for (const { props } of of(resources, type))
        assert.deepEqual(props.tags, ["zone:api", "owner:platform", "environment:staging"], type);
  });

  it("is heard by a control when its servers go unverified", async () => {
    const { said } = await make({ memberCaPem: undefined, unverifiedMembers: true });
    assert.deepEqual(
      said.map(({ policy }) => policy),
      ["endpoint-members-verified"],
    );
  });

  for (const [name, own, sentence] of [
    [
      "no certificate",
      { certificatePem: undefined, privateKeyPem: undefined },
      /the certificate must be given as certificateRef, or as certificatePem and privateKeyPem, got \[\]\./,
    ],
    [
      "a certificate without its key",
      { privateKeyPem: undefined },
      /the certificate must be given as .*, got \["certificatePem"\]\./,
    ],
    [
      "two certificates",
      { certificateRef: ref("containers") },
      /the certificate must be given as .*, got \["certificateRef","certificatePem","privateKeyPem"\]\./,
    ],
    [
      "a reference that is none",
      { certificateRef: "api.pem", certificatePem: undefined, privateKeyPem: undefined },
      /certificateRef must be an address in Barbican such as .*, got "api\.pem"\./,
    ],
    [
      "servers that nobody verifies",
      { memberCaPem: undefined },
      /the authority of the servers' certificates must be given as memberCaRef or memberCaPem, or else unverifiedMembers set, got \[\]\./,
    ],
    [
      "servers that are verified and not",
      { unverifiedMembers: true },
      /the authority of the servers' certificates must be given as .*, got \["memberCaPem","unverifiedMembers"\]\./,
    ],
    [
      "two authorities of clients",
      { clientCaRef: ref("secrets"), clientCaPem: authorityPem },
      /the authority of the clients' certificates must be given once, got \["clientCaRef","clientCaPem"\]\./,
    ],
    [
      "no client certificates in management",
      { ...management, clientCaPem: undefined },
      /the authority of the clients' certificates must be given as clientCaRef or clientCaPem in the zone management, got \[\]\./,
    ],
    [
      "revoked clients without an authority",
      { clientCrlRef: ref("secrets") },
      /clientCrlRef must be left out where clients show no certificate/,
    ],
    [
      "a floating address in management",
      { ...management, externalNetwork: "public" },
      /externalNetwork must be left out in the zone management, which is not routed in or out, got "public"\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as Partial<OpenStackEndpointArgs>), sentence);
    });

  const without = (service: string): Calls => ({
    "openstack:identity/getAuthScope:getAuthScope": () => ({
      serviceCatalogs: ["identity", "key-manager", "load-balancer"]
        .filter((type) => type !== service)
        .map((type) => ({ type, endpoints: [] })),
    }),
  });
  for (const [name, own, sentence, calls] of [
    ["a cloud without Octavia", {}, /needs the service load-balancer \(Octavia\)/, without("load-balancer")],
    ["a cloud without Barbican", {}, /needs the service key-manager \(Barbican\)/, without("key-manager")],
    [
      "an external network that does not exist",
      { externalNetwork: "nowhere" },
      /externalNetwork must be the name or id/,
    ],
    [
      "a certificate that cannot be read",
      { certificatePem: "certificate" },
      /certificatePem must be a certificate in PEM, and what was given cannot be read as one\./,
    ],
    [
      "more than one certificate",
      { certificatePem: certificatePem + authorityPem },
      /certificatePem must be one certificate, and holds more: the others are the chainPem\./,
    ],
    ["a chain that cannot be read", { chainPem: "chain" }, /chainPem must be a certificate in PEM/],
    [
      "a key that cannot be read",
      { privateKeyPem: "key" },
      /privateKeyPem must be a private key in PEM without a passphrase/,
    ],
    [
      "the key of another certificate",
      { privateKeyPem: weak.privateKeyPem },
      /privateKeyPem must be the key that certificatePem was made for, and it is another\./,
    ],
    [
      "a key that is too short",
      weak,
      /privateKeyPem must be a strong key, and this one has 224 bits, where ecdsa needs 256\./,
    ],
    ["an authority that cannot be read", { memberCaPem: "authority" }, /memberCaPem must be a certificate in PEM/],
  ] as const)
    it(`refuses ${name}, makes nothing, and tells nothing of a key`, async () => {
      const { heard, resources } = await refusesAtRun(
        () => new OpenStackEndpoint("api", { ...args, ...own }),
        sentence,
        calls,
      );
      assert.deepEqual(
        resources.map(({ name }) => name),
        ["api"],
      );
      for (const message of heard) assert.ok(!message.includes("BEGIN"), message);
    });
});

const told = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

/** Whether a value travels as a secret, which the engine encrypts. */
const isSecret = (value: unknown): boolean => JSON.stringify(value)?.includes(pulumi.runtime.specialSecretSig) ?? false;
