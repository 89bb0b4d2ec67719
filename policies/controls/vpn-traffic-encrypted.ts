import { control } from "../control.ts";

const IPSEC = "openstack:vpnaas/ipSecPolicy:IpSecPolicy";

export default control<() => string | undefined>({
  id: "vpn-traffic-encrypted",
  title: "Encrypt what goes through a tunnel",
  why: "The protocol AH says who sent a packet and hides nothing of what is in it.",
  fix: 'Set `transformProtocol: "esp"`.',
  severity: "critical",
  sources: {
    talk: ["access-restricted", "data-encrypted-everywhere", "management-access-limited"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["AC-17(2)", "SC-8(1)"],
    "nist-csf": ["protect"],
  },
  reads: { [IPSEC]: (policy) => [() => policy.transformProtocol] },
  judge: (protocol) =>
    String(protocol() ?? "esp").toLowerCase() === "ah"
      ? "The tunnel's packets are signed and not encrypted."
      : undefined,
  pass: [
    { office: [IPSEC, {}] },
    { office: [IPSEC, { transformProtocol: "esp" }] },
    { office: [IPSEC, { transformProtocol: "ah-esp" }] },
  ],
  fail: [{ office: [IPSEC, { transformProtocol: "ah" }] }, { office: [IPSEC, { transformProtocol: "AH" }] }],
});
