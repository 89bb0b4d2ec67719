import { control, type Written } from "../control.ts";
import { documentOf, type Statement } from "../facts/policy.ts";
import { every, some } from "../knowledge.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";

interface Guarded {
  readonly fault: () => string | undefined;
}

/** Whether a statement lets anybody do anything that the endpoint leads to. */
const letsAll = (statement: Statement): boolean =>
  every(
    () => !statement.denies,
    () => statement.conditions.length === 0,
    () =>
      statement.exceptPrincipals ||
      some(
        ...statement.principals.map(
          ({ id }) =>
            () =>
              id() === "*",
        ),
      ),
    () =>
      statement.exceptActions || some(...statement.actions.map((action) => () => /^(\*|[\w-]+:\*)$/.test(action()))),
    () =>
      statement.isAboutResource("arn:aws:any:eu-west-1:123456789012:any/thing") ||
      some(...statement.resources.map((resource) => () => resource() === "*")),
  );

const WIDE = "The endpoint's policy lets anybody do anything.";

const isWide = (policy: unknown): boolean =>
  some(...documentOf(policy).statements.map((statement) => () => letsAll(statement)));

const allow = (more: object): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...more }],
  });

const endpoint = (policy?: string): Written => [
  ENDPOINT,
  { vpcId: "a-vpc", serviceName: "com.amazonaws.eu-west-1.s3", ...(policy === undefined ? {} : { policy }) },
];

const own = { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } };

export default control<Guarded>({
  id: "network-service-endpoints-narrow",
  title: "Let VPC endpoints lead only to what is one's own",
  why: "An endpoint without a policy carries data past every firewall, to any bucket or account of whoever took over a machine.",
  fix: "Give the endpoint a policy that names the actions and resources, or a condition on the organisation or the account.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["egress-filtered", "zero-trust", "api-policy-per-service"],
    "nist-800-53": ["AC-4", "AC-6", "SC-7"],
    "cis-aws": ["6.8"],
    "nist-csf": ["protect"],
  },
  reads: {
    [POLICY]: (props): Guarded[] => [{ fault: () => (isWide(props.policy) ? WIDE : undefined) }],
  },
  // The endpoints of gateway load balancers take no policy.
  joins: {
    [ENDPOINT]: (endpoint): Guarded[] =>
      endpoint.props.vpcEndpointType === "GatewayLoadBalancer"
        ? []
        : [
            {
              fault: () => {
                if (endpoint.props.policy) return isWide(endpoint.props.policy) ? WIDE : undefined;
                return endpoint.users(POLICY, "vpcEndpointId").length > 0
                  ? undefined
                  : "The endpoint has no policy, and so lets anybody do anything.";
              },
            },
          ],
  },
  judge: ({ fault }) => fault(),
  pass: [
    { narrow: endpoint(allow({ Action: ["s3:GetObject"], Resource: "arn:aws:s3:::own/*" })) },
    { ours: endpoint(allow(own)) },
    { none: endpoint(JSON.stringify({ Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }] })) },
    { bare: endpoint(), later: [POLICY, { vpcEndpointId: "${bare}", policy: allow(own) }] },
    { inspected: [ENDPOINT, { vpcId: "a-vpc", vpcEndpointType: "GatewayLoadBalancer" }] },
  ],
  fail: [
    { bare: endpoint() },
    { wide: endpoint(allow({})) },
    { wide: endpoint(allow({ Principal: { AWS: "*" }, Action: ["s3:*"], Resource: ["*"] })) },
    { later: [POLICY, { vpcEndpointId: "vpce-1", policy: allow({}) }] },
  ],
});
