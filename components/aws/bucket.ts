import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { daysOf } from "../day.ts";
import { oneOf, Refusal, refuse } from "../refusal.ts";
import { type InventoryArgs, remind } from "../server.ts";
import { type Place, placeOf } from "./cloud.ts";
import { tagsOf } from "./inventory.ts";
import { documentOf, forAccount, type PolicyDocument, type Statement, tlsOnly } from "./policy.ts";
import * as s3 from "./s3.ts";

/** A service of AWS that writes into a bucket for this account. */
export interface AwsBucketWriterArgs {
  /** The service's principal, such as `cloudtrail.amazonaws.com`. */
  service: string;
  /** Where in the bucket it writes, such as `AWSLogs/123456789012/`. Defaults to all of it. */
  prefix?: string;
  /** What of the account it writes for, by ARNs in which `*` may stand, such as that of a trail. Defaults to all that the account has in the service. */
  sourceArns?: string[];
}

/** What an `AwsBucket` takes. A bucket that receives access logs takes neither a key, nor a place for its own, nor a lock, as S3 delivers them to none that has. */
export interface AwsBucketArgs extends InventoryArgs {
  /** Its name, which no other bucket of any account may have. Defaults to the component's name, the account's id and the region, hyphens between them. */
  bucketName?: string;
  /** The ARN of the key that it is encrypted with, such as an `AwsKey`'s. Needed unless it receives access logs. */
  keyArn?: pulumi.Input<string>;
  /** The name of the bucket that is told who reads and writes here. Needed unless this one receives access logs. */
  accessLogBucket?: pulumi.Input<string>;
  /** Whether it is told who reads and writes other buckets of the account. Defaults to false. */
  receivesAccessLogs?: boolean;
  /** The services that write into it, each under a name of its own. Defaults to none. */
  writers?: { [name: string]: AwsBucketWriterArgs };
  /** For how many days nobody can delete or change what was written, 1 to 36500. For logs and backups. Cannot be taken back. Defaults to no lock. */
  lockDays?: number;
  /** Whom the lock holds back: everyone with `COMPLIANCE`, all but those who have `s3:BypassGovernanceRetention` with `GOVERNANCE`. Defaults to `COMPLIANCE`. */
  lockMode?: string;
  /** After how many days what was overwritten or deleted is gone, 1 to 36500. Defaults to 90. */
  noncurrentDays?: number;
  /** After how many days an object is deleted, 1 to 36500. Defaults to never. */
  expirationDays?: number;
}

/**
 * A bucket that nobody outside can reach: no public access and no ACLs, over TLS 1.2 and later only, encrypted with a key of one's own, with versions, a log of
 * who reads and writes, and an end for what is left over. It is never deleted with something in it.
 */
export class AwsBucket extends pulumi.ComponentResource {
  /** The bucket's name. */
  public readonly bucketName: pulumi.Output<string>;
  /** The bucket's ARN. */
  public readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: AwsBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsBucket", name, args, opts);
    const what = `AwsBucket ${JSON.stringify(name)}`;
    const tags = tagsOf(what, name, args);
    checkArgs(what, args);
    remind(args, this);
    const place = pulumi.output(placeOf({ parent: this }));
    const bucketName = place.apply(async (known) => {
      const wanted = args.bucketName ?? `${name}-${known.accountId}-${known.region}`;
      checkName(what, wanted);
      await checkFree(what, wanted, { parent: this });
      return wanted;
    });

    const bucket = new s3.Bucket(
      name,
      { bucket: bucketName, forceDestroy: false, objectLockEnabled: args.lockDays !== undefined, tags },
      { parent: this },
    );
    const closed = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this, dependsOn: [closed] },
    );
    const versioning = new s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket: bucket.bucket, rules: [encryptionOf(args)] },
      { parent: this },
    );
    new s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: [lifecycleOf(args)] },
      { parent: this, dependsOn: [versioning] },
    );
    if (args.lockDays !== undefined)
      new s3.BucketObjectLockConfiguration(
        `${name}-lock`,
        {
          bucket: bucket.bucket,
          rule: { defaultRetention: { mode: args.lockMode ?? LOCK_MODES[0], days: args.lockDays } },
        },
        { parent: this, dependsOn: [versioning] },
      );
    if (args.accessLogBucket !== undefined)
      new s3.BucketLogging(
        `${name}-logging`,
        {
          bucket: bucket.bucket,
          targetBucket: args.accessLogBucket,
          targetPrefix: pulumi.interpolate`${bucketName}/`,
        },
        { parent: this },
      );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        bucket: bucket.bucket,
        policy: pulumi
          .all([place, bucketName])
          .apply(([known, bucketKnown]) => JSON.stringify(bucketPolicy(known, bucketKnown, writersOf(known, args)))),
      },
      // S3 answers 409 to two changes of who may what at once.
      { parent: this, dependsOn: [closed] },
    );

    // Whoever is to write here may do so by then; S3 looks whether they may, and is told of access logs otherwise in vain.
    this.bucketName = pulumi.all([bucket.bucket, policy.bucket]).apply(([known]) => known);
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }
}

const LOCK_MODES = ["COMPLIANCE", "GOVERNANCE"];

const LONGEST = 36_500;

const checkName = (what: string, bucketName: string): void => {
  if (!/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/.test(bucketName))
    refuse(
      `${what}: bucketName`,
      bucketName,
      "3 to 63 lower-case letters, digits and hyphens, without the dots that no certificate of S3 covers",
    );
};

const checkArgs = (what: string, args: AwsBucketArgs): void => {
  const { receivesAccessLogs = false, lockDays, lockMode, noncurrentDays = NONCURRENT_DAYS, expirationDays } = args;
  if (args.bucketName !== undefined) checkName(what, args.bucketName);
  for (const input of ["keyArn", "accessLogBucket"] as const)
    if ((args[input] === undefined) !== receivesAccessLogs)
      refuse(
        `${what}: ${input}`,
        receivesAccessLogs ? "one" : "none",
        receivesAccessLogs
          ? "left out where access logs are received"
          : "given, unless the bucket receives access logs",
      );
  if (receivesAccessLogs && lockDays !== undefined)
    refuse(`${what}: lockDays`, lockDays, "left out where access logs are received");
  if (lockDays !== undefined) daysOf(`${what}: lockDays`, lockDays, 1, LONGEST);
  if (lockMode !== undefined && (lockDays === undefined || !LOCK_MODES.includes(lockMode)))
    refuse(`${what}: lockMode`, lockMode, `${oneOf(LOCK_MODES)}, beside lockDays`);
  daysOf(`${what}: noncurrentDays`, noncurrentDays, 1, LONGEST);
  if (expirationDays !== undefined) daysOf(`${what}: expirationDays`, expirationDays, lockDays ?? 1, LONGEST);
  for (const [key, { service }] of Object.entries(args.writers ?? {}))
    if (!/^[a-z0-9.-]+\.amazonaws\.com$/.test(service))
      refuse(`${what}: writers.${key}.service`, service, "a service's principal such as cloudtrail.amazonaws.com");
};

/** Rejects with one sentence when the bucket is somebody else's. S3 says so to whoever asks for it; that there is none is an error, too. */
const checkFree = async (what: string, bucketName: string, opts: pulumi.InvokeOptions): Promise<void> => {
  const answer = await aws.s3.getBucket({ bucket: bucketName }, opts).catch((error: Error) => error.message);
  if (typeof answer === "string" && /StatusCode: 403|\bForbidden\b/.test(answer))
    throw new Refusal(
      `${what}: bucketName must be one that no other account has, as S3 has one list of names for all, or one that these credentials may see, got ${JSON.stringify(bucketName)}.`,
    );
};

const NONCURRENT_DAYS = 90;

/** S3 delivers access logs to no bucket that is encrypted with a key of KMS. */
const encryptionOf = ({ keyArn }: AwsBucketArgs) =>
  keyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      };

const lifecycleOf = ({ noncurrentDays = NONCURRENT_DAYS, expirationDays }: AwsBucketArgs) => ({
  id: "leftovers",
  status: "Enabled",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
  noncurrentVersionExpiration: { noncurrentDays },
  expiration: expirationDays === undefined ? { expiredObjectDeleteMarker: true } : { days: expirationDays },
});

const writersOf = (
  { partition }: Place,
  { writers = {}, receivesAccessLogs }: AwsBucketArgs,
): AwsBucketWriterArgs[] => [
  ...Object.values(writers),
  ...(receivesAccessLogs ? [{ service: "logging.s3.amazonaws.com", sourceArns: [`arn:${partition}:s3:::*`] }] : []),
];

/** Who may do what with a bucket besides those who may by their own rights in the account: services that write, and nobody without TLS. */
export const bucketPolicy = (
  { partition, accountId }: Place,
  bucketName: string,
  writers: readonly AwsBucketWriterArgs[] = [],
): PolicyDocument => {
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  const all = [bucket, `${bucket}/*`];
  return documentOf(
    ...writers.flatMap(({ service, prefix = "", sourceArns }, index): Statement[] => {
      const made = {
        Effect: "Allow",
        Principal: { Service: service },
        Condition: forAccount(accountId, sourceArns),
      } as const;
      return [
        {
          ...made,
          Sid: `Writer${index + 1}Looks`,
          Action: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:ListBucket"],
          Resource: bucket,
        },
        { ...made, Sid: `Writer${index + 1}Writes`, Action: "s3:PutObject", Resource: `${bucket}/${prefix}*` },
      ];
    }),
    tlsOnly("s3:*", all),
    {
      Sid: "OverTls12AndLaterOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: all,
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    },
  );
};
