import type { Planned } from "../plan.ts";
import { documentOf, type PolicyDocument } from "./policy.ts";

const GROUP = "aws:iam/group:Group";
const POLICY = "aws:iam/policy:Policy";
const POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";
const USER = "aws:iam/user:User";

type Group = Planned<typeof GROUP>;
type User = Planned<typeof USER>;

/** What others may name a user or a group by, and a policy. */
const BY_NAME: readonly string[] = ["id", "name"];
const BY_ARN: readonly string[] = ["id", "arn"];

/** The planned user that an input of a log-in names, if there is one. */
export const userOf = (login: Planned<"aws:iam/userLoginProfile:UserLoginProfile">): User | undefined =>
  login.tied("user", USER, BY_NAME)[0];

/** The planned groups that a user is in. Each read is one that may be undecided. */
export const groupsOf = (user: User): (() => readonly Group[])[] => [
  () =>
    user
      .users("aws:iam/userGroupMembership:UserGroupMembership", "user", BY_NAME)
      .flatMap((membership) => membership.tied("groups", GROUP, BY_NAME)),
  () =>
    user
      .users("aws:iam/groupMembership:GroupMembership", "users", BY_NAME)
      .flatMap((membership) => membership.tied("group", GROUP, BY_NAME)),
];

/** The names of groups, planned or not, that a user is put into. Each read is one that may be undecided. */
export const groupNamesOf = (user: User): (() => string)[] =>
  user
    .users("aws:iam/userGroupMembership:UserGroupMembership", "user", BY_NAME)
    .flatMap(({ props }) => Array.from({ length: props.groups?.length ?? 0 }, (_, i) => () => props.groups?.[i] ?? ""));

const documents = (policies: readonly Planned<typeof POLICY>[]): PolicyDocument[] =>
  policies.map(({ props }) => documentOf(props.policy));

const ofGroup = (group: Group): (() => readonly PolicyDocument[])[] => [
  () => group.users("aws:iam/groupPolicy:GroupPolicy", "group", BY_NAME).map(({ props }) => documentOf(props.policy)),
  () =>
    group
      .users("aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "group", BY_NAME)
      .flatMap((attachment) => documents(attachment.tied("policyArn", POLICY, BY_ARN))),
  () =>
    group
      .users("aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", "groupName", BY_NAME)
      .flatMap((attachments) => documents(attachments.tied("policyArns", POLICY, BY_ARN))),
  () =>
    group
      .users(POLICY_ATTACHMENT, "groups", BY_NAME)
      .flatMap((attachment) => documents(attachment.tied("policyArn", POLICY, BY_ARN))),
];

/** The planned policies that hold for a user, by the user's own attachments and by groups. Each read is one that may be undecided. */
export const heldBy = (user: User): (() => readonly PolicyDocument[])[] => [
  () => user.users("aws:iam/userPolicy:UserPolicy", "user", BY_NAME).map(({ props }) => documentOf(props.policy)),
  () =>
    user
      .users("aws:iam/userPolicyAttachment:UserPolicyAttachment", "user", BY_NAME)
      .flatMap((attachment) => documents(attachment.tied("policyArn", POLICY, BY_ARN))),
  () =>
    user
      .users("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", "userName", BY_NAME)
      .flatMap((attachments) => documents(attachments.tied("policyArns", POLICY, BY_ARN))),
  () =>
    user
      .users(POLICY_ATTACHMENT, "users", BY_NAME)
      .flatMap((attachment) => documents(attachment.tied("policyArn", POLICY, BY_ARN))),
  () => documents(user.tied("permissionsBoundary", POLICY, BY_ARN)),
  ...groupsOf(user).map((groups) => () => groups().flatMap((group) => ofGroup(group).flatMap((read) => read()))),
];
