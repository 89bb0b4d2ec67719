import { Config } from "@pulumi/pulumi";
import {
  AwsAccount,
  AwsAudit,
  AwsBackup,
  AwsBucket,
  AwsDetection,
  AwsIdentity,
  AwsKey,
} from "../../../components/index.ts";

const inventory = { owner: "platform", environment: "development", reviewOn: "2999-12-31" };

/** Who runs the program, in the emulator of AWS and in the pretend cloud. */
const administrators = ["arn:aws:iam::123456789012:user/moto", "arn:aws:iam::123456789012:role/Platform"];

const account = new AwsAccount("account", {
  securityContact: { name: "CSIRT", title: "CSIRT", email: "csirt@example.org", phone: "+386 1 477 3900" },
});
const audit = new AwsAudit("audit", {
  ...inventory,
  administrators,
  subscriptions: { csirt: { protocol: "email", endpoint: "csirt@example.org" } },
  // Only governance lets the emulator be emptied.
  lockMode: "GOVERNANCE",
});
const identity = new AwsIdentity("identity", {
  ...inventory,
  regions: ["eu-central-1"],
  recorderName: audit.recorderName,
  support: { samlProvider: "staff" },
  samlProviders: { staff: { metadata: "<EntityDescriptor/>".padEnd(1000) } },
  oidcProviders: { forge: { url: "https://forge.example.org", clientIds: ["sts.amazonaws.com"] } },
  groups: {
    operators: { policies: { see: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
    developers: { environment: "development" },
  },
  users: {
    ada: { groups: ["operators"], description: "Ada Lovelace" },
    grace: { groups: ["developers"] },
    gone: { groups: ["operators"], enabled: false },
  },
  roles: {
    operator: { groups: ["operators"], policies: { see: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
    deployer: {
      oidcProvider: "forge",
      subjects: ["project:shop:ref:main"],
      policies: { see: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
    },
  },
});
// The emulator of AWS forgets all of GuardDuty's protections but the last.
if (new Config().getBoolean("detection") ?? true)
  new AwsDetection("detection", { ...inventory, topicArn: audit.topicArn, macie: true });
const backup = new AwsBackup("backup", {
  ...inventory,
  administrators,
  copyTo: { ireland: "arn:aws:backup:eu-west-1:123456789012:backup-vault:copies" },
  lockMode: "GOVERNANCE",
});
const key = new AwsKey("shop", { ...inventory, purpose: "Encrypts the shop's data", administrators });
const bucket = new AwsBucket("shop", {
  ...inventory,
  keyArn: key.keyArn,
  accessLogBucket: audit.accessLogBucket,
});

export const made = {
  account: account.accountId,
  trail: audit.trailArn,
  roles: identity.roleArns,
  boundary: identity.boundaryArn,
  key: key.keyId,
  vault: backup.vaultArn,
  bucket: bucket.bucketName,
};
