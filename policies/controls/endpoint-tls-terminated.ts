import { control } from "../control.ts";
import { listener } from "../facts/tls.ts";
import { every, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const L7_POLICY = "openstack:loadbalancer/l7PolicyV2:L7PolicyV2";
const L7_RULE = "openstack:loadbalancer/l7RuleV2:L7RuleV2";
const LISTENER = "openstack:loadbalancer/listener:Listener";
const POOL = "openstack:loadbalancer/pool:Pool";

/** Something that listens. The fault is in how it speaks, as far as one protocol is concerned. */
interface Listening {
  readonly fault: (protocols: readonly string[]) => string | undefined;
}

const isAction = ({ props }: Planned<typeof L7_POLICY>, action: string): boolean =>
  String(props.action ?? "").toUpperCase() === action;

const isEncrypted = (url: string | undefined): boolean => /^https:\/\//i.test(String(url ?? ""));

/** Whether a policy sends clients to TLS. Octavia leaves out a policy without a rule. */
const sendsToTls = (policy: Planned<typeof L7_POLICY>): boolean =>
  every(
    () =>
      some(
        () => isAction(policy, "REDIRECT_PREFIX") && isEncrypted(policy.props.redirectPrefix),
        () => isAction(policy, "REDIRECT_TO_URL") && isEncrypted(policy.props.redirectUrl),
      ),
    () => policy.props.adminStateUp !== false,
    () => policy.users(L7_RULE, "l7policyId").length > 0,
  );

const plainFault = (listener: Planned<typeof LISTENER>): string | undefined => {
  const policies = () => listener.users(L7_POLICY, "listenerId");
  const serves = some(
    () => Boolean(listener.props.defaultPoolId),
    () => listener.users(POOL, "listenerId").length > 0,
    () => some(...policies().map((policy) => () => isAction(policy, "REDIRECT_TO_POOL"))),
  );
  if (serves) return "The listener serves clients over plain HTTP.";
  return some(...policies().map((policy) => () => sendsToTls(policy)))
    ? undefined
    : "The listener speaks plain HTTP, and does not send every client to TLS.";
};

export default control<Listening, { protocols: string[] }>({
  id: "endpoint-tls-terminated",
  title: "Serve clients over TLS only",
  why: "Whoever is on the way of a connection in plain text reads passwords and tokens, and answers in the server's place.",
  fix: "Make it TERMINATED_HTTPS or HTTPS; on port 80 redirect to https, with an L7 policy that has a rule and nothing behind it.",
  severity: "critical",
  sources: {
    talk: ["tls-inbound", "apis-behind-tls-proxy", "reverse-proxy-used", "dmz-proxy-used"],
    ossg: ["tls-proxies-and-http-services", "Check-Identity-03", "Check-Neutron-05"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
  },
  settings: {
    protocols: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["TERMINATED_HTTPS", "HTTPS"],
      description: "Protocols that are TLS, as Octavia names them. Add `TCP` where the servers speak TLS themselves.",
    },
  },
  reads: {
    [LISTENER]: (listener) => [
      {
        fault: (protocols) => {
          const protocol = listener.protocol ?? "";
          if (protocol === "HTTP" || protocols.includes(protocol)) return undefined;
          if (protocol === "PROMETHEUS" && listener.defaultTlsContainerRef) return undefined;
          return `The listener speaks ${protocol || "nothing known"}, which nobody can see to be encrypted.`;
        },
      },
    ],
  },
  joins: {
    [LISTENER]: (listener) => [
      { fault: () => (listener.props.protocol === "HTTP" ? plainFault(listener) : undefined) },
    ],
  },
  judge: ({ fault }, { protocols }) => fault(protocols),
  pass: [
    { api: listener() },
    { passed: listener({ protocol: "HTTPS" }) },
    {
      metrics: listener({ protocol: "PROMETHEUS", defaultTlsContainerRef: "https://key.example.org/v1/containers/1" }),
    },
    {
      plain: listener({ protocol: "HTTP", protocolPort: 80 }),
      policy: [
        L7_POLICY,
        { listenerId: "${plain}", action: "REDIRECT_PREFIX", redirectPrefix: "https://api.example.org" },
      ],
      rule: [L7_RULE, { l7policyId: "${policy}", type: "PATH", compareType: "STARTS_WITH", value: "/" }],
    },
    {
      plain: listener({ protocol: "HTTP", protocolPort: 80 }),
      policy: [
        L7_POLICY,
        { listenerId: "${plain}", action: "redirect_to_url", redirectUrl: "https://api.example.org/" },
      ],
      rule: [L7_RULE, { l7policyId: "${policy}", type: "PATH", compareType: "STARTS_WITH", value: "/" }],
    },
  ],
  fail: [
    { plain: listener({ protocol: "HTTP", protocolPort: 80 }) },
    { raw: listener({ protocol: "TCP" }) },
    { metrics: listener({ protocol: "PROMETHEUS" }) },
    {
      plain: listener({ protocol: "HTTP", protocolPort: 80 }),
      policy: [
        L7_POLICY,
        { listenerId: "${plain}", action: "REDIRECT_PREFIX", redirectPrefix: "https://api.example.org" },
      ],
    },
    {
      plain: listener({ protocol: "HTTP", protocolPort: 80 }),
      policy: [
        L7_POLICY,
        { listenerId: "${plain}", action: "REDIRECT_TO_URL", redirectUrl: "http://api.example.org/" },
      ],
      rule: [L7_RULE, { l7policyId: "${policy}", type: "PATH", compareType: "STARTS_WITH", value: "/" }],
    },
    {
      plain: listener({ protocol: "HTTP", protocolPort: 80 }),
      pool: [POOL, { listenerId: "${plain}", protocol: "HTTP", lbMethod: "ROUND_ROBIN" }],
      policy: [
        L7_POLICY,
        { listenerId: "${plain}", action: "REDIRECT_PREFIX", redirectPrefix: "https://api.example.org" },
      ],
      rule: [L7_RULE, { l7policyId: "${policy}", type: "PATH", compareType: "STARTS_WITH", value: "/old" }],
    },
    { plain: listener({ protocol: "HTTP", protocolPort: 80, defaultPoolId: "a-pool" }) },
  ],
});
