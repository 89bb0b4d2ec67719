import { control, type Example, type Written } from "../control.ts";
import { letsAnyoneIn, trustsAllOfAnIssuer } from "../facts/grant.ts";
import { type Policed, resourcePolicies } from "../facts/policed.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const document = (rest: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*", ...rest }] });

/** A policy in every place that can hold one. */
const everywhere = (policy: string): Example[] =>
  (
    [
      ["aws:acmpca/policy:Policy", { resourceArn: "an-authority", policy }],
      ["aws:backup/vaultPolicy:VaultPolicy", { backupVaultName: "backups", policy }],
      ["aws:cloudwatch/eventBusPolicy:EventBusPolicy", { policy }],
      ["aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy", { destinationName: "logs", accessPolicy: policy }],
      ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", { policyName: "logs", policyDocument: policy }],
      ["aws:codeartifact/domainPermissions:DomainPermissions", { domain: "shop", policyDocument: policy }],
      [
        "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy",
        { domain: "shop", repository: "shop", policyDocument: policy },
      ],
      ["aws:dynamodb/resourcePolicy:ResourcePolicy", { resourceArn: "a-table", policy }],
      ["aws:ecr/registryPolicy:RegistryPolicy", { policy }],
      ["aws:ecr/repositoryPolicy:RepositoryPolicy", { repository: "shop", policy }],
      ["aws:efs/fileSystemPolicy:FileSystemPolicy", { fileSystemId: "files", policy }],
      ["aws:elasticsearch/domain:Domain", { accessPolicies: policy }],
      ["aws:elasticsearch/domainPolicy:DomainPolicy", { domainName: "search", accessPolicies: policy }],
      ["aws:glacier/vault:Vault", { accessPolicy: policy }],
      ["aws:glue/resourcePolicy:ResourcePolicy", { policy }],
      ["aws:iam/role:Role", { assumeRolePolicy: policy }],
      ["aws:kinesis/resourcePolicy:ResourcePolicy", { resourceArn: "a-stream", policy }],
      ["aws:kms/externalKey:ExternalKey", { policy }],
      ["aws:kms/key:Key", { policy }],
      ["aws:kms/keyPolicy:KeyPolicy", { keyId: "a-key", policy }],
      ["aws:kms/replicaKey:ReplicaKey", { primaryKeyArn: "a-key", policy }],
      ["aws:msk/clusterPolicy:ClusterPolicy", { clusterArn: "a-cluster", policy }],
      ["aws:opensearch/domain:Domain", { accessPolicies: policy }],
      ["aws:opensearch/domainPolicy:DomainPolicy", { domainName: "search", accessPolicies: policy }],
      ["aws:redshift/resourcePolicy:ResourcePolicy", { resourceArn: "a-warehouse", policy }],
      ["aws:s3/accessPoint:AccessPoint", { bucket: "files", policy }],
      ["aws:s3/bucket:Bucket", { policy }],
      ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "files", policy }],
      ["aws:s3/bucketV2:BucketV2", { policy }],
      ["aws:s3control/accessPointPolicy:AccessPointPolicy", { accessPointArn: "a-point", policy }],
      [
        "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy",
        { details: { name: "files", policy } },
      ],
      ["aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy", { policy }],
      ["aws:schemas/registryPolicy:RegistryPolicy", { registryName: "shop", policy }],
      ["aws:secretsmanager/secret:Secret", { policy }],
      ["aws:secretsmanager/secretPolicy:SecretPolicy", { secretArn: "a-secret", policy }],
      ["aws:ses/identityPolicy:IdentityPolicy", { identity: "example.org", policy }],
      [
        "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy",
        { emailIdentity: "example.org", policyName: "shop", policy },
      ],
      ["aws:sns/topic:Topic", { policy }],
      ["aws:sns/topicPolicy:TopicPolicy", { arn: "a-topic", policy }],
      ["aws:sqs/queue:Queue", { policy }],
      ["aws:sqs/queuePolicy:QueuePolicy", { queueUrl: "a-queue", policy }],
      ["aws:vpclattice/authPolicy:AuthPolicy", { resourceIdentifier: "a-network", policy }],
      ["aws:vpclattice/resourcePolicy:ResourcePolicy", { resourceArn: "a-network", policy }],
    ] satisfies Written[]
  ).map((written) => ({ written: written as Written }));

const trust = (statement: object): Example => ({
  shop: ["aws:iam/role:Role", { assumeRolePolicy: document({ Action: "sts:AssumeRole", ...statement }) }],
});

const bucket = (statement: object): Example => ({
  files: ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "files", policy: document(statement) }],
});

const called = (rest: object): Example => ({
  shop: [
    "aws:lambda/permission:Permission",
    { action: "lambda:InvokeFunction", function: "shop", principal: "*", ...rest },
  ],
});

/** A function's own address, asked for by name or by anybody. */
const addressed = (authorizationType: string): Example => ({
  shop: ["aws:lambda/functionUrl:FunctionUrl", { functionName: "shop", authorizationType }],
});

const layer = (rest: object): Example => ({
  tools: [
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    { action: "lambda:GetLayerVersion", layerName: "tools", statementId: "tools", versionNumber: 1, ...rest },
  ],
});

const sent = (rest: Props<"aws:cloudwatch/eventPermission:EventPermission">): Example => ({
  shop: ["aws:cloudwatch/eventPermission:EventPermission", { statementId: "shop", ...rest }],
});

const github = (condition: object): Example =>
  trust({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
    Condition: { StringLike: condition },
  });

const ORGANISATION = { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } };

export default control<Policed>({
  id: "identity-principals-named",
  title: "Name whom a policy lets in",
  why: "A principal that anybody fits opens the resource to every account of AWS, and buckets, queues and roles that are open so are looked for around the clock.",
  fix: "Name accounts, roles or services as principals, or ask for `aws:PrincipalOrgID`, `aws:SourceArn` or the like with values that have no wildcard for the account.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "zero-trust", "api-restricted"],
    "cis-aws": ["2.21"],
    fsbp: ["KMS.5"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: resourcePolicies,
  judge: ({ what, document }) => {
    const read = document();
    return first(
      () => read.flaw && `${what} can't be read: ${read.flaw}.`,
      () => (letsAnyoneIn(read) ? `${what} lets anyone in.` : undefined),
      () =>
        trustsAllOfAnIssuer(read)
          ? `${what} lets in everybody who has an account with the issuer that it trusts.`
          : undefined,
    );
  },
  pass: [
    ...everywhere(document({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
    ...everywhere(document({ Effect: "Deny", Principal: "*" })).slice(0, 1),
    bucket({ Principal: "*", Condition: ORGANISATION }),
    trust({ Principal: { Service: ["ec2.amazonaws.com"] } }),
    github({ "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main" }),
    called({ principal: "events.amazonaws.com" }),
    called({ principalOrgId: "o-abcdefghij" }),
    called({ sourceArn: "arn:aws:events:eu-central-1:123456789012:rule/nightly" }),
    addressed("AWS_IAM"),
    sent({ principal: "123456789012" }),
    sent({
      principal: "*",
      condition: { type: "StringEquals", key: "aws:PrincipalOrgID", value: "o-abcdefghij" },
    }),
    layer({ principal: "123456789012" }),
    layer({ principal: "*", organizationId: "o-abcdefghij" }),
    { key: ["aws:kms/key:Key", { enableKeyRotation: true }] },
  ],
  fail: [
    ...everywhere(document({ Principal: "*" })),
    ...everywhere("{").slice(0, 1),
    bucket({ Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } }),
    bucket({ NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } }),
    bucket({ Principal: "*", Condition: { StringLike: { "aws:PrincipalArn": "*" } } }),
    bucket({ Principal: "*", Condition: { StringEqualsIfExists: ORGANISATION.StringEquals } }),
    trust({ Principal: { AWS: "arn:aws:iam::*:root" } }),
    github({ "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" }),
    called({}),
    called({ sourceArn: "arn:aws:s3:::*" }),
    addressed("NONE"),
    sent({ principal: "*" }),
    layer({ principal: "*" }),
  ],
});
