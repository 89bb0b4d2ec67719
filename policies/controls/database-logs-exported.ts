import { control } from "../control.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const DATABASE = "aws:rds/instance:Instance";

export default control<() => readonly string[] | undefined>({
  id: "database-logs-exported",
  title: "Send a database's logs away from it",
  why: "Who logged in, who was refused and what was asked stands in logs that the database itself throws away after days.",
  fix: "List the logs of the engine in `enabledCloudwatchLogsExports`, such as `postgresql` and `upgrade`.",
  severity: "medium",
  sources: {
    talk: ["logs-remote", "logging-central"],
    fsbp: ["RDS.9"],
    "nist-800-53": ["AU-2", "AU-9(2)"],
    "nist-csf": ["detect"],
  },
  reads: {
    [CLUSTER]: (cluster) => [() => cluster.enabledCloudwatchLogsExports],
    [DATABASE]: (database) => [() => database.enabledCloudwatchLogsExports],
  },
  judge: (exported) => (exported()?.length ? undefined : "The database keeps its logs to itself."),
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", enabledCloudwatchLogsExports: ["postgresql", "upgrade"] }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", enabledCloudwatchLogsExports: ["audit", "error"] }] },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro" }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", enabledCloudwatchLogsExports: [] }] },
    { shop: [CLUSTER, { engine: "aurora-mysql" }] },
  ],
});
