import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { daysOf } from "../day.ts";
import { namesOf } from "../identity.ts";
import { oneOf, refuse } from "../refusal.ts";
import { type InventoryArgs, remind } from "../server.ts";
import { AwsBucket } from "./bucket.ts";
import { type Place, placeOf } from "./cloud.ts";
import { tagsOf } from "./inventory.ts";
import { AwsKey } from "./key.ts";
import { documentOf, forAccount, type PolicyDocument, type Statement, serviceTrust } from "./policy.ts";

/** For how many days backups are kept. */
export interface AwsRetentionArgs {
  /** Those of every hour, 1 to 36500. Defaults to 7. */
  hourly?: number;
  /** Those of every day, 1 to 36500. Defaults to 35. */
  daily?: number;
  /** Those of every week, 1 to 36500. Defaults to 365. */
  weekly?: number;
}

/** A bucket that another cloud sends its backups to. */
export interface AwsOffCloudArgs {
  /**
   * Who sends them: the ARNs of roles and users, which may write and read and never delete, but for the locks that restic makes and takes away with every run. Whoever
   * sends with restic therefore says `appendOnly`; what is not kept is deleted by somebody else.
   */
  writers: string[];
  /** The name of the bucket that is told who reads and writes there, such as an `AwsAudit`'s. */
  accessLogBucket: pulumi.Input<string>;
  /** For how many days nobody can delete what was sent, 1 to 36500. Cannot be taken back. Defaults to 35. */
  lockDays?: number;
}

/** What an `AwsBackup` takes. */
export interface AwsBackupArgs extends InventoryArgs {
  /** Who manages the key of the backups: the ARNs of roles and users, whoever runs the program among them. */
  administrators: pulumi.Input<pulumi.Input<string>[]>;
  /** Who uses the key besides the backups themselves, such as the role that restores: the ARNs of roles and users. Defaults to none. */
  keyUsers?: string[];
  /** The ARNs of vaults of another region or account that daily and weekly backups are copied to, each under a name of its own. Needed unless this one only receives copies. */
  copyTo?: { [name: string]: pulumi.Input<string> };
  /** Whether this is a place for copies from another region or account, and makes no backups itself. Defaults to false. */
  receivesCopies?: boolean;
  /** The numbers of other accounts that may copy into it. Defaults to none: copies come from other regions of this account. */
  copyingAccounts?: string[];
  /** For how many days backups are kept. */
  retention?: AwsRetentionArgs;
  /** Whom the vault's lock holds back: everyone, AWS included, from three days on with `COMPLIANCE`, all but administrators of backups with `GOVERNANCE`. Defaults to `COMPLIANCE`. */
  lockMode?: string;
  /** A bucket that another cloud sends its backups to. Defaults to none. */
  offCloud?: AwsOffCloudArgs;
}

/**
 * Backups of all that has the tag `backup`, `hourly`, `daily` or `weekly`: in a vault that nobody can empty before the time, encrypted with a key of its own, with
 * copies elsewhere. What is backed up every hour is kept for days and weeks, too.
 */
export class AwsBackup extends pulumi.ComponentResource {
  /** The vault's name. */
  public readonly vaultName: pulumi.Output<string>;
  /** The vault's ARN, which an `AwsBackup` of another region or account copies to. */
  public readonly vaultArn: pulumi.Output<string>;
  /** The ARN of the key that all of it is encrypted with. */
  public readonly keyArn: pulumi.Output<string>;
  /** The name of the bucket that another cloud sends its backups to. Undefined without `offCloud`. */
  public readonly offCloudBucket: pulumi.Output<string | undefined>;
  /** The ARN of the policy with which one sends them, to be given to a group or a role. Undefined without `offCloud`. */
  public readonly offCloudPolicyArn: pulumi.Output<string | undefined>;

  constructor(name: string, args: AwsBackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsBackup", name, args, opts);
    const what = `AwsBackup ${JSON.stringify(name)}`;
    const tags = tagsOf(what, name, args);
    const retention = checkedRetention(what, args);
    remind(args, this);
    const place = pulumi.output(placeOf({ parent: this })).apply((known) => {
      for (const [copy, vaultArn] of Object.entries(args.copyTo ?? {}))
        if (typeof vaultArn === "string") checkElsewhere(`${what}: copyTo.${copy}`, vaultArn, known);
      return known;
    });
    const said = { owner: args.owner, environment: args.environment, reviewOn: args.reviewOn };
    const making = { name, what, args, place, tags, parent: this };

    const role = roleOf(making);
    const key = new AwsKey(
      `${name}-key`,
      {
        ...said,
        purpose: "Encrypts backups",
        administrators: args.administrators,
        users: [role.arn, ...(args.keyUsers ?? []), ...(args.offCloud?.writers ?? [])],
      },
      { parent: this },
    );
    const vault = vaultOf(making, key, Math.min(...Object.values(retention)));
    if (!args.receivesCopies) plans(making, vault, role, retention);
    const offCloud = args.offCloud ? offCloudOf(making, key, { ...said, ...args.offCloud }) : undefined;

    this.vaultName = vault.name;
    this.vaultArn = vault.arn;
    this.keyArn = key.keyArn;
    this.offCloudBucket = pulumi.output(offCloud?.bucket.bucketName);
    this.offCloudPolicyArn = pulumi.output(offCloud?.policy.arn);
    this.registerOutputs({
      vaultName: this.vaultName,
      vaultArn: this.vaultArn,
      keyArn: this.keyArn,
      offCloudBucket: this.offCloudBucket,
      offCloudPolicyArn: this.offCloudPolicyArn,
    });
  }
}

/** Where children are made, from what, and with which tags. */
interface Making {
  readonly name: string;
  readonly what: string;
  readonly args: AwsBackupArgs;
  readonly place: pulumi.Output<Place>;
  readonly tags: { [key: string]: string };
  readonly parent: pulumi.Resource;
}

/** How often something is backed up, in the order of the tag's values: what has one is also backed up as often as those after it. */
const SCHEDULES = [
  { frequency: "hourly", schedule: "cron(0 * * * ? *)", copied: false },
  { frequency: "daily", schedule: "cron(30 2 * * ? *)", copied: true },
  { frequency: "weekly", schedule: "cron(30 4 ? * SUN *)", copied: true },
] as const;

type Retention = { readonly [frequency in (typeof SCHEDULES)[number]["frequency"]]: number };

const DEFAULT_DAYS: Retention = { hourly: 7, daily: 35, weekly: 365 };

const LOCK_MODES = ["COMPLIANCE", "GOVERNANCE"];

const LONGEST = 36_500;

const BACKUP = "backup.amazonaws.com";

const checkedRetention = (what: string, args: AwsBackupArgs): Retention => {
  const { copyTo = {}, receivesCopies = false, copyingAccounts = [], lockMode, offCloud } = args;
  if (namesOf(`${what}: copyTo`, copyTo).length === 0 && !receivesCopies)
    refuse(`${what}: copyTo`, copyTo, "at least one vault of another region or account, unless receivesCopies is true");
  for (const [copy, vaultArn] of Object.entries(copyTo))
    if (typeof vaultArn === "string" && !VAULT.test(vaultArn))
      refuse(`${what}: copyTo.${copy}`, vaultArn, "the ARN of a backup vault");
  if (receivesCopies && Object.keys(copyTo).length > 0)
    refuse(`${what}: copyTo`, Object.keys(copyTo), "left out where copies are received");
  for (const account of copyingAccounts) {
    if (!receivesCopies) refuse(`${what}: copyingAccounts`, account, "left out unless receivesCopies is true");
    if (!/^\d{12}$/.test(account)) refuse(`${what}: copyingAccounts`, account, "numbers of accounts, of 12 digits");
  }
  if (lockMode !== undefined && !LOCK_MODES.includes(lockMode))
    refuse(`${what}: lockMode`, lockMode, oneOf(LOCK_MODES));
  if (offCloud?.writers.length === 0) refuse(`${what}: offCloud.writers`, [], "at least one role or user");
  const retention = { ...DEFAULT_DAYS, ...args.retention };
  for (const { frequency } of SCHEDULES) daysOf(`${what}: retention.${frequency}`, retention[frequency], 1, LONGEST);
  return retention;
};

const VAULT = /^arn:[a-z-]+:backup:([a-z0-9-]+):(\d{12}):backup-vault:[\w-]+$/;

/** Refuses a copy that would be lost together with what it is a copy of. */
const checkElsewhere = (what: string, vaultArn: string, { region, accountId }: Place): string => {
  const [, otherRegion, otherAccount] = VAULT.exec(vaultArn) ?? [];
  if (otherRegion === region && otherAccount === accountId)
    refuse(what, vaultArn, `a vault of another region than ${region}, or of another account than ${accountId}`);
  return vaultArn;
};

/** The role that makes backups, and cannot restore. */
const roleOf = ({ name, place, tags, parent }: Making): aws.iam.Role => {
  const role = new aws.iam.Role(
    `${name}-backup`,
    {
      description: "Makes backups of what has the tag backup",
      assumeRolePolicy: place.apply(({ accountId }) => JSON.stringify(serviceTrust(BACKUP, forAccount(accountId)))),
      maxSessionDuration: 3600,
      tags,
    },
    { parent },
  );
  for (const [key, policy] of Object.entries({
    backup: "service-role/AWSBackupServiceRolePolicyForBackup",
    buckets: "AWSBackupServiceRolePolicyForS3Backup",
  }))
    new aws.iam.RolePolicyAttachment(
      `${name}-${key}`,
      { role: role.name, policyArn: place.apply(({ partition }) => `arn:${partition}:iam::aws:policy/${policy}`) },
      { parent },
    );
  return role;
};

/** Who may do what with a vault besides those who may by their own rights in the account: accounts that copy, and nobody who deletes. */
export const vaultPolicy = ({ partition }: Place, copyingAccounts: readonly string[]): PolicyDocument =>
  documentOf(
    {
      Sid: "NobodyDeletes",
      Effect: "Deny",
      Principal: "*",
      Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
      Resource: "*",
    },
    ...(copyingAccounts.length > 0
      ? [
          {
            Sid: "Copies",
            Effect: "Allow",
            Principal: { AWS: copyingAccounts.map((account) => `arn:${partition}:iam::${account}:root`) },
            Action: "backup:CopyIntoBackupVault",
            Resource: "*",
          } satisfies Statement,
        ]
      : []),
  );

const vaultOf = ({ name, args, place, tags, parent }: Making, key: AwsKey, minRetentionDays: number) => {
  const vault = new aws.backup.Vault(name, { name, kmsKeyArn: key.keyArn, forceDestroy: false, tags }, { parent });
  new aws.backup.VaultLockConfiguration(
    `${name}-lock`,
    {
      backupVaultName: vault.name,
      minRetentionDays,
      ...(args.lockMode === "GOVERNANCE" ? {} : { changeableForDays: 3 }),
    },
    { parent },
  );
  new aws.backup.VaultPolicy(
    `${name}-policy`,
    {
      backupVaultName: vault.name,
      policy: place.apply((known) => JSON.stringify(vaultPolicy(known, args.copyingAccounts ?? []))),
    },
    { parent },
  );
  return vault;
};

const plans = (
  { name, what, args, place, tags, parent }: Making,
  vault: aws.backup.Vault,
  role: aws.iam.Role,
  retention: Retention,
): void => {
  const copyActions = (deleteAfter: number) =>
    Object.entries(args.copyTo ?? {}).map(([copy, vaultArn]) => ({
      destinationVaultArn: pulumi
        .all([vaultArn, place])
        .apply(([known, here]) => checkElsewhere(`${what}: copyTo.${copy}`, known, here)),
      lifecycle: { deleteAfter },
    }));
  for (const [index, { frequency: tag }] of SCHEDULES.entries()) {
    const plan = new aws.backup.Plan(
      `${name}-${tag}`,
      {
        name: `${name}-${tag}`,
        rules: SCHEDULES.slice(index).map(({ frequency, schedule, copied }) => ({
          ruleName: frequency,
          schedule,
          targetVaultName: vault.name,
          startWindow: 60,
          completionWindow: 480,
          lifecycle: { deleteAfter: retention[frequency] },
          recoveryPointTags: tags,
          ...(copied ? { copyActions: copyActions(retention[frequency]) } : {}),
        })),
        tags,
      },
      { parent },
    );
    new aws.backup.Selection(
      `${name}-${tag}`,
      {
        name: `${name}-${tag}`,
        planId: plan.id,
        iamRoleArn: role.arn,
        selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: tag }],
      },
      { parent },
    );
  }
};

/** A file's name in a repository of restic's: what is in it, as SHA-256. To IAM a question mark is one character, of whatever kind. */
const FILE = "?".repeat(64);

/** Lets somebody send backups and read them, and neither delete nor unlock them; of a repository only the locks are deleted, which every run of restic makes and ends. */
export const offCloudPolicy = (bucketArn: string, keyArn: string): PolicyDocument =>
  documentOf(
    {
      Sid: "Look",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: bucketArn,
    },
    {
      Sid: "SendAndRead",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      Resource: `${bucketArn}/*`,
    },
    {
      Sid: "EndLocks",
      Effect: "Allow",
      Action: "s3:DeleteObject",
      Resource: [`${bucketArn}/locks/${FILE}`, `${bucketArn}/*/locks/${FILE}`],
    },
    { Sid: "Encrypt", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: keyArn },
  );

const offCloudOf = ({ name, tags, parent }: Making, key: AwsKey, args: AwsOffCloudArgs & InventoryArgs) => {
  const { owner, environment, reviewOn, accessLogBucket, lockDays = DEFAULT_DAYS.daily } = args;
  const bucket = new AwsBucket(
    `${name}-off-cloud`,
    { owner, environment, reviewOn, keyArn: key.keyArn, accessLogBucket, lockDays },
    { parent },
  );
  const policy = new aws.iam.Policy(
    `${name}-off-cloud`,
    {
      description: "Sends backups of another cloud, and deletes none",
      policy: pulumi
        .all([bucket.bucketArn, key.keyArn])
        .apply(([bucketArn, keyArn]) => JSON.stringify(offCloudPolicy(bucketArn, keyArn))),
      tags,
    },
    { parent },
  );
  return { bucket, policy };
};
