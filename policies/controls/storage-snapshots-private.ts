import { control } from "../control.ts";
import { type Account, settingUpStorage, storageSetUp } from "../facts/account.ts";
import { itemsOf } from "../facts/item.ts";
import { mappedJoins } from "../facts/mapped.ts";
import { some } from "../knowledge.ts";

const BLOCK = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess";
const CLUSTER_SNAPSHOT = "aws:rds/clusterSnapshot:ClusterSnapshot";
const PERMISSION = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission";
const SNAPSHOT = "aws:rds/snapshot:Snapshot";

const isAll = (account: string | undefined): boolean => String(account ?? "").toLowerCase() === "all";

const inAccount =
  ({ plan }: Account) =>
  () =>
    plan.of(BLOCK).length > 0
      ? undefined
      : "The stack sets up how an account stores, and nothing keeps its snapshots from being made public.";

const PUBLIC = "Everybody may read the snapshot.";

export default control<() => string | undefined>({
  id: "storage-snapshots-private",
  title: "Show snapshots to named accounts only",
  why: "A public snapshot is a whole disk or database for everybody who has an account of AWS, and there are programs that look for new ones.",
  fix: 'Name accounts, and have `aws.ebs.SnapshotBlockPublicAccess` say `"block-all-sharing"`.',
  severity: "critical",
  sources: {
    talk: ["access-limited", "images-without-secrets"],
    fsbp: ["EC2.1", "EC2.182", "RDS.1"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [BLOCK]: (block) => [
      () =>
        ["block-all-sharing", "block-new-sharing"].includes(String(block.state ?? "").toLowerCase())
          ? undefined
          : "The account's snapshots may be made public.",
    ],
    [PERMISSION]: (permission) => [() => (isAll(permission.accountId) ? PUBLIC : undefined)],
    [SNAPSHOT]: ({ sharedAccounts }) => [
      () => (some(...itemsOf(sharedAccounts).map((one) => () => isAll(one()))) ? PUBLIC : undefined),
    ],
    [CLUSTER_SNAPSHOT]: ({ sharedAccounts }) => [
      () => (some(...itemsOf(sharedAccounts).map((one) => () => isAll(one()))) ? PUBLIC : undefined),
    ],
  },
  joins: mappedJoins(storageSetUp, inAccount),
  judge: (fault) => fault(),
  pass: [
    { snapshots: [BLOCK, { state: "Block-All-Sharing" }] },
    ...settingUpStorage({ snapshots: [BLOCK, { state: "block-all-sharing" }] }),
    { snapshots: [BLOCK, { state: "block-all-sharing" }] },
    { snapshots: [BLOCK, { state: "block-new-sharing" }] },
    { data: [PERMISSION, { snapshotId: "a-snapshot", accountId: "123456789012" }] },
    { shop: [SNAPSHOT, { dbInstanceIdentifier: "shop", dbSnapshotIdentifier: "today" }] },
    {
      shop: [
        CLUSTER_SNAPSHOT,
        { dbClusterIdentifier: "shop", dbClusterSnapshotIdentifier: "today", sharedAccounts: ["123456789012"] },
      ],
    },
  ],
  fail: [
    { data: [PERMISSION, { snapshotId: "a-snapshot", accountId: "All" }] },
    ...settingUpStorage(),
    { snapshots: [BLOCK, { state: "unblocked" }] },
    { data: [PERMISSION, { snapshotId: "a-snapshot", accountId: "all" }] },
    {
      shop: [
        SNAPSHOT,
        { dbInstanceIdentifier: "shop", dbSnapshotIdentifier: "today", sharedAccounts: ["123456789012", "all"] },
      ],
    },
    {
      shop: [
        CLUSTER_SNAPSHOT,
        { dbClusterIdentifier: "shop", dbClusterSnapshotIdentifier: "today", sharedAccounts: ["all"] },
      ],
    },
  ],
});
