import { control, type Setting } from "../control.ts";
import { every, first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const KEY = "aws:kms/key:Key";

/** Whether KMS can rotate a key: a symmetric one of its own making. */
const isRotatable = (key: Props<typeof KEY>): boolean =>
  every(
    () => ["", "SYMMETRIC_DEFAULT"].includes(String(key.customerMasterKeySpec ?? "").toUpperCase()),
    () => ["", "ENCRYPT_DECRYPT"].includes(String(key.keyUsage ?? "").toUpperCase()),
    () => !key.customKeyStoreId,
  );

export default control<Props<typeof KEY>, { readonly longest: number }>({
  id: "key-rotated",
  title: "Have KMS rotate keys every year",
  why: "The longer one key encrypts, the more is lost with it.",
  fix: "Set `enableKeyRotation: true`.",
  severity: "high",
  sources: {
    talk: ["keys-managed"],
    "cis-aws": ["4.6"],
    fsbp: ["KMS.4"],
    "nist-800-53": ["SC-12", "SC-12(2)"],
    "nist-csf": ["protect"],
  },
  settings: {
    longest: {
      type: "integer",
      minimum: 90,
      maximum: 2560,
      default: 365,
      description: "For how long one key encrypts, in days.",
    } satisfies Setting<number>,
  },
  reads: { [KEY]: (key) => [key] },
  judge: (key, { longest }) =>
    first(
      () =>
        every(
          () => key.enableKeyRotation !== true,
          () => isRotatable(key),
        )
          ? "The key is never rotated."
          : undefined,
      () =>
        Number(key.rotationPeriodInDays ?? 365) > longest
          ? `The key is rotated after ${key.rotationPeriodInDays} days only.`
          : undefined,
    ),
  pass: [
    { key: [KEY, { customerMasterKeySpec: "RSA_4096" }] },
    { key: [KEY, { keyUsage: "GENERATE_VERIFY_MAC" }] },
    { key: [KEY, { customKeyStoreId: "a-store" }] },
    { key: [KEY, { enableKeyRotation: true }] },
    { key: [KEY, { enableKeyRotation: true, rotationPeriodInDays: 90 }] },
    { key: [KEY, { customerMasterKeySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" }] },
    { key: [KEY, { customerMasterKeySpec: "HMAC_256", keyUsage: "GENERATE_VERIFY_MAC" }] },
  ],
  fail: [
    { key: [KEY, { customerMasterKeySpec: "symmetric_default", keyUsage: "encrypt_decrypt" }] },
    { key: [KEY, {}] },
    { key: [KEY, { enableKeyRotation: false }] },
    { key: [KEY, { customerMasterKeySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" }] },
    { key: [KEY, { enableKeyRotation: true, rotationPeriodInDays: 2560 }] },
  ],
});
