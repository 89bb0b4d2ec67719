import { control } from "../control.ts";
import { type Bucket, beside, ofBuckets } from "../facts/bucket.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const LIFECYCLE_V2 = "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2";

const rule = { id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } };

export default control<Bucket>({
  id: "storage-buckets-expiring",
  title: "Let a bucket put away what is old",
  why: "Earlier versions and forgotten uploads pile up for years, cost money, and are what a thief finds beside the rest.",
  fix: "Give the bucket an `aws.s3.BucketLifecycleConfiguration` with an enabled rule.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["assets-managed"],
    fsbp: ["S3.13"],
    "nist-800-53": ["AU-11", "CM-7"],
    "nist-csf": ["protect"],
  },
  joins: ofBuckets((bucket) => [bucket]),
  judge: (bucket) =>
    some(
      () => some(...itemsOf(bucket.props.lifecycleRules).map((one) => () => one()?.enabled === true)),
      ...beside(bucket, LIFECYCLE, LIFECYCLE_V2).map(
        (configurations) => () =>
          some(
            ...configurations().flatMap(({ props }) =>
              itemsOf(props.rules).map((one) => () => String(one()?.status ?? "").toLowerCase() === "enabled"),
            ),
          ),
      ),
    )
      ? undefined
      : "The bucket keeps everything for ever.",
  pass: [
    { files: [BUCKET, {}], old: [LIFECYCLE, { bucket: "${files}", rules: [rule] }] },
    { files: [BUCKET_V2, { bucket: "files" }], old: [LIFECYCLE_V2, { bucket: "files", rules: [rule] }] },
    { files: [BUCKET, { lifecycleRules: [{ enabled: true, expiration: { days: 400 } }] }] },
  ],
  fail: [
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, {}] },
    { files: [BUCKET, { lifecycleRules: [{ enabled: false, expiration: { days: 400 } }] }] },
    { files: [BUCKET, {}], old: [LIFECYCLE, { bucket: "${files}", rules: [{ ...rule, status: "Disabled" }] }] },
    { files: [BUCKET_V2, { bucket: "files" }], old: [LIFECYCLE_V2, { bucket: "files", rules: [] }] },
  ],
});
