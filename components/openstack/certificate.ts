import { createPrivateKey, type KeyObject } from "node:crypto";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { certificateIn, certificatesIn } from "../endpoint.ts";
import { Refusal } from "../refusal.ts";
import { type Cipher, formatTime, weaknessOf } from "../secret.ts";
import { readBy } from "./secret.ts";

/** A certificate as it is given: the key that belongs to it, and the certificates between it and an authority. */
export interface Pair {
  readonly certificatePem: pulumi.Input<string>;
  readonly privateKeyPem: pulumi.Input<string>;
  readonly chainPem: pulumi.Input<string> | undefined;
}

/** What the key of a certificate is. */
const cipherOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Cipher => {
  const curve = /(\d{3})(?:v1|r1|k1)?$/.exec(asymmetricKeyDetails?.namedCurve ?? "")?.[1];
  const bitLength = asymmetricKeyDetails?.modulusLength ?? (curve ? Number(curve) : 256);
  return { algorithm: asymmetricKeyType === "ec" ? "ecdsa" : (asymmetricKeyType ?? "unknown"), bitLength };
};

/**
 * Refuses a certificate and a key that do not belong together, or a weak key. Tells nothing of either.
 *
 * @param what whose arguments they are, to begin an error with
 */
export function checkPair(what: string, certificatePem: string, privateKeyPem: string, chainPem?: string): true {
  const certificate = certificateIn(`${what}: certificatePem`, certificatePem);
  if (certificatesIn(certificatePem).length > 1)
    throw new Refusal(`${what}: certificatePem must be one certificate, and holds more: the others are the chainPem.`);
  if (chainPem !== undefined) {
    const chain = certificatesIn(chainPem);
    for (const pem of chain.length > 0 ? chain : [chainPem]) certificateIn(`${what}: chainPem`, pem);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKeyPem);
  } catch {
    throw new Refusal(
      `${what}: privateKeyPem must be a private key in PEM without a passphrase, and what was given cannot be read as one.`,
    );
  }
  if (!certificate.checkPrivateKey(key))
    throw new Refusal(`${what}: privateKeyPem must be the key that certificatePem was made for, and it is another.`);
  const weakness = weaknessOf(cipherOf(certificate.publicKey));
  if (weakness) throw new Refusal(`${what}: privateKeyPem must be a strong key, and this one ${weakness}.`);
  return true;
}

/** Where secrets are made: under which name, for whom, and after what must be true before anything is made. */
export interface Making {
  readonly name: string;
  /** Whose arguments they are, to begin an error with. */
  readonly what: string;
  readonly ready: pulumi.Output<unknown>;
  readonly parent: pulumi.Resource;
}

/** Octavia lets itself read what it is given, as one more reader; that is not to be undone. */
const options = ({ parent }: Making): pulumi.CustomResourceOptions => ({ parent, ignoreChanges: ["acl"] });

/** What every secret has: it is text, its maker reads it, and it ends when a certificate does. */
const until = ({ what, ready }: Making, pem: pulumi.Input<string>): openstack.keymanager.SecretV1Args => ({
  payloadContentType: "text/plain",
  expiration: pulumi.all([pem, ready]).apply(([text]) => formatTime(certificateIn(what, text).validToDate)),
  acl: readBy([]),
});

/** A certificate of an authority as a secret in Barbican, which ends when the certificate does. */
export const authoritySecret = (part: string, making: Making, pem: pulumi.Input<string>) =>
  new openstack.keymanager.SecretV1(
    `${making.name}-${part}`,
    { ...until(making, pem), secretType: "certificate", payload: pem },
    options(making),
  );

/**
 * A certificate, its chain and its key as secrets in Barbican, which end when the certificate does, and the container that Octavia takes. Barbican changes
 * no such container, so a new certificate makes a new one.
 */
export function certificateContainer(
  making: Making,
  { certificatePem, privateKeyPem, chainPem }: Pair,
): openstack.keymanager.ContainerV1 {
  const { name, what, ready } = making;
  const key = pulumi.all([certificatePem, ready]).apply(([pem]) => cipherOf(certificateIn(what, pem).publicKey));
  const secret = (part: string, args: openstack.keymanager.SecretV1Args) =>
    new openstack.keymanager.SecretV1(
      `${name}-${part}`,
      { ...until(making, certificatePem), ...args },
      options(making),
    );
  const secrets = {
    certificate: secret("certificate", { secretType: "certificate", payload: certificatePem }),
    private_key: secret("key", {
      secretType: "private",
      payload: pulumi.secret(privateKeyPem),
      algorithm: key.apply(({ algorithm }) => algorithm ?? ""),
      bitLength: key.apply(({ bitLength }) => bitLength ?? 0),
    }),
    ...(chainPem === undefined
      ? {}
      : { intermediates: secret("chain", { secretType: "certificate", payload: chainPem }) }),
  };
  return new openstack.keymanager.ContainerV1(
    `${name}-certificate`,
    {
      type: "certificate",
      secretRefs: Object.entries(secrets).map(([part, { secretRef }]) => ({ name: part, secretRef })),
      acl: readBy([]),
    },
    { ...options(making), replaceOnChanges: ["secretRefs"] },
  );
}
