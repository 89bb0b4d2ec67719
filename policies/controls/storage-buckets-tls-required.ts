import { control, type Example } from "../control.ts";
import { type Bucket, nameOf, ofBuckets, policiesOf } from "../facts/bucket.ts";
import { deniesPlainHttp } from "../facts/grant.ts";
import { some } from "../knowledge.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";

const right = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

const policy = (rest: object = {}): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ ...right, ...rest }] });

const bucket = (rest: object): Example => ({
  files: [BUCKET, { bucket: "files" }],
  policy: [POLICY, { bucket: "${files}", policy: policy(rest) }],
});

export default control<Bucket>({
  id: "storage-buckets-tls-required",
  title: "Let buckets refuse whatever comes without TLS",
  why: "S3 also speaks plain HTTP, and who sits on the way then reads the data and the signed addresses that open it.",
  fix: 'Deny `s3:*` to `"*"` on the bucket and on `/*` while `aws:SecureTransport` is false.',
  severity: "high",
  sources: {
    talk: ["tls-inbound", "tls-between-services", "data-encrypted-everywhere"],
    "cis-aws": ["3.1.1"],
    fsbp: ["S3.5"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
    "nist-csf": ["protect"],
  },
  joins: ofBuckets((one) => [one]),
  judge: (one) =>
    some(
      ...policiesOf(one).map(
        (read) => () => some(...read().map((document) => () => deniesPlainHttp(document, nameOf(one)))),
      ),
    )
      ? undefined
      : "The bucket takes requests without TLS.",
  pass: [
    bucket({}),
    bucket({ Resource: "*", Principal: { AWS: "*" } }),
    { files: [BUCKET, { policy: policy() }] },
    { files: [BUCKET_V2, { bucket: "files", policy: policy() }] },
    {
      files: [BUCKET_V2, {}],
      policy: [POLICY, { bucket: "${files}", policy: { Version: "2012-10-17", Statement: [right] } as never }],
    },
  ],
  fail: [
    { files: [BUCKET, {}] },
    { files: [BUCKET_V2, {}] },
    bucket({ Effect: "Allow" }),
    bucket({ Resource: "arn:aws:s3:::files/*" }),
    bucket({ Resource: ["arn:aws:s3:::others", "arn:aws:s3:::others/*"] }),
    bucket({ Action: "s3:GetObject" }),
    bucket({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
    bucket({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    { files: [BUCKET, {}], policy: [POLICY, { bucket: "${files}", policy: "{" }] },
    { files: [BUCKET, { bucket: "files" }], policy: [POLICY, { bucket: "others", policy: policy() }] },
  ],
});
