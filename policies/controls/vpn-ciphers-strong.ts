import { control } from "../control.ts";

const IKE = "openstack:vpnaas/ikePolicy:IkePolicy";
const IPSEC = "openstack:vpnaas/ipSecPolicy:IpSecPolicy";

/** AES in any of its lengths and modes. */
const STRONG = /^aes-\d/;

/** What Neutron takes where nothing is said. */
const DEFAULT = "aes-128";

export default control<() => string | undefined>({
  id: "vpn-ciphers-strong",
  title: "Encrypt tunnels with AES",
  why: "DES is broken, and what is recorded today under Triple DES can be read by whoever has time.",
  fix: 'Set `encryptionAlgorithm: "aes-256"`, or a GCM one.',
  severity: "high",
  sources: {
    talk: ["access-restricted", "data-encrypted-everywhere"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["AC-17(2)", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: {
    [IKE]: (policy) => [() => policy.encryptionAlgorithm],
    [IPSEC]: (policy) => [() => policy.encryptionAlgorithm],
  },
  judge: (said) => {
    const name = String(said() || DEFAULT).toLowerCase();
    return STRONG.test(name) ? undefined : `The tunnel is encrypted with ${name}.`;
  },
  pass: [
    { office: [IKE, {}] },
    { office: [IKE, { encryptionAlgorithm: "aes-256" }] },
    { office: [IKE, { encryptionAlgorithm: "aes-256-gcm-16" }] },
    { office: [IPSEC, {}] },
    { office: [IPSEC, { encryptionAlgorithm: "aes-256" }] },
    { office: [IPSEC, { encryptionAlgorithm: "aes-256-gcm-16" }] },
  ],
  fail: [
    { office: [IKE, { encryptionAlgorithm: "3des" }] },
    { office: [IKE, { encryptionAlgorithm: "des" }] },
    { office: [IKE, { encryptionAlgorithm: "3DES" }] },
    { office: [IPSEC, { encryptionAlgorithm: "3des" }] },
    { office: [IPSEC, { encryptionAlgorithm: "des" }] },
    { office: [IPSEC, { encryptionAlgorithm: "3DES" }] },
  ],
});
