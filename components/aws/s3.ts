import * as aws from "@pulumi/aws";

type S3 = typeof aws.s3;

const named: { readonly [name: string]: unknown } = { ...aws.s3 };

const newest = <K extends keyof S3>(name: K): S3[K] =>
  ("BucketVersioning" in named ? named[name] : named[`${name}V2`]) as S3[K];

// In SDK 6 they end in V2, `Bucket` itself is another, older resource there, and 7 warns of the old names.
export const Bucket = newest("Bucket");
export const BucketLifecycleConfiguration = newest("BucketLifecycleConfiguration");
export const BucketLogging = newest("BucketLogging");
export const BucketObjectLockConfiguration = newest("BucketObjectLockConfiguration");
export const BucketServerSideEncryptionConfiguration = newest("BucketServerSideEncryptionConfiguration");
export const BucketVersioning = newest("BucketVersioning");
