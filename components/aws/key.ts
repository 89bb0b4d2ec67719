import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../refusal.ts";
import { type InventoryArgs, remind } from "../server.ts";
import { type Place, placeOf } from "./cloud.ts";
import { tagsOf } from "./inventory.ts";
import { checkIdentities, documentOf, forAccount, type PolicyDocument, type Statement } from "./policy.ts";

/** A service of AWS that uses a key for this account. */
export interface AwsKeyServiceArgs {
  /** The service's principal, such as `cloudtrail.amazonaws.com`. */
  service: string;
  /** What of the account uses the key, by ARNs in which `*` may stand, such as that of a trail. Defaults to all that the account has in the service. */
  sourceArns?: string[];
}

/** What an `AwsKey` takes. */
export interface AwsKeyArgs extends InventoryArgs {
  /** What it encrypts, for people to read. */
  purpose: string;
  /** Who may manage the key, and not use it: the ARNs of roles and users, whoever runs the program among them, as KMS takes no key that its maker cannot manage. */
  administrators: pulumi.Input<pulumi.Input<string>[]>;
  /** Who may encrypt and decrypt with it: the ARNs of roles and users. Defaults to none. */
  users?: pulumi.Input<pulumi.Input<string>[]>;
  /** The services that use it, each under a name of its own. Defaults to none. */
  services?: { [name: string]: AwsKeyServiceArgs };
}

/**
 * A key in KMS that is replaced every year, cannot be deleted in less than 30 days, and is there for those whom it names only. If all of them are gone, the
 * account's root user can still manage it.
 */
export class AwsKey extends pulumi.ComponentResource {
  /** The key's id. */
  public readonly keyId: pulumi.Output<string>;
  /** The key's ARN, by which other services are told of it. */
  public readonly keyArn: pulumi.Output<string>;
  /** The name that the key goes by: `alias/` and the component's name. */
  public readonly aliasName: pulumi.Output<string>;

  constructor(name: string, args: AwsKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsKey", name, args, opts);
    const what = `AwsKey ${JSON.stringify(name)}`;
    const tags = tagsOf(what, name, args);
    checkArgs(what, name, args);
    remind(args, this);
    const { administrators, users = [], services = {} } = args;
    const policy = pulumi
      .all([placeOf({ parent: this }), aws.getCallerIdentityOutput({}, { parent: this }), administrators, users])
      .apply(([place, { arn: caller }, managing, using]) => {
        checkManagers(what, managing, caller);
        checkIdentities(`${what}: users`, using);
        return JSON.stringify(keyPolicy(place, managing, using, Object.values(services)));
      });

    const key = new aws.kms.Key(
      name,
      {
        description: args.purpose,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        bypassPolicyLockoutSafetyCheck: false,
        policy,
        tags,
      },
      { parent: this },
    );
    const alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${name}`, targetKeyId: key.keyId },
      { parent: this },
    );

    this.keyId = key.keyId;
    this.keyArn = key.arn;
    this.aliasName = alias.name;
    this.registerOutputs({ keyId: this.keyId, keyArn: this.keyArn, aliasName: this.aliasName });
  }
}

const checkArgs = (what: string, name: string, { purpose, services = {} }: AwsKeyArgs): void => {
  if (!/^(?!aws\/)[\w/-]{1,250}$/.test(name))
    refuse(
      `${what}: the name`,
      name,
      "letters, digits, hyphens, underscores and slashes, as it becomes the key's alias",
    );
  if (purpose.trim() === "") refuse(`${what}: purpose`, purpose, "what the key encrypts");
  for (const [key, { service, sourceArns = [] }] of Object.entries(services)) {
    if (!/^[a-z0-9.-]+\.amazonaws\.com$/.test(service))
      refuse(`${what}: services.${key}.service`, service, "a service's principal such as cloudtrail.amazonaws.com");
    for (const arn of sourceArns)
      if (!/^arn:[a-z*-]+:[a-z0-9-]+:/.test(arn))
        refuse(`${what}: services.${key}.sourceArns`, arn, "an ARN, at least up to its service");
  }
};

/** The role or user that somebody is, whatever path it has and whatever session they work in. */
const nameIn = (arn: string): string | undefined =>
  /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? /:(?:role|user)\/(?:.+\/)?([^/]+)$/.exec(arn)?.[1];

/** Refuses a key that whoever makes it could not manage: KMS would, too, in words of its own. */
const checkManagers = (what: string, administrators: readonly string[], callerArn: string): void => {
  if (administrators.length === 0) refuse(`${what}: administrators`, administrators, "at least one role or user");
  checkIdentities(`${what}: administrators`, administrators);
  const caller = nameIn(callerArn);
  if (caller !== undefined && !administrators.some((arn) => nameIn(arn) === caller))
    refuse(`${what}: administrators`, administrators, `such that ${callerArn}, who runs this, is among them`);
};

const MANAGE = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

const USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** Who may do what with a key: those who are named, each no more than they must, and nobody by their own rights in IAM. */
export const keyPolicy = (
  place: Place,
  administrators: readonly string[],
  users: readonly string[] = [],
  services: readonly AwsKeyServiceArgs[] = [],
): PolicyDocument =>
  documentOf(
    {
      Sid: "Administrators",
      Effect: "Allow",
      Principal: { AWS: [...administrators] },
      Action: MANAGE,
      Resource: "*",
    },
    {
      Sid: "RootUserIfAllOthersAreGone",
      Effect: "Allow",
      Principal: { AWS: `arn:${place.partition}:iam::${place.accountId}:root` },
      Action: MANAGE,
      Resource: "*",
      // Without it the whole account is meant: whoever has rights on all keys in IAM.
      Condition: { StringEquals: { "aws:PrincipalType": "Account" } },
    },
    ...(users.length > 0 ? usage(users) : []),
    ...services.map((service, index) => serviceUse(place, service, index)),
  );

const LOGS = "logs.amazonaws.com";

const usage = (users: readonly string[]): Statement[] => [
  { Sid: "Users", Effect: "Allow", Principal: { AWS: [...users] }, Action: USE, Resource: "*" },
  {
    Sid: "UsersThroughServices",
    Effect: "Allow",
    Principal: { AWS: [...users] },
    Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    Resource: "*",
    Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
];

/** CloudWatch Logs has a principal in each region, and says for what it works in the encryption context only. */
const serviceUse = (
  { partition, accountId, region }: Place,
  { service, sourceArns = [] }: AwsKeyServiceArgs,
  index: number,
): Statement => ({
  Sid: `Service${index + 1}`,
  Effect: "Allow",
  Principal: { Service: service === LOGS ? `logs.${region}.amazonaws.com` : service },
  Action: USE,
  Resource: "*",
  Condition:
    service === LOGS
      ? {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn":
              sourceArns.length > 0 ? sourceArns : [`arn:${partition}:logs:${region}:${accountId}:*`],
          },
        }
      : forAccount(accountId, sourceArns),
});
