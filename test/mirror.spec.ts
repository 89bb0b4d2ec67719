import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mirrored } from "../sandbox/engine/mirror.ts";

describe("a mirror of Terraform's plugins", () => {
  const folder = mkdtempSync(join(tmpdir(), "mirror-"));
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  const nowhere = {
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_DATA_DIRS: folder,
    TF_CLI_CONFIG_FILE: join(folder, "none"),
  };

  after(() => rmSync(folder, { recursive: true }));

  const put = (mirror: string, version: string, file = "terraform-provider-sample", on = platform): string => {
    const place = join(folder, mirror, "registry.terraform.io", "hashicorp", "sample", version, on);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, file), "");
    chmodSync(join(place, file), 0o755);
    return join(place, file);
  };

  it("gives nothing that it does not have", () => assert.equal(mirrored("sample", nowhere), undefined));

  it("is found where the configuration of Terraform names it, and gives the newest", () => {
    put("named", "5.9.0");
    const newest = put("named", "5.10.0");
    put("named", "6.0.0", "terraform-provider-sample", "plan9_mips");
    put("named", "7.0.0", "LICENSE.txt");
    writeFileSync(
      join(folder, "terraformrc"),
      `provider_installation {\n  filesystem_mirror {\n    path = "${join(folder, "named")}"\n  }\n}\n`,
    );
    assert.equal(mirrored("sample", { ...nowhere, TF_CLI_CONFIG_FILE: join(folder, "terraformrc") }), newest);
  });

  it("is found where Terraform looks by itself, and in its cache", () => {
    const implied = put("terraform/plugins", "1.0.0");
    assert.equal(mirrored("sample", nowhere), implied);
    const cached = put("cache", "2.0.0");
    assert.equal(mirrored("sample", { ...nowhere, TF_PLUGIN_CACHE_DIR: join(folder, "cache") }), cached);
  });
});
