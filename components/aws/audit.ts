import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { daysOf } from "../day.ts";
import { oneOf, refuse } from "../refusal.ts";
import { type InventoryArgs, remind } from "../server.ts";
import { alarms } from "./alarm.ts";
import { AwsBucket } from "./bucket.ts";
import { type Place, placeOf } from "./cloud.ts";
import { tagsOf } from "./inventory.ts";
import { AwsKey } from "./key.ts";
import { documentOf, forAccount, type PolicyDocument, serviceTrust, tlsOnly } from "./policy.ts";

/** Somebody who is told of alarms. */
export interface AwsSubscriptionArgs {
  /** The way: `email`, `email-json`, `https`, `sms`, `sqs`, `lambda` or `firehose`. Whoever has an email or an HTTPS address confirms it once. */
  protocol: string;
  /** Where they are, such as an email address or an `https://` URL. */
  endpoint: pulumi.Input<string>;
}

/** What an `AwsAudit` takes. */
export interface AwsAuditArgs extends InventoryArgs {
  /** Who manages the key of the logs: the ARNs of roles and users, whoever runs the program among them. */
  administrators: pulumi.Input<pulumi.Input<string>[]>;
  /** Who may read the logs, and so use their key: the ARNs of roles and users. Defaults to none. */
  readers?: pulumi.Input<pulumi.Input<string>[]>;
  /** Who is told of alarms, one at least, each under a name of its own. */
  subscriptions: { [name: string]: AwsSubscriptionArgs };
  /** For how many days CloudWatch keeps the logs, as it knows them, 365 at least: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. Defaults to 365. */
  retentionDays?: number;
  /** For how many days nobody can delete the trail's files, 365 at least. Cannot be taken back. Defaults to 365. */
  lockDays?: number;
  /** Whom that holds back: everyone with `COMPLIANCE`, all but those who have `s3:BypassGovernanceRetention` with `GOVERNANCE`. Defaults to `COMPLIANCE`. */
  lockMode?: string;
  /** The ARN of the role `AWSServiceRoleForConfig` where the account has it already. Defaults to making it. */
  configRoleArn?: pulumi.Input<string>;
}

/**
 * What is done in an account, recorded where nobody can change it, and somebody who is told: a trail of every region with all reads and writes of objects, AWS
 * Config with all resources, fifteen alarms. An account has one, in the region that is looked at most.
 */
export class AwsAudit extends pulumi.ComponentResource {
  /** The trail's ARN. */
  public readonly trailArn: pulumi.Output<string>;
  /** The name of the bucket that the trail's files are locked in. */
  public readonly archiveBucket: pulumi.Output<string>;
  /** The name of the bucket that is told who reads and writes others. */
  public readonly accessLogBucket: pulumi.Output<string>;
  /** The name of the group of logs that the trail writes to. */
  public readonly logGroupName: pulumi.Output<string>;
  /** The ARN of the topic through which people are told. */
  public readonly topicArn: pulumi.Output<string>;
  /** The name of Config's recorder, once it records. */
  public readonly recorderName: pulumi.Output<string>;
  /** The ARN of the key that all of it is encrypted with. */
  public readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: AwsAuditArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsAudit", name, args, opts);
    const what = `AwsAudit ${JSON.stringify(name)}`;
    const { retentionDays = RETENTIONS[0], lockDays = SHORTEST_LOCK } = args;
    const tags = tagsOf(what, name, args);
    checkArgs(what, args, retentionDays, lockDays);
    remind(args, this);
    const place = pulumi.output(placeOf({ parent: this }));
    const said = { owner: args.owner, environment: args.environment, reviewOn: args.reviewOn };

    const key = new AwsKey(
      `${name}-key`,
      {
        ...said,
        purpose: "Encrypts the account's logs and alarms",
        administrators: args.administrators,
        users: args.readers ?? [],
        services: { ...SERVICES, trail: { service: CLOUDTRAIL, sourceArns: [trailPattern(name)] } },
      },
      { parent: this },
    );
    const access = new AwsBucket(
      `${name}-access`,
      { ...said, receivesAccessLogs: true, expirationDays: retentionDays },
      { parent: this },
    );
    const shared = { ...said, keyArn: key.keyArn, accessLogBucket: access.bucketName };
    const archive = new AwsBucket(
      `${name}-archive`,
      {
        ...shared,
        lockDays,
        lockMode: args.lockMode,
        writers: { trail: { service: CLOUDTRAIL, prefix: "AWSLogs/", sourceArns: [trailPattern(name)] } },
      },
      { parent: this },
    );
    // Config delivers to no bucket that locks by itself.
    const records = new AwsBucket(
      `${name}-records`,
      { ...shared, writers: { config: { service: CONFIG, prefix: "AWSLogs/" } } },
      { parent: this },
    );

    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: `/aws/cloudtrail/${name}`,
        retentionInDays: retentionDays,
        kmsKeyId: key.keyArn,
        skipDestroy: true,
        tags,
      },
      { parent: this },
    );
    const trail = trailOf(name, { place, key, archive, logs, tags, parent: this });
    const recorderName = recorderOf(name, { key, records, tags, configRoleArn: args.configRoleArn, parent: this });
    const topic = topicOf(name, { place, key, tags, subscriptions: args.subscriptions, parent: this });
    watch(name, { logs, topic, tags, parent: this });

    this.trailArn = trail.arn;
    this.archiveBucket = archive.bucketName;
    this.accessLogBucket = access.bucketName;
    this.logGroupName = logs.name;
    this.topicArn = topic.arn;
    this.recorderName = recorderName;
    this.keyArn = key.keyArn;
    this.registerOutputs({
      trailArn: this.trailArn,
      archiveBucket: this.archiveBucket,
      accessLogBucket: this.accessLogBucket,
      logGroupName: this.logGroupName,
      topicArn: this.topicArn,
      recorderName: this.recorderName,
      keyArn: this.keyArn,
    });
  }
}

const CLOUDTRAIL = "cloudtrail.amazonaws.com";
const CONFIG = "config.amazonaws.com";
const CLOUDWATCH = "cloudwatch.amazonaws.com";
const EVENTS = "events.amazonaws.com";

const SERVICES = {
  config: { service: CONFIG },
  logs: { service: "logs.amazonaws.com" },
  alarms: { service: CLOUDWATCH },
  events: { service: EVENTS },
};

/** The trail's ARN, in whatever partition, region and account, as its own is not known before it is there. */
const trailPattern = (name: string): string => `arn:*:cloudtrail:*:*:trail/${name}`;

/** The times from a year on for which CloudWatch keeps logs, in days. */
const RETENTIONS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const;

const SHORTEST_LOCK = 365;

const PROTOCOLS: { readonly [protocol: string]: RegExp } = {
  email: /^[^\s@]+@[^\s@]+$/,
  "email-json": /^[^\s@]+@[^\s@]+$/,
  https: /^https:\/\/[^\s@]+$/,
  sms: /^\+\d{6,15}$/,
  sqs: /^arn:/,
  lambda: /^arn:/,
  firehose: /^arn:/,
};

const checkArgs = (what: string, { subscriptions }: AwsAuditArgs, retentionDays: number, lockDays: number): void => {
  if (!RETENTIONS.some((days) => days === retentionDays))
    refuse(`${what}: retentionDays`, retentionDays, `${oneOf(RETENTIONS.map(String))}`);
  daysOf(`${what}: lockDays`, lockDays, SHORTEST_LOCK, 36_500);
  if (Object.keys(subscriptions).length === 0)
    refuse(`${what}: subscriptions`, subscriptions, "somebody who is told of alarms");
  for (const [key, { protocol, endpoint }] of Object.entries(subscriptions)) {
    if (!Object.hasOwn(PROTOCOLS, protocol))
      refuse(`${what}: subscriptions.${key}.protocol`, protocol, oneOf(Object.keys(PROTOCOLS)));
    if (typeof endpoint === "string" && !PROTOCOLS[protocol]?.test(endpoint))
      refuse(`${what}: subscriptions.${key}.endpoint`, endpoint, `an address for ${protocol}`);
  }
};

/** Where children are made, and with which tags. */
interface Making {
  readonly tags: { [key: string]: string };
  readonly parent: pulumi.Resource;
}

/** Lets a trail write to its group of logs, and to nothing else. */
export const trailLogsPolicy = ({ partition, region, accountId }: Place, logGroup: string): PolicyDocument =>
  documentOf({
    Sid: "WriteTheTrailsLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:${accountId}_CloudTrail_*`,
  });

const trailOf = (
  name: string,
  {
    place,
    key,
    archive,
    logs,
    tags,
    parent,
  }: Making & {
    readonly place: pulumi.Output<Place>;
    readonly key: AwsKey;
    readonly archive: AwsBucket;
    readonly logs: aws.cloudwatch.LogGroup;
  },
): aws.cloudtrail.Trail => {
  const role = new aws.iam.Role(
    `${name}-trail`,
    {
      description: "Lets the trail write to its group of logs",
      // CloudTrail takes no role of another account, and does not say for which one it works when it takes this.
      assumeRolePolicy: JSON.stringify(serviceTrust(CLOUDTRAIL)),
      maxSessionDuration: 3600,
      tags,
    },
    { parent },
  );
  const writes = new aws.iam.RolePolicy(
    `${name}-trail`,
    {
      role: role.name,
      policy: pulumi.all([place, logs.name]).apply(([known, group]) => JSON.stringify(trailLogsPolicy(known, group))),
    },
    { parent },
  );
  return new aws.cloudtrail.Trail(
    name,
    {
      name,
      s3BucketName: archive.bucketName,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogging: true,
      enableLogFileValidation: true,
      kmsKeyId: key.keyArn,
      cloudWatchLogsGroupArn: pulumi.interpolate`${logs.arn}:*`,
      cloudWatchLogsRoleArn: role.arn,
      eventSelectors: [
        {
          readWriteType: "All",
          includeManagementEvents: true,
          dataResources: [{ type: "AWS::S3::Object", values: [place.apply(({ partition }) => `arn:${partition}:s3`)] }],
        },
      ],
      tags,
    },
    { parent, dependsOn: [key, writes] },
  );
};

/** Config's recorder, by its name once it records. The account's own service role is what Security Hub asks for. */
const recorderOf = (
  name: string,
  {
    key,
    records,
    configRoleArn,
    parent,
  }: Making & {
    readonly key: AwsKey;
    readonly records: AwsBucket;
    readonly configRoleArn: pulumi.Input<string> | undefined;
  },
): pulumi.Output<string> => {
  const recorder = new aws.cfg.Recorder(
    `${name}-recorder`,
    {
      name,
      roleArn:
        configRoleArn ??
        new aws.iam.ServiceLinkedRole(`${name}-config`, { awsServiceName: CONFIG }, { parent, retainOnDelete: true })
          .arn,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      recordingMode: { recordingFrequency: "CONTINUOUS" },
    },
    { parent },
  );
  const channel = new aws.cfg.DeliveryChannel(
    `${name}-channel`,
    {
      name,
      s3BucketName: records.bucketName,
      s3KmsKeyArn: key.keyArn,
      snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
    },
    { parent, dependsOn: [key, recorder] },
  );
  return new aws.cfg.RecorderStatus(
    `${name}-recording`,
    { name: recorder.name, isEnabled: true },
    { parent, dependsOn: [channel] },
  ).name;
};

/** Who may publish on the topic: CloudWatch and EventBridge for this account, and nobody without TLS. */
export const topicPolicy = ({ partition, region, accountId }: Place, topic: string): PolicyDocument => {
  const arn = `arn:${partition}:sns:${region}:${accountId}:${topic}`;
  return documentOf(
    {
      Sid: "AlarmsAndFindings",
      Effect: "Allow",
      Principal: { Service: [CLOUDWATCH, EVENTS] },
      Action: "sns:Publish",
      Resource: arn,
      Condition: forAccount(accountId),
    },
    tlsOnly("sns:Publish", [arn]),
  );
};

const topicOf = (
  name: string,
  {
    place,
    key,
    subscriptions,
    tags,
    parent,
  }: Making & {
    readonly place: pulumi.Output<Place>;
    readonly key: AwsKey;
    readonly subscriptions: AwsAuditArgs["subscriptions"];
  },
): aws.sns.Topic => {
  const topic = new aws.sns.Topic(
    `${name}-alarms`,
    { name: `${name}-alarms`, kmsMasterKeyId: key.keyArn, tags },
    { parent },
  );
  new aws.sns.TopicPolicy(
    `${name}-alarms`,
    {
      arn: topic.arn,
      policy: place.apply((known) => JSON.stringify(topicPolicy(known, `${name}-alarms`))),
    },
    { parent },
  );
  for (const [subscription, { protocol, endpoint }] of Object.entries(subscriptions))
    new aws.sns.TopicSubscription(`${name}-${subscription}`, { topic: topic.arn, protocol, endpoint }, { parent });
  return topic;
};

/** The alarms: what finds an event in the logs, and who is told of it within five minutes. */
const watch = (
  name: string,
  { logs, topic, tags, parent }: Making & { readonly logs: aws.cloudwatch.LogGroup; readonly topic: aws.sns.Topic },
): void => {
  for (const [alarm, { title, pattern }] of Object.entries(alarms)) {
    const metric = { name: alarm, namespace: `Audit/${name}` };
    const filter = new aws.cloudwatch.LogMetricFilter(
      `${name}-${alarm}`,
      {
        name: `${name}-${alarm}`,
        logGroupName: logs.name,
        pattern,
        metricTransformation: { ...metric, value: "1", defaultValue: "0" },
      },
      { parent },
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-${alarm}`,
      {
        name: `${name}-${alarm}`,
        alarmDescription: title,
        metricName: filter.metricTransformation.name,
        namespace: filter.metricTransformation.namespace,
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        treatMissingData: "notBreaching",
        actionsEnabled: true,
        alarmActions: [topic.arn],
        tags: { ...tags, Name: `${name}-${alarm}` },
      },
      { parent },
    );
  }
};
