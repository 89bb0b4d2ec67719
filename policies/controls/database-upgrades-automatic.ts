import { control } from "../control.ts";

const DATABASE = "aws:rds/instance:Instance";
const MEMBER = "aws:rds/clusterInstance:ClusterInstance";

export default control<() => boolean | undefined>({
  id: "database-upgrades-automatic",
  title: "Let databases install small upgrades by themselves",
  why: "Known holes in databases are closed by small upgrades, and whoever has to think of each does not.",
  fix: "Leave `autoMinorVersionUpgrade` out.",
  severity: "high",
  sources: {
    talk: ["software-updated", "vms-updated"],
    "cis-aws": ["3.2.2"],
    fsbp: ["RDS.13"],
    "nist-800-53": ["SI-2"],
    "nist-csf": ["protect"],
  },
  reads: {
    [DATABASE]: (database) => [() => database.autoMinorVersionUpgrade],
    [MEMBER]: (member) => [() => member.autoMinorVersionUpgrade],
  },
  judge: (upgraded) => (upgraded() === false ? "The database stays at its version." : undefined),
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro" }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", autoMinorVersionUpgrade: true }] },
    { shop: [MEMBER, { clusterIdentifier: "shop", engine: "aurora-mysql", instanceClass: "db.t4g.medium" }] },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", autoMinorVersionUpgrade: false }] },
    {
      shop: [
        MEMBER,
        {
          clusterIdentifier: "shop",
          engine: "aurora-mysql",
          instanceClass: "db.t4g.medium",
          autoMinorVersionUpgrade: false,
        },
      ],
    },
  ],
});
