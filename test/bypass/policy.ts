import type { Example } from "../../policies/control.ts";
import type { Disguise } from "../support/disguise.ts";

const statement = (rest: object, ...more: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...rest }, ...more] });

/** What a policy of an account's lets do. */
const policy = (document: string | object): Example => ({
  shop: ["aws:iam/policy:Policy", { policy: document as string }],
});

/** Whom a role trusts. */
const trust = (rest: object): Example => ({
  shop: ["aws:iam/role:Role", { assumeRolePolicy: statement({ Action: "sts:AssumeRole", ...rest }) }],
});

const issuer = (name: string): string => `arn:aws:iam::123456789012:oidc-provider/${name}`;

/** Whom a role trusts by the word of another issuer. */
const federated = (Federated: string, Condition: object): Example =>
  trust({ Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated }, Condition });

const github = (condition: object): Example => federated(issuer("token.actions.githubusercontent.com"), condition);

const queue = (rest: object): Example => ({
  jobs: [
    "aws:sqs/queuePolicy:QueuePolicy",
    { queueUrl: "a-queue", policy: statement({ Action: "sqs:SendMessage", Resource: "*", ...rest }) },
  ],
});

const called = (rest: object): Example => ({
  shop: ["aws:lambda/permission:Permission", { action: "lambda:InvokeFunction", function: "shop", ...rest } as never],
});

const attached = (policyArn: string): Example => ({
  people: ["aws:iam/policyAttachment:PolicyAttachment", { policyArn, groups: ["people"] }],
});

/** Somebody with a password for the console, whom a policy of a group asks for a second factor. */
const asked = (operator: string, rest: object = {}): Example => ({
  ada: ["aws:iam/user:User", { name: "ada" }],
  login: ["aws:iam/userLoginProfile:UserLoginProfile", { user: "${ada}" }],
  people: ["aws:iam/group:Group", { name: "people" }],
  membership: ["aws:iam/groupMembership:GroupMembership", { users: ["ada"], group: "${people}" }],
  guard: [
    "aws:iam/groupPolicy:GroupPolicy",
    {
      group: "${people}",
      policy: JSON.stringify({
        Statement: [
          {
            Effect: "Deny",
            NotAction: ["iam:EnableMFADevice", "sts:GetSessionToken"],
            Resource: "*",
            Condition: { [operator]: { "aws:MultiFactorAuthPresent": "false" } },
            ...rest,
          },
        ],
      }),
    },
  ],
});

const bucket = (rest: object): Example => ({
  files: ["aws:s3/bucket:Bucket", { bucket: "files" }],
  guard: [
    "aws:s3/bucketPolicy:BucketPolicy",
    {
      bucket: "${files}",
      policy: JSON.stringify({
        Statement: {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
          ...rest,
        },
      }),
    },
  ],
});

export default [
  {
    name: "All that rules over identities is allowed letter by letter",
    control: "identity-policies-bounded",
    disguised: policy(
      statement({ Action: ["iam:A*", "iam:C*", "iam:P*", "iam:S*", "iam:U*"], Resource: "arn:*:iam::*:*" }),
    ),
    twin: policy(statement({ Action: ["iam:G*", "iam:L*"], Resource: "arn:*:iam::*:*" })),
  },
  {
    name: "The wildcards of a policy are written as escapes of JSON",
    control: "identity-policies-bounded",
    disguised: policy(String.raw`{"Statement":{"Effect":"Allow","Action":"\u002a","Resource":"\u002A"}}`),
    twin: policy(String.raw`{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"\u002A"}}`),
  },
  {
    name: "A policy is an object, has one statement in place of a list, and no capital letters",
    control: "identity-policies-bounded",
    within: "acme:index:Team",
    disguised: policy({ statement: { effect: "allow", action: "*:*", resource: "*" } }),
    twin: policy({ statement: { effect: "allow", action: "s3:listbucket", resource: "*" } }),
  },
  {
    name: "A policy allows everything on terms that everybody meets",
    control: "identity-policies-bounded",
    disguised: policy(
      statement({
        NotAction: "aws-portal:*",
        NotResource: "arn:aws:s3:::nothing",
        Condition: { StringLike: { "aws:UserAgent": "*" } },
      }),
    ),
    twin: policy(
      statement({
        Action: "aws-portal:ViewUsage",
        NotResource: "arn:aws:s3:::nothing",
        Condition: { StringLike: { "aws:UserAgent": "*" } },
      }),
    ),
  },
  {
    name: "A policy says its effect twice, once each way",
    control: "identity-policies-bounded",
    disguised: policy('{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Effect":"Allow"}]}'),
    twin: policy('{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'),
  },
  {
    name: "All rights come by a policy of AWS's in another partition, attached to a group",
    control: "identity-admin-narrow",
    within: "acme:index:Team",
    disguised: attached("arn:aws-us-gov:iam::aws:policy/AdministratorAccess"),
    twin: attached("arn:aws-us-gov:iam::aws:policy/job-function/ViewOnlyAccess"),
  },
  {
    name: "A role may be handed to whatever it likes, by a pattern that stops short",
    control: "identity-escalation-bounded",
    disguised: policy(statement({ Action: "iam:Pass?ole", Resource: "arn:aws:iam::*:role/*" })),
    twin: policy(statement({ Action: "iam:Pass?ole", Resource: "arn:aws:iam::123456789012:role/web" })),
  },
  {
    name: "All keys decrypt, by another action and in every region one by one",
    control: "key-decryption-narrow",
    disguised: policy(statement({ Action: "KMS:ReEncrypt*", Resource: "arn:aws:kms:eu-west-1:123456789012:key/*" })),
    twin: policy(
      statement({
        Action: "KMS:ReEncrypt*",
        Resource: "arn:aws:kms:eu-west-1:123456789012:key/7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11",
      }),
    ),
  },
  {
    name: "A service is allowed whole, by its name and two wildcards",
    control: "identity-services-bounded",
    disguised: policy(statement({ Action: ["s3:GetObject", "dynamodb:?*"], Resource: "arn:aws:s3:::files/*" })),
    twin: policy(statement({ Action: ["s3:GetObject", "dynamodb:Get*"], Resource: "arn:aws:s3:::files/*" })),
  },
  {
    name: "Everyone stands among named accounts",
    control: "identity-principals-named",
    disguised: queue({ Principal: { AWS: ["arn:aws:iam::123456789012:root", "arn:aws:iam::*:root"] } }),
    twin: queue({ Principal: { AWS: ["arn:aws:iam::123456789012:root", "arn:aws:iam::210987654321:root"] } }),
  },
  {
    name: "Everyone but one account is let in",
    control: "identity-principals-named",
    within: "acme:index:Queue",
    disguised: queue({ NotPrincipal: { AWS: "123456789012" } }),
    twin: queue({ Principal: { AWS: "123456789012" } }),
  },
  {
    name: "Everyone is let in who, if they have an organisation, have the right one",
    control: "identity-principals-named",
    disguised: queue({ Principal: "*", Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abcdefghij" } } }),
    twin: queue({ Principal: "*", Condition: { StringEquals: { "AWS:PrincipalOrgId": "o-abcdefghij" } } }),
  },
  {
    name: "Everyone is let in, none of whose organisations is a wrong one",
    control: "identity-principals-named",
    disguised: queue({
      Principal: "*",
      Condition: { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-abcdefghij" } },
    }),
    twin: queue({
      Principal: "*",
      Condition: { "ForAnyValue:StringEquals": { "aws:PrincipalOrgID": "o-abcdefghij" } },
    }),
  },
  {
    name: "Everyone is let in from any topic of anybody's",
    control: "identity-principals-named",
    disguised: queue({ Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-west-1:*:orders" } } }),
    twin: queue({
      Principal: "*",
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:*" } },
    }),
  },
  {
    name: "Everyone is let in from addresses that are a public range in two pieces",
    control: "identity-principals-named",
    disguised: queue({ Principal: "*", Condition: { IpAddress: { "aws:SourceIp": ["8.0.0.0/9", "8.128.0.0/9"] } } }),
    twin: queue({ Principal: "*", Condition: { IpAddress: { "aws:SourceIp": ["8.0.0.0/24", "8.128.0.0/24"] } } }),
  },
  {
    name: "Whoever writes a workflow on the main branch of any repository takes on the role",
    control: "identity-principals-named",
    disguised: github({ StringLike: { "token.actions.githubusercontent.com:sub": "repo:*:ref:refs/heads/main" } }),
    twin: github({ StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/*:ref:refs/heads/main" } }),
  },
  {
    name: "Whoever has a repository of the same name takes on the role",
    control: "identity-principals-named",
    disguised: github({ StringLike: { "token.actions.githubusercontent.com:sub": "repo:*/shop:environment:live" } }),
    twin: github({ StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/shop:environment:live" } }),
  },
  {
    name: "Whoever has a workflow on a branch of the right name takes on the role",
    control: "identity-principals-named",
    disguised: github({ StringEquals: { "token.actions.githubusercontent.com:ref": "refs/heads/main" } }),
    twin: github({ StringEquals: { "token.actions.githubusercontent.com:repository": "acme/shop" } }),
  },
  {
    name: "Whoever gives the session the right name takes on the role",
    control: "identity-principals-named",
    within: "acme:index:Deployer",
    disguised: github({ StringEquals: { "sts:RoleSessionName": "deploy", "aws:RequestedRegion": "eu-west-1" } }),
    twin: github({
      StringEquals: {
        "sts:RoleSessionName": "deploy",
        "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main",
      },
    }),
  },
  {
    name: "Every pool of users that anybody has made takes on the role",
    control: "identity-principals-named",
    disguised: federated("cognito-identity.amazonaws.com", {
      "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
    }),
    twin: federated("cognito-identity.amazonaws.com", {
      "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      StringEquals: {
        "cognito-identity.amazonaws.com:aud": "eu-west-1:12345678-dead-beef-cafe-123456790ab",
      },
    }),
  },
  {
    name: "Everyone calls a function from a bucket of whatever name",
    control: "identity-principals-named",
    disguised: called({ principal: "*", sourceArn: "arn:aws:s3:::?*" }),
    twin: called({ principal: "*", sourceArn: "arn:aws:s3:::files" }),
  },
  {
    name: "Everyone sends events to a bus, on terms that name no organisation",
    control: "identity-principals-named",
    within: "acme:index:Bus",
    disguised: {
      bus: [
        "aws:cloudwatch/eventPermission:EventPermission",
        {
          statementId: "bus",
          principal: "*",
          condition: { type: "StringLike", key: "aws:PrincipalOrgID", value: "o-*" },
        },
      ],
    },
    twin: {
      bus: [
        "aws:cloudwatch/eventPermission:EventPermission",
        {
          statementId: "bus",
          principal: "*",
          condition: { type: "StringLike", key: "aws:PrincipalOrgID", value: "o-abcdefghij" },
        },
      ],
    },
  },
  {
    name: "A third party's word is whatever they say",
    control: "identity-trusts-bounded",
    disguised: trust({
      Principal: { AWS: "210987654321" },
      Condition: { StringLike: { "sts:ExternalId": "*" } },
    }),
    twin: trust({ Principal: { AWS: "210987654321" }, Condition: { StringLike: { "sts:ExternalId": "c0ffee" } } }),
  },
  {
    name: "People take on a role with a second factor, or with none if they log in with a key",
    control: "identity-roles-mfa",
    disguised: trust({
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
    }),
    twin: trust({
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    }),
  },
  {
    name: "A denial holds without a second factor, and not for keys, which never say that there is none",
    control: "identity-users-mfa",
    disguised: asked("Bool"),
    twin: asked("BoolIfExists"),
  },
  {
    name: "A denial without a second factor leaves out all of one service",
    control: "identity-users-mfa",
    disguised: asked("BoolIfExists", { NotAction: ["iam:*", "sts:GetSessionToken"] }),
    twin: asked("BoolIfExists", { NotAction: ["iam:List*", "sts:GetSessionToken"] }),
  },
  {
    name: "A bucket refuses plain HTTP for what is in it, and not for itself",
    control: "storage-buckets-tls-required",
    disguised: bucket({ Resource: "arn:aws:s3:::files/*" }),
    twin: bucket({ Resource: "arn:aws:s3:::files*" }),
  },
  {
    name: "A bucket refuses plain HTTP to everyone but one",
    control: "storage-buckets-tls-required",
    within: "acme:index:Files",
    disguised: bucket({ Principal: undefined, NotPrincipal: { AWS: "123456789012" } }),
    twin: bucket({ Principal: { AWS: "*" } }),
  },
  {
    name: "A bucket refuses plain HTTP from one network only",
    control: "storage-buckets-tls-required",
    disguised: bucket({
      Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:SourceVpc": "vpc-0abc" } },
    }),
    twin: bucket({ Condition: { StringEquals: { "aws:SecureTransport": ["false"] } } }),
  },
] satisfies readonly Disguise[];
