import type { Place } from "./cloud.ts";
import { type Condition, documentOf, type PolicyDocument, type Statement } from "./policy.ts";

/** What somebody needs to give themselves a second factor, and a first password of their own. */
const ENROLMENT = [
  "iam:ChangePassword",
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ResyncMFADevice",
];

/** What is seen while they do, and is about nobody. */
const ENROLMENT_VIEWS = ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"];

/** Whoever has shown no second factor, also with an access key, whose requests do not say either way. What a service does for somebody is not asked again. */
const WITHOUT_MFA: Condition = {
  BoolIfExists: { "aws:MultiFactorAuthPresent": "false", "aws:ViaAWSService": "false" },
};

const ownEnrolment = ({ partition, accountId }: Place): string[] => [
  `arn:${partition}:iam::${accountId}:user/\${aws:username}`,
  `arn:${partition}:iam::${accountId}:mfa/*`,
];

/** Lets people give themselves a second factor, and denies them everything else until they have shown it, whatever other rights they have. */
export const mfaPolicy = (place: Place): PolicyDocument =>
  documentOf(
    ...enrolment(place),
    {
      Sid: "NothingElseWithoutMfa",
      Effect: "Deny",
      // A session that has shown a second factor is asked for with the access key that has not.
      NotAction: [...ENROLMENT, ...ENROLMENT_VIEWS, "sts:GetSessionToken"],
      Resource: "*",
      Condition: WITHOUT_MFA,
    },
    {
      Sid: "NobodyElsesWithoutMfa",
      Effect: "Deny",
      Action: ENROLMENT,
      NotResource: ownEnrolment(place),
      Condition: WITHOUT_MFA,
    },
  );

const enrolment = (place: Place): Statement[] => [
  { Sid: "OwnEnrolment", Effect: "Allow", Action: ENROLMENT, Resource: ownEnrolment(place) },
  { Sid: "EnrolmentViews", Effect: "Allow", Action: ENROLMENT_VIEWS, Resource: "*" },
];

/** What has no region of its own, and answers in that of the partition's oldest. */
const GLOBAL = [
  "account:*",
  "acm:*",
  "billing:*",
  "budgets:*",
  "ce:*",
  "cloudfront:*",
  "cur:*",
  "ec2:DescribeRegions",
  "globalaccelerator:*",
  "health:*",
  "iam:*",
  "networkmanager:*",
  "organizations:*",
  "pricing:*",
  "route53:*",
  "route53domains:*",
  "s3:GetAccountPublicAccessBlock",
  "s3:ListAllMyBuckets",
  "s3:PutAccountPublicAccessBlock",
  "shield:*",
  "sts:*",
  "support:*",
  "trustedadvisor:*",
  "waf:*",
  "wafv2:*",
];

const but = (exempt: readonly string[]): Condition =>
  exempt.length > 0 ? { ArnNotLike: { "aws:PrincipalArn": exempt } } : {};

const withinRegions = (regions: readonly string[], exempt: readonly string[] = []): Statement => ({
  Sid: "WithinRegions",
  Effect: "Deny",
  NotAction: GLOBAL,
  Resource: "*",
  Condition: { StringNotEquals: { "aws:RequestedRegion": regions }, ...but(exempt) },
});

/** With these one is no longer seen. */
const AUDIT_ENDS = [
  "access-analyzer:DeleteAnalyzer",
  "cloudtrail:DeleteTrail",
  "cloudtrail:PutEventSelectors",
  "cloudtrail:StopLogging",
  "cloudtrail:UpdateTrail",
  "config:DeleteConfigRule",
  "config:DeleteConfigurationRecorder",
  "config:DeleteDeliveryChannel",
  "config:StopConfigurationRecorder",
  "guardduty:DeleteDetector",
  "guardduty:DisassociateFromAdministratorAccount",
  "guardduty:UpdateDetector",
  "inspector2:Disable",
  "macie2:DisableMacie",
  "securityhub:BatchDisableStandards",
  "securityhub:DisableSecurityHub",
  "securityhub:DisassociateFromAdministratorAccount",
];

const audited = (exempt: readonly string[] = []): Statement => ({
  Sid: "Audited",
  Effect: "Deny",
  Action: AUDIT_ENDS,
  Resource: "*",
  ...(exempt.length > 0 ? { Condition: but(exempt) } : {}),
});

/**
 * The most that people can do, whatever policies they have: nothing outside the regions, nothing that ends the audit, and of IAM only what they need to give
 * themselves a second factor and to look.
 */
export const boundaryPolicy = (place: Place, regions: readonly string[]): PolicyDocument =>
  documentOf(
    { Sid: "Work", Effect: "Allow", NotAction: ["account:*", "iam:*", "organizations:*"], Resource: "*" },
    {
      Sid: "Looks",
      Effect: "Allow",
      Action: ["iam:Get*", "iam:List*", "organizations:Describe*", "organizations:List*"],
      Resource: "*",
    },
    ...enrolment(place),
    withinRegions(regions),
    audited(),
  );

/** The policies of an organisation, by their names, each with what it says. Those who are exempt are named by patterns of their ARNs. */
export const serviceControls = (
  regions: readonly string[],
  exempt: readonly string[],
): { readonly [name: string]: { readonly says: string; readonly policy: PolicyDocument } } => ({
  regions: {
    says: "Nothing is done outside the regions, but for what has none",
    policy: documentOf(withinRegions(regions, exempt)),
  },
  stay: {
    says: "No account leaves the organisation, or closes itself",
    policy: documentOf({
      Sid: "Stay",
      Effect: "Deny",
      Action: ["account:CloseAccount", "organizations:LeaveOrganization"],
      Resource: "*",
    }),
  },
  audit: { says: "Nobody switches off what watches an account", policy: documentOf(audited(exempt)) },
});

/** Lets users of the account have a role, for an hour after they have shown a second factor. Without any it lets nobody. */
export const userTrust = ({ partition, accountId }: Place, users: readonly string[]): PolicyDocument =>
  documentOf(
    users.length > 0
      ? {
          Sid: "UsersWithMfa",
          Effect: "Allow",
          Principal: { AWS: users.map((user) => `arn:${partition}:iam::${accountId}:user/${user}`) },
          Action: "sts:AssumeRole",
          Condition: {
            Bool: { "aws:MultiFactorAuthPresent": "true" },
            NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
          },
        }
      : {
          Sid: "Nobody",
          Effect: "Deny",
          Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
          Action: "sts:AssumeRole",
        },
  );

/** The address of AWS that a directory's answer is meant for, by partition. */
const SAML_AUDIENCES: { readonly [partition: string]: string } = {
  "aws-cn": "https://signin.amazonaws.cn/saml",
  "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
};

/** Lets people of a directory have a role. That they show a second factor is the directory's affair. */
export const samlTrust = ({ partition, accountId }: Place, provider: string): PolicyDocument =>
  documentOf({
    Sid: "Directory",
    Effect: "Allow",
    Principal: { Federated: `arn:${partition}:iam::${accountId}:saml-provider/${provider}` },
    Action: "sts:AssumeRoleWithSAML",
    Condition: { StringEquals: { "SAML:aud": SAML_AUDIENCES[partition] ?? "https://signin.aws.amazon.com/saml" } },
  });

/** Lets subjects that an issuer of tokens names have a role, when the token is meant for one of the clients. */
export const oidcTrust = (
  { partition, accountId }: Place,
  url: string,
  clientIds: readonly string[],
  subjects: readonly string[],
): PolicyDocument => {
  const issuer = url.replace("https://", "");
  return documentOf({
    Sid: "Issuer",
    Effect: "Allow",
    Principal: { Federated: `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${issuer}:aud`]: clientIds }, StringLike: { [`${issuer}:sub`]: subjects } },
  });
};

/** Lets members of a group take on roles, once they have shown a second factor. */
export const rolesPolicy = ({ partition, accountId }: Place, roles: readonly string[]): PolicyDocument =>
  documentOf({
    Sid: "RolesWithMfa",
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: roles.map((role) => `arn:${partition}:iam::${accountId}:role/${role}`),
    Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  });
