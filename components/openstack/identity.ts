import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { isAdministrator } from "../credential.ts";
import {
  checkedPassword,
  type GroupArgs,
  type IdentityArgs,
  membershipsOf,
  namesOf,
  type UserArgs,
} from "../identity.ts";
import { refuse } from "../refusal.ts";
import { groupId, lesserRoleId, needsTotp, projectId, roleId } from "./keystone.ts";
import { withSecret } from "./secret.ts";

/** A group of people who may do the same in Keystone. */
export interface OpenStackGroupArgs extends GroupArgs {
  /** Whether the group exists already under its name, as one from LDAP or from a federation does; it is then only given roles and members. Defaults to false. */
  existing?: boolean;
  /** The projects in which the group has its roles, by name or id, each under a name of its own that is part of the assignment's identity. */
  projects: { [name: string]: pulumi.Input<string> };
  /** The roles, by name or id, as your cloud has them. Defaults to `member`. */
  roles?: string[];
  /** Whether an administrator's role may be among the roles: whoever has it on one project commands the whole cloud unless every service enforces scope. Defaults to false. */
  administrators?: boolean;
}

/** One person, or one machine, that logs in to Keystone. */
export interface OpenStackUserArgs extends UserArgs {
  /**
   * Whether the user may use application credentials, which are a rule of their own beside password and TOTP. For those whose machines need an
   * `OpenStackCredential`. Defaults to false.
   */
  applicationCredentials?: boolean;
}

/** What an `OpenStackIdentity` takes. Needs an administrator's credentials. */
export interface OpenStackIdentityArgs extends IdentityArgs {
  /** The groups, by name. */
  groups: { [name: string]: OpenStackGroupArgs };
  /** The users, by the name that they log in with. Defaults to none. */
  users?: { [name: string]: OpenStackUserArgs };
  /** The id of the domain that groups and users are in. Defaults to that of the credentials. */
  domainId?: pulumi.Input<string>;
}

/**
 * Who may do what: users who log in with a password and TOTP, groups that they are in, and roles that only groups have, each group in one environment.
 *
 * The provider cannot give a user the TOTP secret. Until an administrator has done so, the user cannot log in:
 * `openstack credential create --type totp "$USER_ID" "$(head -c 20 /dev/urandom | base32)"`, the secret to be entered in the user's authenticator.
 */
export class OpenStackIdentity extends pulumi.ComponentResource {
  /** The id of each group, by name. */
  public readonly groupIds: pulumi.Output<{ [name: string]: string }>;
  /** The id of each user, by name. */
  public readonly userIds: pulumi.Output<{ [name: string]: string }>;

  constructor(name: string, args: OpenStackIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackIdentity", name, { ...args, users: withPasswords(args.users) }, opts);
    const what = `OpenStackIdentity ${JSON.stringify(name)}`;
    const { users = {}, groups, domainId } = args;
    const memberships = membershipsOf(what, groups, args);
    checkGroups(what, groups);
    // Nothing is made before it is certain that a second factor would be asked for.
    const ready = pulumi.output(Object.keys(users).length > 0 ? needsTotp(what, this) : undefined);
    const domain = domainId === undefined ? {} : { domainId };

    const groupIds: { [name: string]: pulumi.Output<string> } = {};
    for (const [group, { description = "", existing = false }] of Object.entries(groups))
      groupIds[group] = existing
        ? pulumi
            .all([domainId, ready])
            .apply(([id]) => groupId(`${what}: groups.${group}`, group, id, { parent: this }))
        : new openstack.identity.GroupV3(
            `${name}-${group}`,
            { ...domain, name: ready.apply(() => group), description },
            { parent: this },
          ).id;
    for (const { key, group, project, role } of assignmentsOf(groups))
      new openstack.identity.RoleAssignment(
        `${name}-${key}`,
        {
          groupId: groupIds[group],
          projectId: lookUp(`${what}: groups.${group}.projects`, project, projectId, this),
          roleId: lookUp(
            `${what}: groups.${group}.roles`,
            role,
            groups[group]?.administrators ? roleId : lesserRoleId,
            this,
          ),
        },
        { parent: this },
      );

    const userIds: { [name: string]: pulumi.Output<string> } = {};
    for (const [user, own] of Object.entries(users))
      userIds[user] = new openstack.identity.User(
        `${name}-${user}`,
        {
          ...domain,
          ...userArgs(what, user, own, groups, this),
          name: ready.apply(() => user),
        },
        { parent: this },
      ).id;
    for (const { user, group } of memberships)
      new openstack.identity.UserMembershipV3(
        `${name}-${user}-${group}`,
        { userId: userIds[user] as pulumi.Output<string>, groupId: groupIds[group] as pulumi.Output<string> },
        { parent: this },
      );

    this.groupIds = pulumi.output(groupIds);
    this.userIds = pulumi.output(userIds);
    this.registerOutputs({ groupIds: this.groupIds, userIds: this.userIds });
  }
}

const checkGroups = (what: string, groups: OpenStackIdentityArgs["groups"]): void => {
  for (const [group, { roles = [MEMBER], projects, administrators = false, ...own }] of Object.entries(groups)) {
    if (own.existing && own.description !== undefined)
      refuse(`${what}: groups.${group}.description`, own.description, "left out where the group exists already");
    if (roles.length === 0) refuse(`${what}: groups.${group}.roles`, roles, "at least one role");
    if (namesOf(`${what}: groups.${group}.projects`, projects).length === 0)
      refuse(`${what}: groups.${group}.projects`, projects, "at least one project");
    for (const role of roles)
      if (isAdministrator(role) && !administrators)
        refuse(`${what}: groups.${group}.roles`, role, "no administrator's role unless administrators is true");
  }
};

const MEMBER = "member";

/** Every role that a group has on a project, each by a key of its own. */
const assignmentsOf = (groups: OpenStackIdentityArgs["groups"]) =>
  Object.entries(groups).flatMap(([group, { projects, roles = [MEMBER] }]) =>
    Object.entries(projects).flatMap(([key, project]) =>
      roles.map((role) => ({ key: `${group}-${key}-${role}`, group, project, role })),
    ),
  );

const lookUp = (
  what: string,
  nameOrId: pulumi.Input<string>,
  find: typeof projectId,
  parent: pulumi.Resource,
): pulumi.Output<string> => pulumi.output(nameOrId).apply((known) => find(what, known, { parent }));

/**
 * The provider (3.4.0) does not send a change of the rules unless something else changes with them; the description says what the rules are, so it does.
 */
const userArgs = (
  what: string,
  user: string,
  own: OpenStackUserArgs,
  groups: OpenStackIdentityArgs["groups"],
  parent: pulumi.Resource,
): Omit<openstack.identity.UserArgs, "name"> => {
  const { description, enabled = true, applicationCredentials = false, password } = own;
  const ways = [["password", "totp"], ...(applicationCredentials ? [["application_credential"]] : [])];
  const said = `Logs in with ${ways.map((methods) => methods.join(" and ")).join(", or with ")}`;
  const [home] = own.groups.flatMap((group) => Object.entries(groups[group]?.projects ?? {}));
  return {
    description: description === undefined ? said : `${description}. ${said}`,
    enabled,
    password: pulumi.secret(pulumi.output(password).apply((text) => checkedPassword(what, user, text))),
    multiFactorAuthEnabled: true,
    multiFactorAuthRules: ways.map((rules) => ({ rules })),
    ignoreLockoutFailureAttempts: false,
    ignorePasswordExpiry: false,
    ignoreChangePasswordUponFirstUse: false,
    ...(home ? { defaultProjectId: lookUp(`${what}: users.${user}`, home[1], projectId, parent) } : {}),
  };
};

/** The users with their passwords encrypted: Pulumi's state has the arguments of a component, too. */
const withPasswords = (users: OpenStackIdentityArgs["users"] = {}) =>
  Object.fromEntries(Object.entries(users).map(([name, user]) => [name, withSecret(user, "password")]));
