import { control, type Setting } from "../control.ts";
import { every, first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const ASSIGNMENT = "openstack:identity/roleAssignment:RoleAssignment";
const INHERITED = "openstack:identity/inheritRoleAssignment:InheritRoleAssignment";
const ROLE = "openstack:identity/role:Role";

type Assignment = Planned<typeof ASSIGNMENT> | Planned<typeof INHERITED>;

/** Whether an assignment is of one of some roles, which it names by id, or by the planned role that it is tied to. */
const isOf = (assignment: Assignment, roles: readonly string[]): boolean => {
  const named = (text: string | undefined) => roles.includes(String(text ?? "").toLowerCase());
  const planned = () =>
    assignment.type === ASSIGNMENT
      ? assignment.tied("roleId", ROLE)
      : (assignment as Planned<typeof INHERITED>).tied("roleId", ROLE);
  return some(
    () => named(assignment.props.roleId),
    () =>
      some(
        ...planned().map(
          ({ props }) =>
            () =>
              named(props.name),
        ),
      ),
  );
};

export default control<Assignment, { readonly adminRoles: readonly string[] }>({
  id: "identity-admin-narrow",
  title: "Give the administrator's role to groups, on one project at a time",
  why: "An administrator by inheritance or of a whole domain has every project in it, and one who holds the role personally keeps it when they change teams.",
  fix: "Assign it to a group, with a `projectId`, and without inheritance.",
  severity: "critical",
  sources: {
    talk: ["roles-used", "access-limited", "zero-trust"],
    ossg: ["authorization"],
    "nist-800-53": ["AC-6", "AC-6(5)"],
  },
  settings: {
    adminRoles: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["admin"],
      description:
        "The administrators' roles in lower case: by id, since an assignment names a role by id, or by the name of one that the stack makes.",
    } satisfies Setting<string[]>,
  },
  joins: { [ASSIGNMENT]: (assignment) => [assignment], [INHERITED]: (assignment) => [assignment] },
  judge: (assignment, { adminRoles }) => {
    const { type, props } = assignment;
    const wrong = (is: () => boolean, sentence: string) => () =>
      every(is, () => isOf(assignment, adminRoles)) ? sentence : undefined;
    return first(
      wrong(() => type === INHERITED, "An administrator's role is inherited by every project below."),
      wrong(() => !!props.userId, "An administrator's role is given to a user."),
      wrong(() => !!props.domainId, "An administrator's role is given on a whole domain."),
    );
  },
  pass: [
    {
      admin: [ROLE, { name: "admin" }],
      operators: [ASSIGNMENT, { roleId: "${admin}", groupId: "a-group", projectId: "a-project" }],
    },
    {
      reader: [ROLE, { name: "reader" }],
      auditors: [INHERITED, { roleId: "${reader}", groupId: "a-group", domainId: "a-domain" }],
    },
    { ada: [ASSIGNMENT, { roleId: "another-role", userId: "a-user", projectId: "a-project" }] },
  ],
  fail: [
    {
      admin: [ROLE, { name: "Admin" }],
      ada: [ASSIGNMENT, { roleId: "${admin}", userId: "a-user", projectId: "a-project" }],
    },
    {
      admin: [ROLE, { name: "admin" }],
      operators: [ASSIGNMENT, { roleId: "${admin}", groupId: "a-group", domainId: "a-domain" }],
    },
    {
      admin: [ROLE, { name: "admin" }],
      operators: [INHERITED, { roleId: "${admin}", groupId: "a-group", projectId: "a-project" }],
    },
    { ada: [ASSIGNMENT, { roleId: "admin", userId: "a-user", projectId: "a-project" }] },
  ],
});
