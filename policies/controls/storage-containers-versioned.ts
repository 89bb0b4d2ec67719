import { control, type Setting } from "../control.ts";
import { type Bucket, beside, ofBuckets, own } from "../facts/bucket.ts";
import { every, some } from "../knowledge.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const CONTAINER = "openstack:objectstorage/container:Container";

const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const VERSIONING_V2 = "aws:s3/bucketVersioningV2:BucketVersioningV2";

/** What may hold what must not be lost. */
interface Container {
  readonly what: string;
  /** Whether it is for something to keep, as the words say. */
  readonly keeps: (words: readonly string[]) => boolean;
  readonly versioned: () => boolean;
}

/** S3 keeps whatever people put there; nothing says in advance what can be lost. */
const ofBucket = (bucket: Bucket): Container => ({
  what: "bucket",
  keeps: () => true,
  versioned: () =>
    some(
      () => own<{ enabled?: boolean }>(bucket, "versioning", "versionings")()?.enabled === true,
      ...beside(bucket, VERSIONING, VERSIONING_V2).map(
        (versionings) => () =>
          some(
            ...versionings().map(
              ({ props }) =>
                () =>
                  String(props.versioningConfiguration?.status ?? "").toLowerCase() === "enabled",
            ),
          ),
      ),
    ),
});

export default control<Container, { readonly kept: readonly string[] }>({
  id: "storage-containers-versioned",
  title: "Keep earlier versions of backups and logs, and of all that is in buckets",
  why: "Ransomware and intruders overwrite backups and logs first; only what keeps its versions is still there afterwards.",
  fix: "Set `versioning: true` on a container, and give a bucket an `aws.s3.BucketVersioning` with status `Enabled`.",
  severity: "medium",
  sources: {
    talk: ["logs-remote"],
    ossg: ["object-storage"],
    fsbp: ["S3.14"],
    "nist-800-53": ["CP-9", "AU-9"],
    "nist-csf": ["recover"],
  },
  settings: {
    kept: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["backup", "log", "audit", "archive"],
      description: "The words in a container's name that say that it holds something to keep, in lower case.",
    } satisfies Setting<string[]>,
  },
  reads: {
    [CONTAINER]: (container, { name }) => [
      {
        what: "container",
        keeps: (words) =>
          some(
            ...[() => container.name, () => name].map(
              (read) => () =>
                String(read() ?? "")
                  .toLowerCase()
                  .split(/[^a-z]+/)
                  .some((word) => words.some((one) => word === one || word === `${one}s`)),
            ),
          ),
        versioned: () =>
          some(
            () => container.versioning === true,
            () => container.versioningLegacy !== undefined,
          ),
      },
    ],
  },
  joins: ofBuckets((bucket) => [ofBucket(bucket)]),
  judge: ({ what, keeps, versioned }, { kept }) =>
    every(
      () => keeps(kept),
      () => !versioned(),
    )
      ? `The ${what} is for something to keep, and what is overwritten in it is gone.`
      : undefined,
  pass: [
    { files: [BUCKET, { versioning: { enabled: true } }] },
    { files: [BUCKET_V2, { versionings: [{ enabled: true }] }] },
    { files: [BUCKET, {}], more: [VERSIONING, { bucket: "${files}", versioningConfiguration: { status: "Enabled" } }] },
    {
      files: [BUCKET_V2, { bucket: "files" }],
      more: [VERSIONING_V2, { bucket: "files", versioningConfiguration: { status: "Enabled" } }],
    },
    { files: [CONTAINER, { name: "catalogue" }] },
    { files: [CONTAINER, { name: "backups", versioning: true }] },
    { files: [CONTAINER, { name: "logs", versioningLegacy: { type: "history", location: "old-logs" } }] },
  ],
  fail: [
    { files: [BUCKET, {}] },
    { files: [BUCKET, { versioning: { enabled: false } }] },
    { files: [BUCKET_V2, {}] },
    {
      files: [BUCKET, {}],
      more: [VERSIONING, { bucket: "${files}", versioningConfiguration: { status: "Suspended" } }],
    },
    {
      files: [BUCKET_V2, { bucket: "files" }],
      others: [VERSIONING_V2, { bucket: "others", versioningConfiguration: { status: "Enabled" } }],
    },
    { files: [CONTAINER, { name: "shop-backups" }] },
    { logs: [CONTAINER, { versioning: false }] },
    { files: [CONTAINER, { name: "Audit" }] },
  ],
});
