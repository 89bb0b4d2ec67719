import { control } from "../control.ts";

const IKE = "openstack:vpnaas/ikePolicy:IkePolicy";
const IPSEC = "openstack:vpnaas/ipSecPolicy:IpSecPolicy";

/** SHA-2, and codes made of AES. */
const STRONG = /^(sha(256|384|512)|aes-(xcbc|cmac))$/;

/** What Neutron takes where nothing is said. */
const DEFAULT = "sha1";

export default control<() => string | undefined>({
  id: "vpn-hashes-strong",
  title: "Sign tunnels with SHA-2",
  why: "MD5 and SHA-1 can be forged, and SHA-1 is what Neutron takes when nothing is said.",
  fix: 'Set `authAlgorithm: "sha256"` or longer.',
  severity: "high",
  sources: {
    talk: ["access-restricted", "data-encrypted-everywhere"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["AC-17(2)", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: { [IKE]: (policy) => [() => policy.authAlgorithm], [IPSEC]: (policy) => [() => policy.authAlgorithm] },
  judge: (said) => {
    const name = String(said() || DEFAULT).toLowerCase();
    return STRONG.test(name) ? undefined : `The tunnel is authenticated with ${name}.`;
  },
  pass: [
    { office: [IKE, { authAlgorithm: "sha256" }] },
    { office: [IKE, { authAlgorithm: "sha512" }] },
    { office: [IKE, { authAlgorithm: "aes-cmac" }] },
    { office: [IPSEC, { authAlgorithm: "sha256" }] },
    { office: [IPSEC, { authAlgorithm: "sha512" }] },
    { office: [IPSEC, { authAlgorithm: "aes-cmac" }] },
  ],
  fail: [
    { office: [IKE, {}] },
    { office: [IKE, { authAlgorithm: "sha1" }] },
    { office: [IKE, { authAlgorithm: "md5" }] },
    { office: [IPSEC, {}] },
    { office: [IPSEC, { authAlgorithm: "sha1" }] },
    { office: [IPSEC, { authAlgorithm: "md5" }] },
  ],
});
