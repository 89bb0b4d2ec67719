import { control, type Example } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { every, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const CLUSTER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const DATABASE = "aws:rds/instance:Instance";
const GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** What is wrong, as a sentence. */
type Fault = () => string | undefined;

/** The parameter by which an engine, or a family of one, refuses what comes without TLS. Undefined where it has none. */
const parameterFor = (engine: string): string | undefined =>
  /^(?:aurora-)?postgres|^sqlserver/i.test(engine)
    ? "rds.force_ssl"
    : /^(?:aurora-)?mysql|^mariadb|^aurora5/i.test(engine)
      ? "require_secure_transport"
      : undefined;

/** Whether AWS's own parameters for an engine ask for TLS: those of newer versions do. */
const askedByDefault = (engine: string, version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (/^postgres/i.test(engine)) return version === "" || major >= 15;
  if (/^mysql/i.test(engine)) return major > 8 || (major === 8 && minor >= 4);
  if (/^aurora-postgres/i.test(engine)) return version === "" || major >= 17;
  return false;
};

const inGroup =
  (group: Props<typeof GROUP> | Props<typeof CLUSTER_GROUP>): Fault =>
  () => {
    const parameter = parameterFor(String(group.family ?? ""));
    if (parameter === undefined) return undefined;
    const read = itemsOf(group.parameters);
    const isNamed = (one: () => { readonly name?: string }) => String(one().name ?? "").toLowerCase() === parameter;
    const isOn = (value: unknown) => ["1", "on", "true"].includes(String(value ?? "").toLowerCase());
    const set = some(
      ...read.map(
        (one) => () =>
          every(
            () => isNamed(one),
            () => isOn(one().value),
          ),
      ),
    );
    if (set) return undefined;
    const [, engine = "", version = ""] = /^(.*?)-?([\d.]+)$/.exec(String(group.family ?? "")) ?? [];
    const saysOtherwise = some(...read.map((one) => () => isNamed(one)));
    return !saysOtherwise && version !== "" && askedByDefault(engine, version)
      ? undefined
      : `Nothing in the parameters sets \`${parameter}\`.`;
  };

/** What has no group of its own has AWS's. */
const byDefault =
  (
    group: () => string | undefined,
    database: { readonly engine?: string; readonly engineVersion?: string; readonly replicateSourceDb?: string },
  ): Fault =>
  () => {
    const parameter = parameterFor(String(database.engine ?? ""));
    return every(
      () => parameter !== undefined,
      () => /^(?:default\..*)?$/.test(String(group() ?? "")),
      () => !askedByDefault(String(database.engine ?? ""), String(database.engineVersion ?? "")),
    )
      ? `The database has AWS's parameters, which leave \`${parameter}\` off.`
      : undefined;
  };

const group = (family: string, name: string, value: string): Example => ({
  tls: [GROUP, { family, parameters: [{ name, value }] }],
});

export default control<Fault>({
  id: "database-tls-required",
  title: "Let databases refuse whoever comes without TLS",
  why: "Passwords and rows cross the network in clear where the client does not ask for TLS by itself.",
  fix: "Give the database a parameter group with `rds.force_ssl` 1 for PostgreSQL and SQL Server, or `require_secure_transport` ON for MySQL and MariaDB.",
  severity: "high",
  sources: {
    talk: ["tls-between-services", "core-services-encrypted"],
    fsbp: ["RDS.38"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [CLUSTER_GROUP]: (parameters) => [inGroup(parameters)],
    [GROUP]: (parameters) => [inGroup(parameters)],
    [CLUSTER]: (cluster) => [byDefault(() => cluster.dbClusterParameterGroupName, cluster)],
    [DATABASE]: (database) => [byDefault(() => database.parameterGroupName, database)],
  },
  judge: (fault) => fault(),
  pass: [
    group("mysql8.4", "slow_query_log", "1"),
    group("sqlserver-se-15.0", "rds.force_ssl", "true"),
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", engine: "mysql", engineVersion: "9.1" }] },
    { shop: [CLUSTER, { engine: "aurora-postgresql" }] },
    { shop: [CLUSTER, { engine: "aurora-postgresql", engineVersion: "17.4" }] },
    group("postgres14", "rds.force_ssl", "1"),
    group("postgres16", "log_connections", "1"),
    group("mysql8.0", "require_secure_transport", "ON"),
    group("mariadb10.11", "REQUIRE_SECURE_TRANSPORT", "1"),
    group("oracle-ee-19", "audit_trail", "DB"),
    { tls: [CLUSTER_GROUP, { family: "aurora-postgresql15", parameters: [{ name: "rds.force_ssl", value: "1" }] }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", engine: "postgres", engineVersion: "16.4" }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", engine: "mysql", parameterGroupName: "tls" }] },
    { shop: [DATABASE, { instanceClass: "db.t3.small", engine: "oracle-ee" }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", dbClusterParameterGroupName: "tls" }] },
  ],
  fail: [
    group("mysql7.5", "slow_query_log", "1"),
    {
      tls: [
        GROUP,
        {
          family: "postgres16",
          parameters: [
            { name: "log_connections", value: "1" },
            { name: "rds.force_ssl", value: "0" },
          ],
        },
      ],
    },
    { shop: [CLUSTER, { engine: "aurora-postgresql", engineVersion: "16.4" }] },
    group("postgres14", "log_connections", "1"),
    group("postgres16", "rds.force_ssl", "0"),
    group("mysql8.0", "require_secure_transport", "OFF"),
    group("sqlserver-se-15.0", "rds.fips", "1"),
    { tls: [GROUP, { family: "mariadb10.11" }] },
    { tls: [CLUSTER_GROUP, { family: "aurora-mysql8.0", parameters: [] }] },
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", engine: "postgres", engineVersion: "14.12" }] },
    {
      shop: [
        DATABASE,
        {
          instanceClass: "db.t4g.micro",
          engine: "mysql",
          engineVersion: "8.0.39",
          parameterGroupName: "default.mysql8.0",
        },
      ],
    },
    { shop: [CLUSTER, { engine: "aurora-mysql" }] },
  ],
});
