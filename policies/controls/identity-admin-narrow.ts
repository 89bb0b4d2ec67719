import { control, type Setting } from "../control.ts";
import { mapped } from "../facts/mapped.ts";
import { type Attachment, attachedEverywhere, attachments, isManaged } from "../facts/policed.ts";
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

interface Settings {
  readonly adminRoles: readonly string[];
  readonly adminPolicies: readonly string[];
}

/** Rights that somebody is given, and what is wrong with them as a sentence. */
interface Given {
  readonly fault: (settings: Settings) => string | undefined;
}

const assigned = (assignment: Assignment): Given[] => [
  {
    fault: ({ adminRoles }) => {
      const { type, props } = assignment;
      const wrong = (is: () => boolean, sentence: string) => () =>
        every(is, () => isOf(assignment, adminRoles)) ? sentence : undefined;
      return first(
        wrong(() => type === INHERITED, "An administrator's role is inherited by every project below."),
        wrong(() => !!props.userId, "An administrator's role is given to a user."),
        wrong(() => !!props.domainId, "An administrator's role is given on a whole domain."),
      );
    },
  },
];

const attached = ({ to, arn }: Attachment): Given => ({
  fault: ({ adminPolicies }) => {
    const policy = adminPolicies.find((name) => isManaged(arn(), name));
    return policy && `${policy}, which holds on the whole account, is attached to ${to}.`;
  },
});

export default control<Given, Settings>({
  id: "identity-admin-narrow",
  title: "Let nobody administer everything, and no user alone",
  why: "An administrator by inheritance, of a whole domain or of a whole account has all that is in it, and one who holds the role personally keeps it when they change teams.",
  fix: "On OpenStack assign the role to a group, with a `projectId` and without inheritance; on AWS attach policies that name what the task needs.",
  severity: "critical",
  sources: {
    talk: ["roles-used", "access-limited", "zero-trust", "root-avoided"],
    ossg: ["authorization"],
    "cis-aws": ["2.14"],
    fsbp: ["IAM.1"],
    "nist-800-53": ["AC-6", "AC-6(5)"],
    "nist-csf": ["protect"],
  },
  settings: {
    adminRoles: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["admin"],
      description:
        "The administrators' roles in lower case: by id, since an assignment names a role by id, or by the name of one that the stack makes.",
    } satisfies Setting<string[]>,
    adminPolicies: {
      type: "array",
      items: { type: "string", pattern: "^\\w+$" },
      default: ["AdministratorAccess", "IAMFullAccess"],
      description: "The policies kept by AWS that give all rights, or let give oneself all rights, by name.",
    } satisfies Setting<string[]>,
  },
  reads: mapped(attachments, attached),
  joins: { [ASSIGNMENT]: assigned, [INHERITED]: assigned },
  judge: ({ fault }, settings) => fault(settings),
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
    ...attachedEverywhere("arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ...attachedEverywhere("arn:aws:iam::123456789012:policy/AdministratorAccessToTheShop").slice(0, 1),
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
    ...attachedEverywhere("arn:aws:iam::aws:policy/AdministratorAccess"),
    ...attachedEverywhere("arn:aws-cn:iam::aws:policy/IAMFullAccess").slice(0, 1),
  ],
});
