import { control, type Setting } from "../control.ts";
import { type Bucket, beside, ofBuckets, takesFrom, takesLogs, wordsOf } from "../facts/bucket.ts";
import { every, some } from "../knowledge.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const LOCK_V2 = "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2";

const written = (service: string): string =>
  JSON.stringify({
    Statement: {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::logs/*",
    },
  });

export default control<Bucket, { readonly kept: readonly string[] }>({
  id: "storage-buckets-locked",
  title: "Lock what is in buckets of backups and logs",
  why: "Who blackmails deletes the backups and the logs first; what is locked nobody deletes before its time, no administrator either.",
  fix: "Set `objectLockEnabled: true`, and give the bucket an `aws.s3.BucketObjectLockConfiguration` with a default retention.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["logs-remote", "backups-regular"],
    fsbp: ["S3.15"],
    "nist-800-53": ["AU-9", "CP-9"],
    "nist-csf": ["recover"],
  },
  settings: {
    kept: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["backup", "log", "audit", "archive", "trail", "cloudtrail"],
      description: "The words in a bucket's name that say that it holds something to keep, in lower case.",
    } satisfies Setting<string[]>,
  },
  joins: ofBuckets((bucket) => [bucket]),
  judge: (bucket, { kept }) => {
    const isKept = (word: string) => kept.some((one) => word === one || word === `${one}s`);
    const guarded: (() => boolean)[] = [
      () => bucket.props.objectLockEnabled === true,
      () => String(bucket.props.objectLockConfiguration?.objectLockEnabled ?? "").toLowerCase() === "enabled",
      // Access logs, and what AWS Config records, are delivered to no bucket that locks by itself.
      ...takesLogs(bucket),
      ...takesFrom(bucket, "config.amazonaws.com"),
      ...beside(bucket, LOCK, LOCK_V2).map((locks) => () => locks().length > 0),
    ];
    return every(
      () => some(...wordsOf(bucket).map((read) => () => read().some(isKept))),
      () => !some(...guarded),
    )
      ? "The bucket is for something to keep, and whoever may delete in it may delete all of it."
      : undefined;
  },
  pass: [
    { logs: [BUCKET, { policy: written("logging.s3.amazonaws.com") }] },
    {
      audit: [BUCKET_V2, {}],
      policy: ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "${audit}", policy: written("config.amazonaws.com") }],
    },
    { files: [BUCKET, {}] },
    { logs: [BUCKET, { objectLockEnabled: true }] },
    { files: [BUCKET_V2, { bucket: "acme-backups", objectLockEnabled: true }] },
    { logs: [BUCKET, { objectLockConfiguration: { objectLockEnabled: "Enabled" } }] },
    { logs: [BUCKET, {}], lock: [LOCK, { bucket: "${logs}" }] },
    { files: [BUCKET_V2, { bucket: "audit" }], lock: [LOCK_V2, { bucket: "audit" }] },
    { files: [BUCKET, { bucket: "catalogue" }] },
  ],
  fail: [
    { logs: [BUCKET, { policy: written("cloudtrail.amazonaws.com") }] },
    { logs: [BUCKET, {}] },
    { files: [BUCKET_V2, { bucket: "acme-backups" }] },
    { files: [BUCKET_V2, { bucketPrefix: "cloudtrail-" }] },
    { files: [BUCKET, { bucket: "audit" }], lock: [LOCK, { bucket: "others" }] },
  ],
});
