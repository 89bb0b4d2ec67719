import { control } from "../control.ts";

const ASSIGNMENT = "openstack:identity/roleAssignment:RoleAssignment";
const INHERITED = "openstack:identity/inheritRoleAssignment:InheritRoleAssignment";
const POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";
const SSO_ASSIGNMENT = "aws:ssoadmin/accountAssignment:AccountAssignment";
const USER_POLICIES = "aws:iam/userPoliciesExclusive:UserPoliciesExclusive";
const USER_POLICY = "aws:iam/userPolicy:UserPolicy";
const USER_POLICY_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment";
const USER_POLICY_ATTACHMENTS = "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive";

export default control<() => boolean>({
  id: "identity-roles-to-groups",
  title: "Give roles and policies to groups, never to single users",
  why: "Who may do what can be read from a few groups; roles that users hold one by one are forgotten there when people leave or change teams.",
  fix: "Put the user into a group, and give the role or the policy to the group.",
  severity: "medium",
  sources: {
    talk: ["roles-used", "access-ends-with-identity", "mandatory-access-control-used"],
    ossg: ["authorization"],
    "cis-aws": ["2.13"],
    fsbp: ["IAM.2"],
    "nist-800-53": ["AC-2", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [ASSIGNMENT]: (assignment) => [() => Boolean(assignment.userId)],
    [INHERITED]: (assignment) => [() => Boolean(assignment.userId)],
    [POLICY_ATTACHMENT]: (attachment) => [() => Boolean(attachment.users?.length)],
    [SSO_ASSIGNMENT]: (assignment) => [() => String(assignment.principalType ?? "").toUpperCase() === "USER"],
    [USER_POLICIES]: (policies) => [() => Boolean(policies.policyNames?.length)],
    [USER_POLICY]: () => [() => true],
    [USER_POLICY_ATTACHMENT]: () => [() => true],
    [USER_POLICY_ATTACHMENTS]: (attachments) => [() => Boolean(attachments.policyArns?.length)],
  },
  judge: (isToUser) => (isToUser() ? "A user has the rights directly." : undefined),
  pass: [
    { developers: [POLICY_ATTACHMENT, { policyArn: "a-policy", groups: ["developers"], users: [] }] },
    { ada: [USER_POLICIES, { userName: "ada", policyNames: [] }] },
    { ada: [USER_POLICY_ATTACHMENTS, { userName: "ada", policyArns: [] }] },
    {
      operators: [
        SSO_ASSIGNMENT,
        {
          instanceArn: "an-instance",
          permissionSetArn: "a-set",
          principalId: "a-group",
          principalType: "GROUP",
          targetId: "123456789012",
          targetType: "AWS_ACCOUNT",
        },
      ],
    },
    { operators: [ASSIGNMENT, { roleId: "a-role", groupId: "a-group", projectId: "a-project" }] },
    { auditors: [INHERITED, { roleId: "a-role", groupId: "a-group", domainId: "a-domain" }] },
  ],
  fail: [
    { developers: [POLICY_ATTACHMENT, { policyArn: "a-policy", groups: ["developers"], users: ["ada"] }] },
    { ada: [USER_POLICY, { user: "ada", policy: "" }] },
    { ada: [USER_POLICY_ATTACHMENT, { user: "ada", policyArn: "a-policy" }] },
    { ada: [USER_POLICIES, { userName: "ada", policyNames: ["mine"] }] },
    { ada: [USER_POLICY_ATTACHMENTS, { userName: "ada", policyArns: ["a-policy"] }] },
    {
      ada: [
        SSO_ASSIGNMENT,
        {
          instanceArn: "an-instance",
          permissionSetArn: "a-set",
          principalId: "a-user",
          principalType: "User",
          targetId: "123456789012",
          targetType: "AWS_ACCOUNT",
        },
      ],
    },
    { ada: [ASSIGNMENT, { roleId: "a-role", userId: "a-user", projectId: "a-project" }] },
    { ada: [INHERITED, { roleId: "a-role", userId: "a-user", domainId: "a-domain" }] },
  ],
});
