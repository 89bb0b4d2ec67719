import assert from "node:assert/strict";
import { runtime, secret } from "@pulumi/pulumi";
import fc from "fast-check";
import { type CatalogServiceArgs, entriesOf, interfaces } from "../../components/catalog.ts";
import { accessRulesOf, credentialRoles, expiryOf } from "../../components/credential.ts";
import { type GroupArgs, membershipsOf, type UserArgs } from "../../components/identity.ts";
import {
  OpenStackCatalog,
  OpenStackCredential,
  OpenStackIdentity,
  type OpenStackIdentityArgs,
  OpenStackProject,
  type OpenStackProjectArgs,
} from "../../components/index.ts";
import { isWeak } from "../../components/password.ts";
import { limitsOf } from "../../components/quota.ts";
import { build, type Calls } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";

const PASSWORD = "kV8-qzTw3-Lm2x-Rd9p";
const ID = "0123456789abcdef0123456789abcdef";

const catalogue = (...types: string[]): Calls => ({
  "openstack:identity/getAuthScope:getAuthScope": () => ({
    serviceCatalogs: types.map((type) => ({ type, endpoints: [] })),
  }),
});

/** A cloud with the roles admin, member and reader, and a project by every name. */
const cloud: Calls = {
  ...catalogue("identity", "network", "compute", "volumev3", "load-balancer"),
  "openstack:identity/getProject:getProject": ({ name }) => {
    if (name === "nowhere") throw new Error("Your query returned no results.");
    return { id: String(name) };
  },
  "openstack:identity/getRole:getRole": ({ name }) => {
    if (!["admin", "member", "reader"].includes(String(name))) throw new Error("Your query returned no results.");
    return { id: name === "admin" ? ID : `id of ${name}` };
  },
};

type Built = Awaited<ReturnType<typeof build>>;

const of = (type: string, { resources }: Pick<Built, "resources">) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

const mandatory = ({ said }: Pick<Built, "said">) => said.filter(({ level }) => level === "mandatory");

/** What is refused while it runs, on that cloud. */
const refused = async (make: () => unknown, sentence: RegExp, calls: Calls = cloud) =>
  (await refusesAtRun(make, sentence, calls)).resources;

describe("a password", () => {
  for (const weak of [
    "",
    "kV8-qzTw3",
    "password-password-password",
    "P@ssw0rd!P@ssw0rd!",
    "openstack-admin-1234567890",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "lovelace-1815-2024",
  ])
    it(`such as ${JSON.stringify(weak)} is weak`, () => assert.ok(isWeak(weak, 14, ["lovelace"])));

  it("of 24 random characters is not, whatever they are", () => {
    const character = fc.constantFrom(..."bcfghjklmnpqrstvwxyzBCFGHJKLMNPQRSTVWXYZ26789+/");
    fc.assert(
      fc.property(fc.uniqueArray(character, { minLength: 24, maxLength: 24 }), (characters) => {
        const password = characters.join("");
        fc.pre(new Set(password.toLowerCase()).size >= 12);
        assert.ok(!isWeak(password, 14));
      }),
    );
  });

  it("gets no stronger by a well-known word", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("password", "Admin", "0penst4ck", "changeme"), (text, word) => {
        fc.pre(isWeak(text, 14));
        assert.ok(isWeak(`${text}${word}`, 14));
      }),
    );
  });
});

describe("memberships", () => {
  const groups: { [name: string]: GroupArgs } = {
    operators: {},
    auditors: { environment: "production" },
    developers: { environment: "development" },
    testers: { environment: "staging" },
  };
  const users = (own: Partial<UserArgs>) => ({ users: { ada: { password: PASSWORD, groups: [], ...own } } });

  it("are those that the users name", () => {
    assert.deepEqual(membershipsOf("x", groups, users({ groups: ["operators", "auditors"] })), [
      { user: "ada", group: "operators" },
      { user: "ada", group: "auditors" },
    ]);
    assert.equal(membershipsOf("x", groups, users({ groups: ["developers", "testers"] })).length, 2);
  });

  it("end when a user is disabled", () => {
    assert.deepEqual(membershipsOf("x", groups, users({ groups: ["operators"], enabled: false })), []);
  });

  it("never join production with anything else", () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(groups)), (own) => {
        const apart = new Set(own.map((group) => ["operators", "auditors"].includes(group))).size < 2;
        const make = () => membershipsOf("x", groups, users({ groups: own }));
        if (apart) make();
        else assert.throws(make, /all of production or none/);
      }),
    );
  });

  for (const [name, own, sentence] of [
    [
      "a group that does not exist",
      { groups: ["admins"] },
      'users.ada.groups must be operators, auditors, developers or testers, got "admins".',
    ],
    [
      "a group twice",
      { groups: ["operators", "operators"] },
      'users.ada.groups must be different groups, got ["operators","operators"].',
    ],
    [
      "production and development",
      { groups: ["operators", "developers"] },
      'users.ada.groups must be all of production or none; make a second user for the other environment, got ["operators","developers"].',
    ],
  ] as const)
    it(`refuse ${name} in one sentence`, () => {
      assert.throws(() => membershipsOf("x", groups, users({ groups: [...own.groups] })), {
        message: `x: ${sentence}`,
      });
    });

  it("refuse a name that is none in one sentence", () => {
    assert.throws(() => membershipsOf("x", { "a/b": {} }, {}), {
      message:
        'x: groups: a name must be 1 to 63 letters, digits, dots, hyphens, underscores or @, a letter or digit first, got "a/b".',
    });
  });
});

describe("limits", () => {
  it("are safe until a team says otherwise", () => {
    assert.deepEqual(limitsOf("x", { port: 100, router: 2 }, { port: 0 }), { port: 0, router: 2 });
  });

  it("are never unlimited", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ max: -1 }), fc.double({ noInteger: true })), (port) => {
        assert.throws(
          () => limitsOf("x: network", { port: 100 }, { port }),
          /x: network\.port must be a whole number that is not negative, as -1 would set no limit, got /,
        );
      }),
    );
  });
});

describe("an expiry", () => {
  const now = new Date("2026-01-01T00:00:00Z");

  it("is at most 90 days away, whenever that is", () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
        const end = new Date(now.getTime() + days * 86_400_000).toISOString().replace(/\.\d+/, "");
        if (days > 90) assert.throws(() => expiryOf("x", end, now), /at most 90 days away, before 2026-04-01/);
        else assert.equal(expiryOf("x", end, now).at, end);
      }),
    );
  });

  it("is written in UTC", () => {
    assert.equal(expiryOf("x", "2026-02-01T02:00:00+02:00", now).at, "2026-02-01T00:00:00Z");
  });

  it("is spoken of two weeks before, and after, and stops nothing", () => {
    assert.equal(expiryOf("x", "2026-02-01T00:00:00Z", now).notice, undefined);
    assert.match(expiryOf("x", "2026-01-10T00:00:00Z", now).notice ?? "", /^ends at 2026-01-10/);
    assert.match(expiryOf("x", "2025-12-31T00:00:00Z", now).notice ?? "", /^ended at 2025-12-31/);
  });

  for (const text of ["", "never", "2026-02-30T00:00:00", "2026-01-31", "90d", "2026-13-01T00:00:00Z"])
    it(`such as ${JSON.stringify(text)} is refused in one sentence`, () => {
      assert.throws(() => expiryOf("x", text, now), {
        message: `x: expiresAt must be a moment such as 2030-01-31T00:00:00Z, got ${JSON.stringify(text)}.`,
      });
    });
});

describe("a credential's roles and rules", () => {
  const rule = { service: "network", method: "GET", path: "/v2.0/networks" };

  it("are what was asked for", () => {
    assert.deepEqual(credentialRoles("x"), ["reader"]);
    assert.deepEqual(accessRulesOf("x", { b: rule, a: { ...rule, path: "/v2.0/networks/*" } }), [
      { ...rule, path: "/v2.0/networks/*" },
      rule,
    ]);
  });

  for (const [name, make, sentence] of [
    [
      "an administrator",
      () => credentialRoles("x", ["reader", "Admin"]),
      'roles must be a role that is no administrator\'s, such as reader or member, got "Admin".',
    ],
    [
      "no role",
      () => credentialRoles("x", []),
      "roles must be at least one role, as none would mean all that the user has, got [].",
    ],
    [
      "no call",
      () => accessRulesOf("x", {}),
      "accessRules must be at least one call, as none would mean every call, got {}.",
    ],
    [
      "every call",
      () => accessRulesOf("x", { all: { ...rule, path: "/v2.0/**" } }),
      'accessRules.all.path must be less than every path of the service, got "/v2.0/**".',
    ],
    [
      "a path with a query",
      () => accessRulesOf("x", { one: { ...rule, path: "/v2.0/networks?name=a" } }),
      'accessRules.one.path must be a path such as /v2.0/networks, got "/v2.0/networks?name=a".',
    ],
    [
      "a method that does not exist",
      () => accessRulesOf("x", { one: { ...rule, method: "get" } }),
      'accessRules.one.method must be GET, HEAD, POST, PUT, PATCH or DELETE, got "get".',
    ],
    [
      "a service by its program's name",
      () => accessRulesOf("x", { one: { ...rule, service: "Neutron" } }),
      'accessRules.one.service must be a service\'s type such as network, got "Neutron".',
    ],
  ] as const)
    it(`refuse ${name} in one sentence`, () => {
      assert.throws(make, { message: `x: ${sentence}` });
    });
});

describe("catalogue entries", () => {
  const network: CatalogServiceArgs = {
    publicUrl: "https://network.example.org",
    internalUrl: "https://network.internal.example.org:9696",
    adminUrl: "https://network.admin.example.org",
  };

  it("are three for each service", () => {
    const entries = entriesOf("x", { network, dns: { ...network, publicUrl: "https://dns.example.org/v2" } });
    assert.deepEqual(
      entries.map((entry) => entry.interface),
      [...interfaces, ...interfaces],
    );
  });

  for (const [name, own, sentence] of [
    [
      "plain HTTP",
      { publicUrl: "http://network.example.org" },
      'services.network.publicUrl must be an address such as https://network.example.org, got "http://network.example.org".',
    ],
    [
      "a host for the public and administrators",
      { adminUrl: "https://network.example.org:8443" },
      'services.network.adminUrl must be on another host than services.network.publicUrl, which is public, got "network.example.org:8443".',
    ],
    [
      "a log-in in an address, without showing it",
      { internalUrl: "https://nova:hunter2@network.internal.example.org" },
      'services.network.internalUrl must be an address without user name, password or token, got "an address with a log-in in it".',
    ],
    [
      "a log-in in an address without TLS, without showing it",
      { internalUrl: "http://nova:hunter2@network.internal.example.org" },
      'services.network.internalUrl must be an address such as https://network.example.org, got "an address with a log-in in it".',
    ],
    [
      "no address",
      { internalUrl: "network" },
      'services.network.internalUrl must be an address such as https://network.example.org, got "network".',
    ],
  ] as const)
    it(`refuse ${name} in one sentence`, () => {
      assert.throws(() => entriesOf("x", { network: { ...network, ...own } }), { message: `x: ${sentence}` });
    });

  it("are made by an OpenStackCatalog, which satisfies every control", async () => {
    const built = await build(() => new OpenStackCatalog("cloud", { region: "RegionOne", services: { network } }));
    assert.deepEqual(built.said, []);
    assert.deepEqual(
      of("EndpointV3", built).map(({ props }) => [props.interface, props.url, props.endpointRegion]),
      [
        ["public", network.publicUrl, "RegionOne"],
        ["internal", network.internalUrl, "RegionOne"],
        ["admin", network.adminUrl, "RegionOne"],
      ],
    );
  });
});

describe("an OpenStackProject", () => {
  const make = (own: Partial<OpenStackProjectArgs> = {}, calls: Calls = cloud) =>
    build(() => new OpenStackProject("shop", { owner: "shop", ...own }), calls);
  const quotas = ["QuotaV2", "QuotaSetV2", "QuoteSetV3", "Quota"];

  it("satisfies every control", async () => {
    assert.deepEqual((await make()).said, []);
  });

  it("says whose it is and what for", async () => {
    const [project] = of("Project", await make({ environment: "staging", description: "The shop" }));
    assert.deepEqual(project?.props, {
      name: "shop",
      enabled: true,
      description: "The shop",
      tags: ["owner:shop", "environment:staging"],
    });
  });

  it("limits machines, networks, volumes and load balancers, each finitely", async () => {
    const built = await make({ compute: { cores: 4 }, network: { floatingip: 0 } });
    for (const type of quotas) {
      const [quota, ...others] = of(type, built);
      assert.ok(quota && others.length === 0, type);
      const { projectId, ...limits } = quota.props;
      assert.equal(projectId, "id of openstack:identity/project:Project shop");
      for (const limit of Object.values(limits)) assert.ok(Number(limit) >= 0);
    }
    assert.deepEqual([of("QuotaSetV2", built)[0]?.props.cores, of("QuotaV2", built)[0]?.props.floatingip], [4, 0]);
  });

  it("limits only what the cloud has", async () => {
    const built = await make({}, catalogue("identity", "network"));
    assert.deepEqual(
      quotas.map((type) => of(type, built).length),
      [1, 0, 0, 0],
    );
    assert.deepEqual(mandatory(built), []);
  });

  it("limits a project that exists already, by name or id, and makes none", async () => {
    for (const project of ["old", ID]) {
      const built = await make({ project });
      assert.deepEqual(of("Project", built), []);
      assert.equal(of("QuotaV2", built)[0]?.props.projectId, project);
    }
  });

  for (const [name, own, sentence] of [
    ["no owner", { owner: "" }, /owner must be 1 to 50 characters without comma or slash, got ""\./],
    [
      "an environment that Keystone cannot write",
      { environment: "a,b" },
      /environment must be 1 to 50 characters without comma or slash, got "a,b"\./,
    ],
    [
      "an unlimited quota",
      { compute: { instances: -1 } },
      /compute\.instances must be a whole number that is not negative, as -1 would set no limit, got -1\./,
    ],
    [
      "half a load balancer",
      { loadBalancer: { loadbalancer: 0.5 } },
      /loadBalancer\.loadbalancer must be a whole number that is not negative, as -1 would set no limit, got 0\.5\./,
    ],
    [
      "a description of what it adopts",
      { project: "old", description: "The shop" },
      /description must be left out where a project is adopted, got "The shop"\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own), sentence);
    });

  it("refuses a project that does not exist, and makes nothing", async () => {
    const resources = await refused(
      () => new OpenStackProject("shop", { owner: "shop", project: "nowhere" }),
      /project must be the name or id of a project that exists and these credentials can see, got "nowhere"/,
    );
    assert.equal(resources.length, 1);
  });

  it("refuses a cloud without Neutron, and makes nothing", async () => {
    const resources = await refused(
      () => new OpenStackProject("shop", { owner: "shop" }),
      /needs the service network \(Neutron\)/,
      catalogue("identity"),
    );
    assert.equal(resources.length, 1);
  });
});

describe("an OpenStackIdentity", () => {
  const groups: OpenStackIdentityArgs["groups"] = {
    operators: { projects: { production: "live" }, roles: ["member", "reader"] },
    developers: { environment: "development", projects: { development: "test" } },
  };
  const args: OpenStackIdentityArgs = {
    groups,
    users: {
      ada: { groups: ["operators"], password: secret(PASSWORD), applicationCredentials: true },
      grace: { groups: ["developers"], password: PASSWORD, description: "Grace of the navy" },
      gone: { groups: ["developers"], password: PASSWORD, enabled: false },
    },
  };
  const make = (own: Partial<OpenStackIdentityArgs> = {}, calls: Calls = cloud) =>
    build(() => new OpenStackIdentity("shop", { ...args, ...own }), calls);

  it("satisfies every control", async () => {
    assert.deepEqual((await make()).said, []);
  });

  it("gives roles and members to a group that exists already, and makes it not", async () => {
    const asked: unknown[] = [];
    const built = await make(
      {
        domainId: "people",
        groups: { ...groups, operators: { existing: true, projects: { production: "live" } } },
      },
      {
        ...cloud,
        "openstack:identity/getGroup:getGroup": (query) => {
          asked.push(query);
          return { id: "id from the directory" };
        },
      },
    );
    assert.deepEqual(asked, [{ name: "operators", domainId: "people" }]);
    assert.deepEqual(
      of("GroupV3", built).map(({ name }) => name),
      ["shop-developers"],
    );
    for (const [type, name] of [
      ["RoleAssignment", "shop-operators-production-member"],
      ["UserMembershipV3", "shop-ada-operators"],
    ] as const)
      assert.equal(of(type, built).find((one) => one.name === name)?.props.groupId, "id from the directory");
    assert.deepEqual(built.said, []);
  });

  it("refuses to describe a group that exists already, and one that does not", async () => {
    const operators = { existing: true, projects: { production: "live" } };
    await assert.rejects(
      () => make({ groups: { ...groups, operators: { ...operators, description: "Ours" } } }),
      /groups\.operators\.description must be left out where the group exists already, got "Ours"\./,
    );
    await assert.rejects(
      () =>
        make(
          { groups: { ...groups, operators } },
          {
            ...cloud,
            "openstack:identity/getGroup:getGroup": () => {
              throw new Error("Your query returned no results.");
            },
          },
        ),
      /groups\.operators must be the name or id of a group that exists and these credentials can see, got "operators"/,
    );
  });

  it("with projects of its own satisfies every control, too", async () => {
    const { said } = await build(() => {
      const live = new OpenStackProject("live", { owner: "shop" });
      const test = new OpenStackProject("test", { owner: "shop", environment: "development" });
      return new OpenStackIdentity("shop", {
        ...args,
        groups: {
          operators: { projects: { production: live.projectId } },
          developers: { environment: "development", projects: { development: test.projectId } },
        },
      });
    }, cloud);
    assert.deepEqual(said, []);
  });

  it("asks every user for a password and TOTP, and bypasses neither lockout nor expiry", async () => {
    for (const { name, props } of of("User", await make())) {
      const ways = [{ rules: ["password", "totp"] }];
      assert.deepEqual(
        props.multiFactorAuthRules,
        name === "shop-ada" ? [...ways, { rules: ["application_credential"] }] : ways,
      );
      assert.deepEqual(
        [
          props.multiFactorAuthEnabled,
          props.ignoreLockoutFailureAttempts,
          props.ignorePasswordExpiry,
          props.ignoreChangePasswordUponFirstUse,
        ],
        [true, false, false, false],
      );
    }
  });

  it("gives roles to groups only", async () => {
    const built = await make();
    assert.deepEqual(
      of("RoleAssignment", built)
        .map(({ props }) => [props.groupId, props.projectId, props.roleId, props.userId])
        .sort(),
      [
        ["id of openstack:identity/groupV3:GroupV3 shop-developers", "test", "id of member", undefined],
        ["id of openstack:identity/groupV3:GroupV3 shop-operators", "live", "id of member", undefined],
        ["id of openstack:identity/groupV3:GroupV3 shop-operators", "live", "id of reader", undefined],
      ],
    );
    assert.deepEqual(
      of("UserMembershipV3", built)
        .map(({ name }) => name)
        .sort(),
      ["shop-ada-operators", "shop-grace-developers"],
    );
  });

  it("says of a user how they log in, and gives them their group's project", async () => {
    const users = of("User", await make());
    assert.deepEqual(users.map(({ props }) => [props.name, props.description, props.defaultProjectId]).sort(), [
      ["ada", "Logs in with password and totp, or with application_credential", "live"],
      ["gone", "Logs in with password and totp", "test"],
      ["grace", "Grace of the navy. Logs in with password and totp", "test"],
    ]);
  });

  it("lets a group administer only when that is said", async () => {
    const operators = { projects: { production: "live" }, roles: ["admin"], administrators: true };
    const built = await make({ groups: { ...groups, operators } });
    assert.ok(of("RoleAssignment", built).some(({ props }) => props.roleId === ID));
  });

  for (const [name, own, sentence] of [
    [
      "an administrator",
      { groups: { operators: { projects: { p: "live" }, roles: ["admin"] } }, users: {} },
      /groups\.operators\.roles must be no administrator's role unless administrators is true, got "admin"\./,
    ],
    [
      "a group without a role",
      { groups: { operators: { projects: { p: "live" }, roles: [] } }, users: {} },
      /groups\.operators\.roles must be at least one role, got \[\]\./,
    ],
    [
      "a group without a project",
      { groups: { operators: { projects: {} } }, users: {} },
      /groups\.operators\.projects must be at least one project, got \{\}\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as unknown as Partial<OpenStackIdentityArgs>), sentence);
    });

  it("refuses an administrator by id", async () => {
    await refused(
      () => new OpenStackIdentity("shop", { groups: { operators: { projects: { production: "live" }, roles: [ID] } } }),
      /groups\.operators\.roles must be no administrator's role unless administrators is true, got "0123456789abcdef0123456789abcdef"/,
    );
  });

  it("refuses a role that does not exist", async () => {
    await refused(
      () =>
        new OpenStackIdentity("shop", { groups: { operators: { projects: { production: "live" }, roles: ["boss"] } } }),
      /groups\.operators\.roles must be the name or id of a role that exists and these credentials can see, got "boss"/,
    );
  });

  it("keeps passwords encrypted in Pulumi's state however they came", async () => {
    const password = "qV7-hardly-guessed-91";
    const { resources } = await build(
      () => new OpenStackIdentity("shop", { groups, users: { ada: { groups: ["operators"], password } } }),
      cloud,
    );
    const [component, user] = [of("OpenStackIdentity", { resources }), of("User", { resources })].flat();
    for (const kept of [component?.props.users, user?.props.password])
      assert.ok(JSON.stringify(kept).includes(runtime.specialSecretSig));
  });

  it("refuses a weak password, and does not show it", async () => {
    const heard: RegExp =
      /^(?!.*hunter2)OpenStackIdentity "shop": users\.ada\.password must be at least 14 characters of many different ones, .*, got one that is not \(it is not shown\)\.$/;
    const users = { ada: { groups: ["operators"], password: secret("hunter2") } };
    const resources = await refused(() => new OpenStackIdentity("shop", { groups, users }), heard);
    assert.deepEqual(of("User", { resources }), []);
  });

  describe("of a Keystone that can be asked for its methods", () => {
    const real = globalThis.fetch;
    afterEach(() => {
      globalThis.fetch = real;
    });
    const answering = (methods: string[]) => {
      globalThis.fetch = async () => Response.json({ error: { identity: { methods } } }, { status: 401 });
      return {
        ...cloud,
        "openstack:identity/getAuthScope:getAuthScope": () => ({
          region: "RegionOne",
          serviceCatalogs: [
            {
              type: "identity",
              endpoints: [{ interface: "public", region: "RegionOne", url: "https://identity.example.org/v3" }],
            },
          ],
        }),
      };
    };

    it("is made where there is TOTP", async () => {
      const calls = answering(["password", "totp"]);
      assert.equal(of("User", await make({}, calls)).length, 3);
    });

    it("is refused where there is none, and makes nothing", async () => {
      const calls = answering(["password", "token"]);
      const resources = await refused(
        () => new OpenStackIdentity("shop", args),
        /needs the log-in method totp, which this Keystone does not have, only password, token: /,
        calls,
      );
      assert.deepEqual([...of("User", { resources }), ...of("GroupV3", { resources })], []);
    });
  });
});

describe("an OpenStackCredential", () => {
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().replace(/\.\d+/, "");
  const args = {
    purpose: "Lists networks",
    expiresAt: soon,
    accessRules: { networks: { service: "network", method: "GET", path: "/v2.0/networks" } },
  };

  it("satisfies every control", async () => {
    const built = await build(() => new OpenStackCredential("inventory", args));
    assert.deepEqual(built.said, []);
    assert.deepEqual(of("ApplicationCredential", built)[0]?.props, {
      description: "Lists networks",
      roles: ["reader"],
      accessRules: [{ service: "network", method: "GET", path: "/v2.0/networks" }],
      unrestricted: false,
      expiresAt: soon,
    });
  });

  it("refuses an end that is too far, and no purpose, and makes nothing", async () => {
    await assert.rejects(
      async () => build(() => new OpenStackCredential("inventory", { ...args, expiresAt: "2999-01-01T00:00:00Z" })),
      /expiresAt must be at most 90 days away, before \d{4}-\d\d-\d\d, got "2999-01-01T00:00:00Z"\./,
    );
    await assert.rejects(
      async () => build(() => new OpenStackCredential("inventory", { ...args, purpose: "" })),
      /purpose must be 1 to 200 characters, got ""\./,
    );
  });
});
