import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { type AccessRuleArgs, accessRulesOf, type CredentialArgs, credentialRoles, expiryOf } from "../credential.ts";
import { refuse } from "../refusal.ts";

/** What an `OpenStackCredential` takes. */
export interface OpenStackCredentialArgs extends CredentialArgs {
  /** The roles, by name, that the credential has of those that its user has on the project; never an administrator's. Defaults to `reader`. */
  roles?: string[];
  /** The calls that the credential is for, each under a name of its own. What is not listed is refused. */
  accessRules: { [name: string]: AccessRuleArgs };
}

/**
 * An application credential for a machine: good for listed calls, for few roles, for at most 90 days, and not for making others.
 *
 * It belongs to the user and the project of the provider's own credentials, as Keystone lets nobody make one for somebody else. For a user with TOTP hand the
 * provider a token (`OS_TOKEN`, from `openstack token issue` with password and TOTP), as it cannot ask for a second factor.
 */
export class OpenStackCredential extends pulumi.ComponentResource {
  /** The credential's id, for `OS_APPLICATION_CREDENTIAL_ID`. */
  public readonly credentialId: pulumi.Output<string>;
  /** The credential's secret, for `OS_APPLICATION_CREDENTIAL_SECRET`. Always a Pulumi secret. */
  public readonly secret: pulumi.Output<string>;

  constructor(name: string, args: OpenStackCredentialArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackCredential", name, args, opts);
    const what = `OpenStackCredential ${JSON.stringify(name)}`;
    if (args.purpose.length < 1 || args.purpose.length > 200)
      refuse(`${what}: purpose`, args.purpose, "1 to 200 characters");
    const { at, notice } = expiryOf(what, args.expiresAt, new Date());
    if (notice) pulumi.log.warn(`${what} ${notice}.`, this);

    const credential = new openstack.identity.ApplicationCredential(
      name,
      {
        description: args.purpose,
        roles: credentialRoles(what, args.roles),
        accessRules: accessRulesOf(what, args.accessRules).map((rule) => ({ ...rule })),
        unrestricted: false,
        expiresAt: at,
      },
      { parent: this, additionalSecretOutputs: ["secret"] },
    );

    this.credentialId = credential.id;
    this.secret = pulumi.secret(credential.secret);
    this.registerOutputs({ credentialId: this.credentialId, secret: this.secret });
  }
}
