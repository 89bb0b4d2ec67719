import assert from "node:assert/strict";
import { keyPolicy } from "../../components/aws/key.ts";
import { AwsKey, type AwsKeyArgs } from "../../components/index.ts";
import { build } from "../support/build.ts";
import { ACCOUNT, allows, everything, type Request } from "../support/iam.ts";
import { refusesAtRun } from "../support/refusal.ts";

const role = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const place = { partition: "aws", accountId: ACCOUNT, region: "eu-central-1" };
const key = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`;
const trail = `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`;

const args: AwsKeyArgs = {
  owner: "platform",
  reviewOn: "2999-12-31",
  purpose: "Encrypts the shop's volumes",
  administrators: [role("Platform")],
  users: [role("Shop")],
};
const make = (own: Partial<AwsKeyArgs> = {}, name = "shop") => build(() => new AwsKey(name, { ...args, ...own }));

describe("a key's policy", () => {
  const resource = keyPolicy(
    place,
    [role("Platform")],
    [role("Shop")],
    [{ service: "cloudtrail.amazonaws.com", sourceArns: [trail] }, { service: "logs.amazonaws.com" }],
  );
  const asks = (request: Omit<Request, "resource">, identity = [everything]) =>
    allows({ identity, resource }, { resource: key, ...request });

  it("lets its administrators manage it, and not use it", async () => {
    for (const action of ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DescribeKey"])
      assert.ok(await asks({ principal: role("Platform"), action }), action);
    for (const action of ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"])
      assert.ok(!(await asks({ principal: role("Platform"), action })), action);
  });

  it("lets its users use it, and not manage it", async () => {
    for (const action of ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey"])
      assert.ok(await asks({ principal: role("Shop"), action }, []), action);
    for (const action of ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"])
      assert.ok(!(await asks({ principal: role("Shop"), action })), action);
  });

  it("lets its users hand it on to services of AWS only", async () => {
    const grant = (forService: string) =>
      asks({
        principal: role("Shop"),
        action: "kms:CreateGrant",
        context: { "kms:GrantIsForAWSResource": forService },
      });
    assert.deepEqual([await grant("true"), await grant("false")], [true, false]);
  });

  it("lets nobody else in, whatever rights they have in the account", async () => {
    for (const principal of [role("Other"), `arn:aws:iam::${ACCOUNT}:user/ada`, role("Platform", "210987654321")])
      for (const action of ["kms:Decrypt", "kms:PutKeyPolicy", "kms:DescribeKey"])
        assert.ok(!(await asks({ principal, action })), `${principal} ${action}`);
  });

  it("lets the root user manage it, and nobody who is not root through that", async () => {
    const manages = (principal: string, type: string) =>
      asks({ principal, action: "kms:PutKeyPolicy", context: { "aws:PrincipalType": type } });
    assert.ok(await manages(`arn:aws:iam::${ACCOUNT}:root`, "Account"));
    assert.ok(!(await manages(role("Other"), "AssumedRole")));
  });

  it("lets a service use it for this account and what is named, and for no other", async () => {
    const uses = (account: string, source: string) =>
      asks(
        {
          principal: "cloudtrail.amazonaws.com",
          action: "kms:GenerateDataKey",
          context: { "aws:SourceAccount": account, "aws:SourceArn": source },
        },
        [],
      );
    assert.ok(await uses(ACCOUNT, trail));
    assert.ok(!(await uses("210987654321", trail)));
    assert.ok(!(await uses(ACCOUNT, `${trail}-2`)));
  });

  it("lets the region's CloudWatch Logs use it for this account's logs", async () => {
    const uses = (service: string, account: string) =>
      asks(
        {
          principal: service,
          action: "kms:Encrypt",
          context: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-central-1:${account}:log-group:x` },
        },
        [],
      );
    assert.ok(await uses("logs.eu-central-1.amazonaws.com", ACCOUNT));
    assert.ok(!(await uses("logs.eu-central-1.amazonaws.com", "210987654321")));
    assert.ok(!(await uses("logs.eu-west-1.amazonaws.com", ACCOUNT)));
  });
});

describe("an AwsKey", () => {
  it("satisfies every control", async () => {
    for (const own of [{}, { users: [] }, { services: { trail: { service: "cloudtrail.amazonaws.com" } } }])
      assert.deepEqual((await make(own)).said, []);
  });

  it("is replaced every year, not deleted at once, and says whose it is", async () => {
    const { resources } = await make();
    const made = resources.find(({ type }) => type === "aws:kms/key:Key");
    assert.deepEqual(
      [made?.props.enableKeyRotation, made?.props.deletionWindowInDays, made?.props.bypassPolicyLockoutSafetyCheck],
      [true, 30, false],
    );
    assert.deepEqual(made?.props.tags, {
      Name: "shop",
      owner: "platform",
      environment: "production",
      review: "2999-12-31",
    });
    assert.equal(resources.find(({ type }) => type === "aws:kms/alias:Alias")?.props.name, "alias/shop");
  });

  it("knows whoever runs the program whatever path their role has", async () => {
    await make({ administrators: ["arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/Platform"] });
  });

  for (const [name, own, sentence] of [
    ["no purpose", { purpose: " " }, /purpose must be what the key encrypts, got " "\./],
    ["an owner that is no tag", { owner: "a;b" }, /owner must be 1 to 50 letters, .*, got "a;b"\./],
    [
      "a service by its name",
      { services: { trail: { service: "cloudtrail" } } },
      /services\.trail\.service must be a service's principal such as cloudtrail\.amazonaws\.com, got "cloudtrail"\./,
    ],
    [
      "every source",
      { services: { trail: { service: "cloudtrail.amazonaws.com", sourceArns: ["*"] } } },
      /services\.trail\.sourceArns must be an ARN, at least up to its service, got "\*"\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as unknown as Partial<AwsKeyArgs>), sentence);
    });

  it("refuses a name that can be no alias", async () => {
    await assert.rejects(async () => make({}, "aws/shop"), /the name must be letters, .*, got "aws\/shop"\./);
  });

  for (const [name, own, sentence] of [
    ["nobody to manage it", { administrators: [] }, /administrators must be at least one role or user, got \[\]\./],
    [
      "the whole account as its manager",
      { administrators: ["arn:aws:iam::123456789012:root"] },
      /administrators must be ARNs of roles and users, .*, got "arn:aws:iam::123456789012:root"\./,
    ],
    ["everyone as its user", { users: ["*"] }, /users must be ARNs of roles and users, .*, got "\*"\./],
    [
      "managers without whoever runs the program",
      { administrators: [role("Other")] },
      /administrators must be such that arn:aws:sts::123456789012:assumed-role\/Platform\/session, who runs this, is among them, got \[".*Other"\]\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes no key`, async () => {
      const own2 = own as unknown as Partial<AwsKeyArgs>;
      const { resources } = await refusesAtRun(() => new AwsKey("shop", { ...args, ...own2 }), sentence);
      assert.deepEqual(
        resources.filter(({ type }) => type.startsWith("aws:")),
        [],
      );
    });
});
