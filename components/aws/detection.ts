import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { oneOf, refuse } from "../refusal.ts";
import { type InventoryArgs, remind } from "../server.ts";
import { type Place, placeOf } from "./cloud.ts";
import { tagsOf } from "./inventory.ts";

/** What an `AwsDetection` takes. */
export interface AwsDetectionArgs extends InventoryArgs {
  /** The CIS AWS Foundations Benchmark that Security Hub holds the account against, as it knows them: `5.0.0`, `3.0.0` or `1.4.0`. Defaults to `5.0.0`. */
  cisVersion?: string;
  /** Whether Macie looks for personal data in buckets. Defaults to false. */
  macie?: boolean;
  /** The ARN of a topic of the same region that is told of severe findings, such as an `AwsAudit`'s. Defaults to none: Security Hub shows them. */
  topicArn?: pulumi.Input<string>;
}

/**
 * What looks for attacks and for flaws in a region: GuardDuty with all its protections, Inspector, and Security Hub, which also holds the account against AWS's own
 * and CIS's rules. Security Hub needs a recorder of AWS Config there, such as an `AwsAudit`'s.
 */
export class AwsDetection extends pulumi.ComponentResource {
  /** The id of GuardDuty's detector. */
  public readonly detectorId: pulumi.Output<string>;

  constructor(name: string, args: AwsDetectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsDetection", name, args, opts);
    const what = `AwsDetection ${JSON.stringify(name)}`;
    const { cisVersion = CIS_VERSIONS[0] as string, macie = false, topicArn } = args;
    const tags = tagsOf(what, name, args);
    if (!CIS_VERSIONS.includes(cisVersion)) refuse(`${what}: cisVersion`, cisVersion, oneOf(CIS_VERSIONS));
    remind(args, this);
    const place = pulumi.output(placeOf({ parent: this }));

    const detector = new aws.guardduty.Detector(
      name,
      { enable: true, findingPublishingFrequency: "FIFTEEN_MINUTES", tags },
      { parent: this },
    );
    for (const [key, agents] of Object.entries(PROTECTIONS))
      new aws.guardduty.DetectorFeature(
        `${name}-${key}`,
        {
          detectorId: detector.id,
          name: key,
          status: "ENABLED",
          ...(agents.length > 0
            ? { additionalConfigurations: agents.map((agent) => ({ name: agent, status: "ENABLED" })) }
            : {}),
        },
        { parent: this },
      );
    const hub = new aws.securityhub.Account(
      `${name}-hub`,
      { enableDefaultStandards: false, autoEnableControls: true, controlFindingGenerator: "SECURITY_CONTROL" },
      { parent: this },
    );
    for (const [key, standard] of Object.entries(standardsOf(cisVersion)))
      new aws.securityhub.StandardsSubscription(
        `${name}-${key}`,
        { standardsArn: place.apply((known) => standardArn(known, standard)) },
        { parent: this, dependsOn: [hub] },
      );
    new aws.inspector2.Enabler(
      `${name}-inspector`,
      { accountIds: [place.accountId], resourceTypes: ["EC2", "ECR", "LAMBDA"] },
      { parent: this },
    );
    if (macie)
      new aws.macie2.Account(
        `${name}-macie`,
        { status: "ENABLED", findingPublishingFrequency: "FIFTEEN_MINUTES" },
        { parent: this },
      );
    if (topicArn !== undefined) tell(name, topicArn, tags, this);

    this.detectorId = detector.id;
    this.registerOutputs({ detectorId: this.detectorId });
  }
}

const CIS_VERSIONS = ["5.0.0", "3.0.0", "1.4.0"];

/** What GuardDuty looks into besides what it always does, and the agents that it installs for it. */
const PROTECTIONS: { readonly [feature: string]: readonly string[] } = {
  S3_DATA_EVENTS: [],
  EKS_AUDIT_LOGS: [],
  EBS_MALWARE_PROTECTION: [],
  RDS_LOGIN_EVENTS: [],
  LAMBDA_NETWORK_LOGS: [],
  RUNTIME_MONITORING: ["EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"],
};

const standardsOf = (cisVersion: string): { readonly [key: string]: string } => ({
  fsbp: "aws-foundational-security-best-practices/v/1.0.0",
  cis: `cis-aws-foundations-benchmark/v/${cisVersion}`,
});

const standardArn = ({ partition, region }: Place, standard: string): string =>
  `arn:${partition}:securityhub:${region}::standards/${standard}`;

/** What people are told of at once: findings that are new, and high or critical. */
const SEVERE = {
  source: ["aws.securityhub"],
  "detail-type": ["Security Hub Findings - Imported"],
  detail: {
    findings: {
      Severity: { Label: ["HIGH", "CRITICAL"] },
      Workflow: { Status: ["NEW"] },
      RecordState: ["ACTIVE"],
      Compliance: { Status: ["FAILED", { exists: false }] },
    },
  },
};

const tell = (
  name: string,
  topicArn: pulumi.Input<string>,
  tags: { [key: string]: string },
  parent: pulumi.Resource,
): void => {
  const rule = new aws.cloudwatch.EventRule(
    `${name}-severe`,
    { description: "Findings of high and critical severity", eventPattern: JSON.stringify(SEVERE), tags },
    { parent },
  );
  new aws.cloudwatch.EventTarget(`${name}-severe`, { rule: rule.name, arn: topicArn }, { parent });
};
