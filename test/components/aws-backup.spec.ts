import assert from "node:assert/strict";
import { offCloudPolicy, vaultPolicy } from "../../components/aws/backup.ts";
import { AwsBackup, type AwsBackupArgs } from "../../components/index.ts";
import { build } from "../support/build.ts";
import { ACCOUNT, allows, everything } from "../support/iam.ts";
import { refusesAtRun } from "../support/refusal.ts";

const place = { partition: "aws", accountId: ACCOUNT, region: "eu-central-1" };
const vault = (region: string, account: string): string => `arn:aws:backup:${region}:${account}:backup-vault:copies`;
const args: AwsBackupArgs = {
  owner: "platform",
  reviewOn: "2999-12-31",
  administrators: [`arn:aws:iam::${ACCOUNT}:role/Platform`],
  copyTo: { ireland: vault("eu-west-1", ACCOUNT) },
};
const sender = `arn:aws:iam::${ACCOUNT}:role/openstack-backup`;
const offCloud = { writers: [sender], accessLogBucket: "access-logs" };
const receiving = { copyTo: undefined, receivesCopies: true, copyingAccounts: ["210987654321"] };

const make = (own: Partial<AwsBackupArgs> = {}) => build(() => new AwsBackup("backup", { ...args, ...own }));

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

type Built = Awaited<ReturnType<typeof make>>;
const of = (type: string, { resources }: Built) =>
  resources.filter((made) => made.type.endsWith(`:${type}`)).sort(byName);

describe("the policies of backups", () => {
  it("let nobody delete any before the time, whatever rights they have", async () => {
    const point = `arn:aws:backup:eu-central-1:${ACCOUNT}:recovery-point:1`;
    const asks = (action: string, policies: object) => allows(policies, { action, resource: point });
    for (const action of ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"]) {
      assert.ok(await asks(action, { identity: [everything] }), action);
      assert.ok(!(await asks(action, { identity: [everything], resource: vaultPolicy(place, []) })), action);
    }
  });

  it("let named accounts copy into a vault, and no others", async () => {
    const copies = (account: string) =>
      allows(
        { identity: [everything], resource: vaultPolicy(place, ["210987654321"]) },
        {
          principal: `arn:aws:iam::${account}:role/backup`,
          action: "backup:CopyIntoBackupVault",
          resource: `arn:aws:backup:eu-central-1:${ACCOUNT}:backup-vault:backup`,
        },
      );
    assert.deepEqual([await copies("210987654321"), await copies("310987654321")], [true, false]);
  });

  it("let another cloud send and read, and never delete or unlock", async () => {
    const bucket = "arn:aws:s3:::backups";
    const key = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`;
    const identity = [offCloudPolicy(bucket, key)];
    const asks = (action: string, resource: string) => allows({ identity }, { principal: sender, action, resource });
    for (const action of ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"])
      assert.ok(await asks(action, `${bucket}/a`), action);
    assert.ok(await asks("s3:ListBucket", bucket));
    for (const action of [
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:BypassGovernanceRetention",
      "s3:PutObjectRetention",
    ])
      assert.ok(!(await asks(action, `${bucket}/a`)), action);
    for (const action of ["s3:PutBucketPolicy", "s3:PutBucketObjectLockConfiguration", "s3:PutLifecycleConfiguration"])
      assert.ok(!(await asks(action, bucket)), action);
    assert.ok(!(await asks("s3:GetObject", "arn:aws:s3:::other/a")));
  });

  it("let restic end its locks, and delete nothing else of a repository, wherever in the bucket it is", async () => {
    const bucket = "arn:aws:s3:::backups";
    const identity = [offCloudPolicy(bucket, `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1`)];
    const file = "2159dd48f8a24f33c307b750592773f8b71ff8d11452132a7b2e2a6a01611be1";
    const deletes = (object: string, action = "s3:DeleteObject") =>
      allows({ identity }, { principal: sender, action, resource: `${bucket}/${object}` });
    for (const repository of ["", "core-a/", "shop/core-a/", "locks/", "shop/locks/"]) {
      assert.ok(await deletes(`${repository}locks/${file}`), repository);
      assert.ok(!(await deletes(`${repository}locks/${file}`, "s3:DeleteObjectVersion")), repository);
      for (const other of ["config", `data/21/${file}`, `index/${file}`, `keys/${file}`, `snapshots/${file}`])
        assert.ok(!(await deletes(`${repository}${other}`)), repository + other);
    }
  });
});

describe("an AwsBackup", function () {
  this.timeout(30_000);

  it("satisfies every control", async () => {
    for (const own of [{}, { offCloud }, receiving]) assert.deepEqual((await make(own)).said, []);
  });

  it("backs up what has the tag, as often as it says and seldomer, and copies it elsewhere", async () => {
    const built = await make();
    assert.deepEqual(
      of("Selection", built).map(({ props }) => props.selectionTags),
      ["daily", "hourly", "weekly"].map((value) => [{ type: "STRINGEQUALS", key: "backup", value }]),
    );
    const kept = of("Plan", built).map(({ props }) =>
      (props.rules as { ruleName: string; lifecycle: object; copyActions?: object[] }[]).map(
        ({ ruleName, lifecycle, copyActions }) => [ruleName, lifecycle, copyActions],
      ),
    );
    const copied = (deleteAfter: number) => [
      { destinationVaultArn: vault("eu-west-1", ACCOUNT), lifecycle: { deleteAfter } },
    ];
    const [hourly, daily, weekly] = [
      ["hourly", { deleteAfter: 7 }, undefined],
      ["daily", { deleteAfter: 35 }, copied(35)],
      ["weekly", { deleteAfter: 365 }, copied(365)],
    ];
    assert.deepEqual(kept, [[daily, weekly], [hourly, daily, weekly], [weekly]]);
  });

  it("keeps them in a locked vault with a key of its own", async () => {
    const built = await make({ retention: { hourly: 3 } });
    assert.equal(of("Vault", built)[0]?.props.kmsKeyArn, "id of aws:kms/key:Key backup-key");
    assert.deepEqual(of("VaultLockConfiguration", built)[0]?.props, {
      backupVaultName: "backup",
      minRetentionDays: 3,
      changeableForDays: 3,
    });
    const governed = of("VaultLockConfiguration", await make({ lockMode: "GOVERNANCE" }))[0]?.props;
    assert.deepEqual(governed, { backupVaultName: "backup", minRetentionDays: 7 });
  });

  it("gives the role that makes them no rights to restore, and to this account's backups only", async () => {
    const built = await make();
    assert.deepEqual(
      of("RolePolicyAttachment", built)
        .map(({ props }) => props.policyArn)
        .sort(),
      [
        "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
      ],
    );
    const [statement] = JSON.parse(String(of("Role", built)[0]?.props.assumeRolePolicy)).Statement;
    assert.deepEqual(statement.Condition, { StringEquals: { "aws:SourceAccount": ACCOUNT } });
  });

  it("that receives copies makes no backups itself", async () => {
    const built = await make(receiving);
    assert.deepEqual([of("Plan", built).length, of("Selection", built).length, of("Vault", built).length], [0, 0, 1]);
  });

  it("has a locked bucket for another cloud's backups where it is told who sends them", async () => {
    const built = await make({ offCloud: { ...offCloud, lockDays: 90 } });
    assert.deepEqual(of("BucketObjectLockConfiguration", built)[0]?.props.rule, {
      defaultRetention: { mode: "COMPLIANCE", days: 90 },
    });
    assert.ok(JSON.parse(String(of("Key", built)[0]?.props.policy)).Statement[2].Principal.AWS.includes(sender));
    assert.deepEqual(of("Bucket", await make()), []);
  });

  it("refuses a copy in the same place, and makes nothing", async () => {
    for (const own of [{ here: vault("eu-central-1", ACCOUNT) }]) {
      const { resources } = await refusesAtRun(
        () => new AwsBackup("backup", { ...args, copyTo: own }),
        /copyTo\.here must be a vault of another region than eu-central-1, or of another account than 123456789012, got/,
      );
      assert.deepEqual(
        resources.filter(({ type }) => type.startsWith("aws:")),
        [],
      );
    }
  });

  it("takes a copy in another account of the same region", async () => {
    assert.equal(of("Plan", await make({ copyTo: { vault: vault("eu-central-1", "210987654321") } })).length, 3);
  });

  for (const [name, own, sentence] of [
    [
      "backups without copies",
      { copyTo: {} },
      /copyTo must be at least one vault of another region or account, unless receivesCopies is true, got \{\}\./,
    ],
    ["a vault by its name", { copyTo: { a: "copies" } }, /copyTo\.a must be the ARN of a backup vault, got "copies"\./],
    [
      "copies of copies",
      { receivesCopies: true },
      /copyTo must be left out where copies are received, got \["ireland"\]\./,
    ],
    [
      "accounts that copy to where no copies are received",
      { copyingAccounts: ["210987654321"] },
      /copyingAccounts must be left out unless receivesCopies is true, got "210987654321"\./,
    ],
    [
      "every account",
      { ...receiving, copyingAccounts: ["*"] },
      /copyingAccounts must be numbers of accounts, of 12 digits, got "\*"\./,
    ],
    [
      "backups for no time",
      { retention: { daily: 0 } },
      /retention\.daily must be a whole number of days from 1 to 36500, got 0\./,
    ],
    ["an unknown lock", { lockMode: "NONE" }, /lockMode must be COMPLIANCE or GOVERNANCE, got "NONE"\./],
    [
      "a bucket that nobody sends to",
      { offCloud: { ...offCloud, writers: [] } },
      /offCloud\.writers must be at least one role or user, got \[\]\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as unknown as Partial<AwsBackupArgs>), sentence);
    });
});
