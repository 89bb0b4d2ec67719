import { control, type Setting } from "../control.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const DATABASE = "aws:rds/instance:Instance";

/** For how many days backups are kept; for ever where another database keeps them. */
type Days = () => number;

export default control<Days, { readonly days: number }>({
  id: "database-backups-kept",
  title: "Keep a week of a database's backups",
  why: "Data that was deleted or encrypted on Friday is missed on Monday, and yesterday's backup no longer has it.",
  fix: "Set `backupRetentionPeriod` to 7 or more.",
  severity: "high",
  sources: {
    talk: ["backups-regular"],
    fsbp: ["RDS.11"],
    "nist-800-53": ["CP-9", "CP-10"],
    "nist-csf": ["recover"],
  },
  settings: {
    days: {
      type: "integer",
      minimum: 1,
      maximum: 35,
      default: 7,
      description: "For how many days backups are kept at least.",
    } satisfies Setting<number>,
  },
  reads: {
    [CLUSTER]: (cluster) => [
      () =>
        cluster.replicationSourceIdentifier ? Number.POSITIVE_INFINITY : Number(cluster.backupRetentionPeriod ?? 1),
    ],
    [DATABASE]: (database) => [
      () => (database.replicateSourceDb ? Number.POSITIVE_INFINITY : Number(database.backupRetentionPeriod ?? 0)),
    ],
  },
  judge: (kept, { days }) => {
    const found = kept();
    if (found >= days) return undefined;
    return found > 0 ? `The database's backups are kept for ${found} of ${days} days.` : "The database has no backups.";
  },
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", backupRetentionPeriod: 7 }] },
    { replica: [DATABASE, { instanceClass: "db.t4g.micro", replicateSourceDb: "shop" }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", backupRetentionPeriod: 35 }] },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro" }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", backupRetentionPeriod: 0 }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", backupRetentionPeriod: 6 }] },
    { shop: [CLUSTER, { engine: "aurora-mysql" }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", backupRetentionPeriod: 1 }] },
  ],
});
