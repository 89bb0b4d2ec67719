import { control } from "../control.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const IKE = "openstack:vpnaas/ikePolicy:IkePolicy";

export default control<Props<typeof IKE>>({
  id: "vpn-ike-current",
  title: "Set tunnels up with IKE version 2",
  why: "Version 1 is out of use (RFC 9395), and its aggressive mode gives everybody who asks a hash to guess the shared key from.",
  fix: 'Set `ikeVersion: "v2"`, and leave `phase1NegotiationMode` out.',
  severity: "high",
  sources: {
    talk: ["access-restricted", "data-encrypted-everywhere"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["AC-17(2)", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: { [IKE]: (policy) => [policy] },
  judge: (policy) =>
    first(
      () =>
        String(policy.ikeVersion ?? "v1").toLowerCase() === "v2"
          ? undefined
          : "The tunnel is set up with version 1 of IKE.",
      () =>
        String(policy.phase1NegotiationMode ?? "main").toLowerCase() === "aggressive"
          ? "The tunnel is set up in aggressive mode."
          : undefined,
    ),
  pass: [
    { office: [IKE, { ikeVersion: "v2" }] },
    { office: [IKE, { ikeVersion: "v2", phase1NegotiationMode: "main" }] },
  ],
  fail: [
    { office: [IKE, {}] },
    { office: [IKE, { ikeVersion: "v1" }] },
    { office: [IKE, { ikeVersion: "v2", phase1NegotiationMode: "aggressive" }] },
  ],
});
