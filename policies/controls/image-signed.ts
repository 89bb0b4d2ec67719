import { control } from "../control.ts";
import { every } from "../knowledge.ts";

const IMAGE = "openstack:images/image:Image";

/** What Nova reads when it verifies a signature; with one of them missing it verifies nothing. */
const NEEDED = [
  "img_signature",
  "img_signature_hash_method",
  "img_signature_key_type",
  "img_signature_certificate_uuid",
] as const;

export default control<() => { readonly [key: string]: unknown } | undefined>({
  id: "image-signed",
  title: "Sign every image",
  why: "Whoever gets at the image store changes an image, and every machine started from it is theirs.",
  fix: "Sign the image, put the certificate into Barbican and set the four properties `img_signature`, `img_signature_hash_method`, `img_signature_key_type` and `img_signature_certificate_uuid`.",
  severity: "high",
  sources: {
    talk: ["images-signed", "digital-signatures-used"],
    ossg: ["instance-security"],
    "nist-800-53": ["SI-7"],
    "nist-csf": ["protect"],
  },
  reads: { [IMAGE]: (image) => [() => image.properties] },
  judge: (properties) =>
    every(...NEEDED.map((key) => () => String(properties()?.[key] ?? "") !== ""))
      ? undefined
      : "The image has no complete signature.",
  pass: [
    {
      debian: [
        IMAGE,
        {
          properties: {
            img_signature: "bG9uZw==",
            img_signature_hash_method: "SHA-256",
            img_signature_key_type: "RSA-PSS",
            img_signature_certificate_uuid: "a-certificate",
          },
        },
      ],
    },
  ],
  fail: [
    { debian: [IMAGE, {}] },
    { debian: [IMAGE, { properties: {} }] },
    {
      debian: [
        IMAGE,
        {
          properties: {
            img_signature: "bG9uZw==",
            img_signature_hash_method: "SHA-256",
            img_signature_key_type: "RSA-PSS",
            img_signature_certificate_uuid: "",
          },
        },
      ],
    },
  ],
});
