import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Endpoint, type EndpointArgs, endpointOf, type Hsts } from "../endpoint.ts";
import { parseRange } from "../range.ts";
import { refuse } from "../refusal.ts";
import { zones } from "../zone.ts";
import { arnOf, checkArn, ownershipOf, type Place, placeOf, type Tags } from "./cloud.ts";
import { retentionOf } from "./retention.ts";
import { webAcl } from "./waf.ts";

/** What an `AwsEndpoint` takes. AWS limits no connections and weighs no servers; it limits requests. */
export interface AwsEndpointArgs extends EndpointArgs {
  /** The id of the VPC that the servers are in, such as an `AwsNetwork`'s `vpcId`. */
  vpcId: pulumi.Input<string>;
  /** The ids of the subnets that the endpoint's addresses are in, one for each of two availability zones at least, such as an `AwsNetwork`'s `subnetIds.api`. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The ids of the security groups that the endpoint carries, such as an `AwsFirewall`'s `securityGroupIds.api`. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The ARN of the certificate, in ACM and in the load balancer's own region. */
  certificateArn: pulumi.Input<string>;
  /** The ARN of the trust store with the authorities that signed the clients' certificates. Clients must then show one. Needed in `management`. */
  trustStoreArn?: pulumi.Input<string>;
  /** The name of the bucket that is told of every request, such as an `AwsBucket`'s that `logdelivery.elasticloadbalancing.amazonaws.com` writes into. */
  accessLogBucket: pulumi.Input<string>;
  /** The ARN of the key that the web firewall's logs are encrypted with, such as an `AwsKey`'s that `logs.<region>.amazonaws.com` uses. */
  keyArn: pulumi.Input<string>;
  /** For how many days CloudWatch keeps the web firewall's logs: 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. Defaults to 365. */
  retentionDays?: number;
  /** How many requests one address may make in five minutes, from 10 to 2,000,000,000. Defaults to 2000. */
  requestLimit?: number;
  /** The names of rules in AWS's common rule set that only count what they find, such as `SizeRestrictions_BODY` where large bodies are sent. Defaults to none. */
  countedRules?: string[];
  /** Whether it is called over IPv6 too, in subnets that have IPv6 ranges. Defaults to false. */
  ipv6?: boolean;
  /** Whether AWS refuses to delete the load balancer, as it must not when it is destroyed. Defaults to true. */
  deletionProtection?: boolean;
  /** Whether AWS Shield Advanced protects it, for which the account has to be subscribed. Defaults to false: AWS Shield Standard does. */
  shield?: boolean;
}

/**
 * An endpoint that speaks TLS to its clients and to its servers, on an Application Load Balancer: TLS 1.2 and 1.3 with forward secrecy, HSTS, a web firewall with a limit of
 * requests, every request logged. AWS verifies no server's certificate: what vouches for the servers is the network they are in.
 */
export class AwsEndpoint extends pulumi.ComponentResource {
  /** The ARN of the load balancer. */
  public readonly loadBalancerArn: pulumi.Output<string>;
  /** The name that AWS gives the load balancer; the endpoint's own is an alias of it. */
  public readonly dnsName: pulumi.Output<string>;
  /** The id of the hosted zone that this name is in, as an alias asks for it. */
  public readonly hostedZoneId: pulumi.Output<string>;
  /** The ARN of the web firewall's access control list. */
  public readonly webAclArn: pulumi.Output<string>;
  /** Where clients find it: `https://` and its name, or else the load balancer's. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: AwsEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsEndpoint", name, args, opts);
    const what = `AwsEndpoint ${JSON.stringify(name)}`;
    const endpoint = checkedEndpoint(what, args);
    const place = pulumi.output(readyPlace(what, args, { parent: this }));
    const ownership = { zone: endpoint.zone, ...ownershipOf(what, args) };
    const tags = (own: string) => place.apply((): Tags => ({ Name: own, ...ownership }));
    const making = { name, tags, parent: this };

    const balancer = new aws.lb.LoadBalancer(
      name,
      { ...balancerArgs(args, endpoint), tags: tags(name) },
      { parent: this },
    );
    const { arn, guarded } = webAcl(making, args, endpoint, balancer.arn);
    if (args.shield)
      new aws.shield.Protection(name, { name, resourceArn: balancer.arn, tags: tags(name) }, { parent: this });

    const servers = new aws.lb.TargetGroup(
      `${name}-members`,
      { ...targetArgs(args, endpoint), tags: tags(`${name}-members`) },
      { parent: this },
    );
    for (const { name: key, address, port } of endpoint.members)
      new aws.lb.TargetGroupAttachment(
        `${name}-${key}`,
        { targetGroupArn: servers.arn, targetId: address, port },
        { parent: this },
      );
    // Nobody is listened to before the web firewall stands in front.
    const behind = { parent: this, dependsOn: guarded };
    new aws.lb.Listener(
      `${name}-tls`,
      {
        ...tlsArgs(args, endpoint),
        loadBalancerArn: balancer.arn,
        certificateArn: certificateIn(what, args.certificateArn, place),
        defaultActions: [{ type: "forward", targetGroupArn: servers.arn }],
        tags: tags(`${name}-tls`),
      },
      behind,
    );
    if (args.hostName !== undefined)
      new aws.lb.Listener(
        `${name}-redirect`,
        {
          ...redirectArgs(args.hostName, endpoint.port),
          loadBalancerArn: balancer.arn,
          tags: tags(`${name}-redirect`),
        },
        behind,
      );

    this.loadBalancerArn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.hostedZoneId = balancer.zoneId;
    this.webAclArn = arn;
    this.url = balancer.dnsName.apply(
      (dnsName) => `https://${args.hostName ?? dnsName}${endpoint.port === 443 ? "" : `:${endpoint.port}`}/`,
    );
    this.registerOutputs({
      loadBalancerArn: this.loadBalancerArn,
      dnsName: this.dnsName,
      hostedZoneId: this.hostedZoneId,
      webAclArn: this.webAclArn,
      url: this.url,
    });
  }
}

/** TLS 1.3, and 1.2 with forward secrecy and authenticated encryption alone. */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/** The endpoint, once what only AWS asks for has been looked at too. */
const checkedEndpoint = (what: string, args: AwsEndpointArgs): Endpoint => {
  const endpoint = endpointOf(what, args);
  const { subnetIds, securityGroupIds, requestLimit = 2000 } = args;
  if (args.connectionLimit !== undefined)
    refuse(`${what}: connectionLimit`, args.connectionLimit, "left out on AWS, where requestLimit is what holds");
  if (args.unverifiedMembers === false)
    refuse(
      `${what}: unverifiedMembers`,
      false,
      "left out on AWS, whose load balancers check no certificate of a server's",
    );
  for (const [name, { weight = 1 }] of Object.entries(args.members))
    if (weight !== 1) refuse(`${what}: members.${name}.weight`, weight, "left out on AWS, which weighs no servers");
  if (new Set(endpoint.members.map(({ address }) => versionOf(address))).size > 1)
    refuse(
      `${what}: members`,
      endpoint.members.map(({ address }) => address),
      "all IPv4 or all IPv6",
    );
  for (const [input, ids, least] of [
    ["subnetIds", subnetIds, 2],
    ["securityGroupIds", securityGroupIds, 1],
  ] as const)
    if (Array.isArray(ids) && ids.length < least)
      refuse(`${what}: ${input}`, ids, `${least === 2 ? "two subnets" : "one security group"} at least`);
  if (!Number.isInteger(requestLimit) || requestLimit < 10 || requestLimit > 2_000_000_000)
    refuse(`${what}: requestLimit`, requestLimit, "a whole number from 10 to 2000000000");
  if (endpoint.zone === "management" && args.trustStoreArn === undefined)
    refuse(`${what}: trustStoreArn`, null, "given in the zone management, where clients show a certificate");
  for (const rule of args.countedRules ?? [])
    if (!/^[A-Za-z0-9_]{1,128}$/.test(rule))
      refuse(`${what}: a counted rule`, rule, "the name of a rule such as SizeRestrictions_BODY");
  retentionOf(`${what}: retentionDays`, args.retentionDays);
  checkArn(`${what}: certificateArn`, args.certificateArn, "acm", "certificate/…");
  checkArn(`${what}: trustStoreArn`, args.trustStoreArn, "elasticloadbalancing", "truststore/…");
  checkArn(`${what}: keyArn`, args.keyArn, "kms", "key/…");
  return endpoint;
};

const versionOf = (address: pulumi.Input<string>): 4 | 6 =>
  typeof address === "string" && parseRange(address)?.version === 6 ? 6 : 4;

/** Where the provider leads, once it is where the certificate is. */
const readyPlace = async (
  what: string,
  { certificateArn }: AwsEndpointArgs,
  opts: pulumi.InvokeOptions,
): Promise<Place> => {
  const place = await placeOf(opts);
  if (typeof certificateArn === "string") checkRegion(what, certificateArn, place);
  return place;
};

const checkRegion = (what: string, certificateArn: string, { region }: Place): void => {
  if (arnOf(certificateArn)?.region !== region)
    refuse(`${what}: certificateArn`, certificateArn, `a certificate in ${region}, where the load balancer is`);
};

/** A certificate that the same program makes is looked at when its ARN is known. */
const certificateIn = (what: string, certificateArn: pulumi.Input<string>, place: pulumi.Output<Place>) =>
  pulumi.all([certificateArn, place]).apply(([arn, here]) => {
    checkRegion(what, arn, here);
    return arn;
  });

const balancerArgs = (args: AwsEndpointArgs, { zone, idleTimeout }: Endpoint): aws.lb.LoadBalancerArgs => {
  const logs = { bucket: args.accessLogBucket, enabled: true };
  return {
    loadBalancerType: "application",
    internal: !zones[zone].facesOutside,
    subnets: args.subnetIds,
    securityGroups: args.securityGroupIds,
    ipAddressType: args.ipv6 ? "dualstack" : "ipv4",
    idleTimeout,
    dropInvalidHeaderFields: true,
    desyncMitigationMode: "strictest",
    enableDeletionProtection: args.deletionProtection ?? true,
    accessLogs: logs,
    // Who showed which certificate stands in the log of connections only.
    ...(args.trustStoreArn === undefined ? {} : { connectionLogs: logs }),
  };
};

const targetArgs = (args: AwsEndpointArgs, endpoint: Endpoint): aws.lb.TargetGroupArgs => ({
  vpcId: args.vpcId,
  targetType: "ip",
  protocol: "HTTPS",
  port: 443,
  ipAddressType: endpoint.members.some(({ address }) => versionOf(address) === 6) ? "ipv6" : "ipv4",
  loadBalancingAlgorithmType: "least_outstanding_requests",
  healthCheck: {
    protocol: "HTTPS",
    path: endpoint.healthPath,
    matcher: endpoint.healthCodes,
    interval: 10,
    timeout: 5,
    healthyThreshold: 3,
    unhealthyThreshold: 3,
  },
});

const hstsValue = ({ maxAge, includeSubdomains, preload }: Hsts): string =>
  [`max-age=${maxAge}`, ...(includeSubdomains ? ["includeSubDomains"] : []), ...(preload ? ["preload"] : [])].join(
    "; ",
  );

const tlsArgs = ({ trustStoreArn }: AwsEndpointArgs, { port, hsts }: Endpoint) => ({
  port,
  protocol: "HTTPS",
  sslPolicy: TLS_POLICY,
  routingHttpResponseStrictTransportSecurityHeaderValue: hstsValue(hsts),
  routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
  routingHttpResponseServerEnabled: false,
  ...(trustStoreArn === undefined ? {} : { mutualAuthentication: { mode: "verify", trustStoreArn } }),
});

/** Port 80, which answers every request with the way to the same place over TLS, under the endpoint's own name. */
const redirectArgs = (host: string, port: number) => ({
  port: 80,
  protocol: "HTTP",
  defaultActions: [
    { type: "redirect", redirect: { protocol: "HTTPS", host, port: String(port), statusCode: "HTTP_301" } },
  ],
});
