import { control } from "../control.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const CONTAINER = "openstack:objectstorage/container:Container";

export default control<() => boolean | undefined>({
  id: "storage-containers-kept",
  title: "Let no container and no bucket be deleted with what is in it",
  why: "A change that replaces the container or the bucket then deletes every object in it, without a question.",
  fix: "Leave `forceDestroy` out.",
  severity: "medium",
  level: "advisory",
  sources: { ossg: ["object-storage"], "nist-800-53": ["CP-9"], "nist-csf": ["protect"] },
  reads: {
    [BUCKET]: (bucket) => [() => bucket.forceDestroy],
    [BUCKET_V2]: (bucket) => [() => bucket.forceDestroy],
    [CONTAINER]: (container) => [() => container.forceDestroy],
  },
  judge: (forced) => (forced() === true ? "What holds the objects is deleted together with them." : undefined),
  pass: [
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, { forceDestroy: false }] },
    { files: [CONTAINER, {}] },
    { files: [CONTAINER, { forceDestroy: false }] },
  ],
  fail: [
    { files: [BUCKET, { forceDestroy: true }] },
    { files: [BUCKET_V2, { forceDestroy: true }] },
    { files: [CONTAINER, { forceDestroy: true }] },
  ],
});
