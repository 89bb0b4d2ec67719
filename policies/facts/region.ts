import type { Reads } from "../control.ts";
import type { Token } from "../resources.ts";

/** Where something is, by the name that the cloud's operators gave the place. */
export interface Region {
  /** Undefined where the program leaves it to the provider, or to the credentials. */
  readonly name: () => string | undefined;
  /** Whether it is where all goes that names no region of its own. */
  readonly ofProvider: boolean;
  /** Whether it would otherwise be taken from the environment of whoever runs the program, rather than from the cloud. */
  readonly needed: boolean;
}

/** What holds data, whether its owner thinks of it or not. */
const HOLDERS: readonly Token[] = [
  "aws:backup/vault:Vault",
  "aws:cloudtrail/trail:Trail",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:ebs/volume:Volume",
  "aws:ec2/instance:Instance",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:efs/fileSystem:FileSystem",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "openstack:blockstorage/volume:Volume",
  "openstack:compute/instance:Instance",
  "openstack:containerinfra/cluster:Cluster",
  "openstack:database/instance:Instance",
  "openstack:images/image:Image",
  "openstack:keymanager/secretV1:SecretV1",
  "openstack:objectstorage/container:Container",
  "openstack:sharedfilesystem/share:Share",
];

const readsOf = (tokens: readonly Token[], ofProvider: boolean, needed: boolean): Reads<Region> =>
  Object.fromEntries(
    tokens.map((token) => [
      token,
      (props: { region?: unknown }) => [
        { name: () => (props.region ? String(props.region) : undefined), ofProvider, needed },
      ],
    ]),
  );

/** Reads where each provider and each holder of data is. A cloud of OpenStack has a region of its own, AWS has none. */
export const regionReads: Reads<Region> = {
  ...readsOf(HOLDERS, false, false),
  ...readsOf(["pulumi:providers:openstack"], true, false),
  ...readsOf(["pulumi:providers:aws"], true, true),
};
