import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expiryOf } from "../credential.ts";
import { daysOf } from "../day.ts";
import { type MemberArgs, type Membership, membershipsOf, namesOf } from "../identity.ts";
import { oneOf, Refusal, refuse } from "../refusal.ts";
import { type InventoryArgs, remind } from "../server.ts";
import { type Place, placeOf } from "./cloud.ts";
import { boundaryPolicy, mfaPolicy, oidcTrust, rolesPolicy, samlTrust, serviceControls, userTrust } from "./guard.ts";
import { tagsOf } from "./inventory.ts";
import type { PolicyDocument } from "./policy.ts";

/** A group of people who may do the same in an account, once they have shown a second factor. */
export interface AwsGroupArgs {
  /** What the group works in. Nobody is in groups of `production` and of anything else. Defaults to `production`. */
  environment?: string;
  /** What its members may do: the ARNs of policies, each under a name of its own. Defaults to taking on roles only. */
  policies?: { [name: string]: pulumi.Input<string> };
  /** Whether a policy that lets do everything, such as `AdministratorAccess`, may be among them. Defaults to false. */
  administrators?: boolean;
}

/** An access key, which has no end by itself. */
export interface AwsAccessKeyArgs {
  /** Why neither a role nor a directory will do, in 1 to 200 characters. */
  reason: string;
  /** When it is to be replaced, such as `2030-01-31T00:00:00Z` (RFC 3339), at most 90 days away. Another day makes a new key, and deletes the old one after it; the first update after that moment switches it off. */
  expiresAt: string;
}

/** One person of an account's own, for where there is no directory. */
export interface AwsUserArgs extends MemberArgs {
  /** The user's public PGP key in base64, or `keybase:` and a name: their first password is encrypted with it, and so is the access key. Defaults to neither. */
  pgpKey?: string;
  /** An access key. Defaults to none. */
  accessKey?: AwsAccessKeyArgs;
}

/** A directory that people come from, over SAML 2.0. */
export interface AwsSamlProviderArgs {
  /** What the directory says of itself: its metadata, XML. */
  metadata: pulumi.Input<string>;
}

/** An issuer of tokens that people or programs come with, over OpenID Connect. */
export interface AwsOidcProviderArgs {
  /** Where it is, such as `https://idp.example.org/realms/staff`. */
  url: string;
  /** Whom its tokens are meant for, at least one. */
  clientIds: string[];
}

/** Who may take on a role: members of groups, people of a directory, or subjects of an issuer; one of the three. */
export interface AwsTrustArgs {
  /** The groups whose members may, by name, with a second factor. */
  groups?: string[];
  /** The directory whose people may, by name. */
  samlProvider?: string;
  /** The issuer whose subjects may, by name. */
  oidcProvider?: string;
  /** The subjects of the issuer; `*` stands for any number of characters, never for all of them. Needed with `oidcProvider`. */
  subjects?: string[];
}

/** A role that people take on for an hour at most. */
export interface AwsRoleArgs extends AwsTrustArgs {
  /** What it may do: the ARNs of policies, at least one, each under a name of its own. */
  policies: { [name: string]: pulumi.Input<string> };
  /** Whether a policy that lets do everything, such as `AdministratorAccess`, may be among them. Defaults to false. */
  administrators?: boolean;
  /** What it is for, for people to read. Defaults to none. */
  description?: string;
}

/** What holds in all accounts of an organisation. */
export interface AwsOrganizationArgs {
  /** The ids of its root, of units or of accounts, each under a name of its own. */
  targets: { [name: string]: pulumi.Input<string> };
  /** Who may work outside the regions and change the audit, such as whoever deploys an `AwsAudit` there: ARNs of roles, in which `*` may stand for the account. Defaults to nobody. */
  exemptRoles?: string[];
}

/** What an `AwsIdentity` takes. */
export interface AwsIdentityArgs extends InventoryArgs {
  /** The regions that anything may be done in, the one that this runs in among them. */
  regions: string[];
  /** The name of AWS Config's recorder, such as an `AwsAudit`'s `recorderName`: rules need one that records. */
  recorderName: pulumi.Input<string>;
  /** Who may talk with AWS Support when something happens. */
  support: AwsTrustArgs;
  /** Directories that people come from, by name. Defaults to none. */
  samlProviders?: { [name: string]: AwsSamlProviderArgs };
  /** Issuers of tokens, by name. Defaults to none. */
  oidcProviders?: { [name: string]: AwsOidcProviderArgs };
  /** Roles that people take on, by name. Defaults to none but that of the support. */
  roles?: { [name: string]: AwsRoleArgs };
  /** Groups, by name. Defaults to none. */
  groups?: { [name: string]: AwsGroupArgs };
  /** Users, by the name that they log in with. Defaults to none: people come from a directory. */
  users?: { [name: string]: AwsUserArgs };
  /** The ARN of the policy that says the most that users and roles can do. Defaults to one of its own: nothing outside the regions, nothing that ends the audit, nothing of IAM but the own second factor. */
  boundaryArn?: pulumi.Input<string>;
  /** After how many days without use a credential is found, 1 to 90. Defaults to 45. */
  unusedDays?: number;
  /** What holds in all accounts of the organisation that this account manages. Defaults to nothing. */
  organization?: AwsOrganizationArgs;
}

/**
 * Who may do what in an account: people of a directory who take on roles, or users who show a second factor before anything else. Policies are on groups and
 * roles only, roles end after an hour, nothing exceeds a boundary. Passwords are long and end after 90 days; old keys and unused credentials are found.
 */
export class AwsIdentity extends pulumi.ComponentResource {
  /** The ARN of each role, by name, that of the support among them. */
  public readonly roleArns: pulumi.Output<{ [name: string]: string }>;
  /** The ARN of each user, by name. */
  public readonly userArns: pulumi.Output<{ [name: string]: string }>;
  /** The first password of each user who has one, by name: base64 of what their PGP key opens. */
  public readonly encryptedPasswords: pulumi.Output<{ [name: string]: string }>;
  /** The secret part of each user's access key, by name: base64 of what their PGP key opens. */
  public readonly encryptedSecrets: pulumi.Output<{ [name: string]: string }>;
  /** The ARN of the policy that says the most that users and roles can do. */
  public readonly boundaryArn: pulumi.Output<string>;

  constructor(name: string, args: AwsIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsIdentity", name, args, opts);
    const what = `AwsIdentity ${JSON.stringify(name)}`;
    const tags = tagsOf(what, name, args);
    const memberships = checkedMemberships(what, args);
    remind(args, this);
    // Nothing is made before it is certain that all of it can be.
    const place = readiness(what, args, { parent: this });
    const making: Making = { name, what, args, place, memberships, tags, parent: this };

    new aws.iam.AccountPasswordPolicy(
      name,
      { ...PASSWORDS, minimumPasswordLength: place.apply(() => SHORTEST) },
      { parent: this },
    );
    const boundary =
      args.boundaryArn ??
      policyOf(making, "boundary", "The most that people can do", (known) => boundaryPolicy(known, args.regions)).arn;
    new aws.accessanalyzer.Analyzer(
      `${name}-analyzer`,
      { analyzerName: place.apply(() => name), type: "ACCOUNT", tags },
      { parent: this },
    );
    rules(making);
    if (args.organization) organizationPolicies(making, args.organization);

    const providers = providersOf(making);
    const groups = groupsOf(making);
    const users = usersOf(making, groups, boundary);
    const roles = rolesOf(making, [...Object.values(users), ...providers], boundary);
    const credentials = credentialsOf(making, users);

    this.roleArns = pulumi.output(arnsOf(roles));
    this.userArns = pulumi.output(arnsOf(users));
    this.encryptedPasswords = pulumi.output(credentials.passwords);
    this.encryptedSecrets = pulumi.output(credentials.secrets);
    this.boundaryArn = pulumi.output(boundary);
    this.registerOutputs({
      roleArns: this.roleArns,
      userArns: this.userArns,
      encryptedPasswords: this.encryptedPasswords,
      encryptedSecrets: this.encryptedSecrets,
      boundaryArn: this.boundaryArn,
    });
  }
}

/** Where children are made, from what, and with which tags. */
interface Making {
  readonly name: string;
  readonly what: string;
  readonly args: AwsIdentityArgs;
  readonly place: pulumi.Output<Place>;
  readonly memberships: readonly Membership[];
  readonly tags: { [key: string]: string };
  readonly parent: pulumi.Resource;
}

const SUPPORT = "support";

const UNUSED_DAYS = 45;

const checkedMemberships = (what: string, args: AwsIdentityArgs): Membership[] => {
  const { groups = {}, users = {}, roles = {}, samlProviders = {}, oidcProviders = {} } = args;
  checkRegions(what, args.regions);
  daysOf(`${what}: unusedDays`, args.unusedDays ?? UNUSED_DAYS, 1, 90);
  const memberships = membershipsOf(what, groups, { users });
  namesOf(`${what}: samlProviders`, samlProviders);
  for (const provider of namesOf(`${what}: oidcProviders`, oidcProviders))
    checkIssuer(`${what}: oidcProviders.${provider}`, oidcProviders[provider] as AwsOidcProviderArgs);
  for (const [group, { policies = {}, administrators }] of Object.entries(groups))
    checkPolicies(`${what}: groups.${group}`, policies, administrators);
  for (const role of namesOf(`${what}: roles`, roles)) {
    const { policies, administrators } = roles[role] as AwsRoleArgs;
    if (role === SUPPORT) refuse(`${what}: roles`, role, "another name, as support has a role of its own");
    if (Object.keys(policies).length === 0) refuse(`${what}: roles.${role}.policies`, policies, "at least one policy");
    checkPolicies(`${what}: roles.${role}`, policies, administrators);
    checkTrust(`${what}: roles.${role}`, roles[role] as AwsRoleArgs, args);
  }
  checkTrust(`${what}: support`, args.support, args);
  for (const [user, own] of Object.entries(users)) checkUser(`${what}: users.${user}`, own);
  if (args.organization) checkOrganization(`${what}: organization`, args.organization);
  return memberships;
};

const checkRegions = (what: string, regions: readonly string[]): void => {
  if (regions.length === 0) refuse(`${what}: regions`, regions, "at least one region");
  for (const region of regions)
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) refuse(`${what}: regions`, region, "a region such as eu-central-1");
};

const checkIssuer = (what: string, { url, clientIds }: AwsOidcProviderArgs): void => {
  if (!/^https:\/\/[^\s@?#]+[^\s@?#/]$/.test(url))
    refuse(`${what}.url`, url, "an address such as https://idp.example.org");
  if (clientIds.length === 0 || clientIds.some((client) => client.trim() === ""))
    refuse(`${what}.clientIds`, clientIds, "at least one client, by its id");
};

/** Policies of AWS's own that let do everything, or give oneself the rights to. */
const ADMINISTRATORS = /:aws:policy\/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$/;

const checkPolicies = (
  what: string,
  policies: { readonly [name: string]: pulumi.Input<string> },
  administrators = false,
): void => {
  for (const policy of namesOf(`${what}.policies`, policies)) {
    const arn = policies[policy];
    if (policy === "mfa" || policy === "roles") refuse(`${what}.policies`, policy, "another name, as these are taken");
    if (typeof arn !== "string") continue;
    if (!/^arn:[a-z-]+:iam::(aws|\d{12}):policy\/.+$/.test(arn))
      refuse(`${what}.policies.${policy}`, arn, "the ARN of a policy");
    if (ADMINISTRATORS.test(arn) && !administrators)
      refuse(`${what}.policies.${policy}`, arn, "no administrator's policy unless administrators is true");
  }
};

const checkTrust = (what: string, trust: AwsTrustArgs, args: AwsIdentityArgs): void => {
  const { groups, samlProvider, oidcProvider, subjects } = trust;
  const given = { groups, samlProvider, oidcProvider };
  if (Object.values(given).filter((way) => way !== undefined).length !== 1)
    refuse(what, given, "for groups, for a samlProvider or for an oidcProvider, one of the three");
  for (const [input, wanted, known] of [
    ["groups", groups ?? [], Object.keys(args.groups ?? {})],
    ["samlProvider", samlProvider === undefined ? [] : [samlProvider], Object.keys(args.samlProviders ?? {})],
    ["oidcProvider", oidcProvider === undefined ? [] : [oidcProvider], Object.keys(args.oidcProviders ?? {})],
  ] as const)
    for (const one of wanted)
      if (!known.includes(one)) refuse(`${what}.${input}`, one, oneOf(known) || "left out, as there is none");
  if (groups?.length === 0) refuse(`${what}.groups`, groups, "at least one group");
  if ((oidcProvider === undefined) !== (subjects === undefined))
    refuse(`${what}.subjects`, subjects ?? "none", "given with oidcProvider, and only then");
  for (const subject of subjects ?? [])
    if (!/[^*?:/]/.test(subject)) refuse(`${what}.subjects`, subject, "subjects, never all of them");
  if (subjects?.length === 0) refuse(`${what}.subjects`, subjects, "at least one subject");
};

const checkUser = (what: string, { pgpKey, accessKey, description }: AwsUserArgs): void => {
  if (pgpKey !== undefined && !/^(keybase:\w+|[A-Za-z0-9+/\s]{100,}=*\s*)$/.test(pgpKey))
    refuse(`${what}.pgpKey`, `${pgpKey.slice(0, 16)}…`, "a public PGP key in base64, or keybase: and a name");
  if (description !== undefined && !/^[\p{L}\p{N} _.:/=+@-]{0,256}$/u.test(description))
    refuse(`${what}.description`, description, "up to 256 letters, digits, spaces and + - = . _ : / @");
  if (!accessKey) return;
  if (accessKey.reason.trim() === "" || accessKey.reason.length > 200)
    refuse(`${what}.accessKey.reason`, accessKey.reason, "1 to 200 characters");
  if (pgpKey === undefined)
    refuse(`${what}.pgpKey`, "none", "given with accessKey, whose secret would stand in Pulumi's state otherwise");
  expiryOf(`${what}.accessKey`, accessKey.expiresAt, new Date());
};

const checkOrganization = (what: string, { targets, exemptRoles = [] }: AwsOrganizationArgs): void => {
  if (namesOf(`${what}.targets`, targets).length === 0)
    refuse(`${what}.targets`, targets, "at least one root, unit or account");
  for (const role of exemptRoles)
    if (!/^arn:[a-z-]+:iam::(\*|\d{12}):role\/[\w+=,.@/-]+$/.test(role))
      refuse(`${what}.exemptRoles`, role, "ARNs of roles such as arn:aws:iam::*:role/Audit");
};

/** Where all of this is made, once it is known that the region is among those that are allowed, and that the account manages its organisation. */
const readiness = (what: string, args: AwsIdentityArgs, opts: pulumi.InvokeOptions): pulumi.Output<Place> =>
  pulumi.output(placeOf(opts)).apply(async (place) => {
    if (!args.regions.includes(place.region))
      refuse(`${what}: regions`, args.regions, `such that ${place.region}, where this runs, is among them`);
    if (args.organization) await checkManaging(`${what}: organization`, place, opts);
    return place;
  });

// SDK 6 takes the options first, and nothing else.
const organizationOf = (opts: pulumi.InvokeOptions): Promise<aws.organizations.GetOrganizationResult> => {
  const ask: (...given: object[]) => Promise<aws.organizations.GetOrganizationResult> =
    aws.organizations.getOrganization;
  return ask.length < 2 ? ask(opts) : ask({}, opts);
};

const checkManaging = async (what: string, { accountId }: Place, opts: pulumi.InvokeOptions): Promise<void> => {
  const organization = await organizationOf(opts).catch((error: Error) => {
    throw new Refusal(
      `${what} must be left out where the account ${accountId} is in no organisation that these credentials see, got: ${error.message.trim().split("\n").at(-1)}.`,
    );
  });
  const { masterAccountId, featureSet, roots } = organization;
  if (masterAccountId !== accountId)
    throw new Refusal(
      `${what} must be left out in the account ${accountId}, as ${masterAccountId} manages the organisation and no other account makes its policies.`,
    );
  const enabled = roots.some(({ policyTypes }) =>
    policyTypes.some(({ type, status }) => type === "SERVICE_CONTROL_POLICY" && status === "ENABLED"),
  );
  if (featureSet !== "ALL" || !enabled)
    throw new Refusal(
      `${what} needs service control policies, which this organisation has not switched on: aws organizations enable-policy-type --root-id ${roots[0]?.id} --policy-type SERVICE_CONTROL_POLICY.`,
    );
};

/** The fewest characters of a password. */
const SHORTEST = 14;

const PASSWORDS: aws.iam.AccountPasswordPolicyArgs = {
  requireLowercaseCharacters: true,
  requireUppercaseCharacters: true,
  requireNumbers: true,
  requireSymbols: true,
  passwordReusePrevention: 24,
  maxPasswordAge: 90,
  allowUsersToChangePassword: true,
  hardExpiry: false,
};

const json = (place: pulumi.Output<Place>, document: (place: Place) => PolicyDocument): pulumi.Output<string> =>
  place.apply((known) => JSON.stringify(document(known)));

const policyOf = (
  { name, place, tags, parent }: Making,
  key: string,
  description: string,
  document: (place: Place) => PolicyDocument,
): aws.iam.Policy =>
  new aws.iam.Policy(
    `${name}-${key}`,
    { name: `${name}-${key}`, description, policy: json(place, document), tags },
    { parent },
  );

/** What AWS Config finds in the account every day. */
const rules = ({ name, args, tags, place, parent }: Making): void => {
  for (const [key, sourceIdentifier, description, parameters] of [
    [
      "unused-credentials",
      "IAM_USER_UNUSED_CREDENTIALS_CHECK",
      "Passwords and access keys that nobody uses",
      { maxCredentialUsageAge: `${args.unusedDays ?? UNUSED_DAYS}` },
    ],
    ["old-access-keys", "ACCESS_KEYS_ROTATED", "Access keys that are old", { maxAccessKeyAge: "90" }],
  ] as const)
    new aws.cfg.Rule(
      `${name}-${key}`,
      {
        name: pulumi.all([args.recorderName, place]).apply(() => `${name}-${key}`),
        description,
        source: { owner: "AWS", sourceIdentifier },
        inputParameters: JSON.stringify(parameters),
        maximumExecutionFrequency: "TwentyFour_Hours",
        tags,
      },
      { parent },
    );
};

const organizationPolicies = (
  { name, args, place, tags, parent }: Making,
  { targets, exemptRoles = [] }: AwsOrganizationArgs,
): void => {
  for (const [key, { says, policy }] of Object.entries(serviceControls(args.regions, exemptRoles))) {
    const made = new aws.organizations.Policy(
      `${name}-${key}`,
      {
        name: `${name}-${key}`,
        description: says,
        type: "SERVICE_CONTROL_POLICY",
        content: json(place, () => policy),
        tags,
      },
      { parent },
    );
    for (const [target, targetId] of Object.entries(targets))
      new aws.organizations.PolicyAttachment(`${name}-${key}-${target}`, { policyId: made.id, targetId }, { parent });
  }
};

const providersOf = ({ name, args, place, tags, parent }: Making): pulumi.Resource[] => [
  ...Object.entries(args.samlProviders ?? {}).map(
    ([provider, { metadata }]) =>
      new aws.iam.SamlProvider(
        `${name}-${provider}`,
        { name: place.apply(() => provider), samlMetadataDocument: metadata, tags },
        { parent },
      ),
  ),
  ...Object.entries(args.oidcProviders ?? {}).map(
    ([provider, { url, clientIds }]) =>
      new aws.iam.OpenIdConnectProvider(
        `${name}-${provider}`,
        { url: place.apply(() => url), clientIdLists: clientIds, tags },
        { parent },
      ),
  ),
];

const groupsOf = (making: Making): { [group: string]: aws.iam.Group } => {
  const { name, args, place, parent } = making;
  const { groups = {}, roles = {}, support } = args;
  if (Object.keys(groups).length === 0) return {};
  const mfa = policyOf(making, "mfa", "Nothing without a second factor but getting one", mfaPolicy);
  return Object.fromEntries(
    Object.entries(groups).map(([group, { policies = {} }]) => {
      const made = new aws.iam.Group(`${name}-${group}`, { name: place.apply(() => group) }, { parent });
      for (const [policy, policyArn] of Object.entries({ mfa: mfa.arn, ...policies }))
        new aws.iam.GroupPolicyAttachment(`${name}-${group}-${policy}`, { group: made.name, policyArn }, { parent });
      const own = Object.entries({ ...roles, [SUPPORT]: support })
        .filter(([, trust]) => trust.groups?.includes(group))
        .map(([role]) => role);
      if (own.length > 0)
        new aws.iam.GroupPolicy(
          `${name}-${group}-roles`,
          { name: "roles", group: made.name, policy: json(place, (known) => rolesPolicy(known, own)) },
          { parent },
        );
      return [group, made];
    }),
  );
};

const usersOf = (
  { name, args, place, memberships, tags, parent }: Making,
  groups: { readonly [group: string]: aws.iam.Group },
  permissionsBoundary: pulumi.Input<string>,
): { [user: string]: aws.iam.User } =>
  Object.fromEntries(
    Object.entries(args.users ?? {}).map(([user, { groups: own, description }]) => {
      const environment = args.groups?.[own[0] ?? ""]?.environment;
      const made = new aws.iam.User(
        `${name}-${user}`,
        {
          name: place.apply(() => user),
          permissionsBoundary,
          // Devices that users registered themselves would keep them from being deleted.
          forceDestroy: true,
          tags: {
            ...tags,
            Name: user,
            ...(environment === undefined ? {} : { environment }),
            ...(description === undefined ? {} : { description }),
          },
        },
        { parent },
      );
      const member = memberships.filter((membership) => membership.user === user);
      if (member.length > 0)
        new aws.iam.UserGroupMembership(
          `${name}-${user}`,
          { user: made.name, groups: member.flatMap(({ group }) => groups[group]?.name ?? []) },
          { parent },
        );
      return [user, made];
    }),
  );

const trustOf =
  ({ args, memberships }: Making, { groups, samlProvider, oidcProvider, subjects = [] }: AwsTrustArgs) =>
  (place: Place): PolicyDocument => {
    const issuer = args.oidcProviders?.[oidcProvider ?? ""];
    if (samlProvider !== undefined) return samlTrust(place, samlProvider);
    if (issuer) return oidcTrust(place, issuer.url, issuer.clientIds, subjects);
    const members = memberships.filter(({ group }) => groups?.includes(group)).map(({ user }) => user);
    return userTrust(place, [...new Set(members)]);
  };

const rolesOf = (
  making: Making,
  trusted: pulumi.Resource[],
  permissionsBoundary: pulumi.Input<string>,
): { [role: string]: aws.iam.Role } => {
  const { name, args, place, tags, parent } = making;
  const support: AwsRoleArgs = {
    ...args.support,
    description: "Talks with AWS Support when something happens",
    policies: {
      access: place.apply(({ partition }) => `arn:${partition}:iam::aws:policy/AWSSupportAccess`),
    },
  };
  return Object.fromEntries(
    Object.entries({ ...args.roles, [SUPPORT]: support }).map(([role, own]) => {
      const made = new aws.iam.Role(
        `${name}-${role}`,
        {
          name: role,
          assumeRolePolicy: json(place, trustOf(making, own)),
          maxSessionDuration: 3600,
          permissionsBoundary,
          tags: { ...tags, Name: role },
          ...(own.description === undefined ? {} : { description: own.description }),
        },
        // IAM takes no trust in somebody who is not there yet.
        { parent, dependsOn: trusted },
      );
      for (const [policy, policyArn] of Object.entries(own.policies))
        new aws.iam.RolePolicyAttachment(`${name}-${role}-${policy}`, { role: made.name, policyArn }, { parent });
      return [role, made];
    }),
  );
};

const credentialsOf = ({ name, what, args, parent }: Making, users: { readonly [user: string]: aws.iam.User }) => {
  const passwords: { [user: string]: pulumi.Output<string> } = {};
  const secrets: { [user: string]: pulumi.Output<string> } = {};
  for (const [user, { enabled = true, pgpKey, accessKey }] of Object.entries(args.users ?? {})) {
    const made = users[user];
    if (!made || !enabled || pgpKey === undefined) continue;
    passwords[user] = new aws.iam.UserLoginProfile(
      `${name}-${user}`,
      { user: made.name, pgpKey, passwordLength: 32, passwordResetRequired: true },
      // The user has set another password since, and it is not to be replaced.
      { parent, ignoreChanges: ["passwordLength", "passwordResetRequired", "pgpKey"] },
    ).encryptedPassword;
    if (!accessKey) continue;
    const { at, notice } = expiryOf(`${what}: users.${user}.accessKey`, accessKey.expiresAt, new Date());
    if (notice) pulumi.log.warn(`The access key of ${user} ${notice}.`, parent);
    secrets[user] = new aws.iam.AccessKey(
      `${name}-${user}-${at.slice(0, 10)}`,
      { user: made.name, pgpKey, status: Date.parse(at) > Date.now() ? "Active" : "Inactive" },
      { parent },
    ).encryptedSecret;
  }
  return { passwords, secrets };
};

const arnsOf = (made: { readonly [name: string]: aws.iam.Role | aws.iam.User }) =>
  Object.fromEntries(Object.entries(made).map(([name, { arn }]) => [name, arn]));
