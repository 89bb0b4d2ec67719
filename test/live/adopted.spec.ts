import assert from "node:assert/strict";
import { aws } from "../../sandbox/aws/aws.ts";
import { Instance } from "../../sandbox/instance.ts";
import { authorityPem } from "../support/certificate.ts";
import { ACCOUNT } from "../support/iam.ts";
import { AwsApi, type Said } from "./aws.ts";
import { errorsIn, type Outcome, pack, projectOf, pulumi } from "./pulumi.ts";

const ELB = { Version: "2015-12-01" };
const CONTROLS = { PolicyType: "SERVICE_CONTROL_POLICY" };
const BUCKET = "shop-logs";
const CIDR = "10.50.128.0/17";
const OFFICES = ["198.51.100.0/24", "203.0.113.0/24"];

interface Rule {
  [part: string]: Said;
  groupId: string;
  isEgress: string;
  prefixListId: string;
  description: string;
}

describe("a program that works with what others made, on the emulator of AWS", function () {
  this.timeout(600_000);
  const instance = new Instance("adopted", aws);
  let env: NodeJS.ProcessEnv;
  let api: AwsApi;
  let folder: string;
  let config: { [name: string]: string };
  let there: string[];

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, folder, command, "--stack", "adopted", ...args);
  const made = async (action: string, tag: string, asked: { [name: string]: string } = {}): Promise<string> =>
    (await api.query("ec2", { Version: "2016-11-15", Action: action, ...asked }, tag))[0] as string;
  const rules = () => api.ec2<Rule[]>("DescribeSecurityGroupRules", "securityGroupRuleSet");

  /** The names of what holds in all of the organisation. */
  const controls = async () => {
    const asked = { TargetId: config.root, Filter: CONTROLS.PolicyType };
    const { Policies } = await api.json<{ Policies: { Name: string }[] }>(
      "organizations",
      "ListPoliciesForTarget",
      asked,
    );
    return Policies.map(({ Name }) => Name).sort();
  };

  /** What others made, by their own means, before the program comes. */
  const landlord = async () => {
    const vpcId = await made("CreateVpc", "vpcId", { CidrBlock: "10.50.0.0/16" });
    await made("CreateSubnet", "subnetId", { VpcId: vpcId, CidrBlock: "10.50.2.0/24" });
    const gateway = await made("CreateInternetGateway", "internetGatewayId");
    await made("AttachInternetGateway", "return", { InternetGatewayId: gateway, VpcId: vpcId });
    const entries = Object.fromEntries(OFFICES.map((cidr, i) => [`Entry.${i + 1}.Cidr`, cidr]));
    const list = { PrefixListName: "offices", AddressFamily: "IPv4", MaxEntries: "5", ...entries };
    const offices = await made("CreateManagedPrefixList", "prefixListId", list);
    const { KeyMetadata } = await api.json<{ KeyMetadata: { Arn: string } }>("kms", "CreateKey");
    const asked = { DomainName: "console.example.org" };
    const { CertificateArn } = await api.json<{ CertificateArn: string }>("acm", "RequestCertificate", asked);
    await api.json("shield", "CreateSubscription");
    const recorder = { name: "default", roleARN: `arn:aws:iam::${ACCOUNT}:role/config` };
    await api.json("config", "PutConfigurationRecorder", { ConfigurationRecorder: recorder });
    await api.json("organizations", "CreateOrganization", { FeatureSet: "ALL" });
    const { Roots } = await api.json<{ Roots: { Id: string }[] }>("organizations", "ListRoots");
    const root = Roots[0]?.Id as string;
    await api.json("organizations", "EnablePolicyType", { RootId: root, ...CONTROLS });
    await api.makeBucket(BUCKET);
    await api.write(BUCKET, "clients.pem", authorityPem);
    const store = {
      Name: "clients",
      CaCertificatesBundleS3Bucket: BUCKET,
      CaCertificatesBundleS3Key: "clients.pem",
    };
    const trust = { ...ELB, Action: "CreateTrustStore", ...store };
    const [trustStoreArn = ""] = await api.query("elasticloadbalancing", trust, "TrustStoreArn");
    const account = { root, recorder: recorder.name, accessLogBucket: BUCKET };
    const arns = { keyArn: KeyMetadata.Arn, certificateArn: CertificateArn, trustStoreArn };
    return { cidr: CIDR, vpcId, offices, ...arns, ...account };
  };

  before(async function () {
    const missing = aws.missing();
    if (missing) {
      console.warn(`Nobody adopts a VPC on the emulator of AWS: ${missing}`);
      return this.skip();
    }
    await instance.cloud("reset");
    await instance.cloud("up");
    env = await instance.environment((line) => console.log(line));
    api = new AwsApi(env);
    config = await landlord();
    there = await api.everything();
    folder = projectOf(instance, "adopted");
    await pulumi(env, folder, "stack", "init", "adopted");
    const values = Object.entries(config).map(([name, value]) => ["--plaintext", `${name}=${value}`]);
    const { code, text } = await onStack("config", "set-all", ...values.flat());
    assert.equal(code, 0, text);
  });

  after(() => instance.cloud("reset"));

  it("is refused a range that others have a part of, in one sentence", async () => {
    await onStack("config", "set", "cidr", "10.50.0.0/20");
    const { code, text } = await onStack("preview");
    await onStack("config", "set", "cidr", CIDR);
    assert.notEqual(code, 0);
    const [sentence, ...others] = errorsIn(text);
    assert.match(
      sentence ?? text,
      /^AwsNetwork "shop": the range of subnet shop-api-a must be clear of 10\.50\.2\.0\/24, which subnet subnet-\w+ has, got "10\.50\.2\.0\/26"\.$/,
    );
    assert.deepEqual(others, []);
  });

  it("is deployed by pulumi up, with the pack mandatory", async () => {
    const { code, text } = await onStack("up", "--yes", "--skip-preview", ...pack);
    assert.equal(code, 0, text);
    assert.match(text, /hardening@v\d/);
  });

  it("is not touched by a second up that looks at the cloud first", async () => {
    const { code, text } = await onStack("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes", ...pack);
    assert.equal(code, 0, text);
  });

  it("stands beside what was in the VPC, and leaves through the gateway that was there", async () => {
    const subnets = await api.ec2<{ vpcId: string; cidrBlock: string }[]>("DescribeSubnets", "subnetSet");
    assert.deepEqual(
      subnets
        .filter(({ vpcId }) => vpcId === config.vpcId)
        .map(({ cidrBlock }) => cidrBlock)
        .sort(),
      ["10.50.144.0/23", "10.50.146.0/23", "10.50.160.0/23", "10.50.162.0/23", "10.50.2.0/24"],
    );
    const gateways = await api.query("ec2", { Version: "2016-11-15", Action: "DescribeRouteTables" }, "gatewayId");
    assert.ok(gateways.some((id) => id.startsWith("igw-") && there.includes(id)));
  });

  it("has a prefix list in its security groups by its id, and in its network ACLs by what is in it", async () => {
    const listed = (await rules()).filter(({ prefixListId }) => prefixListId === config.offices);
    assert.deepEqual(listed.map(({ isEgress, description }) => [isEgress, description]).sort(), [
      ["false", "Flow offices: The offices call the APIs, over TLS only"],
      ["true", "Flow reports: The APIs send the offices their reports"],
    ]);
    type Acl = { entrySet: { cidrBlock?: string; egress: string; ruleAction: string }[] };
    const entries = (await api.ec2<Acl[]>("DescribeNetworkAcls", "networkAclSet")).flatMap(({ entrySet }) => entrySet);
    for (const cidr of OFFICES)
      assert.deepEqual(
        [...new Set(entries.filter(({ cidrBlock }) => cidrBlock === cidr).map(({ egress }) => egress))].sort(),
        ["false", "true"],
        cidr,
      );
  });

  it("has an endpoint whose clients show a certificate, and come from listed addresses only", async () => {
    const balancers = { ...ELB, Action: "DescribeLoadBalancers" };
    const [LoadBalancerArn = ""] = await api.query("elasticloadbalancing", balancers, "LoadBalancerArn");
    const listeners = { ...ELB, Action: "DescribeListeners", LoadBalancerArn };
    for (const [tag, value] of [
      ["Mode", "verify"],
      ["TrustStoreArn", config.trustStoreArn],
    ] as const)
      assert.deepEqual(await api.query("elasticloadbalancing", listeners, tag), [value]);
    const { IPSets } = await api.json<{ IPSets: { Id: string; Name: string }[] }>("wafv2", "ListIPSets", {
      Scope: "REGIONAL",
    });
    const asked = { ...IPSets[0], Scope: "REGIONAL" };
    const { IPSet } = await api.json<{ IPSet: { Addresses: string[] } }>("wafv2", "GetIPSet", asked);
    assert.deepEqual(IPSet.Addresses, ["10.50.160.0/20"]);
    const { Protection } = await api.json<{ Protection: object }>("shield", "DescribeProtection", {
      ResourceArn: LoadBalancerArn,
    });
    assert.ok(Protection);
  });

  it("has the organisation's policies on all of its accounts", async () => {
    assert.deepEqual(await controls(), ["FullAWSAccess", "people-audit", "people-regions", "people-stay"]);
  });

  it("has a rule that somebody added found by the next preview, in one sentence", async () => {
    const name = { "Filter.1.Name": "group-name", "Filter.1.Value.1": "HTTPS_ACCESS_FROM_MANAGEMENT_TO_MANAGEMENT" };
    const GroupId = await made("DescribeSecurityGroups", "groupId", name);
    const opening = { "IpPermissions.1.IpProtocol": "tcp", "IpPermissions.1.FromPort": "22" };
    const added = await made("AuthorizeSecurityGroupIngress", "securityGroupRuleId", {
      ...{ GroupId, ...opening, "IpPermissions.1.ToPort": "22" },
      "IpPermissions.1.IpRanges.1.CidrIp": "198.51.100.7/32",
    });
    const found = await onStack("preview", ...pack);
    assert.notEqual(found.code, 0);
    assert.deepEqual(
      errorsIn(found.text),
      [
        `AwsFirewall "shop": the security group HTTPS_ACCESS_FROM_MANAGEMENT_TO_MANAGEMENT has a rule that no flow declares: ingress tcp 22-22 from 198.51.100.7/32; declare the flow, or delete the rule with "aws ec2 revoke-security-group-ingress --group-id ${GroupId} --security-group-rule-ids ${added}".`,
      ],
      found.text,
    );
    await made("RevokeSecurityGroupIngress", "return", { GroupId, "SecurityGroupRuleId.1": added });
  });

  it("leaves what was there when it is destroyed", async () => {
    const { code, text } = await onStack("destroy", "--yes", "--skip-preview");
    assert.equal(code, 0, text);
    assert.deepEqual(await api.everything(), there);
    assert.deepEqual(await controls(), ["FullAWSAccess"]);
    assert.ok(there.includes(config.vpcId as string));
  });
});
