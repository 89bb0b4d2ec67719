import { control } from "../control.ts";
import { type Bucket, beside, ofBuckets, own, takesLogs } from "../facts/bucket.ts";
import { some } from "../knowledge.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const LOGGING = "aws:s3/bucketLogging:BucketLogging";
const LOGGING_V2 = "aws:s3/bucketLoggingV2:BucketLoggingV2";

export default control<Bucket>({
  id: "storage-buckets-logged",
  title: "Record who reads a bucket",
  why: "After a leak nobody can say what was taken, by whom and since when, unless the bucket wrote it down.",
  fix: "Give the bucket an `aws.s3.BucketLogging` with another bucket as `targetBucket`.",
  severity: "medium",
  sources: {
    talk: ["logging-central", "activities-monitored"],
    fsbp: ["S3.9"],
    "nist-800-53": ["AU-2", "AU-12"],
    "nist-csf": ["detect"],
  },
  joins: ofBuckets((bucket) => [bucket]),
  judge: (bucket) =>
    some(
      () => Boolean(own<{ targetBucket?: string }>(bucket, "logging", "loggings")()?.targetBucket),
      ...beside(bucket, LOGGING, LOGGING_V2).map((loggings) => () => loggings().length > 0),
      // What takes the logs of others would write down its own writing for ever.
      ...takesLogs(bucket),
    )
      ? undefined
      : "Nobody records who reads the bucket.",
  pass: [
    {
      logs: [BUCKET, { bucket: "logs" }],
      files: [BUCKET, {}],
      logging: [LOGGING, { bucket: "${files}", targetBucket: "${logs}", targetPrefix: "" }],
    },
    {
      logs: [BUCKET_V2, { bucket: "logs" }],
      files: [BUCKET_V2, { bucket: "files" }],
      logging: [LOGGING_V2, { bucket: "files", targetBucket: "logs", targetPrefix: "" }],
    },
    { logs: [BUCKET, { bucket: "logs" }], files: [BUCKET, { logging: { targetBucket: "logs" } }] },
    { logs: [BUCKET, { bucket: "logs" }], files: [BUCKET, { loggings: [{ targetBucket: "logs" }] }] },
    { logs: [BUCKET_V2, { bucket: "logs" }], files: [BUCKET_V2, { loggings: [{ targetBucket: "${logs}" }] }] },
  ],
  fail: [
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, {}] },
    {
      files: [BUCKET, { bucket: "files" }],
      logging: [LOGGING, { bucket: "others", targetBucket: "logs", targetPrefix: "" }],
    },
  ],
});
