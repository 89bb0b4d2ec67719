import { control } from "../control.ts";
import { type Environed, type EnvironmentSettings, environmentSettings, mixed } from "../facts/environment.ts";
import { labelOf } from "../facts/label.ts";
import type { Planned } from "../plan.ts";

const ASSIGNMENT = "openstack:identity/roleAssignment:RoleAssignment";
const GROUP = "openstack:identity/groupV3:GroupV3";
const INHERITED = "openstack:identity/inheritRoleAssignment:InheritRoleAssignment";
const MEMBERSHIP = "openstack:identity/userMembershipV3:UserMembershipV3";
const PROJECT = "openstack:identity/project:Project";
const USER = "openstack:identity/user:User";

type Projects = () => readonly Planned<typeof PROJECT>[];

/** Projects that one holder has roles on, or that inherit from each other. */
interface Bond {
  readonly by: string;
  readonly projects: readonly Projects[];
}

/** The planned projects on which a group or a user has a role of its own. */
const held = (holder: Planned<typeof GROUP> | Planned<typeof USER>): Projects[] => {
  const by = holder.type === GROUP ? "groupId" : "userId";
  return [
    () => (holder as Planned<typeof GROUP>).users(ASSIGNMENT, by).flatMap((one) => one.tied("projectId", PROJECT)),
    () => (holder as Planned<typeof GROUP>).users(INHERITED, by).flatMap((one) => one.tied("projectId", PROJECT)),
  ];
};

export default control<Bond, EnvironmentSettings>({
  id: "identity-environments-apart",
  title: "Give nobody one log-in for production and for anything else",
  why: "Credentials are handled loosely where things are tried out, and whoever finds them there must not have production with them.",
  fix: "Give each environment projects, groups and users of its own.",
  severity: "high",
  sources: {
    talk: ["production-development-credentials-apart", "zero-trust"],
    ossg: ["security-domains", "authorization"],
    "nist-800-53": ["AC-6", "SC-7(21)"],
    "nist-csf": ["protect"],
  },
  settings: environmentSettings,
  joins: {
    [GROUP]: (group) => [{ by: "A group has roles on", projects: held(group) }],
    [USER]: (user) => [
      {
        by: "A user has, by groups or personally, roles on",
        projects: [
          ...held(user),
          () =>
            user
              .users(MEMBERSHIP, "userId")
              .flatMap((membership) => membership.tied("groupId", GROUP))
              .flatMap((group) => held(group).flatMap((projects) => projects())),
        ],
      },
    ],
    [PROJECT]: (project) => [
      { by: "Roles may be inherited between", projects: [() => [project], () => project.tied("parentId", PROJECT)] },
    ],
  },
  judge: ({ by, projects }, settings) => {
    const found = mixed(settings, projects as readonly (() => readonly Environed[])[]);
    return (
      found &&
      `${by} ${labelOf(found.production)}, which is production, and ${labelOf(found.other)}, which is something else.`
    );
  },
  pass: [
    {
      live: [PROJECT, { tags: ["environment:production"] }],
      staging: [PROJECT, { tags: ["environment:staging"] }],
      test: [PROJECT, { tags: ["environment:test"], parentId: "${staging}" }],
      operators: [GROUP, { name: "operators" }],
      developers: [GROUP, { name: "developers" }],
      operate: [ASSIGNMENT, { groupId: "${operators}", projectId: "${live}", roleId: "a-role" }],
      develop: [ASSIGNMENT, { groupId: "${developers}", projectId: "${staging}", roleId: "a-role" }],
      try: [INHERITED, { groupId: "${developers}", projectId: "${test}", roleId: "a-role" }],
      ada: [USER, { name: "ada" }],
      in: [MEMBERSHIP, { userId: "${ada}", groupId: "${operators}" }],
    },
    {
      live: [PROJECT, { tags: ["environment:production"] }],
      unsaid: [PROJECT, {}],
      operators: [GROUP, { name: "operators" }],
      operate: [ASSIGNMENT, { groupId: "${operators}", projectId: "${live}", roleId: "a-role" }],
      more: [ASSIGNMENT, { groupId: "${operators}", projectId: "${unsaid}", roleId: "a-role" }],
    },
  ],
  fail: [
    {
      live: [PROJECT, { tags: ["environment:production"] }],
      test: [PROJECT, { tags: ["environment:test"] }],
      everybody: [GROUP, { name: "everybody" }],
      operate: [ASSIGNMENT, { groupId: "${everybody}", projectId: "${live}", roleId: "a-role" }],
      develop: [INHERITED, { groupId: "${everybody}", projectId: "${test}", roleId: "a-role" }],
    },
    {
      live: [PROJECT, { tags: ["environment:production"] }],
      test: [PROJECT, { tags: ["environment:test"] }],
      operators: [GROUP, { name: "operators" }],
      developers: [GROUP, { name: "developers" }],
      operate: [ASSIGNMENT, { groupId: "${operators}", projectId: "${live}", roleId: "a-role" }],
      develop: [ASSIGNMENT, { groupId: "${developers}", projectId: "${test}", roleId: "a-role" }],
      ada: [USER, { name: "ada" }],
      one: [MEMBERSHIP, { userId: "${ada}", groupId: "${operators}" }],
      other: [MEMBERSHIP, { userId: "${ada}", groupId: "${developers}" }],
    },
    {
      live: [PROJECT, { tags: ["environment:production"] }],
      test: [PROJECT, { tags: ["environment:test"] }],
      ada: [USER, { name: "ada" }],
      operate: [ASSIGNMENT, { userId: "${ada}", projectId: "${live}", roleId: "a-role" }],
      develop: [ASSIGNMENT, { userId: "${ada}", projectId: "${test}", roleId: "a-role" }],
    },
    {
      live: [PROJECT, { tags: ["environment:production"] }],
      test: [PROJECT, { tags: ["environment:test"], parentId: "${live}" }],
    },
  ],
});
