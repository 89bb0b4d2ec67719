import { control } from "../control.ts";
import { every, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const ASSIGNMENT = "openstack:identity/roleAssignment:RoleAssignment";
const EC2 = "openstack:identity/ec2CredentialV3:Ec2CredentialV3";
const INHERITED = "openstack:identity/inheritRoleAssignment:InheritRoleAssignment";
const MEMBERSHIP = "openstack:identity/userMembershipV3:UserMembershipV3";
const USER = "openstack:identity/user:User";

export default control<Planned<typeof USER>>({
  id: "identity-disabled-users-powerless",
  title: "Take from a disabled user all groups, roles and credentials",
  why: "Being unable to log in is not being without access: what was left is there again the moment somebody enables the account.",
  fix: "Delete the user's memberships, role assignments and credentials, or the user.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["access-ends-with-identity", "tokens-end-with-identity", "unused-credentials-disabled"],
    ossg: ["authorization"],
    "nist-800-53": ["AC-2", "AC-2(3)"],
    "nist-csf": ["protect"],
  },
  joins: { [USER]: (user) => [user] },
  judge: (user) =>
    every(
      () => user.props.enabled === false,
      () =>
        some(
          () => user.users(MEMBERSHIP, "userId").length > 0,
          () => user.users(ASSIGNMENT, "userId").length > 0,
          () => user.users(INHERITED, "userId").length > 0,
          () => user.users(EC2, "userId").length > 0,
        ),
    )
      ? "The user is disabled and still has groups, roles or credentials."
      : undefined,
  pass: [
    { gone: [USER, { enabled: false }] },
    { ada: [USER, {}], in: [MEMBERSHIP, { userId: "${ada}", groupId: "a-group" }] },
    {
      gone: [USER, { enabled: false }],
      ada: [USER, { enabled: true }],
      in: [MEMBERSHIP, { userId: "${ada}", groupId: "a-group" }],
    },
  ],
  fail: [
    { gone: [USER, { enabled: false }], in: [MEMBERSHIP, { userId: "${gone}", groupId: "a-group" }] },
    {
      gone: [USER, { enabled: false }],
      may: [ASSIGNMENT, { userId: "${gone}", roleId: "a-role", projectId: "a-project" }],
    },
    {
      gone: [USER, { enabled: false }],
      may: [INHERITED, { userId: "${gone}", roleId: "a-role", domainId: "a-domain" }],
    },
    { gone: [USER, { enabled: false }], key: [EC2, { userId: "${gone}", projectId: "a-project" }] },
  ],
});
