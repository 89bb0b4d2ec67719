import assert from "node:assert/strict";
import fc from "fast-check";
import { controls } from "../../policies/catalogue.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { parse, schemaOf, verdictOn, type Waiver } from "../../policies/waiver.ts";
import { judge, type Told, urnOf } from "../support/judge.ts";
import { printed } from "../support/printed.ts";

const ID = "network-admin-ports-private";
const RULE = "openstack:networking/secGroupRule:SecGroupRule";
const fields = { control: ID, resource: "login", reason: "The vendor moves", owner: "platform", expires: "2030-01-31" };
const open: Told = {
  urn: urnOf(RULE, "login"),
  type: RULE,
  name: "login",
  props: {
    direction: "ingress",
    ethertype: "IPv4",
    protocol: "tcp",
    portRangeMin: 22,
    portRangeMax: 22,
    remoteIpPrefix: "0.0.0.0/0",
  },
};
const stack: Told = { urn: urnOf("pulumi:pulumi:Stack", "s"), type: "pulumi:pulumi:Stack", name: "s", props: {} };

/** What the pack says when a file of waivers says something, on a day. */
const said = (waivers: object, today = "2029-06-01", resources: Told[] = [stack, open]) =>
  judge(
    policiesOf(
      controls.filter(({ id }) => id === ID),
      {
        settingsOf: (policy) => (policy === "policy-waivers-held" ? SET : UNSET),
        isDisabled: () => false,
        today: () => today,
        read: () => JSON.stringify(waivers),
      },
    ),
    resources,
  );
const SET = { file: "waivers.yaml" };
const UNSET = {};

describe("a waiver", () => {
  for (const resource of ["login", open.urn, "lo*", "*"])
    it(`for ${resource} leaves the finding visible, as an advisory`, async () => {
      const [one, ...others] = await said([{ ...fields, resource }]);
      assert.match(
        one?.message ?? "",
        /^Waived until 2030-01-31 by platform: "The vendor moves\." The internet reaches/,
      );
      assert.equal(one?.level, "advisory");
      assert.deepEqual(others, []);
    });

  it("for a component holds for all that it is made of, and for nothing beside it", async () => {
    const type = "acme:index:Net";
    const theirs: Told = { urn: urnOf(type, "theirs"), type, name: "theirs", props: {} };
    const inside: Told = { ...open, urn: urnOf(`${type}$${RULE}`, "login"), parent: theirs.urn };
    const found = await said([{ ...fields, resource: "theirs" }], "2029-06-01", [stack, theirs, inside, open]);
    assert.deepEqual(
      found.map(({ urn, level }) => [urn, level]),
      [
        [inside.urn, "advisory"],
        [open.urn, "mandatory"],
      ],
    );
  });

  it("that matches nothing is reported, and hides nothing", async () => {
    const [one, other] = await said([{ ...fields, resource: "other" }]);
    assert.deepEqual([one?.policy, one?.level], [ID, "mandatory"]);
    assert.match(other?.message ?? "", /line 1, matches nothing/);
  });

  it("that matches nothing and has expired says both", async () => {
    const [, other] = await said([{ ...fields, resource: "other" }], "2030-02-01");
    assert.equal(other?.policy, "policy-waivers-used");
    assert.match(other.message, /line 1, matches nothing, and expired on 2030-01-31: /);
  });

  it("is spoken of 14 days before its end, and fails and is named after it", async () => {
    const policies = async (today: string) => (await said([fields], today)).map(({ policy, level }) => [policy, level]);
    assert.deepEqual(await policies("2030-01-16"), [[ID, "advisory"]]);
    assert.deepEqual(await policies("2030-01-17"), [
      ["policy-waivers-held", "advisory"],
      [ID, "advisory"],
    ]);
    const [expired] = await said([fields], "2030-02-01");
    assert.equal(expired?.level, "mandatory");
    assert.match(
      expired?.message ?? "",
      /^The waiver in waivers\.yaml, line 1, by platform, expired on 2030-01-31: "The vendor moves\." The .* bastion\.$/,
    );
  });

  for (const [field, value] of [
    ["expires", "2030-02-30"],
    ["expires", undefined],
    ["reason", " "],
    ["owner", undefined],
    ["control", "network-admin-port-private"],
    ["until", "2030-01-31"],
  ] as const)
    it(`with ${field} ${value} does not hold, and says so`, async () => {
      const found = await said([{ ...fields, [field]: value }]);
      assert.ok(
        found.some(({ policy, level, message }) => {
          return policy === "policy-waivers-held" && level === "mandatory" && message.includes("does not hold");
        }),
      );
      assert.ok(found.some(({ policy, level }) => policy === ID && level === "mandatory"));
    });

  it("of what must never be waived does not hold", () =>
    assert.match(
      parse(JSON.stringify([{ ...fields, control: "log-trail-complete" }]), "w", controls).faults.join(),
      /may be waived, got "log-trail-complete"/,
    ));

  it("does not hold in a file that is no YAML", () =>
    assert.match(parse("- a: *", "w", controls).faults.join(), /^No/));

  it("holds to the end of its day in UTC, and no longer", () =>
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date("2099-01-01"), noInvalidDate: true }),
        fc.integer({ min: -40, max: 40 }),
        (day, days) => {
          const expires = day.toISOString().slice(0, 10);
          const today = new Date(Date.parse(expires) + days * 86_400_000).toISOString().slice(0, 10);
          const waiver: Waiver = { ...fields, expires, where: "w" };
          assert.equal(verdictOn("Open.", [waiver], today).waived, days <= 0);
        },
      ),
    ));

  it("is written as docs/waivers.schema.json says", () =>
    printed("waivers.schema.json", `${JSON.stringify(schemaOf(controls), null, 2)}\n`));
});
