import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { oneOf, refuse } from "../refusal.ts";
import { expirationOf, type SecretArgs, weaknessOf } from "../secret.ts";
import { needs } from "./cloud.ts";

/** What an `OpenStackSecret` takes. */
export interface OpenStackSecretArgs extends SecretArgs {
  /** What it is: `opaque`, `passphrase`, `symmetric`, `private`, `public` or `certificate`. Defaults to `opaque`. A symmetric key's payload is base64; a certificate's, and that of a private or public key, is PEM. */
  secretType?: string;
  /** What a key is for, such as `aes` or `rsa`. A symmetric key needs it. Defaults to none. */
  algorithm?: string;
  /** How long a key is, in bits: 256 or more for `aes`, 3072 or more for `rsa`. Defaults to none. */
  bitLength?: number;
  /** How a key is used, such as `gcm`; never `ecb`. Defaults to none. */
  mode?: string;
  /** The ids of the users who may read it besides its maker. Nobody else in the project may. Defaults to none. */
  readers?: string[];
}

/** A secret in Barbican that ends, and that only named users may read. */
export class OpenStackSecret extends pulumi.ComponentResource {
  /** The secret's id. */
  public readonly secretId: pulumi.Output<string>;
  /** The secret's address in Barbican, by which other services are told of it. */
  public readonly secretRef: pulumi.Output<string>;

  constructor(name: string, args: OpenStackSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackSecret", name, withSecret(args, "payload"), opts);
    const what = `OpenStackSecret ${JSON.stringify(name)}`;
    const secretArgs = checkedArgs(what, args);
    const ready = pulumi.output(needs(what, "key-manager", { parent: this }));

    const secret = new openstack.keymanager.SecretV1(
      name,
      {
        ...secretArgs,
        payload: pulumi.secret(pulumi.all([args.payload, ready]).apply(([payload]) => encoded(args, payload))),
        acl: readBy(args.readers ?? []),
      },
      { parent: this },
    );

    this.secretId = secret.id;
    this.secretRef = secret.secretRef;
    this.registerOutputs({ secretId: this.secretId, secretRef: this.secretRef });
  }
}

/** A component's arguments as they get into Pulumi's state, one of them encrypted whether it came as a secret or not. */
export const withSecret = <A extends object>(args: A, key: keyof A & string): pulumi.Inputs => ({
  ...args,
  ...(args[key] === undefined ? {} : { [key]: pulumi.secret(args[key]) }),
});

/** Who may read what is in Barbican: its maker and some users, not the whole project. */
export const readBy = (users: readonly string[]) => ({ read: { projectAccess: false, users: [...users] } });

const TYPES = ["opaque", "passphrase", "symmetric", "private", "public", "certificate"];

/** What is PEM. Glance, Nova and Cinder read it as bytes, and answer 500 to text (seen with castellan 5.8). */
const PEM_TYPES = ["private", "public", "certificate"];

/** A payload as Barbican takes it. */
const encoded = ({ secretType = "opaque" }: OpenStackSecretArgs, payload: string): string =>
  PEM_TYPES.includes(secretType) ? Buffer.from(payload).toString("base64") : payload;

const checkedArgs = (what: string, args: OpenStackSecretArgs): openstack.keymanager.SecretV1Args => {
  const { secretType = "opaque", algorithm, bitLength, mode, readers = [] } = args;
  if (args.payload === "") refuse(`${what}: payload`, "", "something");
  if (!TYPES.includes(secretType)) refuse(`${what}: secretType`, secretType, oneOf(TYPES));
  if (secretType === "symmetric" && (algorithm === undefined || bitLength === undefined))
    refuse(
      `${what}: algorithm and bitLength`,
      { algorithm, bitLength },
      "given for a symmetric key, such as aes and 256",
    );
  if (bitLength !== undefined && !(Number.isInteger(bitLength) && bitLength > 0))
    refuse(`${what}: bitLength`, bitLength, "a whole number of bits");
  const weakness = weaknessOf({ algorithm, bitLength, mode });
  if (weakness) refuse(`${what}: the key`, { algorithm, bitLength, mode }, `a strong one; this one ${weakness}`);
  for (const reader of readers)
    if (!/^[0-9a-f-]{32,64}$/i.test(reader)) refuse(`${what}: a reader`, reader, "the id of a user, not a name");
  return {
    secretType,
    expiration: expirationOf(what, args, new Date()),
    ...(secretType === "symmetric" || PEM_TYPES.includes(secretType)
      ? { payloadContentType: "application/octet-stream", payloadContentEncoding: "base64" }
      : { payloadContentType: "text/plain" }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(bitLength === undefined ? {} : { bitLength }),
    ...(mode === undefined ? {} : { mode }),
  };
};
