import { control, type Example, type Setting } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { networksOf } from "../facts/segment.ts";
import { tagsOf, zoneOf, zoneTag } from "../facts/zone.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const AWS_DATABASE = "aws:rds/instance:Instance";
const AWS_MEMBER = "aws:rds/clusterInstance:ClusterInstance";
const AWS_DATABASES = [AWS_DATABASE, "aws:rds/cluster:Cluster"] as const;
const AWS_SUBNET = "aws:ec2/subnet:Subnet";
const AWS_SUBNETS = "aws:rds/subnetGroup:SubnetGroup";
const DATABASE = "openstack:database/instance:Instance";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";

/** Whether the internet, or whoever calls the APIs, is next to a network. */
const facesOutside = ({ props }: Planned<typeof NETWORK>, tag: string): boolean =>
  some(
    () => props.external === true,
    () => ["external", "api"].includes(zoneOf(props.tags, tag) ?? ""),
  );

/** What is wrong with where a database is, as a sentence. */
type Fault = (tag: string) => string | undefined;

const inNetworks =
  (database: Planned<typeof DATABASE>): Fault =>
  (tag) =>
    some(
      () => some(...database.tied("networks", NETWORK).map((network) => () => facesOutside(network, tag))),
      () =>
        some(
          ...database
            .tied("networks", PORT)
            .flatMap((port) => networksOf(port))
            .map((network) => () => facesOutside(network, tag)),
        ),
    )
      ? "The database is in a network that faces outside."
      : undefined;

const inPublic =
  (database: { readonly publiclyAccessible?: boolean }): Fault =>
  () =>
    database.publiclyAccessible === true ? "The database has a public address." : undefined;

/** The same of a database whose group of subnets is in the plan. */
const inSubnets = (database: Planned<typeof AWS_DATABASE>): Fault[] => [
  (tag) =>
    some(
      ...database
        .tied("dbSubnetGroupName", AWS_SUBNETS, ["name", "id"])
        .flatMap((group) => group.tied("subnetIds", AWS_SUBNET))
        .map(
          ({ props }) =>
            () =>
              ["external", "api"].includes(zoneOf(tagsOf(props), tag) ?? ""),
        ),
    )
      ? "The database is in a subnet that faces outside."
      : undefined,
];

export default control<Fault, { readonly zoneTag: string }>({
  id: "database-networks-private",
  title: "Keep databases out of networks that face outside",
  why: "A database that the internet can knock at is found by scanners, and so is the first hole in it.",
  fix: "Put it into a network of the management zone, or of the tenant zone for the users' own databases, and leave `publiclyAccessible` out on AWS.",
  severity: "high",
  sources: {
    talk: ["management-network-unrouted", "services-isolated"],
    ossg: ["database-transport", "security-domains"],
    "cis-aws": ["3.2.3"],
    fsbp: ["RDS.2"],
    "nist-800-53": ["SC-7", "AC-4"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag: zoneTag satisfies Setting<string> },
  reads: {
    [AWS_DATABASE]: (database) => [inPublic(database)],
    [AWS_MEMBER]: (member) => [inPublic(member)],
  },
  joins: { ...alike(AWS_DATABASES, inSubnets), [DATABASE]: (database) => [inNetworks(database)] },
  judge: (fault, { zoneTag: tag }) => fault(tag),
  pass: [
    { shop: [AWS_DATABASE, { instanceClass: "db.t4g.micro", publiclyAccessible: false }] },
    { shop: [AWS_MEMBER, { clusterIdentifier: "shop", engine: "aurora-mysql", instanceClass: "db.t4g.medium" }] },
    {
      net: [NETWORK, { tags: ["zone:management"] }],
      shop: [DATABASE, { networks: [{ uuid: "${net}" }] }],
    },
    { shop: [DATABASE, { networks: [{ uuid: "a-network" }] }] },
    { shop: [DATABASE, {}] },
    ...AWS_DATABASES.map(
      (type): Example => ({
        inside: [AWS_SUBNET, { tags: { zone: "management" } }],
        group: [AWS_SUBNETS, { name: "inside", subnetIds: ["${inside}"] }],
        shop: [type, { dbSubnetGroupName: "inside" }],
      }),
    ),
    { shop: [AWS_DATABASES[0], {}] },
  ],
  fail: [
    { shop: [AWS_DATABASE, { instanceClass: "db.t4g.micro", publiclyAccessible: true }] },
    {
      shop: [
        AWS_MEMBER,
        {
          clusterIdentifier: "shop",
          engine: "aurora-mysql",
          instanceClass: "db.t4g.medium",
          publiclyAccessible: true,
        },
      ],
    },
    { net: [NETWORK, { external: true }], shop: [DATABASE, { networks: [{ uuid: "${net}" }] }] },
    { net: [NETWORK, { tags: ["zone:api"] }], shop: [DATABASE, { networks: [{ uuid: "${net}" }] }] },
    {
      net: [NETWORK, { tags: ["zone:external"] }],
      port: [PORT, { networkId: "${net}" }],
      shop: [DATABASE, { networks: [{ port: "${port}" }] }],
    },
    ...AWS_DATABASES.map(
      (type): Example => ({
        inside: [AWS_SUBNET, { tags: { zone: "management" } }],
        front: [AWS_SUBNET, { tags: { zone: "api" } }],
        group: [AWS_SUBNETS, { name: "mixed", subnetIds: ["${inside}", "${front}"] }],
        shop: [type, { dbSubnetGroupName: "${group}" }],
      }),
    ),
  ],
});
