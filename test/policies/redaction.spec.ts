import assert from "node:assert/strict";
import { controls } from "../../policies/catalogue.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { shown } from "../../policies/redaction.ts";
import { judge, type Told } from "../support/judge.ts";

const user = (password: string): Told => ({
  urn: "urn:pulumi:test::test::openstack:identity/user:User::ada",
  type: "openstack:identity/user:User",
  name: "ada",
  props: { name: "ada", password },
});

const strong = controls.filter(({ id }) => id === "identity-passwords-strong");

describe("a state whose secrets cannot be decrypted", () => {
  it("has its secrets judged by nobody, and says so", async () => {
    const said = await judge(policiesOf(strong), [user("[secret]")]);
    assert.deepEqual(
      said.map(({ policy }) => policy),
      ["policy-judgements-undecided"],
    );
  });

  it("is judged in all that is no secret", async () => {
    const said = await judge(policiesOf(strong), [user("secret")]);
    assert.deepEqual(
      said.map(({ policy }) => policy),
      ["identity-passwords-strong"],
    );
  });

  it("is seen as it is where nothing is redacted", () => {
    const props = { tags: ["a"], nested: { name: "[secret] garden" } };
    assert.equal(shown(props), props);
  });

  it("shows what stands beside a secret, however deep", () => {
    const { list } = shown({ list: [{ name: "a", value: "[secret]" }, { name: "b" }] }) as {
      list: { name: string; value?: string }[];
    };
    assert.deepEqual(
      list.map(({ name }) => name),
      ["a", "b"],
    );
    assert.throws(() => list[0]?.value);
  });
});
