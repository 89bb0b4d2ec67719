import { control, type Example, type Written } from "../control.ts";
import { type Bucket, beside, bucketsOf, own } from "../facts/bucket.ts";
import { every, first, some } from "../knowledge.ts";

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const LOGGING = "aws:s3/bucketLogging:BucketLogging";
const LOGGING_V2 = "aws:s3/bucketLoggingV2:BucketLoggingV2";
const TRAIL = "aws:cloudtrail/trail:Trail";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const VERSIONING_V2 = "aws:s3/bucketVersioningV2:BucketVersioningV2";

const isPrivate = (bucket: Bucket): boolean =>
  some(
    ...beside(bucket, BLOCK).map(
      (blocks) => () =>
        some(
          ...blocks().map(
            ({ props }) =>
              () =>
                every(
                  () => props.blockPublicAcls === true,
                  () => props.blockPublicPolicy === true,
                  () => props.ignorePublicAcls === true,
                  () => props.restrictPublicBuckets === true,
                ),
          ),
        ),
    ),
  );

const isLogged = (bucket: Bucket): boolean =>
  some(
    () => Boolean(own<{ targetBucket?: string }>(bucket, "logging", "loggings")()?.targetBucket),
    ...beside(bucket, LOGGING, LOGGING_V2).map((loggings) => () => loggings().length > 0),
  );

/** Whether what is overwritten or deleted is kept. An object lock needs versions, and a bucket with one keeps them. */
const isKept = (bucket: Bucket): boolean =>
  some(
    () => bucket.props.objectLockEnabled === true,
    () => own<{ enabled?: boolean }>(bucket, "versioning", "versionings")()?.enabled === true,
    ...beside(bucket, VERSIONING, VERSIONING_V2).map(
      (versionings) => () =>
        some(
          ...versionings().map(
            ({ props }) =>
              () =>
                props.versioningConfiguration?.status === "Enabled",
          ),
        ),
    ),
  );

const FAULTS: readonly (readonly [fault: string, holds: (bucket: Bucket) => boolean])[] = [
  ["The trail's bucket does not block public access.", isPrivate],
  ["Nobody records who reads the trail's bucket.", isLogged],
  ["What is deleted from the trail's bucket is gone.", isKept],
];

const blocked = (more: object = {}): Written => [
  BLOCK,
  {
    bucket: "${logs}",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
    ...more,
  },
];

const block = blocked();
const logging: Written = [LOGGING, { bucket: "${logs}", targetBucket: "access", targetPrefix: "trail/" }];
const versioning: Written = [VERSIONING, { bucket: "${logs}", versioningConfiguration: { status: "Enabled" } }];

const BARE: Example = { logs: [BUCKET, {}], trail: [TRAIL, { s3BucketName: "${logs}" }] };
const GUARDED: Example = { ...BARE, block, logging, versioning };

export default control<Bucket>({
  id: "log-trail-bucket-guarded",
  title: "Keep the trail's bucket private, logged and with all its versions",
  why: "Who can delete or read the trail unseen has never been there.",
  fix: "Give the bucket a `BucketPublicAccessBlock` with all four set, a `BucketLogging`, and versions or an object lock.",
  severity: "high",
  sources: {
    talk: ["aws-cloudtrail-records", "cis-benchmarks-used", "access-limited"],
    "cis-aws": ["4.4"],
    fsbp: ["CloudTrail.6", "CloudTrail.7"],
    "nist-800-53": ["AU-9", "AC-3", "AU-12"],
    "nist-csf": ["protect"],
  },
  joins: { [TRAIL]: (trail) => bucketsOf(trail, "s3BucketName") },
  judge: (bucket) =>
    first(
      ...FAULTS.map(
        ([fault, holds]) =>
          () =>
            holds(bucket) ? undefined : fault,
      ),
    ),
  pass: [
    GUARDED,
    {
      ...GUARDED,
      logs: [BUCKET_V2, {}],
      logging: [LOGGING_V2, { bucket: "${logs}", targetBucket: "access", targetPrefix: "trail/" }],
      versioning: [VERSIONING_V2, { bucket: "${logs}", versioningConfiguration: { status: "Enabled" } }],
    },
    {
      logs: [BUCKET, { versioning: { enabled: true }, logging: { targetBucket: "access" } }],
      block,
      trail: [TRAIL, { s3BucketName: "${logs}" }],
    },
    {
      logs: [BUCKET_V2, { objectLockEnabled: true, loggings: [{ targetBucket: "access" }] }],
      block,
      trail: [TRAIL, { s3BucketName: "${logs}" }],
    },
    { trail: [TRAIL, { s3BucketName: "of-another-stack" }] },
  ],
  fail: [
    { ...BARE, logging, versioning },
    ...["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map(
      (off): Example => ({ ...GUARDED, block: blocked({ [off]: false }) }),
    ),
    { ...BARE, block, versioning },
    { ...BARE, block, logging },
    { ...GUARDED, versioning: [VERSIONING, { bucket: "${logs}", versioningConfiguration: { status: "Suspended" } }] },
    {
      ...GUARDED,
      logs: [BUCKET_V2, {}],
      versioning: [VERSIONING_V2, { bucket: "other", versioningConfiguration: { status: "Enabled" } }],
    },
  ],
});
