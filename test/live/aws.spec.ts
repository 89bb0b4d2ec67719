import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { addressesOf } from "../../components/aws/address.ts";
import { shapeOf } from "../../components/aws/design.ts";
import { describable, ec2GroupsOf, ec2Ports } from "../../components/aws/group.ts";
import type { PolicyDocument } from "../../components/aws/policy.ts";
import { zoneNames, zones } from "../../components/zone.ts";
import { aws } from "../../sandbox/aws/aws.ts";
import { Instance } from "../../sandbox/instance.ts";
import { Stack } from "../../sandbox/stack.ts";
import { ACCOUNT, allows, everything } from "../support/iam.ts";
import { AwsApi, type Said } from "./aws.ts";
import { startedWith } from "./process.ts";
import { errorsIn, type Outcome, pack, pulumi } from "./pulumi.ts";

const checkedIn = new URL("../../stacks/Pulumi.aws-sandbox.yaml", import.meta.url);
const { config } = parse(readFileSync(checkedIn, "utf8"));
const declared = { cidr: config["hardening:cidr"], flows: config["hardening:flows"] };
const IAM = { Version: "2010-05-08" };
const ARCHIVE = `audit-archive-${ACCOUNT}-eu-central-1`;
const ACCESS_LOGS = `audit-access-${ACCOUNT}-eu-central-1`;

/** AWS makes it once for an account, for whichever stack asks first. */
const CONFIG_ROLE = "AWSServiceRoleForconfig";

type Tagged<T> = T & { tagSet: { key: string; value: string }[] };

interface Rule {
  [part: string]: Said;
  securityGroupRuleId: string;
  groupId: string;
  isEgress: string;
  ipProtocol: string;
  description: string;
}

interface Entry {
  [part: string]: Said;
  ruleNumber: string;
  protocol: string;
  ruleAction: string;
  egress: string;
}

const tagOf = ({ tagSet }: Tagged<object>, name: string): string | undefined =>
  tagSet.find(({ key }) => key === name)?.value;

describe("the baseline on the emulator of AWS", function () {
  this.timeout(900_000);
  const instance = new Instance("aws-stack-live", aws);
  let env: NodeJS.ProcessEnv;
  let api: AwsApi;
  let project: string;
  let untouched: string[];

  const onStack = (command: string, ...args: string[]): Promise<Outcome> =>
    pulumi(env, project, command, "--stack", aws.stack, ...args);

  before(async function () {
    const missing = aws.missing();
    if (missing) {
      console.warn(`Nobody deploys the baseline on the emulator of AWS: ${missing}`);
      return this.skip();
    }
    await instance.cloud("reset");
    await instance.cloud("up");
    env = await instance.environment((line) => console.log(line));
    project = instance.project();
    api = new AwsApi(env);
    untouched = await api.everything();
    await new Stack(instance, env).configure();
  });

  after(() => instance.cloud("reset"));

  describe("before anything is made", () => {
    const preview = (changes: { [key: string]: unknown }, own: NodeJS.ProcessEnv = {}) => {
      const whole = parseDocument(readFileSync(join(project, `Pulumi.${aws.stack}.yaml`), "utf8"));
      for (const [key, value] of Object.entries(changes))
        if (value === undefined) whole.deleteIn(["config", `hardening:${key}`]);
        else whole.setIn(["config", `hardening:${key}`], value);
      const file = join(project, "Pulumi.other.yaml");
      writeFileSync(file, whole.toString());
      return pulumi({ ...env, ...own }, project, "preview", "--stack", aws.stack, "--config-file", file);
    };
    const elsewhere = `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/1`;

    for (const [name, changes, sentence] of [
      [
        "a network in one availability zone",
        { network: { availabilityZones: ["a"] } },
        'AwsNetwork "cloud": availabilityZones must be two different letters at least of a, b, c, d, e, f, g or h, got ["a"].',
      ],
      [
        "a region that is not among those allowed",
        { identity: undefined, regions: ["eu-west-1"] },
        `AwsNetwork "cloud": the provider's region must be eu-west-1, got "eu-central-1".`,
      ],
      [
        "a certificate in another region",
        { certificateArns: { shop: elsewhere } },
        `AwsEndpoint "shop": certificateArn must be a certificate in eu-central-1, where the load balancer is, got "${elsewhere}".`,
      ],
    ] as const)
      it(`refuses ${name}, in one sentence`, async () => {
        const { code, text } = await preview(changes);
        assert.notEqual(code, 0);
        assert.deepEqual(errorsIn(text), [sentence], text);
      });

    it("refuses missing credentials, in one sentence however many components need them", async () => {
      const { code, text } = await preview({}, { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
      assert.notEqual(code, 0);
      assert.equal(errorsIn(text).length, 1, text);
      assert.match(
        errorsIn(text)[0] ?? "",
        /^AWS must be reached with credentials that it lets in and a region, got: /,
      );
    });

    it("has made nothing", async () => assert.deepEqual(await api.everything(), untouched));
  });

  describe("with the pack mandatory", () => {
    let ipv6: string;
    /** The addresses and the flows, with the IPv6 range that the network has been given. */
    const given = () => ({ ...declared, ...addressesOf("x", declared, ipv6) });

    it("is deployed by pulumi up", async () => {
      const { code, text } = await onStack("up", "--yes", "--skip-preview", "--suppress-outputs", ...pack);
      assert.equal(code, 0, text);
      assert.match(text, /hardening@v\d/);
      assert.doesNotMatch(text, /\[mandatory\]/);
      const vpcs = await api.ec2<Tagged<{ ipv6CidrBlockAssociationSet: { ipv6CidrBlock: string }[] }>[]>(
        "DescribeVpcs",
        "vpcSet",
      );
      const vpc = vpcs.find((one) => one.tagSet && tagOf(one, "Name") === "cloud");
      ipv6 = vpc?.ipv6CidrBlockAssociationSet[0]?.ipv6CidrBlock as string;
      assert.match(ipv6, /::\/56$/);
    });

    it("is not touched by a second up", async () => {
      const { code, text } = await onStack("up", "--yes", "--skip-preview", "--expect-no-changes", ...pack);
      assert.equal(code, 0, text);
    });

    it("has in EC2 the security groups' rules of the declared flows, and not one more", async () => {
      const names = new Map(
        (await api.ec2<{ groupId: string; groupName: string }[]>("DescribeSecurityGroups", "securityGroupInfo")).map(
          ({ groupId, groupName }) => [groupId, groupName],
        ),
      );
      const groups = ec2GroupsOf("x", given());
      const own = new Set(groups.map(({ name }) => name));
      const found = (await api.ec2<Rule[]>("DescribeSecurityGroupRules", "securityGroupRuleSet"))
        .filter(({ groupId }) => own.has(names.get(groupId) as string))
        .map(({ groupId, isEgress, ipProtocol, fromPort, toPort, cidrIpv4, cidrIpv6, description }) =>
          [names.get(groupId), isEgress, ipProtocol, fromPort, toPort, cidrIpv4 ?? cidrIpv6, description].join(" "),
        );
      const asked = groups.flatMap(({ name, direction, openings }) =>
        openings.map((opening) => {
          const { ipProtocol, fromPort, toPort } = ec2Ports(opening);
          const egress = direction === "egress";
          return [name, egress, ipProtocol, fromPort, toPort, opening.peer, describable(opening.description)].join(" ");
        }),
      );
      assert.deepEqual(found.sort(), asked.sort());
      assert.notEqual(found.length, 0);
    });

    it("has in EC2 the network ACLs of the declared flows, there and back, and not one rule more", async () => {
      const acls = await api.ec2<Tagged<{ entrySet: Entry[] }>[]>("DescribeNetworkAcls", "networkAclSet");
      const { rules } = shapeOf("x", { ...declared, owner: "x", keyArn: "arn:aws:kms:x:1:key/1", ipv6: true }).design(
        ipv6,
      );
      for (const zone of zoneNames) {
        const [acl, ...others] = acls.filter((one) => one.tagSet && tagOf(one, "zone") === zone);
        assert.ok(acl && others.length === 0, zone);
        const found = (acl.entrySet || [])
          .filter(({ ruleAction }) => ruleAction === "allow")
          .map(({ egress, protocol, cidrBlock, ipv6CidrBlock, portRange, icmpTypeCode }) => {
            const { from, to } = (portRange || {}) as { from?: string; to?: string };
            const { type, code } = (icmpTypeCode || {}) as { type?: string; code?: string };
            return [egress, protocol, cidrBlock || ipv6CidrBlock, from ?? 0, to ?? 0, type, code].join(" ");
          });
        const asked = (rules[zone] ?? []).map(({ direction, protocol, peer, ports = [0, 0], message = [] }) =>
          [direction === "egress", protocol, peer, ...ports, message[0], message[1]].join(" "),
        );
        assert.deepEqual(found.sort(), asked.sort(), zone);
        assert.ok(
          (acl.entrySet || []).every(({ ruleAction, ruleNumber }) => ruleAction === "allow" || ruleNumber === "32767"),
        );
      }
    });

    it("has in EC2 no way out of the zones that are isolated", async () => {
      type Table = Tagged<{ routeSet: { gatewayId?: string }[] }>;
      const tables = await api.ec2<Table[]>("DescribeRouteTables", "routeTableSet");
      for (const zone of zoneNames) {
        const own = tables.filter((table) => table.tagSet && tagOf(table, "zone") === zone);
        assert.notEqual(own.length, 0, zone);
        const out = own.flatMap(({ routeSet }) => routeSet.filter(({ gatewayId }) => gatewayId !== "local"));
        assert.equal(out.length === 0, zones[zone].isolated, `${zone} ${JSON.stringify(out)}`);
      }
    });

    it("has a trail that is logging, in all regions, with digests", async () => {
      const { trailList } = await api.json<{ trailList: object[] }>("cloudtrail", "DescribeTrails");
      assert.equal(trailList.length, 1);
      const { IsMultiRegionTrail, LogFileValidationEnabled, S3BucketName } = trailList[0] as {
        [name: string]: unknown;
      };
      assert.deepEqual([IsMultiRegionTrail, LogFileValidationEnabled, S3BucketName], [true, true, ARCHIVE]);
      assert.equal(
        (await api.json<{ IsLogging: boolean }>("cloudtrail", "GetTrailStatus", { Name: "audit" })).IsLogging,
        true,
      );
    });

    it("has an archive that speaks TLS only", async () => {
      const resource = await api.bucketPolicy<PolicyDocument>(ARCHIVE);
      const reads = (tls: string) =>
        allows(
          { identity: [everything], resource },
          {
            action: "s3:GetObject",
            resource: `arn:aws:s3:::${ARCHIVE}/AWSLogs/a`,
            context: { "aws:SecureTransport": tls, "s3:TlsVersion": "1.3" },
          },
        );
      assert.deepEqual([await reads("true"), await reads("false")], [true, false]);
    });

    /** A policy as IAM has it now. */
    const policy = async (name: string): Promise<PolicyDocument> => {
      const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/${name}`;
      const asked = { ...IAM, Action: "GetPolicyVersion", PolicyArn, VersionId: "v1" };
      const [text = ""] = await api.query("iam", asked, "Document");
      return JSON.parse(decodeURIComponent(text));
    };

    it("asks for long passwords", async () => {
      const asks = { ...IAM, Action: "GetAccountPasswordPolicy" };
      assert.deepEqual(await api.query("iam", asks, "MinimumPasswordLength"), ["14"]);
      assert.deepEqual(await api.query("iam", asks, "PasswordReusePrevention"), ["24"]);
    });

    it("denies people everything until they show a second factor", async () => {
      const identity = [everything, await policy("identity-mfa")];
      const asks = (mfa: string) =>
        allows(
          { identity },
          {
            action: "s3:GetObject",
            resource: "arn:aws:s3:::shop/a",
            context: { "aws:MultiFactorAuthPresent": mfa, "aws:ViaAWSService": "false", "aws:username": "ada" },
          },
        );
      assert.deepEqual([await asks("true"), await asks("false")], [true, false]);
    });

    it("lets no administrator end the audit", async () => {
      const stop = {
        action: "cloudtrail:StopLogging",
        resource: `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`,
        context: { "aws:RequestedRegion": "eu-central-1" },
      };
      assert.ok(await allows({ identity: [everything] }, stop));
      assert.ok(!(await allows({ identity: [everything], boundary: await policy("identity-boundary") }, stop)));
    });

    it("has keys that nobody uses who is not named, and that are rotated", async () => {
      const { Aliases } = await api.json<{ Aliases: { AliasName: string; TargetKeyId?: string }[] }>(
        "kms",
        "ListAliases",
      );
      const KeyId = Aliases.find(({ AliasName }) => AliasName.startsWith("alias/cloud"))?.TargetKeyId as string;
      const { Policy } = await api.json<{ Policy: string }>("kms", "GetKeyPolicy", { KeyId, PolicyName: "default" });
      const asks = (role: string, action: string) =>
        allows(
          { identity: [everything], resource: JSON.parse(Policy) },
          {
            principal: `arn:aws:iam::${ACCOUNT}:role/${role}`,
            action,
            resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${KeyId}`,
          },
        );
      assert.deepEqual(
        [
          await asks("Platform", "kms:PutKeyPolicy"),
          await asks("Other", "kms:PutKeyPolicy"),
          await asks("Other", "kms:Decrypt"),
        ],
        [true, false, false],
      );
      type Rotation = { KeyRotationEnabled: boolean };
      assert.equal((await api.json<Rotation>("kms", "GetKeyRotationStatus", { KeyId })).KeyRotationEnabled, true);
    });
  });

  describe("when somebody works behind Pulumi's back", () => {
    const rules = () => api.ec2<Rule[]>("DescribeSecurityGroupRules", "securityGroupRuleSet");
    const flow = ({ description }: Rule): boolean => /^Flow public-api: /.test(description);

    it("has a rule that was deleted and a tag that was changed found by a refresh preview, and put back by up", async () => {
      const before = (await rules()).filter(flow);
      const { groupId, securityGroupRuleId } = before[0] as Rule;
      const there = { GroupId: groupId, "SecurityGroupRuleId.1": securityGroupRuleId };
      await api.ec2("RevokeSecurityGroupIngress", "return", there);
      const [vpcId = ""] = await api.query("ec2", { ...named("cloud"), Action: "DescribeVpcs" }, "vpcId");
      const tag = { "ResourceId.1": vpcId, "Tag.1.Key": "owner", "Tag.1.Value": "nobody" };
      await api.ec2("CreateTags", "return", tag);

      const preview = await onStack("preview", "--refresh", "--diff");
      assert.match(preview.text, /\+ aws:vpc\/securityGroupIngressRule:SecurityGroupIngressRule: \(create\)/);
      assert.match(preview.text, /owner *: "nobody" => "platform"/);
      assert.match(preview.text, /\+ 1 to create\n +~ 1 to update\n/);

      const { code, text } = await onStack("up", "--yes", "--skip-preview", "--refresh", ...pack);
      assert.equal(code, 0, text);
      const told = (all: Rule[]) => all.map(({ securityGroupRuleId: _, ...rule }) => rule);
      assert.deepEqual(told((await rules()).filter(flow)).length, before.length);
      const owners = await api.query("ec2", { ...named("cloud"), Action: "DescribeVpcs" }, "value");
      assert.ok(owners.includes("platform") && !owners.includes("nobody"));
    });
  });

  describe("when it is destroyed", () => {
    const destroy = () => onStack("destroy", "--yes", "--skip-preview", "--continue-on-error");

    it("keeps the access logs until somebody deletes them, and nothing else", async () => {
      const { code, text } = await destroy();
      assert.notEqual(code, 0);
      const [error = "", ...others] = errorsIn(text).filter((one) => one !== "update failed");
      assert.match(error, /BucketNotEmpty/);
      assert.deepEqual(others, []);
      assert.deepEqual(await api.everything(), [...untouched, CONFIG_ROLE, ACCESS_LOGS].sort());
    });

    it("leaves only Config's role, which the whole account has, once they are deleted, and no process behind", async () => {
      await api.empty(ACCESS_LOGS);
      const { code, text } = await destroy();
      assert.equal(code, 0, text);
      assert.deepEqual(await api.everything(), [...untouched, CONFIG_ROLE].sort());
      assert.deepEqual([...startedWith(`PULUMI_BACKEND_URL=${env.PULUMI_BACKEND_URL}`).values()], []);
    });
  });
});

const named = (name: string) => ({ Version: "2016-11-15", "Filter.1.Name": "tag:Name", "Filter.1.Value.1": name });
