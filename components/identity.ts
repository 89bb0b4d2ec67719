import type { Input } from "@pulumi/pulumi";
import { isWeak } from "./password.ts";
import { oneOf, Refusal, refuse } from "./refusal.ts";

/** A group of people who may do the same, whichever cloud they do it in. */
export interface GroupArgs {
  /** What the group works in. Nobody is in groups of `production` and of anything else. Defaults to `production`. */
  environment?: string;
  /** What the group is for, for people to read. Defaults to none. */
  description?: string;
}

/** Somebody's place among the groups, whichever cloud they are in. */
export interface MemberArgs {
  /** The groups that the user is in, by name, all of one environment. Whatever a user may do comes from them. */
  groups: string[];
  /** Who the user is, for people to read. Defaults to none. */
  description?: string;
  /** Whether the user may log in. One who may not is taken out of all groups as well. Defaults to true. */
  enabled?: boolean;
}

/** One person, or one machine, that logs in. */
export interface UserArgs extends MemberArgs {
  /**
   * The first password, which the user changes: a secret of at least 14 characters, those of well-known words and of the user's name not counted. Let
   * `pulumi config set --secret`, a password manager or the provider `random` make it. It is never printed.
   */
  password: Input<string>;
}

/** Who there is, whichever cloud they are in. */
export interface IdentityArgs {
  /** The users, by the name that they log in with. Defaults to none. */
  users?: { [name: string]: UserArgs };
}

/** A user's place in a group. */
export interface Membership {
  readonly user: string;
  readonly group: string;
}

/** The fewest characters of a password, in the component as in the pack. */
const SHORTEST = 14;

const NAME = /^[a-z0-9][a-z0-9._@-]{0,62}$/i;

/** The names of a collection, each of which may stand in the name of a resource. */
export const namesOf = (what: string, named: { readonly [name: string]: unknown }): string[] => {
  for (const name of Object.keys(named))
    if (!NAME.test(name))
      refuse(
        `${what}: a name`,
        name,
        "1 to 63 letters, digits, dots, hyphens, underscores or @, a letter or digit first",
      );
  return Object.keys(named);
};

const isProduction = ({ environment = "production" }: GroupArgs): boolean => environment === "production";

/**
 * Who is in which group: nobody who is disabled in any, and nobody in groups of production and of something else.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when a group does not exist, is named twice, or mixes production with something else
 */
export function membershipsOf(
  what: string,
  groups: { readonly [name: string]: GroupArgs },
  { users = {} }: { readonly users?: { readonly [name: string]: MemberArgs } | undefined },
): Membership[] {
  const known = namesOf(`${what}: groups`, groups);
  return namesOf(`${what}: users`, users).flatMap((user) => {
    const { groups: own, enabled = true } = users[user] as MemberArgs;
    for (const group of own)
      if (!known.includes(group))
        refuse(`${what}: users.${user}.groups`, group, oneOf(known) || "a group, of which there is none");
    if (new Set(own).size !== own.length) refuse(`${what}: users.${user}.groups`, own, "different groups");
    if (new Set(own.map((group) => isProduction(groups[group] as GroupArgs))).size > 1)
      refuse(
        `${what}: users.${user}.groups`,
        own,
        "all of production or none; make a second user for the other environment",
      );
    return enabled ? own.map((group) => ({ user, group })) : [];
  });
}

/**
 * The password, once it is known not to be easily guessed.
 *
 * @throws one sentence that does not show it
 */
export const checkedPassword = (what: string, user: string, password: string): string => {
  if (isWeak(password, SHORTEST, [user]))
    throw new Refusal(
      `${what}: users.${user}.password must be at least ${SHORTEST} characters of many different ones, those of well-known words and of the user's name not counted, got one that is not (it is not shown).`,
    );
  return password;
};
