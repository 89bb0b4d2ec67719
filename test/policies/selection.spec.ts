import assert from "node:assert/strict";
import fc from "fast-check";
import { controls } from "../../policies/catalogue.ts";
import { placesOf, severities, tokensOf } from "../../policies/control.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { noticeOf, readSelection, SELECTING, type Selection, selectionIn, tokensIn } from "../../policies/selection.ts";
import type { World } from "../../policies/world.ts";
import { judge, type Told, urnOf } from "../support/judge.ts";

const RULE = "openstack:networking/secGroupRule:SecGroupRule";
const AWS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const ID = "network-admin-ports-private";
const told = (type: string, props: Told["props"]): Told => ({ urn: urnOf(type, "login"), type, name: "login", props });
const stack = told("pulumi:pulumi:Stack", {});
const open = told(RULE, {
  ...{ direction: "ingress", ethertype: "IPv4", protocol: "tcp", portRangeMin: 22, portRangeMax: 22 },
  remoteIpPrefix: "0.0.0.0/0",
});
const awsOpen = told(AWS_RULE, { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" });

/** The types whose open port 22 the whole pack refuses, and what it says besides of the selection, under a policy configuration. */
async function said(selection: object, { waivers, disabled }: { waivers?: object; disabled?: readonly string[] } = {}) {
  const settings = { [SELECTING]: selection, "policy-waivers-held": waivers ? { file: "waivers.yaml" } : {} };
  const world: World = {
    settingsOf: (policy) => settings[policy as keyof typeof settings] ?? stack,
    isDisabled: (policy) => disabled?.includes(policy) ?? false,
    today: () => "2029-06-01",
    read: () => JSON.stringify(waivers),
  };
  const all = await judge(policiesOf(controls, world), [stack, open, awsOpen]);
  return {
    refused: all.filter(({ policy }) => policy === ID).map(({ urn }) => urn.split("::")[2]),
    of: all.filter(({ policy }) => policy === SELECTING).map(({ message, level }) => ({ message, level })),
    unused: all.filter(({ policy }) => policy === "policy-waivers-used").length,
  };
}

describe("a selection", () => {
  for (const [what, selection, refused] of [
    ["nothing", {}, [RULE, AWS_RULE]],
    ["a document that asks for it", { documents: ["cis-aws"] }, [RULE, AWS_RULE]],
    ["its severity", { severity: "critical" }, [RULE, AWS_RULE]],
    ["a lesser severity", { severity: "low" }, [RULE, AWS_RULE]],
    ["one of its clouds", { clouds: ["aws"] }, [AWS_RULE]],
    ["its area, among others", { areas: ["key", "network"] }, [RULE, AWS_RULE]],
    ["another area", { areas: ["key"] }, []],
    ["all at once", { documents: ["talk"], severity: "high", clouds: ["openstack"], areas: ["network"] }, [RULE]],
  ] as const)
    it(`of ${what} lets a control judge what it means, and nothing else`, async () => {
      const found = await said(selection);
      assert.deepEqual(found.refused, refused);
      assert.deepEqual(
        found.of.map(({ level }) => level),
        Object.keys(selection).length > 0 && tokensLeftOut(selection as never) ? ["advisory"] : [],
      );
    });

  const tokensLeftOut = (selection: Selection) =>
    controls.some((control) => tokensIn(control, selection).length < tokensOf(control).length);

  it("is said, with what is turned off one by one, so that everybody knows what was not judged", async () => {
    const selection = { documents: ["cis-aws"], severity: "high" };
    const [notice] = (await said(selection, { disabled: [ID] })).of;
    assert.equal(notice?.level, "advisory");
    assert.match(
      notice?.message ?? "",
      /^Only \d+ of \d+ controls judge, as the policy configuration selects: \{"documents":\["cis-aws"\],"severity":"high","disabled":\["network-admin-ports-private"\]\}\.$/,
    );
    assert.deepEqual(selectionIn(notice?.message ?? ""), { ...selection, disabled: [ID] });
  });

  it("counts a waiver of what it leaves out neither as used nor as unused", async () => {
    const waiver = { control: ID, resource: "elsewhere", reason: "Later", owner: "platform", expires: "2030-01-31" };
    assert.equal((await said({}, { waivers: [waiver] })).unused, 1);
    assert.equal((await said({ areas: ["key"] }, { waivers: [waiver] })).unused, 0);
    assert.equal((await said({ clouds: ["aws"] }, { waivers: [waiver] })).unused, 0);
    assert.equal((await said({}, { waivers: [waiver], disabled: [ID] })).unused, 0);
  });

  for (const [what, selection, sentence] of [
    ["a misspelt document", { documents: ["cis-asw"] }, /: documents must be talk, .* or fsbp, got "cis-asw"; did you/],
    ["a misspelt severity", { severity: "hihg" }, /: severity must be .* or low, got "hihg"; did you mean high\?$/],
    ["a misspelt cloud", { clouds: ["amazon"] }, /: clouds must be aws or openstack, got "amazon"; did you mean /],
    ["a misspelt area", { areas: ["networks"] }, /: areas must be .*, got "networks"; did you mean network\?$/],
    ["no document", { documents: [] }, /: documents must be a list of talk, .*, got \[\]\.$/],
    ["what is no list", { clouds: "aws" }, /: clouds must be a list of aws or openstack, got "aws"\.$/],
    ["what is no word", { areas: [7] }, /: areas must be .*, got 7\.$/],
    [
      "what no control is",
      { areas: ["dns"], severity: "critical" },
      /: what it says must be met by at least one control, got \{"areas":\["dns"\],"severity":"critical"\}\.$/,
    ],
  ] as const)
    it(`of ${what} leaves nothing out, and says so in one sentence`, async () => {
      const found = await said(selection);
      assert.deepEqual(found.refused, [RULE, AWS_RULE]);
      assert.equal(found.of.length, 1);
      assert.equal(found.of[0]?.level, "mandatory");
      assert.match(found.of[0]?.message ?? "", /^The policy configuration of policy-controls-selected: [^\n]*[.?]$/);
      assert.match(found.of[0]?.message ?? "", sentence);
    });

  const words = (key: "documents" | "clouds" | "areas", all: readonly string[]) =>
    fc.option(fc.subarray([...all], { minLength: 1 }), { nil: undefined }).map((some) => (some ? { [key]: some } : {}));
  const any: fc.Arbitrary<Selection> = fc
    .tuple(
      words("documents", [
        ...new Set(controls.flatMap((control) => placesOf(control).map(({ document }) => document))),
      ]),
      words("clouds", ["aws", "openstack"]),
      words("areas", [...new Set(controls.map(({ id }) => id.split("-")[0] as string))]),
      fc.option(fc.constantFrom(...severities), { nil: undefined }).map((severity) => (severity ? { severity } : {})),
    )
    .map((parts) => Object.assign({}, ...parts));

  it("lets in no more when it says more, and is told as it was said", () =>
    fc.assert(
      fc.property(any, any, (one, other) => {
        const both = { ...other, ...one };
        for (const control of controls)
          for (const token of tokensIn(control, both)) assert.ok(tokensIn(control, one).includes(token));
        const { selection, faults } = readSelection(one, controls);
        if (faults.length > 0) return;
        const notice = noticeOf(selection, controls);
        if (notice !== undefined) assert.deepEqual(selectionIn(notice), one);
      }),
    ));
});
