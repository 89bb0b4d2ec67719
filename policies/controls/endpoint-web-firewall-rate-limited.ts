import { control, type Written } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";

const ACL = "aws:wafv2/webAcl:WebAcl";

interface Filtering {
  readonly limits: () => boolean;
}

const visible = { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: "an-example" };

const rated = { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } };

const acl = (statement: object, more: object = {}): Written => [
  ACL,
  {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: visible,
    rules: [{ name: "an-example", priority: 1, action: { block: {} }, statement, visibilityConfig: visible }],
    ...more,
  },
];

const json = (statement: object): string =>
  JSON.stringify([{ Name: "an-example", Priority: 1, Action: { Block: {} }, Statement: statement }]);

/** Whether a rule only counts what it finds. */
const onlyCounts = (action: { readonly count?: unknown } | undefined): boolean => action?.count !== undefined;

export default control({
  id: "endpoint-web-firewall-rate-limited",
  title: "Limit in every web application firewall how often one sender may ask",
  why: "Without a limit one sender tries passwords by the million, or keeps everybody else waiting.",
  fix: "Add a rule with a `rateBasedStatement` that blocks.",
  severity: "medium",
  sources: { talk: ["rate-limited", "waf-used"], "nist-800-53": ["SC-5", "SC-7"], "nist-csf": ["protect"] },
  reads: {
    [ACL]: (acl): Filtering[] => [
      {
        limits: () =>
          some(
            ...itemsOf(acl.rules).map((rule) => () => {
              const { statement, action } = rule();
              return statement?.rateBasedStatement !== undefined && !onlyCounts(action);
            }),
            () => /"RateBasedStatement"\s*:/.test(String(acl.ruleJson ?? "")),
          ),
      },
    ],
  },
  judge: ({ limits }: Filtering) =>
    limits() ? undefined : "The web application firewall lets one sender ask as often as they like.",
  pass: [
    { acl: acl(rated) },
    {
      acl: acl(
        { geoMatchStatement: { countryCodes: ["AQ"] } },
        { ruleJson: json({ RateBasedStatement: { Limit: 2000 } }) },
      ),
    },
  ],
  fail: [
    { acl: acl({ geoMatchStatement: { countryCodes: ["AQ"] } }) },
    { acl: acl(rated, { rules: [] }) },
    {
      acl: acl(
        {},
        {
          rules: [
            { name: "an-example", priority: 1, action: { count: {} }, statement: rated, visibilityConfig: visible },
          ],
        },
      ),
    },
    { acl: acl({}, { rules: [], ruleJson: json({ GeoMatchStatement: { CountryCodes: ["AQ"] } }) }) },
  ],
});
