import type { Example, Joins, Reads } from "../control.ts";
import { every, some } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Props, Token } from "../resources.ts";
import { itemsOf } from "./item.ts";
import { documentOf, type PolicyDocument } from "./policy.ts";

/** A policy document, and where it stands. */
export interface Policed {
  /** As it begins a sentence: `The role's trust`. */
  readonly what: string;
  readonly document: () => PolicyDocument;
}

const POLICY = "aws:iam/policy:Policy";

/** The inputs by which policies are given. */
const GIVEN_BY = [
  ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn"],
  ["aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", "policyArns"],
  ["aws:iam/policyAttachment:PolicyAttachment", "policyArn"],
  ["aws:iam/role:Role", "managedPolicyArns"],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn"],
  ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns"],
  ["aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn"],
  ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "policyArns"],
] as const satisfies [Token, string][];

const policed = (what: string, read: () => unknown): Policed => ({ what, document: () => documentOf(read()) });

/** Every policy that says what an identity may do, and is a part of it. */
export const inlinePolicies: Reads<Policed> = {
  "aws:iam/groupPolicy:GroupPolicy": (props) => [policed("The group's policy", () => props.policy)],
  "aws:iam/role:Role": (role) =>
    itemsOf(role.inlinePolicies).map((inline) => policed("The role's policy", () => inline()?.policy)),
  "aws:iam/rolePolicy:RolePolicy": (props) => [policed("The role's policy", () => props.policy)],
  "aws:iam/userPolicy:UserPolicy": (props) => [policed("The user's policy", () => props.policy)],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (props) => [
    policed("The permission set's policy", () => props.inlinePolicy),
  ],
};

/** What others may name a policy by. */
const BY: readonly string[] = ["id", "arn"];

/** Whether a policy only bounds what others give: it is somebody's boundary, and given to nobody. */
const isBoundary = (policy: Planned<typeof POLICY>): boolean =>
  every(
    () =>
      some(
        () => policy.users("aws:iam/role:Role", "permissionsBoundary", BY).length > 0,
        () => policy.users("aws:iam/user:User", "permissionsBoundary", BY).length > 0,
      ),
    ...GIVEN_BY.map(
      ([token, input]) =>
        () =>
          policy.users(token, input as never, BY).length === 0,
    ),
  );

/** Every policy that is given to identities by its ARN. A boundary gives nothing. */
export const managedPolicies: Joins<Policed> = {
  [POLICY]: (policy) => (isBoundary(policy) ? [] : [policed("The policy", () => policy.props.policy)]),
};

/** Every trust that says who may take on a role. */
export const trusts: Reads<Policed> = {
  "aws:iam/role:Role": (role) => [policed("The role's trust", () => role.assumeRolePolicy)],
};

/** What a function lets somebody call, as the policy that Lambda makes of it. */
const ofPermission = (permission: {
  readonly principal?: string;
  readonly principalOrgId?: string;
  readonly sourceAccount?: string;
  readonly sourceArn?: string;
}): object => ({
  Statement: {
    Effect: "Allow",
    Action: "lambda:InvokeFunction",
    get Principal() {
      return permission.principal === "*" ? "*" : { AWS: permission.principal };
    },
    Condition: {
      StringEquals: {
        get "aws:PrincipalOrgID"() {
          return permission.principalOrgId ?? [];
        },
        get "aws:SourceAccount"() {
          return permission.sourceAccount ?? [];
        },
      },
      ArnLike: {
        get "aws:SourceArn"() {
          return permission.sourceArn ?? [];
        },
      },
    },
  },
});

/** Who may send events, as the policy that EventBridge makes of it. */
const ofEvents = ({ principal, condition }: Props<"aws:cloudwatch/eventPermission:EventPermission">): object => ({
  Statement: {
    Effect: "Allow",
    Action: "events:PutEvents",
    Principal: principal === "*" ? "*" : { AWS: principal },
    ...(condition && { Condition: { [condition.type]: { [condition.key]: condition.value } } }),
  },
});

/** What a function's own address lets in: whoever comes, unless IAM is asked. The provider makes that permission by itself. */
const ofAddress = (address: { readonly authorizationType?: string }): object => ({
  get Statement() {
    return {
      Effect: address.authorizationType === "AWS_IAM" ? "Deny" : "Allow",
      Action: "lambda:InvokeFunctionUrl",
      Principal: "*",
    };
  },
});

/** Every policy of a resource, and every trust of a role, that says who may come. */
export const resourcePolicies: Reads<Policed> = {
  ...trusts,
  "aws:acmpca/policy:Policy": (props) => [policed("The certificate authority's policy", () => props.policy)],
  "aws:backup/vaultPolicy:VaultPolicy": (props) => [policed("The backup vault's policy", () => props.policy)],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (props) => [policed("The event bus's policy", () => props.policy)],
  "aws:cloudwatch/eventPermission:EventPermission": (props) => [
    policed("The event bus's permission", () => ofEvents(props)),
  ],
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": (props) => [
    policed("The log destination's policy", () => props.accessPolicy),
  ],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (props) => [
    policed("The log service's policy", () => props.policyDocument),
  ],
  "aws:codeartifact/domainPermissions:DomainPermissions": (props) => [
    policed("The package domain's policy", () => props.policyDocument),
  ],
  "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": (props) => [
    policed("The package repository's policy", () => props.policyDocument),
  ],
  "aws:dynamodb/resourcePolicy:ResourcePolicy": (props) => [policed("The table's policy", () => props.policy)],
  "aws:ecr/registryPolicy:RegistryPolicy": (props) => [policed("The registry's policy", () => props.policy)],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": (props) => [policed("The repository's policy", () => props.policy)],
  "aws:efs/fileSystemPolicy:FileSystemPolicy": (props) => [policed("The file system's policy", () => props.policy)],
  "aws:elasticsearch/domain:Domain": (props) => [policed("The search domain's policy", () => props.accessPolicies)],
  "aws:elasticsearch/domainPolicy:DomainPolicy": (props) => [
    policed("The search domain's policy", () => props.accessPolicies),
  ],
  "aws:glacier/vault:Vault": (props) => [policed("The archive's policy", () => props.accessPolicy)],
  "aws:glue/resourcePolicy:ResourcePolicy": (props) => [policed("The data catalogue's policy", () => props.policy)],
  "aws:kinesis/resourcePolicy:ResourcePolicy": (props) => [policed("The stream's policy", () => props.policy)],
  "aws:kms/externalKey:ExternalKey": (props) => [policed("The key's policy", () => props.policy)],
  "aws:kms/key:Key": (props) => [policed("The key's policy", () => props.policy)],
  "aws:kms/keyPolicy:KeyPolicy": (props) => [policed("The key's policy", () => props.policy)],
  "aws:kms/replicaKey:ReplicaKey": (props) => [policed("The key's policy", () => props.policy)],
  "aws:lambda/functionUrl:FunctionUrl": (props) => [policed("The function's address", () => ofAddress(props))],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": (props) => [
    policed("The layer's permission", () =>
      ofPermission({
        get principal() {
          return props.principal;
        },
        get principalOrgId() {
          return props.organizationId;
        },
      }),
    ),
  ],
  "aws:lambda/permission:Permission": (props) => [policed("The function's permission", () => ofPermission(props))],
  "aws:msk/clusterPolicy:ClusterPolicy": (props) => [policed("The message broker's policy", () => props.policy)],
  "aws:opensearch/domain:Domain": (props) => [policed("The search domain's policy", () => props.accessPolicies)],
  "aws:opensearch/domainPolicy:DomainPolicy": (props) => [
    policed("The search domain's policy", () => props.accessPolicies),
  ],
  "aws:redshift/resourcePolicy:ResourcePolicy": (props) => [policed("The data warehouse's policy", () => props.policy)],
  "aws:s3/accessPoint:AccessPoint": (props) => [policed("The access point's policy", () => props.policy)],
  "aws:s3/bucket:Bucket": (props) => [policed("The bucket's policy", () => props.policy)],
  "aws:s3/bucketPolicy:BucketPolicy": (props) => [policed("The bucket's policy", () => props.policy)],
  "aws:s3/bucketV2:BucketV2": (props) => [policed("The bucket's policy", () => props.policy)],
  "aws:s3control/accessPointPolicy:AccessPointPolicy": (props) => [
    policed("The access point's policy", () => props.policy),
  ],
  "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": (props) => [
    policed("The access point's policy", () => props.details?.policy),
  ],
  "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": (props) => [
    policed("The access point's policy", () => props.policy),
  ],
  "aws:schemas/registryPolicy:RegistryPolicy": (props) => [policed("The schema registry's policy", () => props.policy)],
  "aws:secretsmanager/secret:Secret": (props) => [policed("The secret's policy", () => props.policy)],
  "aws:secretsmanager/secretPolicy:SecretPolicy": (props) => [policed("The secret's policy", () => props.policy)],
  "aws:ses/identityPolicy:IdentityPolicy": (props) => [policed("The sender's policy", () => props.policy)],
  "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": (props) => [policed("The sender's policy", () => props.policy)],
  "aws:sns/topic:Topic": (props) => [policed("The topic's policy", () => props.policy)],
  "aws:sns/topicPolicy:TopicPolicy": (props) => [policed("The topic's policy", () => props.policy)],
  "aws:sqs/queue:Queue": (props) => [policed("The queue's policy", () => props.policy)],
  "aws:sqs/queuePolicy:QueuePolicy": (props) => [policed("The queue's policy", () => props.policy)],
  "aws:vpclattice/authPolicy:AuthPolicy": (props) => [policed("The service network's policy", () => props.policy)],
  "aws:vpclattice/resourcePolicy:ResourcePolicy": (props) => [
    policed("The service network's policy", () => props.policy),
  ],
};

/** A policy that is given to somebody by its ARN. */
export interface Attachment {
  /** As it stands in a sentence: `a user`. */
  readonly to: string;
  /** Its ARN; undefined where nothing is attached. */
  readonly arn: () => string | undefined;
}

const all = (to: string, list: readonly string[] | undefined): Attachment[] =>
  itemsOf(list).map((arn) => ({ to, arn }));

/** Every policy that is given to somebody by its ARN. */
export const attachments: Reads<Attachment> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": (props) => [{ to: "a group", arn: () => props.policyArn }],
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": (props) =>
    all("a group", props.policyArns),
  "aws:iam/policyAttachment:PolicyAttachment": (props) =>
    [
      { to: "a user", holders: () => props.users },
      { to: "a group", holders: () => props.groups },
      { to: "a role", holders: () => props.roles },
    ].map(({ to, holders }) => ({ to, arn: () => (holders()?.length ? props.policyArn : undefined) })),
  "aws:iam/role:Role": (props) => all("a role", props.managedPolicyArns),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (props) => [{ to: "a role", arn: () => props.policyArn }],
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": (props) => all("a role", props.policyArns),
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": (props) => [{ to: "a user", arn: () => props.policyArn }],
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": (props) => all("a user", props.policyArns),
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": (props) => [
    { to: "a permission set", arn: () => props.managedPolicyArn },
  ],
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": (props) =>
    all("a permission set", props.managedPolicyArns),
};

/** Every policy that a plan gives to somebody by its ARN. Each read is one that may be undecided. */
export const attachmentsIn = (plan: Plan): (() => readonly Attachment[])[] =>
  (Object.keys(attachments) as Token[]).flatMap((token) => {
    const read = attachments[token] as (props: object, resource: Planned) => readonly Attachment[];
    return plan.of(token).map((resource: Planned) => () => read(resource.props, resource));
  });

/** Whether an ARN is of a policy that AWS itself keeps, by its name: `AdministratorAccess`. */
export const isManaged = (arn: string | undefined, name: string): boolean =>
  new RegExp(`^arn:aws[\\w-]*:iam::aws:policy/(?:[\\w-]+/)*${name}$`, "i").test(String(arn ?? "").trim());

/** The service control policies that a plan has, each to be read on its own. */
export const serviceControlsOf = (plan: Plan): (() => PolicyDocument)[] =>
  plan.of("aws:organizations/policy:Policy").map(({ props }) => () => {
    const type = String(props.type ?? "SERVICE_CONTROL_POLICY").toUpperCase();
    return documentOf(type === "SERVICE_CONTROL_POLICY" ? props.content : undefined);
  });

/** A policy of an identity in every place that can hold one, each an example of its own. */
export const heldEverywhere = (policy: string): Example[] => [
  { shop: ["aws:iam/policy:Policy", { policy }] },
  { shop: ["aws:iam/groupPolicy:GroupPolicy", { group: "shop", policy }] },
  { shop: ["aws:iam/rolePolicy:RolePolicy", { role: "shop", policy }] },
  { shop: ["aws:iam/userPolicy:UserPolicy", { user: "ada", policy }] },
  { shop: ["aws:iam/role:Role", { assumeRolePolicy: "", inlinePolicies: [{ name: "shop", policy }] }] },
  {
    shop: [
      "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
      { instanceArn: "an-instance", permissionSetArn: "a-set", inlinePolicy: policy },
    ],
  },
];

/** A policy given by its ARN in every way there is, each an example of its own. */
export const attachedEverywhere = (policyArn: string): Example[] => [
  { a: ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { group: "developers", policyArn }] },
  {
    a: [
      "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
      { groupName: "developers", policyArns: [policyArn] },
    ],
  },
  { a: ["aws:iam/policyAttachment:PolicyAttachment", { policyArn, groups: ["developers"] }] },
  { a: ["aws:iam/policyAttachment:PolicyAttachment", { policyArn, roles: ["developer"] }] },
  { a: ["aws:iam/policyAttachment:PolicyAttachment", { policyArn, users: ["ada"] }] },
  { a: ["aws:iam/role:Role", { assumeRolePolicy: "", managedPolicyArns: [policyArn] }] },
  { a: ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "developer", policyArn }] },
  {
    a: [
      "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
      { roleName: "developer", policyArns: [policyArn] },
    ],
  },
  { a: ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "ada", policyArn }] },
  {
    a: [
      "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
      { userName: "ada", policyArns: [policyArn] },
    ],
  },
  {
    a: [
      "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
      { instanceArn: "an-instance", permissionSetArn: "a-set", managedPolicyArn: policyArn },
    ],
  },
  {
    a: [
      "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
      { instanceArn: "an-instance", permissionSetArn: "a-set", managedPolicyArns: [policyArn] },
    ],
  },
];
