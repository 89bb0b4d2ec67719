import { control } from "../control.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const DATABASE = "aws:rds/instance:Instance";
const MEMBER = "aws:rds/clusterInstance:ClusterInstance";

export default control<() => boolean>({
  id: "database-redundant",
  title: "Keep databases in more than one availability zone",
  why: "When one building fails, all that needs the database fails with it, for as long as a restore takes.",
  fix: "Set `multiAz: true`, or give a cluster two instances or more.",
  severity: "medium",
  sources: {
    talk: ["availability-zones-used", "services-redundant"],
    "cis-aws": ["3.2.4"],
    fsbp: ["RDS.5"],
    "nist-800-53": ["CP-10"],
    "nist-csf": ["protect"],
  },
  reads: {
    [DATABASE]: (database) => [
      () =>
        some(
          () => database.multiAz === true,
          () => Boolean(database.replicateSourceDb),
        ),
    ],
  },
  joins: {
    [CLUSTER]: (cluster: Planned<typeof CLUSTER>) => [
      () =>
        some(
          // What has a class of its own is a cluster of three, which RDS spreads itself.
          () => Boolean(cluster.props.dbClusterInstanceClass),
          () => cluster.users(MEMBER, "clusterIdentifier", ["id", "clusterIdentifier"]).length > 1,
        ),
    ],
  },
  judge: (redundant) => (redundant() ? undefined : "The database stands in one availability zone."),
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", multiAz: true }] },
    { replica: [DATABASE, { instanceClass: "db.t4g.micro", replicateSourceDb: "shop" }] },
    { shop: [CLUSTER, { engine: "mysql", dbClusterInstanceClass: "db.m6gd.large" }] },
    {
      shop: [CLUSTER, { engine: "aurora-mysql" }],
      one: [MEMBER, { clusterIdentifier: "${shop}", engine: "aurora-mysql", instanceClass: "db.t4g.medium" }],
      two: [MEMBER, { clusterIdentifier: "${shop}", engine: "aurora-mysql", instanceClass: "db.t4g.medium" }],
    },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro" }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", multiAz: false }] },
    { shop: [CLUSTER, { engine: "aurora-mysql" }] },
    {
      shop: [CLUSTER, { engine: "aurora-mysql" }],
      one: [MEMBER, { clusterIdentifier: "${shop}", engine: "aurora-mysql", instanceClass: "db.t4g.medium" }],
    },
  ],
});
