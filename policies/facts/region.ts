import type { Reads } from "../control.ts";
import type { Props, Token } from "../resources.ts";

/** A region that a program names, or leaves to whoever runs it. */
export interface Region {
  /** What lies in it, as it stands in a sentence. */
  readonly whose: string;
  readonly name: () => string | undefined;
  /** Whether it would otherwise be taken from the environment of whoever runs the program. */
  readonly needed: boolean;
}

/** What keeps data or works on it, and can name a region of its own, beside the provider's. */
const REGIONAL = [
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
] as const satisfies readonly Token[];

const ownRegion = ({ region }: Props<(typeof REGIONAL)[number]>): readonly Region[] => [
  { whose: "the resource", name: () => region, needed: false },
];

/** Reads the regions that programs name on AWS. */
export const regionsOf: Reads<Region> = {
  ...Object.fromEntries(REGIONAL.map((token) => [token, ownRegion])),
  "pulumi:providers:aws": ({ region }) => [{ whose: "the provider", name: () => region, needed: true }],
};
