import assert from "node:assert/strict";
import type { Example } from "../../policies/control.ts";
import control from "../../policies/controls/data-regions-listed.ts";
import { toldOf } from "../support/judge.ts";

/** What the control says where a team has listed its regions. */
const said = (example: Example, regions: readonly string[]): (string | undefined)[] =>
  toldOf(example, "update").flatMap(({ type, props }) =>
    (control.reads?.[type as keyof typeof control.reads]?.(props as never, undefined as never) ?? []).map((fact) =>
      control.judge(fact, { regions }),
    ),
  );

const provider = (props: { region?: string }): Example => ({ cloud: ["pulumi:providers:openstack", props] });
const volume = (props: { region?: string }): Example => ({ data: ["openstack:blockstorage/volume:Volume", props] });

describe("regions that a team has listed", () => {
  it("are where a provider and a volume may be", () => {
    assert.deepEqual(said(provider({ region: "north" }), ["south", "north"]), [undefined]);
    assert.deepEqual(said(volume({ region: "north" }), ["south", "north"]), [undefined]);
  });

  it("are the only ones where they may be", () => {
    const fault = "Data is in the region north, which is none of those it may be in.";
    assert.deepEqual(said(provider({ region: "north" }), ["south"]), [fault]);
    assert.deepEqual(said(volume({ region: "north" }), ["south"]), [fault]);
  });

  it("are to be named by a provider, and by nothing that goes where its provider is", () => {
    assert.deepEqual(said(provider({}), ["south"]), ["The provider does not say which region data goes to."]);
    assert.deepEqual(said(volume({}), ["south"]), [undefined]);
  });
});
