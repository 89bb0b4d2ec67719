import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { Instance } from "../../sandbox/instance.ts";
import { checkout, commandsIn, of, type Page, pages, readersOwn } from "../support/page.ts";
import { outcome } from "./pulumi.ts";

const page = pages.find(({ file }) => file === "docs/openstack.md") as Page;
const commands = of(page, "sh")
  .flatMap((text) => commandsIn(text, { redirections: true }))
  .filter((command) => !readersOwn.test(command) && command !== "npm ci");

describe("the guide to one's own OpenStack, typed on a real one", function () {
  this.timeout(600_000);
  const instance = new Instance("guide");
  let env: NodeJS.ProcessEnv;
  let clone: string;

  /** A folder that is to Pulumi what a clone is, for what is written to stay out of the checkout. */
  before(async () => {
    env = await instance.environment((line) => console.log(line));
    await instance.cloud("up", "--services", "keystone,neutron");
    clone = join(instance.folder, "clone");
    mkdirSync(join(clone, "stacks"), { recursive: true });
    const project = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8"));
    const main = relative(clone, join(checkout, project.main));
    writeFileSync(join(clone, "Pulumi.yaml"), stringify({ ...project, main }));
    symlinkSync(relative(clone, join(checkout, "policies")), join(clone, "policies"));
    for (const file of ["authority.pem", "shop.pem", "shop.key"])
      writeFileSync(join(clone, file), `what ${file} says\n`);
  });

  after(async () => {
    await instance.cloud("reset");
    instance.remove();
  });

  const typed = (command: string) =>
    command
      .replace("npm run --silent hardening --", `node ${join(checkout, "report/command.ts")}`)
      .replace(/^pulumi (up|destroy)/, "pulumi $1 --yes")
      .replace(/^pulumi /, "pulumi --non-interactive --color never ");

  for (const command of commands)
    it(`works: ${command}`, async () => {
      const { code, text } = await outcome("sh", ["-c", typed(command)], env, clone);
      assert.equal(code, 0, text);
      if (/^pulumi (up|preview) /.test(command)) assert.match(text, /hardening@v\d/);
      if (command.includes("--refresh")) assert.doesNotMatch(text, /to (create|update|delete|replace)|created|updated/);
    });
});
