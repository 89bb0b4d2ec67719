import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ComponentProvider, getPulumiComponents } from "@pulumi/pulumi/provider/experimental/index.js";
import * as library from "../../components/index.ts";
import { printed } from "../support/printed.ts";

const folder = join(import.meta.dirname, "../../components");
const { version } = createRequire(import.meta.url)("../../components/package.json");

/** What a value may be: a type by its name, an object by a reference, or many of another. */
interface Shape {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Shape;
  readonly additionalProperties?: Shape;
  readonly plain?: boolean;
}

type Properties = { readonly [name: string]: Shape & { readonly description?: string } };

interface Schema {
  readonly resources: {
    readonly [token: string]: {
      readonly description?: string;
      readonly inputProperties?: Properties;
      readonly requiredInputs?: readonly string[];
      readonly properties?: Properties;
      readonly required?: readonly string[];
    };
  };
  readonly types?: {
    readonly [token: string]: {
      readonly description?: string;
      readonly properties?: Properties;
      readonly required?: readonly string[];
    };
  };
}

const nameOf = (token: string): string => token.split(":").at(-1) as string;

/** A type as it is written: `map of FlowArgs`, the name a link. */
const typeOf = ({ type, $ref, items, additionalProperties }: Shape): string => {
  if ($ref) {
    const name = nameOf($ref.split("/").at(-1) as string);
    return $ref.startsWith("#/types/hardening:") ? `[${name}](#${name.toLowerCase()})` : name;
  }
  if (items) return `list of ${typeOf(items)}`;
  if (additionalProperties) return `map of ${typeOf(additionalProperties)}`;
  return type ?? "any";
};

const cell = (text = ""): string => text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").trim();

/** Where something may only be known while it is made, the schema does not call it plain. */
const named = (name: string, shape: Shape, required: readonly string[]): string =>
  [`\`${name}\``, required.includes(name) ? " **(required)**" : "", shape.plain ? "" : " *(may be an output)*"].join(
    "",
  );

const inputs = (properties: Properties, required: readonly string[]): string[] => [
  "| Argument | Type | What it is |",
  "|---|---|---|",
  ...Object.entries(properties)
    .toSorted(([one], [other]) => Number(required.includes(other)) - Number(required.includes(one)))
    .map(([name, shape]) => `| ${named(name, shape, required)} | ${typeOf(shape)} | ${cell(shape.description)} |`),
];

const outputs = (properties: Properties, required: readonly string[]): string[] => [
  "| Output | Type | What it is |",
  "|---|---|---|",
  ...Object.entries(properties).map(
    ([name, shape]) =>
      `| \`${name}\`${required.includes(name) ? "" : " *(may be missing)*"} | ${typeOf(shape)} | ${cell(shape.description)} |`,
  ),
];

/** The reference of every component, for people. */
const reference = ({ resources, types = {} }: Schema): string =>
  [
    "# Components",
    "<!-- Printed from the schema of the component package by test/components/schema.spec.ts: UPDATE=1 npm test -->",
    "What each component makes, what it takes and what it gives. An argument that is not required has a safe default. One that *may be an output* takes what another resource gives; every other must be known when the program runs. In a stack's configuration the keys of a section are these arguments.",
    Object.keys(resources)
      .map((token) => `- [${nameOf(token)}](#${nameOf(token).toLowerCase()})`)
      .join("\n"),
    ...Object.entries(resources).flatMap(
      ([token, { description, inputProperties, requiredInputs, properties, required }]) => [
        `## ${nameOf(token)}`,
        ...(description ? [description] : []),
        inputs(inputProperties ?? {}, requiredInputs ?? []).join("\n"),
        ...(Object.keys(properties ?? {}).length > 0 ? [outputs(properties ?? {}, required ?? []).join("\n")] : []),
      ],
    ),
    "## Types",
    "What arguments are made of.",
    ...Object.entries(types).flatMap(([token, { description, properties, required }]) => [
      `### ${nameOf(token)}`,
      ...(description ? [description] : []),
      inputs(properties ?? {}, required ?? []).join("\n"),
    ]),
  ]
    .join("\n\n")
    .concat("\n");

describe("the component package, seen from other languages", function () {
  this.timeout(60_000);
  let schema: Schema;

  it("has the surface that docs/schema.json shows", async () => {
    const components = getPulumiComponents({ ...library });
    const names = components.map(({ name }) => name);
    assert.deepEqual(names.sort(), Object.keys(library).sort());
    assert.equal(new Set(names).size, names.length, "of two components with one name only one survives");
    const provider = new ComponentProvider({ components, dirname: folder, name: "hardening", version });
    schema = JSON.parse(await provider.getSchema());
    printed("schema.json", `${JSON.stringify(schema, null, 2)}\n`);
  });

  it("is what docs/components.md tells people", () => printed("components.md", reference(schema)));

  it("says of every argument and output what it is", () =>
    assert.deepEqual(
      [...Object.entries(schema.resources), ...Object.entries(schema.types ?? {})].flatMap(([token, described]) =>
        [
          ...Object.entries(("inputProperties" in described && described.inputProperties) || {}),
          ...Object.entries(described.properties ?? {}),
        ].flatMap(([name, { description }]) => (description ? [] : [`${token} ${name}`])),
      ),
      [],
    ));
});
