import { control } from "../control.ts";

const ASSIGNMENT = "openstack:identity/roleAssignment:RoleAssignment";
const INHERITED = "openstack:identity/inheritRoleAssignment:InheritRoleAssignment";

export default control<() => string | undefined>({
  id: "identity-roles-to-groups",
  title: "Give roles to groups, never to single users",
  why: "Who may do what can be read from a few groups; roles that users hold one by one are forgotten there when people leave or change teams.",
  fix: "Put the user into a group, and give the role to the group by `groupId`.",
  severity: "medium",
  sources: {
    talk: ["roles-used", "access-ends-with-identity", "mandatory-access-control-used"],
    ossg: ["authorization"],
    "nist-800-53": ["AC-2", "AC-6"],
  },
  reads: { [ASSIGNMENT]: ({ userId }) => [() => userId], [INHERITED]: ({ userId }) => [() => userId] },
  judge: (userId) => (userId() ? "A user has the role directly." : undefined),
  pass: [
    { operators: [ASSIGNMENT, { roleId: "a-role", groupId: "a-group", projectId: "a-project" }] },
    { auditors: [INHERITED, { roleId: "a-role", groupId: "a-group", domainId: "a-domain" }] },
  ],
  fail: [
    { ada: [ASSIGNMENT, { roleId: "a-role", userId: "a-user", projectId: "a-project" }] },
    { ada: [INHERITED, { roleId: "a-role", userId: "a-user", domainId: "a-domain" }] },
  ],
});
