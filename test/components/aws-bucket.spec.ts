import assert from "node:assert/strict";
import { bucketPolicy } from "../../components/aws/bucket.ts";
import { AwsBucket, type AwsBucketArgs } from "../../components/index.ts";
import { build, type Calls } from "../support/build.ts";
import { ACCOUNT, allows, everything, type Request } from "../support/iam.ts";
import { refusesAtRun } from "../support/refusal.ts";

const place = { partition: "aws", accountId: ACCOUNT, region: "eu-central-1" };
const bucket = "arn:aws:s3:::shop-data";
const trail = `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`;

const args: AwsBucketArgs = {
  owner: "shop",
  reviewOn: "2999-12-31",
  keyArn: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`,
  accessLogBucket: "access-logs",
};
const { keyArn: _key, accessLogBucket: _log, ...bare } = args;
const received: AwsBucketArgs = { ...bare, receivesAccessLogs: true };

const make = (own: Partial<AwsBucketArgs> = {}, calls: Calls = {}) =>
  build(() => new AwsBucket("shop", { ...args, ...own }), calls);

/** An S3 that answers with an error, as the engine hands it over. */
const answering = (details: string): Calls => ({
  "aws:s3/getBucket:getBucket": () => {
    throw Object.assign(new Error(), { details });
  },
});

describe("a bucket's policy", () => {
  const resource = bucketPolicy(place, "shop-data", [
    { service: "cloudtrail.amazonaws.com", prefix: "AWSLogs/", sourceArns: [trail] },
  ]);
  const asks = (request: Partial<Request>) =>
    allows({ identity: [everything], resource }, { action: "s3:GetObject", resource: `${bucket}/a`, ...request });

  it("lets nobody in without TLS 1.2, whatever rights they have", async () => {
    for (const [secure, version, allowed] of [
      ["true", "1.3", true],
      ["true", "1.2", true],
      ["true", "1.1", false],
      ["true", "1.0", false],
      ["false", "1.2", false],
    ] as const)
      for (const request of [
        { action: "s3:GetObject" },
        { action: "s3:PutObject" },
        { action: "s3:ListBucket", resource: bucket },
        { action: "s3:PutBucketPolicy", resource: bucket },
      ]) {
        const context = { "aws:SecureTransport": secure, "s3:TlsVersion": version };
        assert.equal(await asks({ ...request, context }), allowed, `${request.action} ${secure} ${version}`);
      }
  });

  it("by itself lets nobody in", async () => {
    const context = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };
    for (const principal of [`arn:aws:iam::${ACCOUNT}:user/ada`, "arn:aws:iam::210987654321:user/eve"])
      assert.ok(!(await allows({ resource }, { principal, action: "s3:GetObject", resource: `${bucket}/a`, context })));
  });

  it("lets a service write for this account, and where it writes only", async () => {
    const writes = (account: string, key: string, action = "s3:PutObject", source = trail) =>
      allows(
        { resource },
        {
          principal: "cloudtrail.amazonaws.com",
          action,
          resource: `${bucket}${key}`,
          context: {
            "aws:SourceAccount": account,
            "aws:SourceArn": source,
            "aws:SecureTransport": "true",
            "s3:TlsVersion": "1.3",
          },
        },
      );
    assert.ok(await writes(ACCOUNT, "/AWSLogs/a"));
    assert.ok(await writes(ACCOUNT, "", "s3:GetBucketAcl"));
    assert.ok(!(await writes("210987654321", "/AWSLogs/a")));
    assert.ok(!(await writes(ACCOUNT, "/AWSLogs/a", "s3:PutObject", `${trail}-2`)));
    assert.ok(!(await writes(ACCOUNT, "/other/a")));
    assert.ok(!(await writes(ACCOUNT, "/AWSLogs/a", "s3:GetObject")));
    assert.ok(!(await writes(ACCOUNT, "/AWSLogs/a", "s3:DeleteObject")));
  });
});

describe("an AwsBucket", function () {
  this.timeout(30_000);

  const locked = { lockDays: 30, expirationDays: 60 };

  it("satisfies every control", async () => {
    for (const own of [{}, locked, { writers: { config: { service: "config.amazonaws.com" } } }])
      assert.deepEqual((await make(own)).said, []);
  });

  it("beside the one that receives its logs satisfies every control, but for what S3 refuses to deliver to", async () => {
    const { said } = await build(() => {
      const logs = new AwsBucket("logs", received);
      return new AwsBucket("shop", { ...args, accessLogBucket: logs.bucketName });
    });
    const refused = ["storage-buckets-key-named", "storage-buckets-locked"];
    assert.deepEqual(
      said.filter(({ policy, urn }) => !(refused.includes(policy) && urn.endsWith("::logs"))),
      [],
    );
  });

  const inputs = async (type: string, own: Partial<AwsBucketArgs> = {}) =>
    (await make(own)).resources.find((resource) => resource.type.endsWith(`:${type}`))?.props;

  it("is named after the account and the region, so that nobody else has its name", async () => {
    assert.equal((await inputs("Bucket"))?.bucket, "shop-123456789012-eu-central-1");
    assert.equal((await inputs("Bucket", { bucketName: "my-shop" }))?.bucket, "my-shop");
  });

  it("is closed, encrypted with its key, versioned, logged, and not deleted with something in it", async () => {
    assert.equal((await inputs("Bucket"))?.forceDestroy, false);
    assert.deepEqual(Object.values((await inputs("BucketPublicAccessBlock")) ?? {}).sort(), [
      "shop-123456789012-eu-central-1",
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual((await inputs("BucketOwnershipControls"))?.rule, { objectOwnership: "BucketOwnerEnforced" });
    assert.deepEqual((await inputs("BucketVersioning"))?.versioningConfiguration, { status: "Enabled" });
    assert.deepEqual((await inputs("BucketServerSideEncryptionConfiguration"))?.rules, [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
        bucketKeyEnabled: true,
      },
    ]);
    assert.deepEqual(
      [(await inputs("BucketLogging"))?.targetBucket, (await inputs("BucketLogging"))?.targetPrefix],
      ["access-logs", "shop-123456789012-eu-central-1/"],
    );
    assert.deepEqual((await inputs("Bucket"))?.tags, {
      Name: "shop",
      owner: "shop",
      environment: "production",
      review: "2999-12-31",
    });
  });

  it("has an end for what was overwritten and what was never finished", async () => {
    const [rule] = ((await inputs("BucketLifecycleConfiguration", { noncurrentDays: 7 }))?.rules ?? []) as object[];
    assert.deepEqual(rule, {
      id: "leftovers",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      noncurrentVersionExpiration: { noncurrentDays: 7 },
      expiration: { expiredObjectDeleteMarker: true },
    });
  });

  it("is locked against everyone where it is told for how long", async () => {
    assert.equal((await inputs("Bucket", locked))?.objectLockEnabled, true);
    assert.deepEqual((await inputs("BucketObjectLockConfiguration", locked))?.rule, {
      defaultRetention: { mode: "COMPLIANCE", days: 30 },
    });
    assert.equal(await inputs("BucketObjectLockConfiguration"), undefined);
  });

  it("that receives access logs has neither a key nor a lock nor logs of its own, as S3 would not deliver", async () => {
    const { resources } = await build(() => new AwsBucket("logs", received));
    const types = resources.map(({ type }) => type.split(":").at(-1));
    assert.ok(!types.includes("BucketLogging") && !types.includes("BucketObjectLockConfiguration"));
    const encryption = resources.find(({ type }) => type.endsWith(":BucketServerSideEncryptionConfiguration"));
    assert.deepEqual(encryption?.props.rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    assert.match(JSON.stringify(resources), /logging\.s3\.amazonaws\.com/);
  });

  for (const [name, own, sentence] of [
    [
      "a name with dots",
      { bucketName: "shop.example.org" },
      /bucketName must be 3 to 63 .*, got "shop\.example\.org"\./,
    ],
    ["a name in capitals", { bucketName: "Shop" }, /bucketName must be 3 to 63 lower-case .*, got "Shop"\./],
    ["no key", { keyArn: undefined }, /keyArn must be given, unless the bucket receives access logs, got "none"\./],
    [
      "no place for its logs",
      { accessLogBucket: undefined },
      /accessLogBucket must be given, unless the bucket receives access logs, got "none"\./,
    ],
    [
      "a key where access logs are received",
      { receivesAccessLogs: true },
      /keyArn must be left out where access logs are received, got "one"\./,
    ],
    ["a lock for no time", { lockDays: 0 }, /lockDays must be a whole number of days from 1 to 36500, got 0\./],
    [
      "an unknown lock",
      { lockDays: 1, lockMode: "NONE" },
      /lockMode must be COMPLIANCE or GOVERNANCE, beside lockDays, got "NONE"\./,
    ],
    [
      "a lock that never holds",
      { lockMode: "COMPLIANCE" },
      /lockMode must be COMPLIANCE or GOVERNANCE, beside lockDays, got "COMPLIANCE"\./,
    ],
    [
      "an end before that of the lock",
      { lockDays: 30, expirationDays: 29 },
      /expirationDays must be a whole number of days from 30 to 36500, got 29\./,
    ],
    [
      "versions that are never gone",
      { noncurrentDays: 0 },
      /noncurrentDays must be a whole number of days from 1 to 36500, got 0\./,
    ],
    [
      "everyone as a writer",
      { writers: { all: { service: "*" } } },
      /writers\.all\.service must be a service's principal such as cloudtrail\.amazonaws\.com, got "\*"\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as unknown as Partial<AwsBucketArgs>), sentence);
    });

  it("refuses a lock where access logs are received", async () => {
    await assert.rejects(
      async () => build(() => new AwsBucket("logs", { ...received, lockDays: 30 })),
      /lockDays must be left out where access logs are received, got 30\./,
    );
  });

  it("refuses a name that somebody else has, and makes nothing", async () => {
    const { resources } = await refusesAtRun(
      () => new AwsBucket("shop", { ...args, bucketName: "data" }),
      /bucketName must be one that no other account has, .*, or one that these credentials may see, got "data"\./,
      answering("operation error S3: HeadBucket, https response error StatusCode: 403, api error Forbidden: Forbidden"),
    );
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("aws:")),
      [],
    );
  });

  it("takes a name of which S3 says nothing, or that is its own already", async () => {
    for (const calls of [answering("a strange error"), { "aws:s3/getBucket:getBucket": () => ({ id: "shop" }) }])
      assert.equal((await make({}, calls)).resources.filter(({ type }) => type.endsWith(":Bucket")).length, 1);
  });
});
