import { control } from "../control.ts";
import { type Bucket, beside, ofBuckets } from "../facts/bucket.ts";
import { first, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";

/** What is wrong, as a sentence. */
type Fault = () => string | undefined;

const gapIn =
  (whose: string, block: Props<typeof BLOCK> | Props<typeof ACCOUNT_BLOCK>): Fault =>
  () => {
    const open = (switchedOn: () => boolean | undefined, name: string) => () =>
      switchedOn() === true ? undefined : `The ${whose}'s block of public access leaves \`${name}\` off.`;
    return first(
      open(() => block.blockPublicAcls, "blockPublicAcls"),
      open(() => block.blockPublicPolicy, "blockPublicPolicy"),
      open(() => block.ignorePublicAcls, "ignorePublicAcls"),
      open(() => block.restrictPublicBuckets, "restrictPublicBuckets"),
    );
  };

const unblocked =
  (bucket: Bucket): Fault =>
  () =>
    some(...beside(bucket, BLOCK).map((blocks) => () => blocks().length > 0))
      ? undefined
      : "Nothing blocks public access to the bucket.";

const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

export default control<Fault>({
  id: "storage-buckets-blocked",
  title: "Block public access to every bucket",
  why: "One word in an access list or a policy opens a bucket to everybody; the block holds whatever the word is.",
  fix: "Give the bucket an `aws.s3.BucketPublicAccessBlock`, and the account an `aws.s3.AccountPublicAccessBlock`, with all four switches true.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "zero-trust"],
    "cis-aws": ["3.1.4"],
    fsbp: ["S3.1", "S3.8"],
    "nist-800-53": ["AC-3", "SC-7"],
    "nist-csf": ["protect"],
  },
  reads: {
    [ACCOUNT_BLOCK]: (block) => [gapIn("account", block)],
    [BLOCK]: (block) => [gapIn("bucket", block)],
  },
  joins: ofBuckets((bucket) => [unblocked(bucket)]),
  judge: (fault) => fault(),
  pass: [
    { files: [BUCKET, {}], block: [BLOCK, { bucket: "${files}", ...all }] },
    { files: [BUCKET_V2, { bucket: "files" }], block: [BLOCK, { bucket: "files", ...all }] },
    { account: [ACCOUNT_BLOCK, all] },
  ],
  fail: [
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, { bucket: "files" }], block: [BLOCK, { bucket: "others", ...all }] },
    { files: [BUCKET_V2, {}], others: [BUCKET_V2, {}], block: [BLOCK, { bucket: "${others}", ...all }] },
    ...Object.keys(all).map((key) => ({ block: [BLOCK, { bucket: "files", ...all, [key]: false }] }) as const),
    { block: [BLOCK, { bucket: "files", blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true }] },
    { account: [ACCOUNT_BLOCK, { ...all, restrictPublicBuckets: false }] },
    { account: [ACCOUNT_BLOCK, {}] },
  ],
});
