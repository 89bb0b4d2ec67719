import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AwsEndpoint, type AwsEndpointArgs } from "../../components/index.ts";
import { build } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";

const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000";
const trustStoreArn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:truststore/clients/0a1b2c3d4e5f6071";
const args: AwsEndpointArgs = {
  owner: "platform",
  hostName: "api.cloud.example.org",
  vpcId: "vpc-0a1b2c",
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupIds: ["sg-0a1b"],
  certificateArn,
  accessLogBucket: "access-logs",
  keyArn: "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
  members: { one: { address: "10.20.96.11" }, two: { address: "10.20.100.11", port: 8443 } },
};
const management: Partial<AwsEndpointArgs> = { zone: "management", trustStoreArn, allowedCidrs: ["10.20.64.0/19"] };
const make = (own: Partial<AwsEndpointArgs> = {}) => build(() => new AwsEndpoint("api", { ...args, ...own }));

type Resources = Awaited<ReturnType<typeof make>>["resources"];
const of = (type: string, { resources }: { readonly resources: Resources }) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));
const one = (type: string, name: string, built: { readonly resources: Resources }) =>
  of(type, built).find((resource) => resource.name === name)?.props ?? {};

describe("an AwsEndpoint", () => {
  it("satisfies every mandatory control", async () => {
    for (const own of [{}, management, { ipv6: true, shield: true, hsts: "year" }])
      assert.deepEqual(
        (await make(own)).said.filter(({ level }) => level === "mandatory"),
        [],
      );
  });

  it("speaks TLS 1.2 and 1.3 to clients and TLS to servers, and tells browsers to stay with it", async () => {
    const built = await make();
    const tls = one("Listener", "api-tls", built);
    assert.deepEqual(
      [tls.protocol, tls.port, tls.sslPolicy, tls.certificateArn],
      ["HTTPS", 443, "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", certificateArn],
    );
    assert.equal(tls.routingHttpResponseStrictTransportSecurityHeaderValue, "max-age=604800");
    assert.equal(tls.routingHttpResponseServerEnabled, false);
    const { protocol, targetType, healthCheck } = one("TargetGroup", "api-members", built);
    assert.deepEqual([protocol, targetType, (healthCheck as { protocol: string }).protocol], ["HTTPS", "ip", "HTTPS"]);
    assert.deepEqual(
      of("TargetGroupAttachment", built).map(({ name, props }) => [name, props.targetId, props.port]),
      [
        ["api-one", "10.20.96.11", 443],
        ["api-two", "10.20.100.11", 8443],
      ],
    );
  });

  for (const [stage, value] of [
    [{ hsts: "day" }, "max-age=86400"],
    [{ hsts: "year" }, "max-age=31536000"],
    [{ hsts: "year", hstsIncludeSubdomains: true }, "max-age=31536000; includeSubDomains"],
    [{ hsts: "year", hstsIncludeSubdomains: true, hstsPreload: true }, "max-age=31536000; includeSubDomains; preload"],
  ] as const)
    it(`says ${value} at its stage`, async () => {
      const { routingHttpResponseStrictTransportSecurityHeaderValue: said } = one(
        "Listener",
        "api-tls",
        await make(stage),
      );
      assert.equal(said, value);
    });

  it("answers on port 80 with the way to TLS only, under its own name, and not at all without one", async () => {
    const { port, protocol, defaultActions } = one("Listener", "api-redirect", await make({ port: 8443 }));
    assert.deepEqual([port, protocol], [80, "HTTP"]);
    assert.deepEqual(defaultActions, [
      {
        type: "redirect",
        redirect: { protocol: "HTTPS", host: "api.cloud.example.org", port: "8443", statusCode: "HTTP_301" },
      },
    ]);
    assert.deepEqual(
      of("Listener", await make({ hostName: undefined })).map(({ name }) => name),
      ["api-tls"],
    );
  });

  it("drops what is no proper request, logs all others, and cannot be deleted by mistake", async () => {
    const balancer = one("LoadBalancer", "api", await make());
    assert.deepEqual(
      [balancer.dropInvalidHeaderFields, balancer.desyncMitigationMode, balancer.enableDeletionProtection],
      [true, "strictest", true],
    );
    assert.deepEqual(balancer.accessLogs, { bucket: "access-logs", enabled: true });
    assert.equal(one("LoadBalancer", "api", await make({ deletionProtection: false })).enableDeletionProtection, false);
  });

  it("faces the internet where its zone does, over IPv6 too on demand", async () => {
    const kind = async (own: Partial<AwsEndpointArgs>) => {
      const { internal, ipAddressType } = one("LoadBalancer", "api", await make(own));
      return [internal, ipAddressType];
    };
    assert.deepEqual(await kind({}), [false, "ipv4"]);
    assert.deepEqual(await kind({ ipv6: true }), [false, "dualstack"]);
    assert.deepEqual(await kind(management), [true, "ipv4"]);
  });

  it("has a web firewall in front, with AWS's own rules and a limit of requests", async () => {
    const built = await make({ requestLimit: 500, countedRules: ["SizeRestrictions_BODY"] });
    const { defaultAction, rules } = one("WebAcl", "api", built);
    assert.deepEqual(defaultAction, { allow: {} });
    const [requests, ...managed] = rules as {
      name: string;
      priority: number;
      overrideAction?: object;
      statement: { rateBasedStatement?: object; managedRuleGroupStatement?: { ruleActionOverrides: object[] } };
    }[];
    assert.deepEqual(requests?.statement.rateBasedStatement, { limit: 500, aggregateKeyType: "IP" });
    assert.deepEqual(
      managed.map(({ name, priority, overrideAction }) => [name, priority, overrideAction]),
      ["AmazonIpReputationList", "KnownBadInputsRuleSet", "CommonRuleSet"].map((name, i) => [
        `AWSManagedRules${name}`,
        i + 1,
        { none: {} },
      ]),
    );
    assert.deepEqual(
      managed.map(({ statement }) => statement.managedRuleGroupStatement?.ruleActionOverrides),
      [[], [], [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }]],
    );
    const { resourceArn, webAclArn } = one("WebAclAssociation", "api", built);
    assert.deepEqual(
      [resourceArn, webAclArn],
      ["id of aws:lb/loadBalancer:LoadBalancer api", "id of aws:wafv2/webAcl:WebAcl api"],
    );
  });

  it("listens to nobody before the web firewall stands in front", async () => {
    const waits = new Map<string, unknown>();
    const transformations: pulumi.ResourceTransformation[] = [
      ({ name, type, opts }) => {
        if (type === "aws:lb/listener:Listener") waits.set(name, opts.dependsOn);
        return undefined;
      },
    ];
    await build(() => new AwsEndpoint("api", args, { transformations }));
    assert.deepEqual([...waits.keys()].sort(), ["api-redirect", "api-tls"]);
    for (const resources of waits.values())
      assert.ok((resources as object[]).some((resource) => resource instanceof aws.wafv2.WebAclAssociation));
  });

  it("logs what the web firewall sees, encrypted, without what lets people in", async () => {
    const built = await make({ retentionDays: 400 });
    const [group] = of("LogGroup", built);
    const { name, kmsKeyId, retentionInDays } = group?.props ?? {};
    assert.deepEqual([name, kmsKeyId, retentionInDays], ["aws-waf-logs-api-test", args.keyArn, 400]);
    const { logDestinationConfigs, redactedFields } = one("WebAclLoggingConfiguration", "api", built);
    assert.deepEqual(logDestinationConfigs, [group?.outputs.id]);
    assert.deepEqual(
      (redactedFields as { singleHeader: { name: string } }[]).map(({ singleHeader: { name } }) => name),
      ["authorization", "cookie", "x-auth-token"],
    );
  });

  it("lets in whom it is told only", async () => {
    const built = await make({ allowedCidrs: ["198.51.100.0/24"] });
    assert.deepEqual(one("IpSet", "api-sources", built).addresses, ["198.51.100.0/24"]);
    const { defaultAction, rules } = one("WebAcl", "api", built);
    assert.deepEqual(defaultAction, { block: {} });
    const { name, action, statement } = (rules as { name: string; action: object; statement: object }[]).at(-1) ?? {};
    assert.deepEqual(
      [name, action, statement],
      ["sources", { allow: {} }, { ipSetReferenceStatement: { arn: "id of aws:wafv2/ipSet:IpSet api-sources" } }],
    );
    assert.deepEqual(of("IpSet", await make({ allowedCidrs: ["0.0.0.0/0"] })), []);
  });

  it("asks clients for a certificate where it is told by which authority, in management always, and logs which", async () => {
    const built = await make(management);
    assert.deepEqual(one("Listener", "api-tls", built).mutualAuthentication, { mode: "verify", trustStoreArn });
    assert.deepEqual(one("LoadBalancer", "api", built).connectionLogs, { bucket: "access-logs", enabled: true });
    assert.equal("mutualAuthentication" in one("Listener", "api-tls", await make()), false);
  });

  it("is protected by Shield Advanced on demand", async () => {
    assert.equal(
      one("Protection", "api", await make({ shield: true })).resourceArn,
      "id of aws:lb/loadBalancer:LoadBalancer api",
    );
    assert.deepEqual(of("Protection", await make()), []);
  });

  it("says whose it is, what for, in which zone, and where it is found", async () => {
    const { made, ...built } = await make({ environment: "staging" });
    for (const type of ["LoadBalancer", "TargetGroup", "Listener", "WebAcl", "LogGroup"])
      for (const { name, props } of of(type, built))
        assert.deepEqual(props.tags, { Name: name, zone: "api", owner: "platform", environment: "staging" });
    const url = await new Promise((resolve) => made.url.apply(resolve));
    assert.equal(url, "https://api.cloud.example.org/");
  });

  for (const [name, own, sentence] of [
    [
      "a certificate that is none",
      { certificateArn: "api.pem" },
      /certificateArn must be an ARN such as arn:aws:acm:eu-central-1:123456789012:certificate\/…, got "api\.pem"\.$/,
    ],
    ["one subnet", { subnetIds: ["subnet-a"] }, /subnetIds must be two subnets at least, got \["subnet-a"\]\.$/],
    [
      "no security group",
      { securityGroupIds: [] },
      /securityGroupIds must be one security group at least, got \[\]\.$/,
    ],
    [
      "preloading too early",
      { hstsPreload: true },
      /hstsPreload must be left out until hsts is year and hstsIncludeSubdomains is set, got true\.$/,
    ],
    [
      "no client certificates in management",
      { ...management, trustStoreArn: undefined },
      /trustStoreArn must be given in the zone management, where clients show a certificate, got null\.$/,
    ],
    [
      "a trust store that is none",
      { trustStoreArn: "clients" },
      /trustStoreArn must be an ARN such as arn:aws:elasticloadbalancing:.*, got "clients"\.$/,
    ],
    [
      "a limit of connections",
      { connectionLimit: 5 },
      /connectionLimit must be left out on AWS, where requestLimit is what holds, got 5\.$/,
    ],
    [
      "weights",
      { members: { ...args.members, three: { address: "10.20.96.12", weight: 2 } } },
      /members\.three\.weight must be left out on AWS, which weighs no servers, got 2\.$/,
    ],
    [
      "both versions of servers",
      { members: { ...args.members, three: { address: "2001:db8::12" } } },
      /members must be all IPv4 or all IPv6, got \["10\.20\.96\.11","10\.20\.100\.11","2001:db8::12"\]\.$/,
    ],
    [
      "servers that are verified",
      { unverifiedMembers: false },
      /unverifiedMembers must be left out on AWS, whose load balancers check no certificate of a server's, got false\.$/,
    ],
    [
      "no limit of requests",
      { requestLimit: 1 },
      /requestLimit must be a whole number from 10 to 2000000000, got 1\.$/,
    ],
    [
      "a counted rule that is none",
      { countedRules: ["Size Restrictions"] },
      /a counted rule must be the name of a rule such as SizeRestrictions_BODY, got "Size Restrictions"\.$/,
    ],
    ["logs that are gone too early", { retentionDays: 7 }, /retentionDays must be 365, .* or 3653, got 7\.$/],
    ["an owner that cannot be a tag", { owner: "a|b" }, /owner must be 1 to 50 letters, .*, got "a\|b"\.$/],
  ] as readonly (readonly [string, Partial<AwsEndpointArgs>, RegExp])[])
    it(`refuses ${name} in one sentence, and makes nothing`, async () => {
      await assert.rejects(async () => make(own), sentence);
    });

  const elsewhere = certificateArn.replace("eu-central-1", "us-east-1");
  const sentence =
    /certificateArn must be a certificate in eu-central-1, where the load balancer is, got "arn:aws:acm:us-east-1:.*"\.$/;

  it("refuses a certificate of another region, and makes nothing", async () => {
    const { resources } = await refusesAtRun(
      () => new AwsEndpoint("api", { ...args, certificateArn: elsewhere }),
      sentence,
    );
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["api"],
    );
  });

  it("refuses one that the same program makes there, as soon as it is known, and listens to nobody", async () => {
    const { resources } = await refusesAtRun(
      () => new AwsEndpoint("api", { ...args, certificateArn: pulumi.output(Promise.resolve(elsewhere)) }),
      sentence,
    );
    assert.equal(
      resources.some(({ name }) => name === "api-tls"),
      false,
    );
  });
});
