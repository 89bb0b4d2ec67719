import { type Cipher, weaknessOf } from "../../components/secret.ts";
import { control } from "../control.ts";

const KMS = "aws:kms/key:Key";
const KMS_EXTERNAL = "aws:kms/externalKey:ExternalKey";
const ORDER = "openstack:keymanager/orderV1:OrderV1";
const SECRET = "openstack:keymanager/secretV1:SecretV1";

interface Key {
  readonly cipher: () => Cipher;
}

/** A key of KMS as its specification says it: `RSA_2048` is RSA with 2048 bits. What KMS names otherwise is long enough by itself. */
const cipherOf = (spec: string | undefined): Cipher => {
  const [, bits] = /^RSA_(\d+)$/i.exec(String(spec ?? "").trim()) ?? [];
  return bits === undefined ? {} : { algorithm: "rsa", bitLength: Number(bits) };
};

export default control<Key>({
  id: "key-algorithms-strong",
  title: "Keep only keys that are long enough, for algorithms that hold",
  why: "A short key or a broken algorithm protects nothing, and looks as if it did.",
  fix: "Take AES with 256 bits, RSA with 3072 or more, or an elliptic curve, and never ECB.",
  severity: "high",
  sources: {
    talk: ["data-encrypted", "keys-managed"],
    ossg: ["secrets-management", "data-encryption"],
    "nist-800-53": ["SC-12", "SC-12(2)", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: {
    [KMS]: (key) => [{ cipher: () => cipherOf(key.customerMasterKeySpec) }],
    [KMS_EXTERNAL]: (key) => [{ cipher: () => cipherOf(key.keySpec) }],
    [SECRET]: (secret) => [{ cipher: () => secret }],
    [ORDER]: (order) => [{ cipher: () => ({ ...order.meta }) }],
  },
  judge: ({ cipher }) => {
    const weakness = weaknessOf(cipher());
    return weakness && `The key ${weakness}.`;
  },
  pass: [
    { key: [KMS, { enableKeyRotation: true }] },
    { key: [KMS, { customerMasterKeySpec: "RSA_4096" }] },
    { key: [KMS, { customerMasterKeySpec: "ECC_NIST_P384" }] },
    { key: [KMS_EXTERNAL, { keySpec: "SYMMETRIC_DEFAULT" }] },
    { key: [SECRET, { algorithm: "aes", bitLength: 256, mode: "gcm" }] },
    { key: [SECRET, { algorithm: "RSA", bitLength: 4096 }] },
    { key: [SECRET, { algorithm: "ecdsa", bitLength: 256 }] },
    { words: [SECRET, { secretType: "passphrase" }] },
    { ordered: [ORDER, { type: "key", meta: { algorithm: "aes", bitLength: 256, mode: "cbc" } }] },
  ],
  fail: [
    { key: [KMS, { customerMasterKeySpec: "RSA_2048" }] },
    { key: [KMS_EXTERNAL, { keySpec: "RSA_2048" }] },
    { key: [SECRET, { algorithm: "aes", bitLength: 128 }] },
    { key: [SECRET, { algorithm: "AES", bitLength: 256, mode: "ECB" }] },
    { key: [SECRET, { algorithm: "aes" }] },
    { key: [SECRET, { algorithm: "rsa", bitLength: 2048 }] },
    { key: [SECRET, { algorithm: "3des", bitLength: 192 }] },
    { key: [SECRET, { algorithm: "DES", bitLength: 64 }] },
    { key: [SECRET, { algorithm: "hmacsha1", bitLength: 256 }] },
    { ordered: [ORDER, { type: "asymmetric", meta: { algorithm: "rsa", bitLength: 1024 } }] },
  ],
});
