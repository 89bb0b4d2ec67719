import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const ACL = "aws:s3/bucketAcl:BucketAcl";
const ACL_V2 = "aws:s3/bucketAclV2:BucketAclV2";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";

/** What is wrong, as a sentence. */
type Fault = () => string | undefined;

const GIVEN = "The bucket has an access list.";

const inBucket = (bucket: Props<typeof BUCKET> | Props<typeof BUCKET_V2>): Fault[] => [
  () =>
    first(
      () => (["", "private"].includes(String(bucket.acl ?? "").toLowerCase()) ? undefined : GIVEN),
      () => (itemsOf(bucket.grants).length > 0 ? GIVEN : undefined),
    ),
];

export default control<Fault>({
  id: "storage-buckets-lists-unused",
  title: "Let policies alone say who may use a bucket",
  why: "Access lists are a second word beside the policy, object by object, that no search of the policies finds.",
  fix: 'Leave access lists out, and let `aws.s3.BucketOwnershipControls` say `"BucketOwnerEnforced"`, as new buckets do by themselves.',
  severity: "medium",
  sources: {
    talk: ["access-limited", "roles-used"],
    fsbp: ["S3.12"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [ACL]: () => [() => GIVEN],
    [ACL_V2]: () => [() => GIVEN],
    [BUCKET]: inBucket,
    [BUCKET_V2]: inBucket,
    [OWNERSHIP]: (controls) => [
      () => (controls.rule?.objectOwnership === "BucketOwnerEnforced" ? undefined : "The bucket takes access lists."),
    ],
  },
  judge: (fault) => fault(),
  pass: [
    { files: [BUCKET, { acl: "Private" }] },
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, { acl: "private" }] },
    { files: [OWNERSHIP, { bucket: "files", rule: { objectOwnership: "BucketOwnerEnforced" } }] },
  ],
  fail: [
    { files: [OWNERSHIP, { bucket: "files", rule: { objectOwnership: "BucketOwnerPreferred" } }] },
    { files: [OWNERSHIP, { bucket: "files", rule: { objectOwnership: "ObjectWriter" } }] },
    { list: [ACL, { bucket: "files", acl: "private" }] },
    { list: [ACL_V2, { bucket: "files", acl: "log-delivery-write" }] },
    { files: [BUCKET, { acl: "log-delivery-write" }] },
    { files: [BUCKET_V2, { grants: [{ type: "CanonicalUser", id: "somebody", permissions: ["READ"] }] }] },
  ],
});
