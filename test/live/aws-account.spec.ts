import assert from "node:assert/strict";
import { aws } from "../../sandbox/aws/aws.ts";
import { Instance } from "../../sandbox/instance.ts";
import { ACCOUNT, allows, everything } from "../support/iam.ts";
import { AwsApi } from "./aws.ts";
import { pack, projectOf, pulumi } from "./pulumi.ts";

const IAM = { Version: "2010-05-08" };

describe("an account, deployed on the emulator of AWS with the pack in force", function () {
  this.timeout(900_000);
  const instance = new Instance("aws-account-live", aws);
  let env: NodeJS.ProcessEnv;
  let project: string;
  let api: AwsApi;
  let untouched: string[];
  let made: { boundary: string; bucket: string; key: string };

  before(async function () {
    const missing = aws.missing();
    if (missing) {
      console.warn(`Nobody deploys anything on the emulator of AWS: ${missing}`);
      return this.skip();
    }
    await instance.cloud("reset");
    await instance.cloud("up");
    env = await instance.environment((line) => console.log(line));
    project = projectOf(instance, "aws-account");
    api = new AwsApi(env);
    untouched = await api.everything();
    for (const args of [
      ["stack", "select", "--create", "test"],
      ["config", "set", "detection", "false"],
    ]) {
      const { code, text } = await pulumi(env, project, ...args);
      assert.equal(code, 0, text);
    }
  });

  after(() => instance.cloud("reset"));

  /** A policy as IAM has it now. */
  const policy = async (arn: string) => {
    const [text] = await api.query(
      "iam",
      { ...IAM, Action: "GetPolicyVersion", PolicyArn: arn, VersionId: "v1" },
      "Document",
    );
    return JSON.parse(decodeURIComponent(text ?? ""));
  };

  it("is made", async () => {
    const { code, text } = await pulumi(env, project, "up", "--yes", ...pack);
    assert.equal(code, 0, text);
    ({ made } = JSON.parse((await pulumi(env, project, "stack", "output", "--json")).text));
    assert.ok((await api.buckets()).includes(made.bucket));
  });

  it("asks for long passwords", async () => {
    const asks = { ...IAM, Action: "GetAccountPasswordPolicy" };
    assert.deepEqual(await api.query("iam", asks, "MinimumPasswordLength"), ["14"]);
    assert.deepEqual(await api.query("iam", asks, "PasswordReusePrevention"), ["24"]);
  });

  it("denies people everything until they show a second factor", async () => {
    const identity = [everything, await policy(`arn:aws:iam::${ACCOUNT}:policy/identity-mfa`)];
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
    assert.ok(!(await allows({ identity: [everything], boundary: await policy(made.boundary) }, stop)));
  });

  it("has a key that nobody uses who is not named", async () => {
    const { Policy } = await api.kms<{ Policy: string }>("GetKeyPolicy", { KeyId: made.key, PolicyName: "default" });
    const asks = (role: string, action: string) =>
      allows(
        { identity: [everything], resource: JSON.parse(Policy) },
        {
          principal: `arn:aws:iam::${ACCOUNT}:role/${role}`,
          action,
          resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${made.key}`,
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
    assert.equal((await api.kms<Rotation>("GetKeyRotationStatus", { KeyId: made.key })).KeyRotationEnabled, true);
  });

  it("is destroyed, but for the bucket that has logs in it, and the role that AWS Config goes on with", async () => {
    const { code, text } = await pulumi(env, project, "destroy", "--yes", "--skip-preview", "--continue-on-error");
    assert.notEqual(code, 0);
    assert.match(text, /deleting S3 Bucket \(audit-access-123456789012-eu-central-1\).*BucketNotEmpty/);
    const before = new Set(untouched);
    assert.deepEqual(
      (await api.everything()).filter((id) => !before.has(id)),
      // The emulator's spelling.
      ["AWSServiceRoleForconfig", `audit-access-${ACCOUNT}-eu-central-1`],
    );
  });
});
