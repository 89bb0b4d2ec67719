import { control } from "../control.ts";

const IKE = "openstack:vpnaas/ikePolicy:IkePolicy";
const IPSEC = "openstack:vpnaas/ipSecPolicy:IpSecPolicy";

/** Group 14 and higher; 22 to 24 are disavowed (RFC 8247). */
const STRONG = /^group(1[4-9]|2[015-9]|3\d)$/;

/** What Neutron takes where nothing is said. */
const DEFAULT = "group5";

export default control<() => string | undefined>({
  id: "vpn-key-exchanges-strong",
  title: "Exchange the keys of tunnels in a group of 2048 bits or more",
  why: "Groups 2 and 5 are small enough to be broken in advance for everybody who uses them, and 5 is what Neutron takes when nothing is said.",
  fix: 'Set `pfs: "group14"` or higher.',
  severity: "high",
  sources: {
    talk: ["access-restricted", "data-encrypted-everywhere"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["AC-17(2)", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: { [IKE]: (policy) => [() => policy.pfs], [IPSEC]: (policy) => [() => policy.pfs] },
  judge: (said) => {
    const name = String(said() || DEFAULT).toLowerCase();
    return STRONG.test(name) ? undefined : `The keys are exchanged in ${name}.`;
  },
  pass: [
    { office: [IKE, { pfs: "group14" }] },
    { office: [IKE, { pfs: "group19" }] },
    { office: [IKE, { pfs: "group31" }] },
    { office: [IPSEC, { pfs: "group14" }] },
    { office: [IPSEC, { pfs: "group19" }] },
    { office: [IPSEC, { pfs: "group31" }] },
  ],
  fail: [
    { office: [IKE, {}] },
    { office: [IKE, { pfs: "group2" }] },
    { office: [IKE, { pfs: "group5" }] },
    { office: [IKE, { pfs: "group22" }] },
    { office: [IPSEC, {}] },
    { office: [IPSEC, { pfs: "group2" }] },
    { office: [IPSEC, { pfs: "group5" }] },
    { office: [IPSEC, { pfs: "group22" }] },
  ],
});
