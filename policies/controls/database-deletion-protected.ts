import { control } from "../control.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const DATABASE = "aws:rds/instance:Instance";
const GLOBAL = "aws:rds/globalCluster:GlobalCluster";

export default control<() => boolean | undefined>({
  id: "database-deletion-protected",
  title: "Protect databases from being deleted",
  why: "A change that replaces a database deletes the old one with all that is in it, and so does whoever gets that far.",
  fix: "Set `deletionProtection: true`.",
  severity: "medium",
  sources: {
    talk: ["backups-regular"],
    fsbp: ["RDS.8"],
    "nist-800-53": ["CP-9", "CM-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [CLUSTER]: (cluster) => [() => cluster.deletionProtection],
    [DATABASE]: (database) => [() => database.deletionProtection],
    [GLOBAL]: (cluster) => [() => cluster.deletionProtection],
  },
  judge: (isProtected) => (isProtected() === true ? undefined : "One call deletes the database."),
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", deletionProtection: true }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", deletionProtection: true }] },
    { shop: [GLOBAL, { globalClusterIdentifier: "shop", deletionProtection: true }] },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro" }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", deletionProtection: false }] },
    { shop: [GLOBAL, { globalClusterIdentifier: "shop" }] },
  ],
});
