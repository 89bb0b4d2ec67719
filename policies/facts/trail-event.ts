import type { Place } from "../documents.ts";
import type { LogEvent } from "./filter-pattern.ts";

/** Something that somebody should be told of when a trail records it. */
export interface Topic {
  readonly place: Place<"cis-aws">;
  /** When somebody is told, as it stands in a sentence. */
  readonly when: string;
  /** Events of that kind, each of which has to be told. */
  readonly events: readonly LogEvent[];
}

const caller = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLE:ada",
  arn: "arn:aws:sts::111122223333:assumed-role/operator/ada",
  accountId: "111122223333",
};

/** A call as CloudTrail records it. */
const call = (service: string, eventName: string, more: LogEvent = {}): LogEvent => ({
  eventVersion: "1.11",
  eventType: "AwsApiCall",
  eventCategory: "Management",
  eventSource: `${service}.amazonaws.com`,
  eventName,
  awsRegion: "eu-west-1",
  sourceIPAddress: "198.51.100.7",
  userAgent: "aws-cli/2.31.0",
  managementEvent: true,
  readOnly: false,
  userIdentity: caller,
  recipientAccountId: "111122223333",
  ...more,
});

const calls = (service: string, names: string): LogEvent[] => names.split(" ").map((name) => call(service, name));

const login = (more: LogEvent): LogEvent =>
  call("signin", "ConsoleLogin", {
    eventType: "AwsConsoleSignIn",
    userIdentity: { ...caller, type: "IAMUser", userName: "ada" },
    ...more,
  });

/** A call of every day, of which nobody needs to be told: what speaks of it as well tells nothing. */
export const everyday: LogEvent = call("ec2", "DescribeInstances", { readOnly: true });

/** What the CIS benchmark wants somebody to be told of, by what CloudTrail records of it. */
export const topics: readonly Topic[] = [
  {
    place: "5.1",
    when: "a call is refused",
    events: ["AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation"].map((errorCode) =>
      call("ec2", "RunInstances", { errorCode }),
    ),
  },
  {
    place: "5.2",
    when: "somebody logs in to the console without a second factor",
    events: [
      login({
        additionalEventData: { MFAUsed: "No", MobileVersion: "No" },
        responseElements: { ConsoleLogin: "Success" },
      }),
    ],
  },
  {
    place: "5.3",
    when: "the root user is used",
    events: [call("iam", "ListUsers", { readOnly: true, userIdentity: { ...caller, type: "Root" } })],
  },
  {
    place: "5.4",
    when: "an IAM policy changes",
    events: calls(
      "iam",
      "AttachGroupPolicy AttachRolePolicy AttachUserPolicy CreatePolicy CreatePolicyVersion DeleteGroupPolicy DeletePolicy DeletePolicyVersion DeleteRolePolicy DeleteUserPolicy DetachGroupPolicy DetachRolePolicy DetachUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy",
    ),
  },
  {
    place: "5.5",
    when: "the trail changes",
    events: calls("cloudtrail", "CreateTrail DeleteTrail StartLogging StopLogging UpdateTrail"),
  },
  {
    place: "5.6",
    when: "a log-in to the console fails",
    events: [login({ errorMessage: "Failed authentication", responseElements: { ConsoleLogin: "Failure" } })],
  },
  {
    place: "5.7",
    when: "a key is switched off or is to be deleted",
    events: calls("kms", "DisableKey ScheduleKeyDeletion"),
  },
  {
    place: "5.8",
    when: "the access to a bucket changes",
    events: calls(
      "s3",
      "DeleteBucketCors DeleteBucketLifecycle DeleteBucketPolicy DeleteBucketReplication PutBucketAcl PutBucketCors PutBucketLifecycle PutBucketPolicy PutBucketReplication",
    ),
  },
  {
    place: "5.9",
    when: "AWS Config is changed",
    events: calls(
      "config",
      "DeleteDeliveryChannel PutConfigurationRecorder PutDeliveryChannel StopConfigurationRecorder",
    ),
  },
  {
    place: "5.10",
    when: "a security group changes",
    events: calls(
      "ec2",
      "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup RevokeSecurityGroupEgress RevokeSecurityGroupIngress",
    ),
  },
  {
    place: "5.11",
    when: "a network ACL changes",
    events: calls(
      "ec2",
      "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclAssociation ReplaceNetworkAclEntry",
    ),
  },
  {
    place: "5.12",
    when: "a gateway changes",
    events: calls(
      "ec2",
      "AttachInternetGateway CreateCustomerGateway CreateInternetGateway DeleteCustomerGateway DeleteInternetGateway DetachInternetGateway",
    ),
  },
  {
    place: "5.13",
    when: "a route changes",
    events: calls(
      "ec2",
      "CreateRoute CreateRouteTable DeleteRoute DeleteRouteTable DisassociateRouteTable ReplaceRoute ReplaceRouteTableAssociation",
    ),
  },
  {
    place: "5.14",
    when: "a VPC changes",
    events: calls(
      "ec2",
      "AcceptVpcPeeringConnection CreateVpc CreateVpcPeeringConnection DeleteVpc DeleteVpcPeeringConnection ModifyVpcAttribute RejectVpcPeeringConnection",
    ),
  },
  {
    place: "5.15",
    when: "the organisation changes",
    events: calls(
      "organizations",
      "AcceptHandshake AttachPolicy CancelHandshake CreateAccount CreateOrganization CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnableAllFeatures EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdateOrganizationalUnit UpdatePolicy",
    ),
  },
];
