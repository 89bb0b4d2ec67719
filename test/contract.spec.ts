import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { controls } from "../policies/catalogue.ts";
import type { Built } from "./support/build.ts";
import { printed } from "./support/printed.ts";
import { buildProgram, buildStack, stacks } from "./support/stack.ts";

/** What users hold in their states and pipelines, so that it can only grow. */
interface Contract {
  /** What each component makes, by the component's type: each part's type, and what its name has after the component's own. */
  readonly components: { readonly [type: string]: readonly string[] };
  /** The mandatory controls, with the version that made them so. */
  readonly mandatory: { readonly [control: string]: string };
}

const require = createRequire(import.meta.url);
const { version } = require("../package.json") as { version: string };
const promised = require("../docs/contract.json") as Contract;
type Resource = Built<unknown>["resources"][number];

/** The types of what a resource is a part of, from the outside, and its own. */
const pathOf = ({ urn }: Resource): string[] => (urn.split("::")[2] ?? "").split("$");

/** What a resource is called now and was called before. */
const namesOf = ({ type, name, aliases }: Resource) => [{ type, name }, ...aliases];

/** The parts of each component, as a contract has them. */
function partsOf(resources: readonly Resource[], called: (resource: Resource) => { type: string; name: string }[]) {
  const parts = new Map<string, Set<string>>();
  const owners = resources.filter(({ type }) => type.startsWith("hardening:"));
  for (const owner of owners) for (const { type } of called(owner)) parts.set(type, parts.get(type) ?? new Set());
  for (const resource of resources) {
    const around = pathOf(resource).findLast((type, i, path) => i < path.length - 1 && type.startsWith("hardening:"));
    if (around === undefined) continue;
    const names = owners.filter(({ type }) => type === around).flatMap(called);
    for (const { type, name } of called(resource)) {
      const [owner = ""] = names
        .map((one) => one.name)
        .filter((one) => name === one || name.startsWith(`${one}-`))
        .sort((a, b) => b.length - a.length);
      for (const whose of new Set(names.map((one) => one.type)))
        parts.get(whose)?.add([type, ...(name === owner ? [] : [name.slice(owner.length)])].join(" "));
    }
  }
  return parts;
}

/** A list that is sorted, without what it has twice. */
const sorted = (list: Iterable<string>): string[] => [...new Set(list)].sort();

describe("what a version promises to the next ones", function () {
  this.timeout(120_000);
  const resources: Resource[] = [];

  before(async () => {
    for (const name of stacks) resources.push(...(await buildStack(name)).resources);
    // No stack has one.
    resources.push(...(await buildProgram("credential")).resources);
  });

  it("is kept: whatever a component made, it makes still, or has an alias for", () => {
    const kept = partsOf(resources, namesOf);
    const lost = Object.entries(promised.components).flatMap(([component, parts]) =>
      kept.has(component)
        ? parts.filter((part) => !kept.get(component)?.has(part)).map((part) => `${component}: ${part}`)
        : [component],
    );
    assert.deepEqual(
      lost,
      [],
      'Who upgrades would lose these and get others: give the renamed resource `aliases: [{ name: "its old name" }]` (or its old type). What is to go for good, or only came from another configuration in stacks/, is taken out of docs/contract.json by hand, the former with a line in CHANGELOG.md.',
    );
  });

  it("is what docs/contract.json says", () => {
    const made = partsOf(resources, ({ type, name }) => [{ type, name }]);
    const components = sorted([...Object.keys(promised.components), ...made.keys()]).map((component) => [
      component,
      sorted([...(promised.components[component] ?? []), ...(made.get(component) ?? [])]),
    ]);
    const mandatory = controls
      .filter(({ level = "mandatory" }) => level === "mandatory")
      .map(({ id }) => [id, promised.mandatory[id] ?? version]);
    const contract = { components: Object.fromEntries(components), mandatory: Object.fromEntries(mandatory) };
    printed("contract.json", `${JSON.stringify(contract, null, 2)}\n`);
  });

  it("grows by no mandatory control that CHANGELOG.md does not name under New demands", () => {
    const changelog = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");
    const demands = new Map(
      changelog
        .split(/^## /m)
        .slice(1)
        .map((section) => [section.split(/[,\s]/)[0], section.split(/^### New demands$/m)[1] ?? ""]),
    );
    const unnamed = Object.entries(promised.mandatory).filter(([id, since]) => {
      const said = demands.get(since) ?? "";
      return !said.includes(`\`${id}\``) && !said.includes("Every control of `docs/controls.md`");
    });
    assert.deepEqual(unnamed, [], "Name these under New demands of their version in CHANGELOG.md, each in backquotes.");
  });

  it("is one version, whichever package one looks at", () => {
    for (const folder of ["components", "policies"])
      assert.equal(require(`../${folder}/package.json`).version, version);
  });
});
