import assert from "node:assert/strict";
import { alarms } from "../../components/aws/alarm.ts";
import { topicPolicy, trailLogsPolicy } from "../../components/aws/audit.ts";
import { AwsAudit, type AwsAuditArgs } from "../../components/index.ts";
import { build } from "../support/build.ts";
import { ACCOUNT, allows, everything } from "../support/iam.ts";

const place = { partition: "aws", accountId: ACCOUNT, region: "eu-central-1" };
const args: AwsAuditArgs = {
  owner: "security",
  reviewOn: "2999-12-31",
  administrators: [`arn:aws:iam::${ACCOUNT}:role/Platform`],
  subscriptions: { csirt: { protocol: "email", endpoint: "csirt@example.org" } },
};
const make = (own: Partial<AwsAuditArgs> = {}) => build(() => new AwsAudit("audit", { ...args, ...own }));

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

type Built = Awaited<ReturnType<typeof make>>;
const of = (type: string, { resources }: Built) =>
  resources.filter((made) => made.type.endsWith(`:${type}`)).sort(byName);

/** Whether a filter finds an event: what CloudWatch Logs does with a pattern of `=`, `!=`, NOT EXISTS, && and ||. */
const finds = (pattern: string, event: object): boolean => {
  const at = (path: string): unknown =>
    path.split(".").reduce<unknown>((part, key) => (part as { [key: string]: unknown } | undefined)?.[key], event);
  const like = (wanted: string, got: unknown): boolean =>
    typeof got === "string" &&
    new RegExp(`^${wanted.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(got);
  const source = pattern
    .slice(1, -1)
    .replaceAll(/\$\.([\w.]+) NOT EXISTS/g, (_, path) => `${at(path) === undefined}`)
    .replaceAll(/\$\.([\w.]+) ?(!?=) ?(?:"([^"]*)"|([\w.*]+))/g, (_, path, operator, quoted, plain) => {
      const same = like(quoted ?? plain, at(path));
      return `${operator === "=" ? same : !same}`;
    });
  assert.match(source, /^[()\s|&]*(?:(?:true|false)[()\s|&]*)+$/);
  return new Function(`return ${source}`)();
};

describe("the alarms", () => {
  const call = (eventSource: string, eventName: string) => ({
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    eventType: "AwsApiCall",
    userIdentity: { type: "AssumedRole" },
  });
  const heard = (event: object) =>
    Object.keys(alarms).filter((alarm) => finds(alarms[alarm]?.pattern ?? "{false}", event));
  const login = (own: object) => ({
    ...call("signin", "ConsoleLogin"),
    eventType: "AwsConsoleSignIn",
    userIdentity: { type: "IAMUser" },
    additionalEventData: { MFAUsed: "Yes" },
    responseElements: { ConsoleLogin: "Success" },
    ...own,
  });

  for (const [name, event, alarm] of [
    ["a refused call", { ...call("s3", "GetObject"), errorCode: "AccessDenied" }, "refused-calls"],
    [
      "a refused call to EC2",
      { ...call("ec2", "RunInstances"), errorCode: "Client.UnauthorizedOperation" },
      "refused-calls",
    ],
    ["a log-in without a second factor", login({ additionalEventData: { MFAUsed: "No" } }), "sign-in-without-mfa"],
    ["the root user", { ...call("s3", "ListBuckets"), userIdentity: { type: "Root" } }, "root-use"],
    ["a changed policy", call("iam", "AttachUserPolicy"), "iam-changes"],
    ["a stopped trail", call("cloudtrail", "StopLogging"), "trail-changes"],
    [
      "a failed log-in",
      login({ errorMessage: "Failed authentication", responseElements: { ConsoleLogin: "Failure" } }),
      "failed-sign-ins",
    ],
    ["a key to be deleted", call("kms", "ScheduleKeyDeletion"), "key-removals"],
    ["another bucket policy", call("s3", "PutBucketPolicy"), "bucket-policy-changes"],
    ["a stopped recorder", call("config", "StopConfigurationRecorder"), "config-changes"],
    ["an opened group", call("ec2", "AuthorizeSecurityGroupIngress"), "security-group-changes"],
    ["another network ACL", call("ec2", "ReplaceNetworkAclEntry"), "network-acl-changes"],
    ["another gateway", call("ec2", "AttachInternetGateway"), "gateway-changes"],
    ["another route", call("ec2", "ReplaceRoute"), "route-table-changes"],
    ["a peered VPC", call("ec2", "AcceptVpcPeeringConnection"), "vpc-changes"],
    ["an account that leaves", call("organizations", "LeaveOrganization"), "organization-changes"],
    ["an organisation that is made", call("organizations", "CreateOrganization"), "organization-changes"],
  ] as const)
    it(`hear ${name}, and take it for nothing else`, () => assert.deepEqual(heard(event), [alarm]));

  it("hear nothing of everyday", () => {
    for (const event of [
      call("s3", "GetObject"),
      call("ec2", "DescribeInstances"),
      login({}),
      { ...call("kms", "Decrypt"), userIdentity: { type: "Root", invokedBy: "s3.amazonaws.com" } },
      { ...call("kms", "RotateKey"), eventType: "AwsServiceEvent", userIdentity: { type: "Root" } },
    ])
      assert.deepEqual(heard(event), []);
  });
});

describe("the policies of an audit", () => {
  it("let a trail write its own logs, and nothing else", async () => {
    const identity = [trailLogsPolicy(place, "/aws/cloudtrail/audit")];
    const group = `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group`;
    const writes = (action: string, stream: string) => allows({ identity }, { action, resource: `${group}:${stream}` });
    const own = `/aws/cloudtrail/audit:log-stream:${ACCOUNT}_CloudTrail_eu-central-1`;
    assert.ok(await writes("logs:PutLogEvents", own));
    assert.ok(!(await writes("logs:DeleteLogStream", own)));
    assert.ok(!(await writes("logs:PutLogEvents", `/aws/cloudtrail/other:log-stream:${ACCOUNT}_CloudTrail_a`)));
    assert.ok(!(await writes("logs:PutLogEvents", "/aws/cloudtrail/audit:log-stream:forged")));
  });

  it("let CloudWatch publish for this account over TLS, and nobody from elsewhere", async () => {
    const topic = `arn:aws:sns:eu-central-1:${ACCOUNT}:audit-alarms`;
    const publishes = (principal: string, account: string, secure: string) =>
      allows(
        { identity: principal.startsWith("arn:") ? [everything] : [], resource: topicPolicy(place, "audit-alarms") },
        {
          principal,
          action: "sns:Publish",
          resource: topic,
          context: { "aws:SourceAccount": account, "aws:SecureTransport": secure },
        },
      );
    assert.ok(await publishes("cloudwatch.amazonaws.com", ACCOUNT, "true"));
    assert.ok(!(await publishes("cloudwatch.amazonaws.com", "210987654321", "true")));
    assert.ok(!(await publishes("cloudwatch.amazonaws.com", ACCOUNT, "false")));
    assert.ok(!(await publishes("s3.amazonaws.com", ACCOUNT, "true")));
    assert.ok(!(await publishes(`arn:aws:iam::${ACCOUNT}:user/ada`, ACCOUNT, "false")));
  });
});

describe("an AwsAudit", function () {
  this.timeout(30_000);

  it("satisfies every control, but for what S3 and Config refuse to deliver to", async () => {
    const refused = [
      ["storage-buckets-key-named", "audit-access"],
      ["storage-buckets-locked", "audit-access"],
      ["storage-buckets-locked", "audit-records"],
    ];
    for (const own of [{}, { configRoleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/config.amazonaws.com/a` }])
      assert.deepEqual(
        (await make(own)).said.filter(
          ({ policy, urn }) => !refused.some(([id, bucket]) => policy === id && urn.endsWith(`::${bucket}`)),
        ),
        [],
      );
  });

  it("records every region, whole, encrypted, into a locked bucket and into logs", async () => {
    const built = await make();
    const [trail] = of("Trail", built);
    const { isMultiRegionTrail, includeGlobalServiceEvents, enableLogging, enableLogFileValidation } =
      trail?.props ?? {};
    assert.deepEqual(
      [isMultiRegionTrail, includeGlobalServiceEvents, enableLogging, enableLogFileValidation],
      [true, true, true, true],
    );
    assert.equal(trail?.props.kmsKeyId, "id of aws:kms/key:Key audit-key");
    assert.equal(trail?.props.s3BucketName, `audit-archive-${ACCOUNT}-eu-central-1`);
    assert.equal(trail?.props.cloudWatchLogsGroupArn, "/aws/cloudtrail/audit:*");
    assert.deepEqual(trail?.props.eventSelectors, [
      {
        readWriteType: "All",
        includeManagementEvents: true,
        dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }],
      },
    ]);
    assert.deepEqual(
      of("BucketObjectLockConfiguration", built).map(({ props }) => [props.bucket, props.rule]),
      [[`audit-archive-${ACCOUNT}-eu-central-1`, { defaultRetention: { mode: "COMPLIANCE", days: 365 } }]],
    );
    const [logs] = of("LogGroup", built);
    assert.deepEqual([logs?.props.retentionInDays, logs?.props.kmsKeyId], [365, "id of aws:kms/key:Key audit-key"]);
  });

  it("has Config record everything, and switches it on", async () => {
    const built = await make();
    assert.deepEqual(of("Recorder", built)[0]?.props.recordingGroup, {
      allSupported: true,
      includeGlobalResourceTypes: true,
    });
    assert.equal(of("RecorderStatus", built)[0]?.props.isEnabled, true);
    assert.equal(of("DeliveryChannel", built)[0]?.props.s3BucketName, `audit-records-${ACCOUNT}-eu-central-1`);
    assert.equal(of("ServiceLinkedRole", built).length, 1);
    assert.equal(of("ServiceLinkedRole", await make({ configRoleArn: "arn" })).length, 0);
  });

  it("has a filter and an alarm for each, by which somebody is told", async () => {
    const built = await make();
    const filters = of("LogMetricFilter", built);
    assert.deepEqual(
      filters.map(({ props }) => props.pattern),
      Object.keys(alarms)
        .sort()
        .map((alarm) => alarms[alarm]?.pattern),
    );
    assert.equal(filters.length, 15);
    for (const { name, props } of of("MetricAlarm", built)) {
      const filter = filters.find((other) => other.name === name);
      assert.deepEqual(
        { name: props.metricName, namespace: props.namespace, value: "1", defaultValue: "0" },
        filter?.props.metricTransformation,
      );
      assert.deepEqual(props.alarmActions, ["id of aws:sns/topic:Topic audit-alarms"]);
    }
    assert.equal(of("MetricAlarm", built).length, 15);
    assert.deepEqual(
      of("TopicSubscription", built).map(({ props }) => [props.protocol, props.endpoint, props.topic]),
      [["email", "csirt@example.org", "id of aws:sns/topic:Topic audit-alarms"]],
    );
  });

  for (const [name, own, sentence] of [
    [
      "alarms that nobody hears",
      { subscriptions: {} },
      /subscriptions must be somebody who is told of alarms, got \{\}\./,
    ],
    [
      "a way that does not exist",
      { subscriptions: { csirt: { protocol: "pigeon", endpoint: "a" } } },
      /subscriptions\.csirt\.protocol must be email, .* or firehose, got "pigeon"\./,
    ],
    [
      "a plain address",
      { subscriptions: { csirt: { protocol: "https", endpoint: "http://example.org" } } },
      /subscriptions\.csirt\.endpoint must be an address for https, got "http:\/\/example\.org"\./,
    ],
    ["logs for a month", { retentionDays: 30 }, /retentionDays must be 365, 400, .* or 3653, got 30\./],
    ["a lock for a month", { lockDays: 30 }, /lockDays must be a whole number of days from 365 to 36500, got 30\./],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as unknown as Partial<AwsAuditArgs>), sentence);
    });
});
