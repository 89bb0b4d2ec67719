import { control, type Example } from "../control.ts";
import { type Bucket, beside, ofBuckets, takesLogs } from "../facts/bucket.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const ENCRYPTION_V2 = "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2";

/** The algorithms that a bucket encrypts with, each to be read on its own. */
const algorithmsOf = (bucket: Bucket): (() => string | undefined)[] => [
  ...(bucket.type === BUCKET
    ? [
        () =>
          (bucket as Planned<typeof BUCKET>).props.serverSideEncryptionConfiguration?.rule
            ?.applyServerSideEncryptionByDefault?.sseAlgorithm,
      ]
    : [
        () =>
          (bucket as Planned<typeof BUCKET_V2>).props.serverSideEncryptionConfigurations?.[0]?.rules?.[0]
            ?.applyServerSideEncryptionByDefaults?.[0]?.sseAlgorithm,
      ]),
  ...beside(bucket, ENCRYPTION, ENCRYPTION_V2).map(
    (configurations) => () =>
      configurations()
        .flatMap(({ props }) => itemsOf(props.rules))
        .map((rule) => rule()?.applyServerSideEncryptionByDefault?.sseAlgorithm)
        .find((algorithm) => algorithm !== undefined),
  ),
];

const encrypted = (sseAlgorithm: string, type: typeof ENCRYPTION | typeof ENCRYPTION_V2 = ENCRYPTION): Example => ({
  files: [BUCKET_V2, { bucket: "files" }],
  encryption: [
    type,
    { bucket: "files", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm }, bucketKeyEnabled: true }] },
  ],
});

const own = (sseAlgorithm: string) => ({
  serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm } } },
});

const FOR_LOGS = JSON.stringify({
  Statement: {
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::logs/*",
  },
});

/** S3 encrypts every bucket since 2023; with whose key is left to ask. It delivers access logs to no bucket with a key of KMS. */
export default control<Bucket>({
  id: "storage-buckets-key-named",
  title: "Encrypt buckets with a key of KMS",
  why: "With S3's own key whoever may read an object reads it in clear; a key of KMS has a policy of its own, and records each use.",
  fix: "Set `sseAlgorithm` to `aws:kms`, with `kmsMasterKeyId` and `bucketKeyEnabled: true`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["data-encrypted", "keys-managed", "keys-stored-apart"],
    fsbp: ["S3.17"],
    "nist-800-53": ["SC-28", "SC-28(1)", "SC-12"],
    "nist-csf": ["protect"],
  },
  joins: ofBuckets((bucket) => [bucket]),
  judge: (bucket) =>
    some(
      ...algorithmsOf(bucket).map((read) => () => /^aws:kms(?::dsse)?$/i.test(String(read() ?? ""))),
      ...takesLogs(bucket),
    )
      ? undefined
      : "The bucket is encrypted with a key of S3's own.",
  pass: [
    { logs: [BUCKET, { bucket: "logs" }], files: [BUCKET, { ...own("aws:kms"), logging: { targetBucket: "logs" } }] },
    { logs: [BUCKET, { bucket: "logs", policy: FOR_LOGS }] },
    encrypted("aws:kms"),
    encrypted("aws:kms:dsse", ENCRYPTION_V2),
    { files: [BUCKET, own("aws:kms")] },
    {
      files: [
        BUCKET_V2,
        {
          serverSideEncryptionConfigurations: [
            { rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "aws:kms" }] }] },
          ],
        },
      ],
    },
  ],
  fail: [
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, {}] },
    encrypted("AES256"),
    encrypted("AES256", ENCRYPTION_V2),
    { files: [BUCKET, own("AES256")] },
  ],
});
