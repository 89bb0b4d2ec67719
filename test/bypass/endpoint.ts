import type { Example, Written } from "../../policies/control.ts";
import type { Props } from "../../policies/resources.ts";
import type { Disguise } from "../support/disguise.ts";

const ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11";
const REF = "https://key.example.org/v1/containers/7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11";

type Listener = Props<"aws:lb/listener:Listener">;

/** A listener of AWS's, by one of the names that it has. */
const listener = (props: Listener): Written => [
  "aws:alb/listener:Listener",
  { loadBalancerArn: "a-balancer", defaultActions: [{ type: "forward", targetGroupArn: "a-group" }], ...props },
];

const redirecting = (redirect: object, more: Listener = {}): Example => ({
  web: listener({
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "redirect", redirect: { statusCode: "HTTP_301", port: "443", ...redirect } }],
    ...more,
  }),
});

const secured = (sslPolicy: string): Example => ({
  web: listener({ port: 443, protocol: "HTTPS", certificateArn: ARN, sslPolicy }),
});

const ruled = (type: string): Example => ({
  ...redirecting({ protocol: "HTTPS" }),
  rule: [
    "aws:alb/listenerRule:ListenerRule",
    {
      listenerArn: "${web}",
      conditions: [{ pathPattern: { values: ["/health"] } }],
      actions: [
        {
          type,
          ...(type === "forward"
            ? { targetGroupArn: "a-group" }
            : { fixedResponse: { contentType: "text/plain", statusCode: "200" } }),
        },
      ],
    },
  ],
});

/** A listener of Octavia's in plain HTTP, and what sends its clients away. */
const octavia = (policy: object): Example => ({
  web: [
    "openstack:loadbalancer/listener:Listener",
    { loadbalancerId: "a-balancer", protocol: "HTTP", protocolPort: 80, connectionLimit: 100 },
  ],
  policy: [
    "openstack:loadbalancer/l7PolicyV2:L7PolicyV2",
    {
      listenerId: "${web}",
      action: "REDIRECT_TO_URL",
      redirectUrl: "https://www.example.org",
      ...policy,
    },
  ],
  rule: [
    "openstack:loadbalancer/l7RuleV2:L7RuleV2",
    { l7policyId: "${policy}", type: "PATH", compareType: "STARTS_WITH", value: "/" },
  ],
});

const terminated = (props: Props<"openstack:loadbalancer/listener:Listener">): Example => ({
  web: [
    "openstack:loadbalancer/listener:Listener",
    {
      loadbalancerId: "a-balancer",
      protocol: "TERMINATED_HTTPS",
      protocolPort: 443,
      connectionLimit: 100,
      defaultTlsContainerRef: REF,
      tlsVersions: ["TLSv1.2", "TLSv1.3"],
      tlsCiphers: "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
      hstsMaxAge: 604800,
      ...props,
    },
  ],
});

const listed = (url: string): Example => ({
  api: [
    "openstack:identity/endpointV3:EndpointV3",
    { endpointRegion: "one", serviceId: "a-service", interface: "public", url },
  ],
});

const header = (value: string): Example => ({
  web: listener({
    port: 443,
    protocol: "HTTPS",
    certificateArn: ARN,
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    routingHttpResponseStrictTransportSecurityHeaderValue: value,
  }),
});

/** A distribution with a certificate, and with a policy for headers. */
const site = (viewerCertificate: object, responseHeadersPolicyId: string): Example => ({
  site: [
    "aws:cloudfront/distribution:Distribution",
    {
      enabled: true,
      viewerCertificate,
      loggingConfig: { bucket: "logs.s3.amazonaws.com" },
      defaultCacheBehavior: {
        targetOriginId: "an-origin",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        viewerProtocolPolicy: "https-only",
        responseHeadersPolicyId,
      },
    },
  ],
});

const OWN = { acmCertificateArn: ARN, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" };
const SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03";

const member = (props: Props<"openstack:loadbalancer/pool:Pool">): Example => ({
  pool: [
    "openstack:loadbalancer/pool:Pool",
    {
      loadbalancerId: "a-balancer",
      lbMethod: "ROUND_ROBIN",
      tlsVersions: ["TLSv1.3"],
      tlsCiphers: "TLS_AES_128_GCM_SHA256",
      caTlsContainerRef: REF,
      ...props,
    },
  ],
});

export default [
  {
    name: "Plain HTTP is sent to port 443 by the protocol that it came with",
    control: "endpoint-tls-terminated",
    disguised: redirecting({ protocol: "#{protocol}" }),
    twin: redirecting({ protocol: "HTTPS" }),
  },
  {
    name: "Plain HTTP is sent to TLS, but for one path that a rule beside it serves",
    control: "endpoint-tls-terminated",
    within: "acme:index:Web",
    disguised: ruled("forward"),
    twin: ruled("fixed-response"),
  },
  {
    name: "A listener speaks TCP on a port that looks like that of TLS",
    control: "endpoint-tls-terminated",
    disguised: { web: listener({ port: 8443, protocol: "TCP" }) },
    twin: { web: listener({ port: 443, protocol: "TCP" }) },
  },
  {
    name: "Plain HTTP is sent to TLS by a policy that is switched off",
    control: "endpoint-tls-terminated",
    disguised: octavia({ adminStateUp: false }),
    twin: octavia({ adminStateUp: true }),
  },
  {
    name: "Plain HTTP is sent to an address that begins with https and is not",
    control: "endpoint-tls-terminated",
    within: "acme:index:Web",
    disguised: octavia({ redirectUrl: "http://https.example.org" }),
    twin: octavia({ redirectUrl: "HTTPS://www.example.org" }),
  },
  {
    name: "A policy for TLS 1.3 takes TLS 1.0 too",
    control: "endpoint-tls-versions-current",
    disguised: secured("ELBSecurityPolicy-TLS13-1-0-2021-06"),
    twin: secured("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"),
  },
  {
    name: "A policy for forward secrecy takes old versions too",
    control: "endpoint-tls-versions-current",
    disguised: secured("ELBSecurityPolicy-FS-2018-06"),
    twin: secured("ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04"),
  },
  {
    name: "A version of TLS is written without its second number",
    control: "endpoint-tls-versions-current",
    disguised: terminated({ tlsVersions: ["TLSv1.3", "TLSv1"] }),
    twin: terminated({ tlsVersions: ["TLSv1.3", "TLSv1.2"] }),
  },
  {
    name: "A weak cipher stands last among strong ones, in a group with a strong name",
    control: "endpoint-ciphers-strong",
    disguised: terminated({ tlsCiphers: "ECDHE-RSA-AES128-GCM-SHA256:HIGH" }),
    twin: terminated({ tlsCiphers: "ECDHE-RSA-AES128-GCM-SHA256:!HIGH" }),
  },
  {
    name: "A listener's second certificate lies on a web server",
    control: "endpoint-certificate-kept",
    disguised: terminated({ sniContainerRefs: ["https://www.example.org/certificates/web.pem"] }),
    twin: terminated({ sniContainerRefs: [REF] }),
  },
  {
    name: "A certificate is one that IAM keeps",
    control: "endpoint-certificate-kept",
    disguised: {
      web: listener({ port: 443, protocol: "HTTPS", certificateArn: ARN.replace("acm:eu-west-1", "iam:") }),
    },
    twin: { web: listener({ port: 443, protocol: "HTTPS", certificateArn: ARN.replace("arn:aws:", "arn:aws-cn:") }) },
  },
  {
    name: "Browsers are told to stay with TLS for no time at all",
    control: "endpoint-hsts-set",
    disguised: header("includeSubDomains; max-age=0"),
    twin: header('includeSubDomains; max-age="604800"'),
  },
  {
    name: "A distribution asks for TLS 1.2, which CloudFront does not hear with its own certificate",
    control: "endpoint-edges-encrypted",
    disguised: site({ cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1.2_2021" }, SECURITY_HEADERS),
    twin: site(OWN, SECURITY_HEADERS),
  },
  {
    name: "A distribution has one of AWS's policies for headers, which is about other origins",
    control: "endpoint-edges-encrypted",
    within: "acme:index:Site",
    disguised: site(OWN, "60669652-455b-4ae9-85a4-c4c02393f86c"),
    twin: site(OWN, SECURITY_HEADERS),
  },
  {
    name: "A service is listed by an address whose name is https",
    control: "endpoint-urls-encrypted",
    disguised: listed("http://https.example.org/v3"),
    twin: listed("HTTPS://api.example.org/v3"),
  },
  {
    name: "A service is listed with a token behind the mark for a place on the page",
    control: "endpoint-urls-encrypted",
    within: "acme:index:Catalog",
    disguised: listed("https://api.example.org/v3#X-Auth-Token=c0ffee"),
    twin: listed("https://api.example.org/v3#tokens"),
  },
  {
    name: "A pool of plain HTTP has TLS set up, and switched off",
    control: "endpoint-members-encrypted",
    disguised: member({ protocol: "HTTP", tlsEnabled: false }),
    twin: member({ protocol: "HTTP", tlsEnabled: true }),
  },
] satisfies readonly Disguise[];
