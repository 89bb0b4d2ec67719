import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Endpoint } from "../endpoint.ts";
import { parseRange } from "../range.ts";
import type { Tags } from "./cloud.ts";
import type { AwsEndpointArgs } from "./endpoint.ts";
import { retentionOf } from "./retention.ts";

/** What the parts of an endpoint are made with. */
export interface EndpointMaking {
  readonly name: string;
  readonly tags: (name: string) => pulumi.Output<Tags>;
  readonly parent: pulumi.Resource;
}

/** What an access control list is made from. */
export interface WafPlan {
  /** The name that its metrics begin with. */
  readonly name: string;
  /** How many requests one address may make in five minutes. */
  readonly requestLimit: number;
  /** Rules of the common rule set that only count. */
  readonly countedRules: readonly string[];
  /** The ARN of the set of addresses that may connect; anyone where there is none. */
  readonly sourcesArn?: pulumi.Input<string> | undefined;
}

type Rule = aws.types.input.wafv2.WebAclRule;

const COMMON = "AWSManagedRulesCommonRuleSet";

/** AWS's own rules, in the order in which they are asked: who is known for attacks, what is known as one, what looks like one. */
const MANAGED = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", COMMON];

const visible = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

/** The rules of an access control list: how often one address may ask, what no request may look like, and who may connect where not everyone may. */
function wafRules({ name, requestLimit, countedRules, sourcesArn }: WafPlan): Rule[] {
  const rate: Omit<Rule, "priority"> = {
    name: "requests",
    action: { block: {} },
    statement: { rateBasedStatement: { limit: requestLimit, aggregateKeyType: "IP" } },
    visibilityConfig: visible(`${name}-requests`),
  };
  const managed = MANAGED.map(
    (group): Omit<Rule, "priority"> => ({
      name: group,
      overrideAction: { none: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: "AWS",
          name: group,
          ruleActionOverrides:
            group === COMMON ? countedRules.map((rule) => ({ name: rule, actionToUse: { count: {} } })) : [],
        },
      },
      visibilityConfig: visible(`${name}-${group}`),
    }),
  );
  // SDK 6 and 7 write a negation in two ways, so whoever is listed is let through last, and nobody else.
  const listed: Omit<Rule, "priority">[] = sourcesArn
    ? [
        {
          name: "sources",
          action: { allow: {} },
          statement: { ipSetReferenceStatement: { arn: sourcesArn } },
          visibilityConfig: visible(`${name}-sources`),
        },
      ]
    : [];
  return [rate, ...managed, ...listed].map((rule, priority) => ({ ...rule, priority }));
}

/** The ranges that may connect, where not everyone of their version may. */
const sourcesOf = ({ allowedCidrs }: Endpoint): readonly string[] =>
  allowedCidrs.some((cidr) => cidr.endsWith("/0")) ? [] : allowedCidrs;

/** The web firewall of an endpoint, in front of its load balancer, with a log of every request that it looks at. */
export const webAcl = (
  { name, tags, parent }: EndpointMaking,
  args: AwsEndpointArgs,
  endpoint: Endpoint,
  balancerArn: pulumi.Output<string>,
): { readonly arn: pulumi.Output<string>; readonly guarded: pulumi.Resource[] } => {
  const sources = sourcesOf(endpoint);
  const ipSet =
    sources.length > 0
      ? new aws.wafv2.IpSet(
          `${name}-sources`,
          {
            scope: "REGIONAL",
            description: "Who may connect",
            ipAddressVersion: parseRange(sources[0] as string)?.version === 6 ? "IPV6" : "IPV4",
            addresses: [...sources],
            tags: tags(`${name}-sources`),
          },
          { parent },
        )
      : undefined;
  const { requestLimit = 2000, countedRules = [] } = args;
  const label = name.replaceAll(/[^\w-]/g, "-");
  const acl = new aws.wafv2.WebAcl(
    name,
    {
      scope: "REGIONAL",
      description: "Stands in front of the endpoint",
      defaultAction: ipSet ? { block: {} } : { allow: {} },
      rules: wafRules({ name: label, requestLimit, countedRules, sourcesArn: ipSet?.arn }),
      visibilityConfig: visible(label),
      tags: tags(name),
    },
    { parent },
  );
  // AWS takes no log group of another name for these logs.
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-waf`,
    {
      name: `aws-waf-logs-${label}-${pulumi.getStack()}`,
      kmsKeyId: args.keyArn,
      retentionInDays: retentionOf("", args.retentionDays),
      tags: tags(`${name}-waf`),
    },
    { parent },
  );
  const logging = new aws.wafv2.WebAclLoggingConfiguration(
    name,
    {
      resourceArn: acl.arn,
      logDestinationConfigs: [logGroup.arn],
      redactedFields: ["authorization", "cookie", "x-auth-token"].map((header) => ({ singleHeader: { name: header } })),
    },
    { parent },
  );
  const association = new aws.wafv2.WebAclAssociation(
    name,
    { resourceArn: balancerArn, webAclArn: acl.arn },
    { parent },
  );
  return { arn: acl.arn, guarded: [association, logging] };
};
