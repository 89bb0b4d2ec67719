import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Answers, clouds, configurationOf } from "../report/init.ts";
import { type Built, build } from "./support/build.ts";
import "./support/library.ts";
import { buildConfigured } from "./support/stack.ts";

const checkout = join(import.meta.dirname, "..");
const readOf = (file: string): string => readFileSync(join(checkout, file), "utf8");

const today = new Date("2030-01-31T12:00:00Z");
const role = "arn:aws:iam::123456789012:role/Platform";
const administrators = ["198.51.100.0/24", "203.0.113.7/32"];
const answers = { cidr: "10.20.0.0/16", administrators, domain: "example.org", role };

/** What people answer where the template has nothing for them. */
const given: { readonly [key: string]: string } = {
  administrators: administrators.join(", "),
  role,
  alarms: "csirt@example.org",
  reviewOn: "2031-01-31",
};

interface Project {
  readonly template: {
    readonly description: string;
    readonly config: { readonly [key: string]: { readonly description?: string; readonly default?: string } };
  };
}

/** All that a program asks for, whatever made it, without what it is called besides. */
const asked = ({ resources }: Built<unknown>) =>
  resources
    .filter(({ type }) => !type.startsWith("hardening:"))
    .map(({ type, name, props }) => ({ type, name, props }))
    .toSorted((one, other) => (`${one.type} ${one.name}` < `${other.type} ${other.name}` ? -1 : 1));

for (const cloud of clouds)
  describe(`the template for ${cloud}`, () => {
    const { template } = parse(readOf(`templates/${cloud}/Pulumi.yaml`)) as Project;
    const manifest = JSON.parse(readOf(`templates/${cloud}/package.json`));
    const own = JSON.parse(readOf("package.json"));
    let built: Built<unknown>;

    it("asks only for what has no default, and says what each is", () => {
      const { config } = template;
      assert.deepEqual(
        Object.entries(config).flatMap(([key, { description }]) => (description ? [] : [key])),
        [],
      );
      assert.deepEqual(
        Object.entries(config).flatMap(([key, one]) => (one.default === undefined && !(key in given) ? [key] : [])),
        [],
      );
    });

    it("satisfies every mandatory control", async () => {
      runtime.setAllConfig(
        Object.fromEntries(
          Object.entries(template.config).map(([key, one]) => [
            key.includes(":") ? key : `hardening:${key}`,
            one.default ?? (given[key] as string),
          ]),
        ),
      );
      built = await build(() => import(join(checkout, "templates", cloud, "index.ts")));
      assert.deepEqual(
        built.said.filter(({ level }) => level === "mandatory"),
        [],
      );
    });

    it("asks for just what a configuration of hardening init asks for", async () => {
      const configured = await buildConfigured(configurationOf({ cloud, ...answers } as Answers, today));
      assert.deepEqual(asked(built), asked(configured));
    });

    it("needs what this version of the library needs", () => {
      const { dependencies } = manifest;
      assert.equal(dependencies["hardening-baseline"], `^${own.version}`);
      for (const name of Object.keys(dependencies).filter((one) => one.startsWith("@pulumi/")))
        assert.ok(own.peerDependencies[name].split(" || ").includes(dependencies[name]), name);
    });
  });
