import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as library from "../../components/index.ts";

const checkout = join(import.meta.dirname, "../..");

describe("the library, compiled", function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "hardening-"));
    symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
    execFileSync(process.execPath, [
      ...[
        join(checkout, "node_modules/typescript/bin/tsc"),
        "-p",
        join(checkout, "tsconfig.build.json"),
        "--outDir",
        folder,
      ],
    ]);
  });

  after(() => rmSync(folder, { recursive: true }));

  const names = (code: string, kind: "commonjs" | "module") =>
    JSON.parse(execFileSync(process.execPath, [`--input-type=${kind}`, "-e", code], { cwd: folder, encoding: "utf8" }));
  const expected = Object.keys(library).sort();

  it("is what CommonJS requires", () => {
    const code = 'console.log(JSON.stringify(Object.keys(require("./components/index.js")).sort()))';
    assert.deepEqual(names(code, "commonjs"), expected);
  });

  it("is what ES modules import, by name", () => {
    const code = `import { ${expected.join(", ")} } from "./components/index.js"; console.log(JSON.stringify([${expected.map((name) => `${name}.name`).join(", ")}]))`;
    assert.deepEqual(names(code, "module"), expected);
  });
});
