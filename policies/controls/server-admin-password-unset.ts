import { control } from "../control.ts";

const CLUSTER = "aws:rds/cluster:Cluster";
const DATABASE = "aws:rds/instance:Instance";
const INSTANCE = "openstack:compute/instance:Instance";

/** What an administrator logs in to. */
interface Administered {
  readonly what: string;
  readonly password: () => string | undefined;
}

export default control<Administered>({
  id: "server-admin-password-unset",
  title: "Set no administrator's password from the program",
  why: "It stands in the state and in the cloud's own records, and is the same for as long as nobody changes it.",
  fix: "Leave `adminPass` out and log in with a key; for a database set `manageMasterUserPassword: true`, so that AWS makes the password and changes it.",
  severity: "critical",
  sources: {
    talk: ["default-credentials-unused", "credentials-not-in-plain-text", "ssh-keys-used"],
    ossg: ["secrets-management"],
    "nist-800-53": ["IA-5(7)", "IA-5"],
    "nist-csf": ["protect"],
  },
  reads: {
    [INSTANCE]: (machine) => [{ what: "machine", password: () => machine.adminPass }],
    [CLUSTER]: (cluster) => [{ what: "database", password: () => cluster.masterPassword }],
    [DATABASE]: (database) => [{ what: "database", password: () => database.password }],
  },
  judge: ({ what, password }) =>
    password() ? `The ${what} has an administrator's password from the program.` : undefined,
  pass: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", manageMasterUserPassword: true }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", manageMasterUserPassword: true }] },
    {
      shop: [
        CLUSTER,
        { engine: "aurora-mysql", masterPasswordWo: "kept out of the state", masterPasswordWoVersion: 1 },
      ],
    },
    { web: [INSTANCE, { keyPair: "operators" }] },
    { web: [INSTANCE, { adminPass: "" }] },
  ],
  fail: [
    { shop: [DATABASE, { instanceClass: "db.t4g.micro", password: "correct horse battery staple" }] },
    { shop: [CLUSTER, { engine: "aurora-mysql", masterPassword: "correct horse battery staple" }] },
    { web: [INSTANCE, { adminPass: "correct horse battery staple" }] },
  ],
});
