import { oneOf, refuse } from "../refusal.ts";
import { isZone, type Zone, zones } from "../zone.ts";
import type { Place } from "./cloud.ts";
import { documentOf } from "./policy.ts";

/** A service of AWS that a network reaches without the internet. */
export interface AwsServiceArgs {
  /** What may be done with it, as IAM names it, such as `ecr:BatchGetImage`. Defaults to what machines need of it. */
  actions?: string[];
  /** The zone that its addresses are in, for services other than S3 and DynamoDB. Its name means these addresses in the whole network. Defaults to `management`. */
  zone?: string;
}

/** What machines need of the services that are reached through addresses of the network's own. */
const INTERFACES: { readonly [service: string]: readonly string[] } = {
  ec2: ["ec2:DescribeInstances", "ec2:DescribeTags", "ec2:DescribeVolumes"],
  ec2messages: [
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
  ],
  kms: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*"],
  logs: ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
  ssm: [
    "ssm:DescribeAssociation",
    "ssm:DescribeDocument",
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetDocument",
    "ssm:GetManifest",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:ListAssociations",
    "ssm:ListInstanceAssociations",
    "ssm:PutComplianceItems",
    "ssm:PutConfigurePackageResult",
    "ssm:PutInventory",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
  ],
  ssmmessages: [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  sts: ["sts:AssumeRole", "sts:GetCallerIdentity"],
};

/** What machines need of the services that are reached by a route. */
const GATEWAYS: { readonly [service: string]: readonly string[] } = {
  dynamodb: [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
  ],
  s3: ["s3:DeleteObject", "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
};

/** One service, understood. */
export interface Service {
  readonly name: string;
  readonly actions: readonly string[];
  /** The zone that its addresses are in; undefined where it is reached by a route. */
  readonly zone?: Zone;
}

const own = (table: typeof INTERFACES, name: string): readonly string[] | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const serviceOf = (what: string, name: string, args: AwsServiceArgs, there: readonly Zone[]): Service => {
  if (!/^[a-z0-9][a-z0-9.-]{1,60}$/.test(name))
    refuse(`${what}: services`, name, "the name of a service such as ssm or ecr.api");
  const byRoute = Object.hasOwn(GATEWAYS, name);
  const { zone = "management" } = args;
  const actions = args.actions ?? own(INTERFACES, name) ?? own(GATEWAYS, name) ?? [];
  if (actions.length === 0)
    refuse(`${what}: services.${name}.actions`, actions, "at least one action of IAM's such as ecr:BatchGetImage");
  for (const action of actions)
    if (!/^[a-z0-9-]+:[a-zA-Z]+\*?$/.test(action))
      refuse(`${what}: services.${name}.actions`, action, "actions of IAM's such as ecr:BatchGetImage");
  if (byRoute) {
    if (args.zone !== undefined)
      refuse(`${what}: services.${name}.zone`, args.zone, "left out for a service that is reached by a route");
    return { name, actions };
  }
  if (!isZone(zone) || !there.includes(zone) || zones[zone].facesOutside)
    return refuse(
      `${what}: services.${name}.zone`,
      zone,
      oneOf(there.filter((one) => !zones[one].facesOutside)) || "left out, since every zone faces outside",
    );
  return { name, actions, zone };
};

/**
 * The services that a network reaches without the internet. Without a word of the team's they are S3, DynamoDB and what machines need to be managed, as far as
 * there are zones to reach them from.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when a service has no name, action or zone
 */
export function servicesOf(
  what: string,
  services: { readonly [service: string]: AwsServiceArgs } | undefined,
  there: readonly Zone[],
): Service[] {
  const usual = [
    ...(there.includes("management") ? Object.keys(INTERFACES) : []),
    ...(there.includes("tenant") ? Object.keys(GATEWAYS) : []),
  ];
  const named = services ?? Object.fromEntries(usual.map((name) => [name, {}]));
  return Object.entries(named).map(([name, args]) => serviceOf(what, name, args, there));
}

/** What a service's endpoint lets through: the named actions, by this account only and, where it is reached by a route, on what this account owns. */
export const servicePolicy = ({ name, actions, zone }: Service, { accountId, partition, region }: Place): string => {
  const ours = { "aws:PrincipalAccount": accountId };
  const theirs = [`amazon-ssm-${region}`, `aws-ssm-${region}`, `patch-baseline-snapshot-${region}`];
  const statement = (Sid: string, Action: readonly string[], Resource: string | readonly string[], on: object) => ({
    Sid,
    Effect: "Allow" as const,
    Principal: { AWS: "*" },
    Action,
    Resource,
    Condition: { StringEquals: { ...ours, ...on } },
  });
  const own = statement("Own", actions, "*", zone === undefined ? { "aws:ResourceAccount": accountId } : {});
  const buckets = theirs.map((bucket) => `arn:${partition}:s3:::${bucket}/*`);
  return JSON.stringify(
    name === "s3" ? documentOf(own, statement("SystemsManager", ["s3:GetObject"], buckets, {})) : documentOf(own),
  );
};
