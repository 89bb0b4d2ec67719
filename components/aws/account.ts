import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../refusal.ts";

/** Somebody whom AWS calls. */
export interface AwsContactArgs {
  /** Their name, or that of their team. */
  name: string;
  /** What they are, such as `Head of security`. */
  title: string;
  /** An email address that more than one of them reads. */
  email: string;
  /** A telephone number as the whole world dials it, such as `+386 1 477 3900`. */
  phone: string;
}

/** What an `AwsAccount` takes. */
export interface AwsAccountArgs {
  /** Whom AWS calls when the account's security is at stake. */
  securityContact: AwsContactArgs;
  /** The ARN of the key that new volumes are encrypted with, such as an `AwsKey`'s. Defaults to the key that AWS keeps for the account. */
  volumeKeyArn?: pulumi.Input<string>;
}

/**
 * What holds in an account for all that is ever made there, by whomever: volumes are encrypted; buckets, snapshots and images are never public; instances answer
 * metadata requests to a session token only, one hop away; nobody has a serial console. The account's own parts are set once, the others in each region.
 */
export class AwsAccount extends pulumi.ComponentResource {
  /** The account's id, once all of this holds. */
  public readonly accountId: pulumi.Output<string>;

  constructor(name: string, args: AwsAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsAccount", name, args, opts);
    const what = `AwsAccount ${JSON.stringify(name)}`;
    checkContact(`${what}: securityContact`, args.securityContact);
    const { name: contact, title, email, phone } = args.securityContact;
    const parent = { parent: this };

    const buckets = new aws.s3.AccountPublicAccessBlock(
      name,
      { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      parent,
    );
    new aws.account.AlternativeContact(
      `${name}-security`,
      { alternateContactType: "SECURITY", name: contact, title, emailAddress: email, phoneNumber: phone },
      parent,
    );
    new aws.ebs.EncryptionByDefault(`${name}-volumes`, { enabled: true }, parent);
    if (args.volumeKeyArn !== undefined)
      new aws.ebs.DefaultKmsKey(`${name}-volumes`, { keyArn: args.volumeKeyArn }, parent);
    new aws.ebs.SnapshotBlockPublicAccess(`${name}-snapshots`, { state: "block-all-sharing" }, parent);
    new aws.ec2.ImageBlockPublicAccess(`${name}-images`, { state: "block-new-sharing" }, parent);
    new aws.ec2.InstanceMetadataDefaults(
      `${name}-metadata`,
      { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1, instanceMetadataTags: "disabled" },
      parent,
    );
    new aws.ec2.SerialConsoleAccess(`${name}-console`, { enabled: false }, parent);

    this.accountId = buckets.accountId;
    this.registerOutputs({ accountId: this.accountId });
  }
}

const checkContact = (what: string, { name, title, email, phone }: AwsContactArgs): void => {
  for (const [key, text, longest] of [
    ["name", name, 64],
    ["title", title, 50],
  ] as const)
    if (text.trim() === "" || text.length > longest) refuse(`${what}.${key}`, text, `1 to ${longest} characters`);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) refuse(`${what}.email`, email, "an email address");
  if (!/^\+[\d\s()-]{5,24}$/.test(phone)) refuse(`${what}.phone`, phone, "a number such as +386 1 477 3900");
};
