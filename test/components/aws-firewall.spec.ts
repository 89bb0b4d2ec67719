import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { addressesOf, isUnsettled, UNSETTLED } from "../../components/aws/address.ts";
import { describable, ec2GroupsOf } from "../../components/aws/group.ts";
import { groupsOf } from "../../components/firewall.ts";
import { defaultFlows, type FlowArgs } from "../../components/flow.ts";
import { AwsFirewall, type AwsFirewallArgs } from "../../components/index.ts";
import { build, type Calls } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";

const reason = "Because the test needs it";
const args: AwsFirewallArgs = {
  cidr: "10.20.0.0/16",
  ipv6CidrBlock: "2001:db8:aa:bb00::/56",
  vpcId: "vpc-0a1b2c",
  owner: "platform",
};
const make = (own: Partial<AwsFirewallArgs> = {}) => build(() => new AwsFirewall("cloud", { ...args, ...own }));

type Resources = Awaited<ReturnType<typeof make>>["resources"];
const of = (type: string, { resources }: { readonly resources: Resources }) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));
const rules = (built: { readonly resources: Resources }) =>
  built.resources.filter(({ type }) => /:SecurityGroup(In|E)gressRule$/.test(type));

/** What a rule opens, and to whom. */
const written = ({ props }: Resources[number]) =>
  [props.ipProtocol, props.fromPort, props.toPort, props.cidrIpv4 ?? props.cidrIpv6 ?? props.referencedSecurityGroupId]
    .filter((part) => part !== undefined)
    .join(" ");
const opened = async (flow: Partial<FlowArgs>, own: Partial<AwsFirewallArgs> = {}) =>
  rules(await make({ flows: { f: { from: "internet", to: "api", service: "https", reason, ...flow } }, ...own })).map(
    written,
  );

describe("a description of a security group", () => {
  it("is what EC2 takes, whatever the reason says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        assert.match(describable(text), /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/);
      }),
    );
  });

  it("keeps what can be kept", () => {
    assert.equal(
      describable("Flow a-b: Users' machines in Štip call 10.0.0.0/8…"),
      "Flow a-b: Users machines in Stip call 10.0.0.0/8...",
    );
  });
});

describe("an AwsFirewall", () => {
  it("satisfies every mandatory control, with the talk's flows", async () => {
    assert.deepEqual(
      (await make()).said.filter(({ level }) => level === "mandatory"),
      [],
    );
  });

  it("names every group as OpenStack's firewall does, and says what every group and rule is for", async () => {
    const built = await make();
    const groups = groupsOf("x", { cidr: args.cidr, ipv6Cidr: "fd20::/48" });
    assert.deepEqual(
      of("SecurityGroup", built).map(({ name, props }) => [name, props.name]),
      groups.map(({ key, name }) => [`cloud-${key}`, name]),
    );
    const reasons = Object.entries(defaultFlows).map(([flow, { reason }]) => describable(`Flow ${flow}: ${reason}`));
    for (const { name, props } of rules(built)) assert.ok(reasons.includes(String(props.description)), name);
    for (const { name, props } of of("SecurityGroup", built)) {
      assert.ok(String(props.description).length >= 10, name);
      assert.deepEqual([props.ingress, props.egress], [undefined, undefined], name);
    }
  });

  it("makes a rule for every opening, in its own direction", async () => {
    const built = await make();
    const count = (direction: string) =>
      groupsOf("x", { cidr: args.cidr, ipv6Cidr: "fd20::/48" })
        .filter((group) => group.direction === direction)
        .flatMap(({ openings }) => openings).length;
    assert.equal(of("SecurityGroupIngressRule", built).length, count("ingress"));
    assert.equal(of("SecurityGroupEgressRule", built).length, count("egress"));
  });

  for (const [service, expected] of [
    ["dns", ["udp 53 53 0.0.0.0/0", "udp 53 53 ::/0", "tcp 53 53 0.0.0.0/0", "tcp 53 53 ::/0"]],
    ["udp/6000-6100", ["udp 6000 6100 0.0.0.0/0", "udp 6000 6100 ::/0"]],
    ["icmp", ["icmp -1 -1 0.0.0.0/0", "icmpv6 -1 -1 ::/0"]],
    ["esp", ["50 0.0.0.0/0", "50 ::/0"]],
    ["89", ["89 0.0.0.0/0", "89 ::/0"]],
  ] as const)
    it(`says ${service} as EC2 does`, async () => assert.deepEqual(await opened({ service }), expected));

  it("lets whole zones in, in both versions, or the members of one group, once", async () => {
    const zonesOpened = await opened({ from: "tenant" });
    assert.deepEqual(zonesOpened.sort(), [
      "tcp 443 443 10.20.32.0/19",
      "tcp 443 443 10.20.96.0/19",
      "tcp 443 443 2001:db8:aa:bb20::/59",
      "tcp 443 443 2001:db8:aa:bb60::/59",
    ]);
    assert.deepEqual(await opened({ from: "198.51.100.0/24", remoteGroupId: "sg-0a1b" }), ["tcp 443 443 sg-0a1b"]);
    assert.deepEqual(await opened({ remoteGroupId: "sg-0a1b" }), ["tcp 443 443 sg-0a1b"]);
  });

  it("names a prefix list once, whatever is in it and over both versions, and says so in the group's name", async () => {
    const flow = { from: "tenant", to: "pl-0a1b2c", service: "https", reason };
    assert.deepEqual(await opened({ ...flow }), ["tcp 443 443"]);
    const built = await make({ flows: { f: flow } });
    assert.deepEqual(
      rules(built).map(({ name, type, props }) => [name, type.split(":").at(-1), props.prefixListId]),
      [["cloud-tenant-to-pl-0a1b2c-f-tcp-443-list", "SecurityGroupEgressRule", "pl-0a1b2c"]],
    );
    assert.deepEqual(
      of("SecurityGroup", built).map(({ props }) => props.name),
      ["HTTPS_ACCESS_TO_PL_0A1B2C_FROM_TENANT"],
    );
    assert.deepEqual(
      built.said.filter(({ level }) => level === "mandatory"),
      [],
    );
  });

  it("leads a prefix list into no isolated zone", async () => {
    await assert.rejects(
      async () => make({ flows: { f: { from: "pl-0a1b2c", to: "storage", service: "https", reason } } }),
      /the other end of the isolated zone storage must be storage itself, .*, got "pl-0a1b2c"\.$/,
    );
  });

  it("waits for Amazon's IPv6 range where a rule needs it, and nowhere else", async () => {
    const amazons = pulumi.output(Promise.resolve("2001:db8:aa:bb00::/56"));
    assert.deepEqual(
      rules(await make({ ipv6CidrBlock: amazons }))
        .map(({ name, props }) => [name, props.cidrIpv6])
        .sort(),
      rules(await make())
        .map(({ name, props }) => [name, props.cidrIpv6])
        .sort(),
    );
    const waiting = ec2GroupsOf("x", { ...args, ...addressesOf("x", args, UNSETTLED) }).flatMap(({ openings }) =>
      openings.filter(({ peer }) => isUnsettled(peer)).map(({ peer }) => peer),
    );
    assert.notEqual(waiting.length, 0);
    assert.equal(waiting.includes("::/0"), false);
  });

  it("keeps every name when a flow is added", async () => {
    const more = { from: "tenant", to: "internet", service: "ntp", reason };
    const before = (await make()).resources.map(({ name }) => name);
    const after = (await make({ flows: { ...defaultFlows, more } })).resources.map(({ name }) => name);
    assert.deepEqual(
      before.filter((name) => !after.includes(name)),
      [],
    );
  });

  it("says whose every group and rule is, what for, and in which zone", async () => {
    const built = await make({ environment: "staging" });
    for (const { name, props } of [...of("SecurityGroup", built), ...rules(built)]) {
      const { owner, environment, zone, Name } = props.tags as { [key: string]: string };
      assert.deepEqual([owner, environment, zone], ["platform", "staging", name.split("-")[1]], name);
      assert.ok(Name, name);
    }
  });

  it("is stopped by the pack when a flow opens SSH to the internet", async () => {
    const { said } = await make({ flows: { login: { from: "internet", to: "api", service: "ssh", reason } } });
    assert.ok(said.some(({ policy, level }) => policy === "network-admin-ports-private" && level === "mandatory"));
  });

  it("refuses an IPv6 range that Amazon cannot have given, before a group is made in vain", async () => {
    for (const ipv6CidrBlock of ["fd20::/64", "10.0.0.0/16"])
      await assert.rejects(
        async () => make({ ipv6CidrBlock }),
        /ipv6Cidr must be an IPv6 range from \/44 to \/56 such as fd20::\/48/,
      );
    await assert.rejects(
      async () => make({ ipv6Cidr: "fd20::/48" }),
      /ipv6CidrBlock must be left out where ipv6Cidr is given, got "one"\.$/,
    );
  });

  it("refuses more rules than a group may have, in one sentence", async () => {
    const flows = Object.fromEntries(
      Array.from({ length: 61 }, (_, i) => [
        `f${i}`,
        { from: "internet", to: "api", service: `tcp/${2000 + i}`, reason },
      ]),
    );
    await assert.rejects(async () => make({ flows }), /few enough/);
  });

  describe("when its groups are looked through", () => {
    const added = {
      securityGroupId: "id of aws:ec2/securityGroup:SecurityGroup cloud-api-from-internet",
      isEgress: false,
      ipProtocol: "tcp",
      fromPort: 22,
      toPort: 22,
      cidrIpv4: "198.51.100.7/32",
      description: "just for today",
    };
    /** EC2 with one rule that has no tag of a firewall's, and what it says of that when it is asked again. */
    const having = (rule: () => object, there = ["sgr-added"]): Calls => ({
      "aws:vpc/getSecurityGroupRules:getSecurityGroupRules": ({ filters }) => {
        const by = (filters as { name: string }[]).at(-1)?.name;
        return { ids: by === "group-id" ? ["sgr-own", "sgr-added"] : by === "tag:zone" ? ["sgr-own"] : there };
      },
      "aws:vpc/getSecurityGroupRule:getSecurityGroupRule": ({ securityGroupRuleId }) => {
        assert.equal(securityGroupRuleId, "sgr-added");
        return rule();
      },
    });
    const looked = async (rule: () => object, there?: string[]) =>
      new Promise((resolve) =>
        build(() => new AwsFirewall("cloud", args).declaredOnly.apply(resolve), having(rule, there)).catch(resolve),
      );

    for (const [rule, words] of [
      [{}, "ingress tcp 22-22 from 198.51.100.7/32"],
      [
        { ipProtocol: "-1", fromPort: -1, toPort: -1, cidrIpv4: "", cidrIpv6: "::/0" },
        "ingress any protocol from ::/0",
      ],
      [{ cidrIpv4: "", prefixListId: "pl-0a1b2c", description: "" }, "ingress tcp 22-22 from pl-0a1b2c"],
      [{ isEgress: true, cidrIpv4: "", referencedSecurityGroupId: "sg-0a1b" }, "egress tcp 22-22 to sg-0a1b"],
    ] as const)
      it(`refuses a rule that no flow declares: ${words}`, async () => {
        const { heard } = await refusesAtRun(
          () => new AwsFirewall("cloud", args),
          /./,
          having(() => ({ ...added, ...rule })),
        );
        const direction = words.split(" ", 1)[0];
        assert.ok(
          heard.includes(
            `AwsFirewall "cloud": the security group HTTPS_ACCESS_FROM_INTERNET_TO_API has a rule that no flow declares: ${words}; declare the flow, or delete the rule with "aws ec2 revoke-security-group-${direction} --group-id ${added.securityGroupId} --security-group-rule-ids sgr-added".`,
          ),
          heard.join("\n"),
        );
      });

    it("lets one be that names its flow, since an update deletes that itself", async () =>
      assert.equal(await looked(() => ({ ...added, description: "Flow old: It was needed once" })), true));

    it("lets one be that is gone by then", async () => assert.equal(await looked(() => added, []), true));

    it("warns where nobody may look, and goes on", async () =>
      assert.equal(
        await looked(() => {
          throw new Error("UnauthorizedOperation");
        }),
        true,
      ));
  });

  it("refuses missing credentials, and makes nothing", async () => {
    const { resources } = await refusesAtRun(
      () => new AwsFirewall("cloud", args),
      /^AWS must be reached with credentials that it lets in and a region, got: /,
      {
        "aws:index/getCallerIdentity:getCallerIdentity": () => {
          throw new Error();
        },
      },
    );
    assert.deepEqual(
      resources.map(({ name }) => name),
      ["cloud"],
    );
  });
});
