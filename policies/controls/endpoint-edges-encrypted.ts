import { control, type Written } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first, known, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props } from "../resources.ts";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const DOMAIN = "aws:apigateway/domainName:DomainName";
const DOMAIN_V2 = "aws:apigatewayv2/domainName:DomainName";
const HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";

interface Serving {
  readonly fault: () => string | undefined;
}

/** CloudFront's policies from 2021 on, which take TLS 1.2 with strong ciphers or newer only. */
const CURRENT_VIEWERS = /^TLSv1\.[23]_20(2[1-9]|[3-9]\d)$/;

/** The policies of API gateways that take nothing older than TLS 1.2. */
const CURRENT_CLIENTS = /^(TLS_1_[23]|SecurityPolicy_TLS1[23]_\w+)$/;

const oldClients = (policy: string | undefined): string | undefined =>
  CURRENT_CLIENTS.test(String(policy ?? "")) ? undefined : "The name takes versions of TLS before 1.2.";

const isPlain = (policy: string | undefined): boolean => policy !== "https-only" && policy !== "redirect-to-https";

type Site = Props<typeof DISTRIBUTION>;

/** CloudFront's own policies for headers that say nothing of HSTS: those that are about other origins only. */
const WITHOUT_HSTS = ["60669652-455b-4ae9-85a4-c4c02393f86c", "5cc3b908-e619-4b99-88e5-2cf7f45965bd"];

// With its own certificate CloudFront takes TLS 1.0, whatever else is said.
const toViewers = (site: Site): string | undefined =>
  site.viewerCertificate?.cloudfrontDefaultCertificate !== true &&
  CURRENT_VIEWERS.test(String(site.viewerCertificate?.minimumProtocolVersion ?? ""))
    ? undefined
    : "The distribution takes old versions of TLS or weak ciphers.";

const behaviours = (site: Site) => [() => site.defaultCacheBehavior, ...itemsOf(site.orderedCacheBehaviors)];

const inPlain = (site: Site): string | undefined =>
  some(...behaviours(site).map((behaviour) => () => isPlain(behaviour()?.viewerProtocolPolicy)))
    ? "The distribution serves clients over plain HTTP."
    : undefined;

const toOrigins = (site: Site): string | undefined =>
  some(
    ...itemsOf(site.origins).map((origin) => () => {
      const policy = origin().customOriginConfig?.originProtocolPolicy;
      return policy !== undefined && policy !== "https-only";
    }),
  )
    ? "The distribution speaks with an origin in plain text."
    : undefined;

const site = (more: Site = {}): Written => [
  DISTRIBUTION,
  {
    viewerCertificate: { acmCertificateArn: "a-certificate", minimumProtocolVersion: "TLSv1.2_2021" },
    defaultCacheBehavior: behaviour(),
    ...more,
  },
];

const behaviour = (more: object = {}): NonNullable<Site["defaultCacheBehavior"]> => ({
  targetOriginId: "an-origin",
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
  viewerProtocolPolicy: "redirect-to-https",
  responseHeadersPolicyId: "a-policy",
  ...more,
});

const { responseHeadersPolicyId: _, ...withoutHeaders } = behaviour();

const origin = (originProtocolPolicy: string): NonNullable<Site["origins"]>[number] => ({
  originId: "an-origin",
  domainName: "origin.example.org",
  customOriginConfig: { httpPort: 80, httpsPort: 443, originSslProtocols: ["TLSv1.2"], originProtocolPolicy },
});

const headers = (securityHeadersConfig: Props<typeof HEADERS>["securityHeadersConfig"]): Written => [
  HEADERS,
  { securityHeadersConfig },
];

const BEHAVIOURS = ["defaultCacheBehavior", "orderedCacheBehaviors"] as const;

/** Whether a behaviour's policy for headers is one of AWS's own without HSTS. One that is planned is not. */
const isWithoutHsts = (
  site: Planned<typeof DISTRIBUTION>,
  behaviour: () => { readonly responseHeadersPolicyId?: string } | undefined,
): boolean => {
  const named = () => WITHOUT_HSTS.includes(behaviour()?.responseHeadersPolicyId ?? "");
  return BEHAVIOURS.some((input) => site.tied(input, HEADERS).length > 0) ? (known(named) ?? false) : named();
};

export default control({
  id: "endpoint-edges-encrypted",
  title: "Speak current TLS at the edge too, and tell browsers to stay with it",
  why: "What AWS answers in a server's place is as good as the server: whoever reads or changes it there has won.",
  fix: "Set `minimumProtocolVersion` to TLSv1.2_2021 or `securityPolicy` to TLS_1_2, redirect to https, speak https-only with origins, and add HSTS by a ResponseHeadersPolicy.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["tls-inbound", "tls-between-services", "hsts-set"],
    "nist-800-53": ["SC-8", "SC-8(1)", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: {
    [DISTRIBUTION]: (site): Serving[] => [
      { fault: () => toViewers(site) },
      { fault: () => inPlain(site) },
      { fault: () => toOrigins(site) },
    ],
    [DOMAIN]: (domain): Serving[] => [{ fault: () => oldClients(domain.securityPolicy) }],
    [DOMAIN_V2]: (domain): Serving[] => [{ fault: () => oldClients(domain.domainNameConfiguration?.securityPolicy) }],
  },
  joins: {
    [DISTRIBUTION]: (site): Serving[] => [
      {
        fault: () =>
          first(
            ...behaviours(site.props).map(
              (behaviour) => () =>
                "responseHeadersPolicyId" in (behaviour() ?? {}) && !isWithoutHsts(site, behaviour)
                  ? undefined
                  : "The distribution sends no HSTS header.",
            ),
            ...BEHAVIOURS.map(
              (input) => () =>
                first(
                  ...site.tied(input, HEADERS).map(
                    ({ props }) =>
                      () =>
                        (props.securityHeadersConfig?.strictTransportSecurity?.accessControlMaxAgeSec ?? 0) >= 86400
                          ? undefined
                          : "The distribution's policy for headers sends no HSTS for a day or longer.",
                  ),
                ),
            ),
          ),
      },
    ],
  },
  judge: ({ fault }: Serving) => fault(),
  pass: [
    { site: site({ origins: [origin("https-only")] }) },
    {
      headers: headers({ strictTransportSecurity: { accessControlMaxAgeSec: 604800, override: true } }),
      site: site({ defaultCacheBehavior: behaviour({ responseHeadersPolicyId: "${headers}" }) }),
    },
    {
      newer: site({
        viewerCertificate: { acmCertificateArn: "a-certificate", minimumProtocolVersion: "TLSv1.3_2025" },
      }),
    },
    { api: [DOMAIN, { domainName: "api.example.org", securityPolicy: "TLS_1_2" }] },
    { newer: [DOMAIN, { domainName: "api.example.org", securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09" }] },
    {
      api: [
        DOMAIN_V2,
        {
          domainNameConfiguration: {
            certificateArn: "a-certificate",
            endpointType: "REGIONAL",
            securityPolicy: "TLS_1_2",
          },
        },
      ],
    },
  ],
  fail: [
    { site: site({ viewerCertificate: { cloudfrontDefaultCertificate: true } }) },
    {
      site: site({ viewerCertificate: { cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1.2_2021" } }),
    },
    { site: site({ defaultCacheBehavior: behaviour({ responseHeadersPolicyId: WITHOUT_HSTS[0] as string }) }) },
    { site: site({ viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2019" } }) },
    { site: site({ viewerCertificate: { minimumProtocolVersion: "TLSv1.1_2016" } }) },
    { site: site({ defaultCacheBehavior: behaviour({ viewerProtocolPolicy: "allow-all" }) }) },
    {
      site: site({
        orderedCacheBehaviors: [{ pathPattern: "/api", ...behaviour({ viewerProtocolPolicy: "allow-all" }) }],
      }),
    },
    { site: site({ origins: [origin("match-viewer")] }) },
    { site: site({ origins: [origin("https-only"), origin("http-only")] }) },
    { site: site({ defaultCacheBehavior: withoutHeaders }) },
    {
      headers: headers({ contentTypeOptions: { override: true } }),
      site: site({ defaultCacheBehavior: behaviour({ responseHeadersPolicyId: "${headers}" }) }),
    },
    { api: [DOMAIN, { domainName: "api.example.org" }] },
    { api: [DOMAIN, { domainName: "api.example.org", securityPolicy: "TLS_1_0" }] },
    {
      api: [
        DOMAIN_V2,
        {
          domainNameConfiguration: {
            certificateArn: "a-certificate",
            endpointType: "REGIONAL",
            securityPolicy: "TLS_1_0",
          },
        },
      ],
    },
  ],
});
