import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gaps } from "../sandbox/aws/aws.ts";

describe("what the emulator of AWS cannot do", () => {
  const tokens = join(import.meta.dirname, "../sandbox/engine/aws-provider/provider/tokens.json");
  const bridged = new Set(Object.values(JSON.parse(readFileSync(tokens, "utf8")).resources));

  for (const { type, calls, lost } of gaps())
    it(`is a resource of the provider, with a call and a loss: ${type}`, () => {
      assert.ok(bridged.has(type));
      assert.ok(calls.length > 0);
      assert.match(lost, /^[A-Z].*\.$/);
    });

  it("is listed once and in order", () => {
    const types = gaps().map(({ type }) => type);
    assert.deepEqual(types, [...new Set(types)].sort());
  });
});
