/** What somebody is told of as soon as a trail has it. */
export interface Alarm {
  /** What happened, for people to read. */
  readonly title: string;
  /** What finds it among a trail's events, as CloudWatch Logs writes filters. Security Hub compares it letter by letter. */
  readonly pattern: string;
}

const named = (names: readonly string[]): string => names.map((name) => `($.eventName=${name})`).join(" || ");

const events = (...names: readonly string[]): string => `{${named(names)}}`;

const eventsOf = (source: string, ...names: readonly string[]): string =>
  `{($.eventSource=${source}) && (${named(names)})}`;

/** The alarms that an account has, by their names. */
export const alarms: { readonly [name: string]: Alarm } = {
  "refused-calls": {
    title: "Calls were refused",
    pattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
  },
  "sign-in-without-mfa": {
    title: "Somebody logged in to the console without a second factor",
    pattern:
      '{($.eventName="ConsoleLogin") && ($.additionalEventData.MFAUsed !="Yes") && ($.userIdentity.type="IAMUser") && ($.responseElements.ConsoleLogin="Success")}',
  },
  "root-use": {
    title: "The root user did something",
    pattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
  },
  "iam-changes": {
    title: "Policies in IAM changed",
    pattern: eventsOf(
      "iam.amazonaws.com",
      "DeleteGroupPolicy",
      "DeleteRolePolicy",
      "DeleteUserPolicy",
      "PutGroupPolicy",
      "PutRolePolicy",
      "PutUserPolicy",
      "CreatePolicy",
      "DeletePolicy",
      "CreatePolicyVersion",
      "DeletePolicyVersion",
      "AttachRolePolicy",
      "DetachRolePolicy",
      "AttachUserPolicy",
      "DetachUserPolicy",
      "AttachGroupPolicy",
      "DetachGroupPolicy",
    ),
  },
  "trail-changes": {
    title: "A trail changed",
    pattern: events("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
  },
  "failed-sign-ins": {
    title: "Log-ins to the console failed",
    pattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
  },
  "key-removals": {
    title: "A key was switched off or is to be deleted",
    pattern: eventsOf("kms.amazonaws.com", "DisableKey", "ScheduleKeyDeletion"),
  },
  "bucket-policy-changes": {
    title: "Who may reach a bucket changed",
    pattern: eventsOf(
      "s3.amazonaws.com",
      "PutBucketAcl",
      "PutBucketPolicy",
      "PutBucketCors",
      "PutBucketLifecycle",
      "PutBucketReplication",
      "DeleteBucketPolicy",
      "DeleteBucketCors",
      "DeleteBucketLifecycle",
      "DeleteBucketReplication",
    ),
  },
  "config-changes": {
    title: "AWS Config's own settings changed",
    pattern: eventsOf(
      "config.amazonaws.com",
      "StopConfigurationRecorder",
      "DeleteDeliveryChannel",
      "PutDeliveryChannel",
      "PutConfigurationRecorder",
    ),
  },
  "security-group-changes": {
    title: "Security groups changed",
    pattern: events(
      "AuthorizeSecurityGroupIngress",
      "AuthorizeSecurityGroupEgress",
      "RevokeSecurityGroupIngress",
      "RevokeSecurityGroupEgress",
      "CreateSecurityGroup",
      "DeleteSecurityGroup",
    ),
  },
  "network-acl-changes": {
    title: "Network ACLs changed",
    pattern: events(
      "CreateNetworkAcl",
      "CreateNetworkAclEntry",
      "DeleteNetworkAcl",
      "DeleteNetworkAclEntry",
      "ReplaceNetworkAclEntry",
      "ReplaceNetworkAclAssociation",
    ),
  },
  "gateway-changes": {
    title: "Gateways changed",
    pattern: events(
      "CreateCustomerGateway",
      "DeleteCustomerGateway",
      "AttachInternetGateway",
      "CreateInternetGateway",
      "DeleteInternetGateway",
      "DetachInternetGateway",
    ),
  },
  "route-table-changes": {
    title: "Route tables changed",
    pattern: eventsOf(
      "ec2.amazonaws.com",
      "CreateRoute",
      "CreateRouteTable",
      "ReplaceRoute",
      "ReplaceRouteTableAssociation",
      "DeleteRouteTable",
      "DeleteRoute",
      "DisassociateRouteTable",
    ),
  },
  "vpc-changes": {
    title: "VPCs changed",
    pattern: events(
      "CreateVpc",
      "DeleteVpc",
      "ModifyVpcAttribute",
      "AcceptVpcPeeringConnection",
      "CreateVpcPeeringConnection",
      "DeleteVpcPeeringConnection",
      "RejectVpcPeeringConnection",
      "AttachClassicLinkVpc",
      "DetachClassicLinkVpc",
      "DisableVpcClassicLink",
      "EnableVpcClassicLink",
    ),
  },
  "organization-changes": {
    title: "The organisation changed",
    pattern: eventsOf(
      "organizations.amazonaws.com",
      "AcceptHandshake",
      "AttachPolicy",
      "CancelHandshake",
      "CreateAccount",
      "CreateOrganization",
      "CreateOrganizationalUnit",
      "CreatePolicy",
      "DeclineHandshake",
      "DeleteOrganization",
      "DeleteOrganizationalUnit",
      "DeletePolicy",
      "DetachPolicy",
      "DisablePolicyType",
      "EnableAllFeatures",
      "EnablePolicyType",
      "InviteAccountToOrganization",
      "LeaveOrganization",
      "MoveAccount",
      "RemoveAccountFromOrganization",
      "UpdatePolicy",
      "UpdateOrganizationalUnit",
    ),
  },
};
