import assert from "node:assert/strict";
import { AwsDetection, type AwsDetectionArgs } from "../../components/index.ts";
import { build } from "../support/build.ts";
import { ACCOUNT } from "../support/iam.ts";

const args: AwsDetectionArgs = { owner: "security", reviewOn: "2999-12-31" };
const make = (own: Partial<AwsDetectionArgs> = {}) => build(() => new AwsDetection("watch", { ...args, ...own }));

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

type Built = Awaited<ReturnType<typeof make>>;
const of = (type: string, { resources }: Built) =>
  resources.filter((made) => made.type.endsWith(`:${type}`)).sort(byName);

describe("an AwsDetection", () => {
  const topicArn = `arn:aws:sns:eu-central-1:${ACCOUNT}:alarms`;

  it("satisfies every control", async () => {
    for (const own of [{}, { macie: true, topicArn, cisVersion: "3.0.0" }])
      assert.deepEqual((await make(own)).said, []);
  });

  it("switches GuardDuty on with all its protections", async () => {
    const built = await make();
    assert.deepEqual(of("Detector", built)[0]?.props.enable, true);
    assert.deepEqual(
      of("DetectorFeature", built).map(({ props }) => [props.name, props.status, props.detectorId]),
      [
        "EBS_MALWARE_PROTECTION",
        "EKS_AUDIT_LOGS",
        "LAMBDA_NETWORK_LOGS",
        "RDS_LOGIN_EVENTS",
        "RUNTIME_MONITORING",
        "S3_DATA_EVENTS",
      ].map((feature) => [feature, "ENABLED", "id of aws:guardduty/detector:Detector watch"]),
    );
  });

  it("holds the account against AWS's rules and CIS's, of the region that it is in", async () => {
    const standards = async (own: Partial<AwsDetectionArgs>) =>
      of("StandardsSubscription", await make(own)).map(({ props }) => props.standardsArn);
    assert.deepEqual(await standards({}), [
      "arn:aws:securityhub:eu-central-1::standards/cis-aws-foundations-benchmark/v/5.0.0",
      "arn:aws:securityhub:eu-central-1::standards/aws-foundational-security-best-practices/v/1.0.0",
    ]);
    assert.match(String((await standards({ cisVersion: "3.0.0" }))[0]), /benchmark\/v\/3\.0\.0$/);
  });

  it("has Inspector look into the account, and Macie where it is wanted", async () => {
    const built = await make();
    assert.deepEqual(of("Enabler", built)[0]?.props.accountIds, [ACCOUNT]);
    const macie = async (own: Partial<AwsDetectionArgs>) =>
      (await make(own)).resources.filter(({ type }) => type.startsWith("aws:macie2")).length;
    assert.deepEqual([await macie({}), await macie({ macie: true })], [0, 1]);
  });

  it("tells a topic of severe findings where it is given one", async () => {
    assert.deepEqual(of("EventTarget", await make()), []);
    const [target] = of("EventTarget", await make({ topicArn }));
    assert.deepEqual(
      [target?.props.arn, target?.props.rule],
      [topicArn, "id of aws:cloudwatch/eventRule:EventRule watch-severe"],
    );
  });

  for (const [name, own, sentence] of [
    [
      "a benchmark that Security Hub does not know",
      { cisVersion: "0.1" },
      /cisVersion must be 5\.0\.0, 3\.0\.0 or 1\.4\.0, got "0\.1"\./,
    ],
    ["no owner", { owner: "" }, /owner must be 1 to 50 characters without commas and slashes, got ""\./],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own), sentence);
    });
});
