import { control } from "../control.ts";
import { some } from "../knowledge.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const DATABASE = "aws:rds/instance:Instance";
const GLOBAL = "aws:rds/globalCluster:GlobalCluster";

export default control<() => boolean>({
  id: "database-storage-encrypted",
  title: "Encrypt databases where they are stored",
  why: "Snapshots, replicas and disks that are taken out hold all that is in a database, and a database cannot be encrypted later.",
  fix: "Set `storageEncrypted: true`, and `kmsKeyId` to a key of your own.",
  severity: "high",
  sources: {
    talk: ["data-encrypted", "data-encrypted-everywhere"],
    "cis-aws": ["3.2.1"],
    fsbp: ["RDS.3"],
    "nist-800-53": ["SC-28", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [CLUSTER]: (cluster) => [() => cluster.storageEncrypted === true],
    // A replica in the same region is as its source is.
    [DATABASE]: (database) => [
      () =>
        some(
          () => database.storageEncrypted === true,
          () => Boolean(database.replicateSourceDb),
        ),
    ],
    [GLOBAL]: (cluster) => [
      () =>
        some(
          () => cluster.storageEncrypted === true,
          () => Boolean(cluster.sourceDbClusterIdentifier),
        ),
    ],
  },
  judge: (encrypted) => (encrypted() ? undefined : "The database is not encrypted."),
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", storageEncrypted: true }] },
    { replica: [DATABASE, { instanceClass: "db.t4g.micro", replicateSourceDb: "shop" }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", storageEncrypted: true }] },
    { shop: [GLOBAL, { globalClusterIdentifier: "shop", storageEncrypted: true }] },
    { shop: [GLOBAL, { globalClusterIdentifier: "shop", sourceDbClusterIdentifier: "a-cluster" }] },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro" }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", storageEncrypted: false }] },
    { shop: [CLUSTER, { engine: "aurora-mysql" }] },
    { shop: [GLOBAL, { globalClusterIdentifier: "shop" }] },
  ],
});
