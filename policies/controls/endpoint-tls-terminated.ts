import { control, type Example, type Written } from "../control.ts";
import { alike } from "../facts/alike.ts";
import type { AwsListener } from "../facts/balancer.ts";
import { itemsOf } from "../facts/item.ts";
import { type AwsListenerProps, awsListener, awsListeners, listener } from "../facts/tls.ts";
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

const AWS_RULES = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"] as const;

/** What a listener of AWS's, or a rule of one, does with a request. */
interface Action {
  readonly type?: string;
  readonly redirect?: { readonly protocol?: string };
}

const redirectsToTls = ({ type, redirect }: Action): boolean => type === "redirect" && redirect?.protocol === "HTTPS";

/** What does not serve a request: what sends it to TLS, or refuses it. */
const servesNot = (action: Action): boolean => action.type === "fixed-response" || redirectsToTls(action);

const plainFaultOnAws = (listener: AwsListener): string | undefined => {
  const rules = () =>
    AWS_RULES.flatMap(
      (type) => listener.users(type, "listenerArn", ["arn", "id"]) as readonly Planned<(typeof AWS_RULES)[0]>[],
    );
  const serves = some(
    () => some(...itemsOf<Action>(listener.props.defaultActions).map((action) => () => !servesNot(action()))),
    () =>
      some(
        ...rules().flatMap(({ props }) => itemsOf<Action>(props.actions).map((action) => () => !servesNot(action()))),
      ),
  );
  if (serves) return "The listener serves clients over plain HTTP.";
  return some(...itemsOf<Action>(listener.props.defaultActions).map((action) => () => redirectsToTls(action())))
    ? undefined
    : "The listener speaks plain HTTP, and does not send every client to TLS.";
};

const redirect = (protocol: string | undefined) => ({
  type: "redirect",
  redirect: { statusCode: "HTTP_301", port: "443", ...(protocol === undefined ? {} : { protocol }) },
});

const classic = (lbProtocol: string, lbPort: number): Written => [
  "aws:elb/loadBalancer:LoadBalancer",
  { listeners: [{ lbProtocol, lbPort, instancePort: 8443, instanceProtocol: "https" }] },
];

/** What is wrong with how something speaks that is neither HTTP nor known to be TLS. Port 443 is TLS by agreement, whoever ends it. */
const unseen = (
  protocol: string | undefined,
  port: number | undefined,
  protocols: readonly string[],
): string | undefined =>
  protocols.includes(protocol ?? "") || (protocol === "TCP" && port === 443)
    ? undefined
    : `The listener speaks ${protocol || "nothing known"}, which nobody can see to be encrypted.`;

export default control<Listening, { protocols: string[] }>({
  id: "endpoint-tls-terminated",
  title: "Serve clients over TLS only",
  why: "Whoever is on the way of a connection in plain text reads passwords and tokens, and answers in the server's place.",
  fix: "Make it TERMINATED_HTTPS or HTTPS; on port 80 redirect to https, on OpenStack with an L7 policy that has a rule, and have nothing behind it.",
  severity: "critical",
  sources: {
    talk: ["tls-inbound", "apis-behind-tls-proxy", "reverse-proxy-used", "dmz-proxy-used"],
    ossg: ["tls-proxies-and-http-services", "Check-Identity-03", "Check-Neutron-05"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
    fsbp: ["ELB.1"],
    "nist-csf": ["protect"],
  },
  settings: {
    protocols: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["TERMINATED_HTTPS", "HTTPS", "TLS", "QUIC"],
      description:
        "Protocols that are TLS, as Octavia and AWS name them. Add `TCP` where the servers speak TLS themselves.",
    },
  },
  reads: {
    // A gateway load balancer's listener has no protocol: it hands packets on to be looked through.
    ...alike(awsListeners, (listener: AwsListenerProps): Listening[] => [
      {
        fault: (protocols) =>
          listener.protocol === "HTTP" || listener.protocol === undefined
            ? undefined
            : unseen(listener.protocol, listener.port, protocols),
      },
    ]),
    "aws:elb/loadBalancer:LoadBalancer": (balancer) =>
      itemsOf(balancer.listeners).map(
        (listener): Listening => ({
          fault: (protocols) => {
            const { lbProtocol, lbPort } = listener();
            const protocol = String(lbProtocol ?? "").toUpperCase();
            return protocol === "HTTP"
              ? "The listener serves clients over plain HTTP."
              : unseen(protocol === "SSL" ? "TLS" : protocol, lbPort, protocols);
          },
        }),
      ),
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
    ...alike(awsListeners, (listener: AwsListener): Listening[] => [
      { fault: () => (listener.props.protocol === "HTTP" ? plainFaultOnAws(listener) : undefined) },
    ]),
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
    ...awsListeners.flatMap((type): Example[] => [
      { api: awsListener({}, type) },
      { redirect: awsListener({ protocol: "HTTP", port: 80, defaultActions: [redirect("HTTPS")] }, type) },
    ]),
    { api: awsListener({ protocol: "TLS", port: 5671 }) },
    { passed: awsListener({ protocol: "TCP", port: 443 }) },
    { inspected: awsListener({ protocol: undefined, port: undefined }) },
    {
      plain: awsListener({ protocol: "HTTP", port: 80, defaultActions: [redirect("HTTPS")] }),
      rule: [AWS_RULES[0], { listenerArn: "${plain}", conditions: [], actions: [redirect("HTTPS")] }],
    },
    { classic: classic("https", 443), passed: classic("SSL", 5671), through: classic("tcp", 443) },
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
    ...awsListeners.map((type) => ({ plain: awsListener({ protocol: "HTTP", port: 80 }, type) })),
    { plain: awsListener({ protocol: "HTTP", port: 80, defaultActions: [redirect("HTTP")] }) },
    { plain: awsListener({ protocol: "HTTP", port: 80, defaultActions: [redirect(undefined)] }) },
    { plain: awsListener({ protocol: "HTTP", port: 80, defaultActions: [{ type: "fixed-response" }] }) },
    { plain: awsListener({ protocol: "HTTP", port: 80, defaultActions: [] }) },
    ...AWS_RULES.map(
      (type): Example => ({
        plain: awsListener({ protocol: "HTTP", port: 80, defaultActions: [redirect("HTTPS")] }),
        rule: [
          type,
          { listenerArn: "${plain}", conditions: [], actions: [{ type: "forward", targetGroupArn: "a-group" }] },
        ],
      }),
    ),
    { raw: awsListener({ protocol: "TCP", port: 5432 }) },
    { raw: awsListener({ protocol: "UDP", port: 443 }) },
    { classic: classic("http", 80) },
    { classic: classic("tcp", 3306) },
  ],
});
