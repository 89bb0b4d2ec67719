import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { clouds } from "../../report/init.ts";
import { Instance } from "../../sandbox/instance.ts";
import { pulumi } from "./pulumi.ts";

const templates = join(import.meta.dirname, "../../templates");

describe("pulumi new", function () {
  this.timeout(300_000);
  const instance = new Instance("template");
  let env: NodeJS.ProcessEnv;

  before(async () => {
    env = await instance.environment((line) => console.log(line));
  });

  after(() => instance.remove());

  for (const cloud of clouds)
    it(`makes a project of the template for ${cloud}`, async () => {
      const folder = join(instance.folder, `shop-${cloud}`);
      const named = ["--name", "shop", "--description", "The shop's cloud", "--dir", folder];
      const { code, text } = await pulumi(
        env,
        instance.folder,
        ...["new", join(templates, cloud), "--generate-only", "--yes", ...named],
      );
      assert.equal(code, 0, text);
      const { name, description } = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
      assert.deepEqual([name, description], ["shop", "The shop's cloud"]);
      assert.equal(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name, "shop");
      for (const file of ["index.ts", "tsconfig.json", ".gitignore"]) assert.ok(existsSync(join(folder, file)), file);
    });
});
