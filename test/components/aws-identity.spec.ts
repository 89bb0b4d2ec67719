import assert from "node:assert/strict";
import {
  boundaryPolicy,
  mfaPolicy,
  oidcTrust,
  rolesPolicy,
  samlTrust,
  serviceControls,
  userTrust,
} from "../../components/aws/guard.ts";
import type { PolicyDocument } from "../../components/aws/policy.ts";
import { AwsAccount, AwsAudit, AwsDetection, AwsIdentity, type AwsIdentityArgs } from "../../components/index.ts";
import { build, type Calls } from "../support/build.ts";
import { ACCOUNT, allows, everything } from "../support/iam.ts";
import { refusesAtRun } from "../support/refusal.ts";

const place = { partition: "aws", accountId: ACCOUNT, region: "eu-central-1" };
const arn = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;
const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().replace(/\.\d+/, "");

describe("the policy about second factors", () => {
  const identity = [everything, mfaPolicy(place)];
  const asks = (action: string, resource: string, mfa: "true" | "false" | undefined, own = identity) =>
    allows(
      { identity: own },
      {
        action,
        resource,
        context: {
          "aws:username": "ada",
          "aws:ViaAWSService": "false",
          ...(mfa === undefined ? {} : { "aws:MultiFactorAuthPresent": mfa }),
        },
      },
    );

  const enrolment = [
    ["iam:CreateVirtualMFADevice", arn("mfa/ada")],
    ["iam:EnableMFADevice", arn("user/ada")],
    ["iam:ResyncMFADevice", arn("user/ada")],
    ["iam:ListMFADevices", arn("user/ada")],
    ["iam:GetUser", arn("user/ada")],
    ["iam:ChangePassword", arn("user/ada")],
    ["iam:ListVirtualMFADevices", "*"],
    ["iam:GetAccountPasswordPolicy", "*"],
  ] as const;

  const work = [
    ["s3:GetObject", "arn:aws:s3:::shop/a"],
    ["s3:ListAllMyBuckets", "*"],
    ["ec2:RunInstances", `arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/*`],
    ["sts:AssumeRole", arn("role/operator")],
    ["iam:CreateUser", arn("user/eve")],
    ["iam:CreateAccessKey", arn("user/ada")],
    ["iam:DeactivateMFADevice", arn("user/ada")],
    ["iam:DeleteVirtualMFADevice", arn("mfa/ada")],
    ["iam:UpdateLoginProfile", arn("user/ada")],
    ["iam:AttachUserPolicy", arn("user/ada")],
    ["cloudtrail:StopLogging", `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`],
  ] as const;

  for (const mfa of ["false", undefined] as const)
    describe(`where ${mfa ? "none was shown" : "a request does not say, as with an access key"}`, () => {
      it("lets people give themselves one, whatever other rights they have", async () => {
        for (const [action, resource] of enrolment)
          for (const own of [identity, [mfaPolicy(place)]]) assert.ok(await asks(action, resource, mfa, own), action);
      });

      it("lets administrators ask for a session that has shown one", async () => {
        assert.ok(await asks("sts:GetSessionToken", "*", mfa));
      });

      it("denies everything else, to administrators too", async () => {
        for (const [action, resource] of work) assert.ok(!(await asks(action, resource, mfa)), action);
      });

      it("denies giving somebody else one, or another password", async () => {
        for (const [action, resource] of enrolment)
          if (resource === arn("user/ada")) assert.ok(!(await asks(action, arn("user/grace"), mfa)), action);
        assert.ok(!(await asks("iam:EnableMFADevice", arn("user/ada2"), mfa)));
      });
    });

  it("denies nothing once one was shown", async () => {
    for (const [action, resource] of [...enrolment, ...work, ["iam:EnableMFADevice", arn("user/grace")] as const])
      assert.ok(await asks(action, resource, "true"), action);
  });

  it("by itself lets nobody work, also with a second factor", async () => {
    for (const [action, resource] of work)
      assert.ok(!(await asks(action, resource, "true", [mfaPolicy(place)])), action);
  });

  it("lets services go on with what people began", async () => {
    const through = (via: string) =>
      allows(
        { identity },
        {
          action: "s3:GetObject",
          resource: "arn:aws:s3:::shop/a",
          context: { "aws:username": "ada", "aws:ViaAWSService": via },
        },
      );
    assert.deepEqual([await through("true"), await through("false")], [true, false]);
  });
});

describe("what an organisation denies", () => {
  const exempt = ["arn:aws:iam::*:role/Audit"];
  const { regions, stay, audit } = serviceControls(["eu-central-1", "eu-west-1"], exempt);
  const organization = [regions, stay, audit].flatMap((control) => control?.policy ?? []);
  const asks = (action: string, resource: string, region: string, role = "Admin", own = organization) =>
    allows(
      { identity: [everything], organization: own },
      {
        principal: arn(`role/${role}`),
        action,
        resource,
        context: { "aws:RequestedRegion": region, "aws:PrincipalArn": arn(`role/${role}`) },
      },
    );
  const launch = (region: string) =>
    ["ec2:RunInstances", `arn:aws:ec2:${region}:${ACCOUNT}:instance/*`, region] as const;

  it("is whatever is done outside the regions", async () => {
    assert.ok(await asks(...launch("eu-central-1")));
    assert.ok(await asks(...launch("eu-west-1")));
    for (const region of ["us-east-1", "eu-central-2", "eu-west-11", "EU-CENTRAL-1"])
      assert.ok(!(await asks(...launch(region))), region);
    assert.ok(!(await asks("s3:CreateBucket", "arn:aws:s3:::shop", "us-east-1")));
  });

  it("is nothing of what has no region", async () => {
    for (const [action, resource] of [
      ["iam:GetRole", arn("role/a")],
      ["sts:GetCallerIdentity", "*"],
      ["organizations:DescribeOrganization", "*"],
      ["route53:ListHostedZones", "*"],
      ["cloudfront:ListDistributions", "*"],
      ["support:DescribeCases", "*"],
      ["s3:ListAllMyBuckets", "*"],
      ["ec2:DescribeRegions", "*"],
    ] as const)
      assert.ok(await asks(action, resource, "us-east-1"), action);
    assert.ok(!(await asks("ec2:DescribeInstances", "*", "us-east-1")));
  });

  it("is leaving, also for whoever is exempt", async () => {
    for (const role of ["Admin", "Audit"])
      for (const action of ["organizations:LeaveOrganization", "account:CloseAccount"])
        assert.ok(!(await asks(action, "*", "us-east-1", role)), action);
  });

  it("is switching off what watches an account, but for whoever is exempt", async () => {
    for (const [action, resource] of [
      ["cloudtrail:StopLogging", `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`],
      ["cloudtrail:DeleteTrail", `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`],
      ["config:StopConfigurationRecorder", "*"],
      ["guardduty:DeleteDetector", `arn:aws:guardduty:eu-central-1:${ACCOUNT}:detector/a`],
      ["securityhub:DisableSecurityHub", `arn:aws:securityhub:eu-central-1:${ACCOUNT}:hub/default`],
    ] as const) {
      assert.ok(!(await asks(action, resource, "eu-central-1")), action);
      assert.ok(await asks(action, resource, "eu-central-1", "Audit"), action);
    }
    assert.ok(await asks("cloudtrail:LookupEvents", "*", "eu-central-1"));
  });

  it("holds for everyone where nobody is exempt", async () => {
    const all = Object.values(serviceControls(["eu-central-1"], [])).map(({ policy }) => policy);
    assert.ok(!(await asks("config:StopConfigurationRecorder", "*", "eu-central-1", "Audit", all)));
    assert.ok(!(await asks(...launch("us-east-1"), "Audit", all)));
  });
});

describe("the boundary of people", () => {
  const boundary = boundaryPolicy(place, ["eu-central-1"]);
  const asks = (action: string, resource: string, region = "eu-central-1", identity = [everything]) =>
    allows(
      { identity, boundary },
      { action, resource, context: { "aws:RequestedRegion": region, "aws:username": "ada" } },
    );

  it("lets an administrator work in the regions, and nowhere else", async () => {
    assert.ok(await asks("s3:CreateBucket", "arn:aws:s3:::shop"));
    assert.ok(!(await asks("s3:CreateBucket", "arn:aws:s3:::shop", "us-east-1")));
  });

  it("lets no administrator give anybody rights, or end the audit", async () => {
    for (const [action, resource] of [
      ["iam:CreateUser", arn("user/eve")],
      ["iam:AttachUserPolicy", arn("user/ada")],
      ["iam:DeleteUserPermissionsBoundary", arn("user/ada")],
      ["iam:CreatePolicyVersion", arn("policy/identity-boundary")],
      ["iam:PassRole", arn("role/admin")],
      ["iam:CreateAccessKey", arn("user/ada")],
      ["iam:UpdateAssumeRolePolicy", arn("role/admin")],
      ["organizations:LeaveOrganization", "*"],
      ["cloudtrail:StopLogging", `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/audit`],
    ] as const)
      assert.ok(!(await asks(action, resource)), action);
  });

  it("leaves people their own second factor, and gives nothing by itself", async () => {
    assert.ok(await asks("iam:EnableMFADevice", arn("user/ada"), "us-east-1", [mfaPolicy(place)]));
    assert.ok(!(await asks("iam:EnableMFADevice", arn("user/grace"))));
    assert.ok(await asks("iam:GetRole", arn("role/admin"), "us-east-1"));
    assert.ok(!(await asks("s3:CreateBucket", "arn:aws:s3:::shop", "eu-central-1", [])));
  });
});

describe("the trust of a role", () => {
  const asks = (resource: PolicyDocument, principal: string, context: { [key: string]: string }) =>
    allows(
      { identity: [everything], resource },
      { principal, action: "sts:AssumeRole", resource: arn("role/operator"), context },
    );
  const mfa = { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60" };

  it("is in named users who have shown a second factor within the hour", async () => {
    const trust = userTrust(place, ["ada"]);
    assert.ok(await asks(trust, arn("user/ada"), mfa));
    assert.ok(!(await asks(trust, arn("user/ada"), {})));
    assert.ok(!(await asks(trust, arn("user/ada"), { "aws:MultiFactorAuthAge": "60" })));
    assert.ok(!(await asks(trust, arn("user/ada"), { "aws:MultiFactorAuthPresent": "true" })));
    assert.ok(!(await asks(trust, arn("user/ada"), { ...mfa, "aws:MultiFactorAuthPresent": "false" })));
    assert.ok(!(await asks(trust, arn("user/ada"), { ...mfa, "aws:MultiFactorAuthAge": "3601" })));
    assert.ok(!(await asks(trust, arn("user/grace"), mfa)));
    assert.ok(!(await asks(trust, "arn:aws:iam::210987654321:user/ada", mfa)));
  });

  it("is in nobody where there is nobody", async () => {
    assert.ok(!(await asks(userTrust(place, []), arn("user/ada"), mfa)));
  });

  it("lets a group's members ask for its roles with a second factor, and for no others", async () => {
    const identity = [rolesPolicy(place, ["operator"])];
    const asksFor = (role: string, shown: string) =>
      allows(
        { identity, resource: userTrust(place, ["ada"]) },
        {
          action: "sts:AssumeRole",
          resource: arn(`role/${role}`),
          context: { "aws:MultiFactorAuthPresent": shown, "aws:MultiFactorAuthAge": "60" },
        },
      );
    assert.deepEqual([await asksFor("operator", "true"), await asksFor("operator", "false")], [true, false]);
    const other = await allows(
      { identity },
      { action: "sts:AssumeRole", resource: arn("role/other"), context: { "aws:MultiFactorAuthPresent": "true" } },
    );
    assert.ok(!other);
  });

  it("is in a directory's people, for AWS only", async () => {
    const provider = arn("saml-provider/staff");
    const comes = (principal: string, audience: string) =>
      allows(
        { resource: samlTrust(place, "staff") },
        {
          principal,
          action: "sts:AssumeRoleWithSAML",
          resource: arn("role/operator"),
          context: { "SAML:aud": audience },
        },
      );
    assert.ok(await comes(provider, "https://signin.aws.amazon.com/saml"));
    assert.ok(!(await comes(provider, "https://elsewhere.example.org")));
    assert.ok(!(await comes(arn("saml-provider/other"), "https://signin.aws.amazon.com/saml")));
    assert.deepEqual(samlTrust({ ...place, partition: "aws-cn" }, "staff").Statement[0]?.Condition, {
      StringEquals: { "SAML:aud": "https://signin.amazonaws.cn/saml" },
    });
  });

  it("is in an issuer's subjects for its clients", () => {
    assert.deepEqual(
      oidcTrust(place, "https://idp.example.org/realms/staff", ["aws"], ["operator:*"]).Statement.map(
        ({ Principal, Condition }) => ({ Principal, Condition }),
      ),
      [
        {
          Principal: { Federated: arn("oidc-provider/idp.example.org/realms/staff") },
          Condition: {
            StringEquals: { "idp.example.org/realms/staff:aud": ["aws"] },
            StringLike: { "idp.example.org/realms/staff:sub": ["operator:*"] },
          },
        },
      ],
    );
  });
});

describe("an AwsIdentity", function () {
  this.timeout(30_000);

  const pgpKey = "mQINBFXy".repeat(20);
  const args: AwsIdentityArgs = {
    owner: "platform",
    reviewOn: "2999-12-31",
    regions: ["eu-central-1"],
    recorderName: "audit",
    support: { samlProvider: "staff" },
    samlProviders: { staff: { metadata: "<EntityDescriptor/>" } },
    oidcProviders: { forge: { url: "https://forge.example.org", clientIds: ["sts.amazonaws.com"] } },
    roles: {
      reader: { samlProvider: "staff", policies: { see: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
      operator: { groups: ["operators"], policies: { ec2: arn("policy/operate") } },
      deployer: {
        oidcProvider: "forge",
        subjects: ["project:shop:ref:main"],
        policies: { deploy: arn("policy/deploy") },
      },
    },
    groups: {
      operators: { policies: { see: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
      developers: { environment: "development" },
    },
    users: {
      ada: { groups: ["operators"], pgpKey, description: "Ada Lovelace" },
      grace: { groups: ["developers"] },
      gone: { groups: ["operators"], pgpKey, enabled: false, accessKey: { reason: "An old tape", expiresAt: soon } },
    },
    organization: { targets: { root: "r-root" }, exemptRoles: ["arn:aws:iam::*:role/Audit"] },
  };
  const make = (own: Partial<AwsIdentityArgs> = {}, calls: Calls = {}) =>
    build(() => new AwsIdentity("identity", { ...args, ...own }), calls);

  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

  type Built = Awaited<ReturnType<typeof make>>;
  const of = (type: string, { resources }: Pick<Built, "resources">) =>
    resources.filter((made) => made.type.endsWith(`:${type}`)).sort(byName);

  it("satisfies every control beside the rest of an account, but that its boundary, which gives nothing by itself, is taken for a gift", async () => {
    const inventory = { owner: "platform", reviewOn: "2999-12-31" };
    const { said } = await build(() => {
      new AwsAccount("account", {
        securityContact: { name: "CSIRT", title: "CSIRT", email: "csirt@example.org", phone: "+386 1 477 3900" },
      });
      const audit = new AwsAudit("audit", {
        ...inventory,
        administrators: [arn("role/Platform")],
        subscriptions: { csirt: { protocol: "email", endpoint: "csirt@example.org" } },
      });
      new AwsDetection("detection", { ...inventory, topicArn: audit.topicArn });
      return new AwsIdentity("identity", { ...args, recorderName: audit.recorderName });
    });
    assert.deepEqual(
      said
        .filter(({ urn }) => !/::audit-(access|records)$/.test(urn))
        .filter(({ urn, level }) => !(level === "advisory" && urn.endsWith("::identity-boundary"))),
      [],
    );
  });

  it("asks for long passwords that end and are not used again", async () => {
    assert.deepEqual(of("AccountPasswordPolicy", await make())[0]?.props, {
      minimumPasswordLength: 14,
      requireLowercaseCharacters: true,
      requireUppercaseCharacters: true,
      requireNumbers: true,
      requireSymbols: true,
      passwordReusePrevention: 24,
      maxPasswordAge: 90,
      allowUsersToChangePassword: true,
      hardExpiry: false,
    });
  });

  it("asks every group for a second factor, and gives policies to groups and roles only", async () => {
    const built = await make();
    assert.deepEqual(
      of("GroupPolicyAttachment", built)
        .map(({ name }) => name)
        .sort(),
      ["identity-developers-mfa", "identity-operators-mfa", "identity-operators-see"],
    );
    const [mfa] = of("Policy", built).filter(({ name }) => name === "identity-mfa");
    assert.deepEqual(JSON.parse(String(mfa?.props.policy)), mfaPolicy(place));
    for (const type of ["UserPolicy", "UserPolicyAttachment"]) assert.deepEqual(of(type, built), []);
  });

  it("holds users and roles within a boundary, its own or another", async () => {
    for (const [own, boundary] of [
      [{}, "id of aws:iam/policy:Policy identity-boundary"],
      [{ boundaryArn: arn("policy/most") }, arn("policy/most")],
    ] as const) {
      const built = await make(own);
      const held = [...of("User", built), ...of("Role", built)];
      assert.equal(held.length, 7);
      for (const { props } of held) assert.equal(props.permissionsBoundary, boundary);
    }
  });

  it("has roles that end after an hour, each trusting whom it says", async () => {
    const roles = of("Role", await make());
    assert.deepEqual(
      Object.fromEntries(roles.map(({ props }) => [props.name, JSON.parse(String(props.assumeRolePolicy))])),
      {
        reader: samlTrust(place, "staff"),
        operator: userTrust(place, ["ada"]),
        deployer: oidcTrust(place, "https://forge.example.org", ["sts.amazonaws.com"], ["project:shop:ref:main"]),
        support: samlTrust(place, "staff"),
      },
    );
    for (const { props } of roles) assert.equal(props.maxSessionDuration, 3600);
  });

  it("lets a disabled user do nothing", async () => {
    const built = await make();
    for (const type of ["UserGroupMembership", "UserLoginProfile", "AccessKey"])
      assert.ok(!of(type, built).some(({ name }) => name.includes("gone")), type);
  });

  it("says of users who they are and what they work in", async () => {
    const users = of("User", await make());
    assert.deepEqual(Object.fromEntries(users.map(({ props }) => [props.name, props.tags])), {
      ada: {
        Name: "ada",
        owner: "platform",
        environment: "production",
        review: "2999-12-31",
        description: "Ada Lovelace",
      },
      grace: { Name: "grace", owner: "platform", environment: "development", review: "2999-12-31" },
      gone: { Name: "gone", owner: "platform", environment: "production", review: "2999-12-31" },
    });
  });

  it("makes no access key unless told why and until when, and then a control still speaks", async () => {
    assert.deepEqual(of("AccessKey", await make()), []);
    const accessKey = { reason: "A scanner that knows no roles", expiresAt: soon };
    const built = await make({ users: { scanner: { groups: [], pgpKey, accessKey } }, groups: {}, roles: {} });
    const [key] = of("AccessKey", built);
    assert.deepEqual(key?.props, {
      user: "scanner",
      pgpKey,
      status: "Active",
    });
    assert.equal(key?.name, `identity-scanner-${soon.slice(0, 10)}`);
    assert.ok(built.said.some(({ urn }) => urn === key?.urn));
  });

  it("switches an access key off once its day has passed", async () => {
    const accessKey = { reason: "A scanner that knows no roles", expiresAt: "2020-01-31T00:00:00Z" };
    const built = await make({ users: { scanner: { groups: [], pgpKey, accessKey } }, groups: {}, roles: {} });
    assert.equal(of("AccessKey", built)[0]?.props.status, "Inactive");
  });

  it("has AWS Config find old keys and unused credentials", async () => {
    const found = of("Rule", await make({ unusedDays: 90 })).map(({ props }) => [
      (props.source as { sourceIdentifier: string }).sourceIdentifier,
      JSON.parse(String(props.inputParameters)),
    ]);
    assert.deepEqual(found, [
      ["ACCESS_KEYS_ROTATED", { maxAccessKeyAge: "90" }],
      ["IAM_USER_UNUSED_CREDENTIALS_CHECK", { maxCredentialUsageAge: "90" }],
    ]);
  });

  it("attaches the organisation's policies to each target, and none where there is no organisation", async () => {
    const built = await make({ organization: { targets: { root: "r-root", shops: "ou-shop" } } });
    assert.deepEqual(
      of("PolicyAttachment", built).map(({ props }) => props.targetId),
      ["r-root", "ou-shop", "r-root", "ou-shop", "r-root", "ou-shop"],
    );
    let asked = 0;
    const counting: Calls = {
      "aws:organizations/getOrganization:getOrganization": () => {
        asked += 1;
        return {};
      },
    };
    const without = await make({ organization: undefined }, counting);
    assert.deepEqual([of("PolicyAttachment", without), asked], [[], 0]);
  });

  const organization = (own: object): Calls => ({
    "aws:organizations/getOrganization:getOrganization": () => ({
      featureSet: "ALL",
      masterAccountId: ACCOUNT,
      roots: [{ id: "r-root", policyTypes: [{ type: "SERVICE_CONTROL_POLICY", status: "ENABLED" }] }],
      ...own,
    }),
  });

  for (const [name, calls, sentence] of [
    [
      "where there is none",
      {
        "aws:organizations/getOrganization:getOrganization": () => {
          throw Object.assign(new Error(), { details: "AWSOrganizationsNotInUseException: not a member" });
        },
      },
      /^AwsIdentity "identity": organization must be left out where the account 123456789012 is in no organisation that these credentials see, got: AWSOrganizationsNotInUseException: not a member\.$/,
    ],
    [
      "that another account manages",
      organization({ masterAccountId: "210987654321" }),
      /organization must be left out in the account 123456789012, as 210987654321 manages the organisation/,
    ],
    [
      "that only pays",
      organization({ featureSet: "CONSOLIDATED_BILLING" }),
      /organization needs service control policies, which this organisation has not switched on: .* --root-id r-root/,
    ],
    [
      "without service control policies",
      organization({ roots: [{ id: "r-root", policyTypes: [] }] }),
      /organization needs service control policies, which this organisation has not switched on/,
    ],
  ] as const)
    it(`refuses an organisation ${name}, and makes nothing`, async () => {
      const { resources } = await refusesAtRun(() => new AwsIdentity("identity", args), sentence, calls as Calls);
      assert.deepEqual(
        resources.filter(({ type }) => type.startsWith("aws:")),
        [],
      );
    });

  it("refuses regions without the one that it runs in, and makes nothing", async () => {
    const { resources } = await refusesAtRun(
      () => new AwsIdentity("identity", { ...args, regions: ["eu-west-1"] }),
      /regions must be such that eu-central-1, where this runs, is among them, got \["eu-west-1"\]\./,
    );
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("aws:")),
      [],
    );
  });

  const see = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  for (const [name, own, sentence] of [
    ["no region", { regions: [] }, /regions must be at least one region, got \[\]\./],
    ["a region that is none", { regions: ["Frankfurt"] }, /regions must be a region such as eu-central-1, got/],
    [
      "a group that does not exist",
      { users: { ada: { groups: ["admins"] } } },
      /users\.ada\.groups must be operators or developers, got "admins"\./,
    ],
    [
      "production and development in one user",
      { users: { ada: { groups: ["operators", "developers"] } } },
      /users\.ada\.groups must be all of production or none/,
    ],
    [
      "an administrator",
      { groups: { operators: { policies: { all: "arn:aws:iam::aws:policy/AdministratorAccess" } }, developers: {} } },
      /groups\.operators\.policies\.all must be no administrator's policy unless administrators is true, got/,
    ],
    [
      "a policy by its name",
      { groups: { operators: { policies: { see: "ReadOnlyAccess" } }, developers: {} } },
      /groups\.operators\.policies\.see must be the ARN of a policy, got "ReadOnlyAccess"\./,
    ],
    [
      "a role for nobody",
      { roles: { reader: { policies: { see } } } },
      /roles\.reader must be for groups, for a samlProvider or for an oidcProvider, one of the three, got \{\}\./,
    ],
    [
      "a role for two",
      { roles: { reader: { groups: ["operators"], samlProvider: "staff", policies: { see } } } },
      /roles\.reader must be for groups, for a samlProvider or for an oidcProvider, one of the three, got/,
    ],
    [
      "a role without a policy",
      { roles: { reader: { groups: ["operators"], policies: {} } } },
      /roles\.reader\.policies must be at least one policy, got \{\}\./,
    ],
    [
      "all subjects of an issuer",
      { roles: { deployer: { oidcProvider: "forge", subjects: ["*"], policies: { see } } } },
      /roles\.deployer\.subjects must be subjects, never all of them, got "\*"\./,
    ],
    [
      "an issuer without subjects",
      { roles: { deployer: { oidcProvider: "forge", policies: { see } } } },
      /roles\.deployer\.subjects must be given with oidcProvider, and only then, got "none"\./,
    ],
    [
      "a directory that does not exist",
      { support: { samlProvider: "partners" } },
      /support\.samlProvider must be staff, got "partners"\./,
    ],
    [
      "an issuer without TLS",
      { oidcProviders: { forge: { url: "http://forge.example.org", clientIds: ["a"] } } },
      /oidcProviders\.forge\.url must be an address such as https:\/\/idp\.example\.org, got/,
    ],
    [
      "an access key without a reason",
      { users: { ada: { groups: [], pgpKey, accessKey: { reason: "", expiresAt: soon } } } },
      /users\.ada\.accessKey\.reason must be 1 to 200 characters, got ""\./,
    ],
    [
      "an access key that is not replaced for long",
      { users: { ada: { groups: [], pgpKey, accessKey: { reason: "a", expiresAt: "2999-01-01T00:00:00Z" } } } },
      /users\.ada\.accessKey: expiresAt must be at most 90 days away, .*, got "2999-01-01T00:00:00Z"\./,
    ],
    [
      "an access key in plain text",
      { users: { ada: { groups: [], accessKey: { reason: "a", expiresAt: soon } } } },
      /users\.ada\.pgpKey must be given with accessKey, whose secret would stand in Pulumi's state otherwise, got "none"\./,
    ],
    [
      "a key that is none",
      { users: { ada: { groups: [], pgpKey: "secret" } } },
      /users\.ada\.pgpKey must be a public PGP key in base64, or keybase: and a name, got "secret…"\./,
    ],
    [
      "an organisation without targets",
      { organization: { targets: {} } },
      /organization\.targets must be at least one root, unit or account, got \{\}\./,
    ],
    [
      "everyone exempt",
      { organization: { targets: { root: "r-root" }, exemptRoles: ["arn:aws:iam::*:role/*"] } },
      /organization\.exemptRoles must be ARNs of roles such as arn:aws:iam::\*:role\/Audit, got/,
    ],
    [
      "credentials that nobody uses for a year",
      { unusedDays: 365 },
      /unusedDays must be a whole number of days from 1 to 90, got 365\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as unknown as Partial<AwsIdentityArgs>), sentence);
    });
});
