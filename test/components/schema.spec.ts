import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ComponentProvider, getPulumiComponents } from "@pulumi/pulumi/provider/experimental/index.js";
import * as library from "../../components/index.ts";
import { printed } from "../support/printed.ts";

const folder = join(import.meta.dirname, "../../components");
const { version } = createRequire(import.meta.url)("../../components/package.json");

describe("the component package, seen from other languages", function () {
  this.timeout(60_000);

  it("has the surface that docs/schema.json shows", async () => {
    const components = getPulumiComponents({ ...library });
    const names = components.map(({ name }) => name);
    assert.deepEqual(names.sort(), Object.keys(library).sort());
    assert.equal(new Set(names).size, names.length, "of two components with one name only one survives");
    const provider = new ComponentProvider({ components, dirname: folder, name: "hardening", version });
    printed("schema.json", `${JSON.stringify(JSON.parse(await provider.getSchema()), null, 2)}\n`);
  });
});
