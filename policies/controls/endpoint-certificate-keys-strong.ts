import { control } from "../control.ts";

const CERTIFICATE = "aws:acm/certificate:Certificate";

/** What ACM makes unless it is told otherwise is `RSA_2048`. */
interface Certified {
  readonly algorithm: string;
}

export default control({
  id: "endpoint-certificate-keys-strong",
  title: "Use certificates whose keys are long enough",
  why: "Who can work out a short key answers in the server's place.",
  fix: "Set `keyAlgorithm` to EC_prime256v1 or RSA_2048, or to a longer one.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["tls-inbound", "keys-managed"],
    "nist-800-53": ["SC-12", "SC-13"],
    fsbp: ["ACM.2"],
    "nist-csf": ["protect"],
  },
  reads: {
    [CERTIFICATE]: (certificate): Certified[] => [
      {
        get algorithm() {
          return certificate.keyAlgorithm ?? "RSA_2048";
        },
      },
    ],
  },
  judge: ({ algorithm }: Certified) =>
    /^(RSA_(2048|3072|4096)|EC_(prime256v1|secp384r1|secp521r1))$/.test(algorithm)
      ? undefined
      : "The certificate's key is of a kind that is too weak.",
  pass: [
    { api: [CERTIFICATE, { domainName: "api.example.org" }] },
    { api: [CERTIFICATE, { domainName: "api.example.org", keyAlgorithm: "EC_prime256v1" }] },
    { api: [CERTIFICATE, { domainName: "api.example.org", keyAlgorithm: "RSA_4096" }] },
  ],
  fail: [{ api: [CERTIFICATE, { domainName: "api.example.org", keyAlgorithm: "RSA_1024" }] }],
});
