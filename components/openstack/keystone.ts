import * as openstack from "@pulumi/openstack";
import type * as pulumi from "@pulumi/pulumi";
import { Refusal, refuse } from "../refusal.ts";
import { asked, found, isId, logIn } from "./cloud.ts";

/**
 * The id of a project that exists already.
 *
 * @param what whose argument it is, to begin an error with
 */
export const projectId = async (what: string, nameOrId: string, opts: pulumi.InvokeOptions): Promise<string> =>
  isId(nameOrId)
    ? nameOrId
    : (await found(what, "project", nameOrId, openstack.identity.getProject({ name: nameOrId }, opts), opts)).id;

/**
 * The id of a group that exists already.
 *
 * @param what whose argument it is, to begin an error with
 * @param domainId the domain that it is in; that of the credentials when undefined
 */
export const groupId = async (
  what: string,
  name: string,
  domainId: string | undefined,
  opts: pulumi.InvokeOptions,
): Promise<string> =>
  (
    await found(
      what,
      "group",
      name,
      openstack.identity.getGroup({ name, ...(domainId ? { domainId } : {}) }, opts),
      opts,
    )
  ).id;

/**
 * The id of a role that exists already.
 *
 * @param what whose argument it is, to begin an error with
 */
export const roleId = async (what: string, nameOrId: string, opts: pulumi.InvokeOptions): Promise<string> =>
  isId(nameOrId)
    ? nameOrId
    : (await found(what, "role", nameOrId, openstack.identity.getRole({ name: nameOrId }, opts), opts)).id;

/**
 * The id of a role that exists already and is not `admin` under its id.
 *
 * @param what whose argument it is, to begin an error with
 */
export const lesserRoleId = async (what: string, nameOrId: string, opts: pulumi.InvokeOptions): Promise<string> => {
  const id = await roleId(what, nameOrId, opts);
  if (isId(nameOrId)) {
    const admin = await openstack.identity.getRole({ name: "admin" }, opts).catch(() => undefined);
    if (admin?.id === id) refuse(what, nameOrId, "no administrator's role unless administrators is true");
  }
  return id;
};

/** The services of the cloud's catalogue, as the credentials see it, by their types. */
export const offered = async (opts: pulumi.InvokeOptions): Promise<string[]> =>
  (await logIn(opts)).serviceCatalogs.map(({ type }) => type);

/**
 * Rejects with one sentence when Keystone has no TOTP. It would take such a method out of a rule without a word, and the password alone would do. Keystone
 * names its methods to whoever asks for one that does not exist. A Keystone that cannot be asked is a warning.
 */
export async function needsTotp(what: string, parent: pulumi.Resource): Promise<void> {
  const methods = await methodsOf(what, parent);
  if (methods && !methods.includes("totp"))
    throw new Refusal(
      `${what} needs the log-in method totp, which this Keystone does not have, only ${methods.join(", ")}: it would leave the second factor out of every user's rule without a word; add totp to [auth] methods in keystone.conf.`,
    );
}

const methodsOf = (what: string, parent: pulumi.Resource): Promise<string[] | undefined> => {
  const missed = `${what}: nobody can tell whether Keystone has TOTP, without which the password alone lets users in; see that [auth] methods in keystone.conf has it`;
  return asked("identity", missed, parent, async ({ url }) => {
    const response = await fetch(`${url}/v3/auth/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ auth: { identity: { methods: ["hardening"], hardening: {} } } }),
      signal: AbortSignal.timeout(30_000),
    });
    const { error } = (await response.json()) as { error?: { identity?: { methods?: string[] } } };
    if (!error?.identity?.methods) throw new Error(`Keystone answered ${response.status} and names no methods`);
    return error.identity.methods;
  });
};
