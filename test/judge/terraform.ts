import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Standing } from "../../sandbox/stack.ts";

const execute = promisify(execFile);

/** A field of a resource of Terraform, as its provider declares it. */
interface Field {
  readonly type: number;
  readonly element?: { readonly schema?: Field; readonly resource?: Fields };
}
interface Fields {
  readonly [name: string]: Field;
}

/** Where Pulumi departs from the name that it makes of Terraform's. */
interface Renaming {
  readonly name?: string;
  readonly element?: Renaming;
  readonly fields?: Renamings;
}
interface Renamings {
  readonly [name: string]: Renaming;
}

/** What a bridged provider says of itself: what Pulumi calls all that Terraform has. */
export interface Mapping {
  readonly name: string;
  readonly provider: { readonly resources: { readonly [type: string]: Fields } };
  readonly resources: { readonly [type: string]: { readonly tok: string; readonly fields?: Renamings } };
}

interface Properties {
  readonly [key: string]: unknown;
}

// What a provider calls the types of its fields: a string; a list or a set.
const STRING = 4;
const COLLECTIONS = [5, 7];

/** What Pulumi's state has in the place of a secret. */
const SECRET = "4dabf18193072939515e22adb298388d";

/** What the engine, or the SDK alone, puts beside what the program asked for. */
const PULUMIS_OWN = ["__defaults", "__provider", "region"];

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What Pulumi may call a field: a list in the plural. */
const pulumiNames = (name: string): string[] => {
  const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [camel, `${camel}s`, `${camel}es`, camel.replace(/y$/, "ies")];
};

/** What the program asked for in a field. Terraform has lists of one where Pulumi has objects, and text where Pulumi has JSON. */
const asked = (field: Field, renaming: Renaming | undefined, value: unknown, where: string): unknown => {
  if (isObject(value) && SECRET in value) return null;
  if (field.type === STRING) return typeof value === "string" ? value : JSON.stringify(value);
  if (!COLLECTIONS.includes(field.type)) return value;
  const { schema, resource } = field.element ?? {};
  return (Array.isArray(value) ? value : [value]).map((item) => {
    if (resource) return allAsked(resource, renaming?.element?.fields, item as Properties, where);
    return schema ? asked(schema, renaming?.element, item, where) : item;
  });
};

/** What the program asked for, by Terraform's names. */
const allAsked = (fields: Fields, renamings: Renamings | undefined, props: Properties, where: string): Properties => {
  const left = new Set(Object.keys(props).filter((key) => !PULUMIS_OWN.includes(key)));
  const values = Object.entries(fields).flatMap(([name, field]) => {
    const renaming = renamings?.[name];
    const key = (renaming?.name ? [renaming.name] : pulumiNames(name)).find((candidate) => left.delete(candidate));
    return key === undefined ? [] : [[name, asked(field, renaming, props[key], `${where}.${key}`)] as const];
  });
  if (left.size > 0) throw new Error(`Terraform has nothing that Pulumi calls ${[...left].join(", ")} in ${where}.`);
  return Object.fromEntries(values);
};

/**
 * Asks a provider what Pulumi calls all that Terraform has.
 *
 * @throws one sentence when this machine does not have the provider
 */
export async function mapping(env: NodeJS.ProcessEnv, provider: "aws" | "openstack"): Promise<Mapping> {
  const { version: written } = JSON.parse(
    readFileSync(new URL(`../../node_modules/@pulumi/${provider}/package.json`, import.meta.url), "utf8"),
  );
  const version = String(written).replace(/^v/, "");
  const home = env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const plugin = join(home, "plugins", `resource-${provider}-v${version}`, `pulumi-resource-${provider}`);
  if (!existsSync(plugin))
    throw new Error(`There is no provider ${provider} ${version} in ${home}: \`npm start -- ${provider}\` gets it.`);
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await execute("pulumi", ["package", "get-mapping", "terraform", plugin], options);
  return JSON.parse(stdout);
}

/** Every string in a value, however deep. */
const stringsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};

/** What a plan of Terraform's says of some part of it, resource by resource. */
interface Part {
  readonly resources: readonly object[];
}

/** A plan of Terraform's, as JSON has it. */
export interface TerraformPlan {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly planned_values: { readonly root_module: Part };
  readonly resource_changes: readonly object[];
  readonly configuration: { readonly root_module: Part };
}

/** One plan of all that several have. Their addresses must differ. */
export const joined = (plans: readonly TerraformPlan[]): TerraformPlan => ({
  format_version: "1.2",
  terraform_version: "1.9.0",
  planned_values: {
    root_module: { resources: plans.flatMap(({ planned_values }) => planned_values.root_module.resources) },
  },
  resource_changes: plans.flatMap(({ resource_changes }) => resource_changes),
  configuration: {
    root_module: { resources: plans.flatMap(({ configuration }) => configuration.root_module.resources) },
  },
});

/**
 * What stands of a provider's, as the plan of Terraform that would make it: what a scanner of Terraform's plans can judge. It has no secrets.
 *
 * @throws one sentence for what Terraform has no name for
 */
export function planOf(standing: readonly Standing[], { name: prefix, provider, resources }: Mapping): TerraformPlan {
  const types = new Map(Object.entries(resources).map(([type, { tok, fields }]) => [tok, { type, fields }]));
  const made = standing.flatMap(({ urn, type: token, id, inputs, outputs, dependencies = [] }) => {
    if (!token.startsWith(`${prefix}:`)) return [];
    const { type, fields } = types.get(token) ?? {};
    if (!type) throw new Error(`Terraform has nothing that Pulumi calls ${token}.`);
    const name = (urn.split("::").at(-1) ?? "").replace(/[^A-Za-z0-9_-]/g, "_");
    const values = allAsked(provider.resources[type] ?? {}, fields, (inputs ?? {}) as Properties, urn);
    return [{ urn, address: `${type}.${name}`, type, name, values, ids: [id, outputs?.arn], dependencies }];
  });
  const twice = made.find(({ address }, i) => made.findIndex((other) => other.address === address) < i);
  if (twice) throw new Error(`Two resources are called ${twice.address}.`);
  const byUrn = new Map(made.map((one) => [one.urn, one]));
  /** Whom a value is of: Terraform ties resources by references, which Pulumi's state no longer has. */
  const referencesIn = (value: unknown, dependencies: readonly string[]): string[] => {
    const strings = stringsIn(value);
    const tied = dependencies.flatMap((urn) => byUrn.get(urn) ?? []);
    return tied.flatMap(({ address, ids }) =>
      strings.some((text) => ids.some((own) => text === own || text === `${own}:*`)) ? [`${address}.id`, address] : [],
    );
  };
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: {
      root_module: {
        resources: made.map(({ address, type, name, values }) => ({ address, mode: "managed", type, name, values })),
      },
    },
    resource_changes: made.map(({ address, type, name, values }) => ({
      ...{ address, mode: "managed", type, name },
      change: { actions: ["create"], before: null, after: values, after_unknown: {} },
    })),
    configuration: {
      root_module: {
        resources: made.map(({ address, type, name, values, dependencies }) => ({
          ...{ address, mode: "managed", type, name },
          expressions: Object.fromEntries(
            Object.entries(values).flatMap(([key, value]) => {
              const references = referencesIn(value, dependencies);
              return references.length > 0 ? [[key, { references }]] : [];
            }),
          ),
        })),
      },
    },
  };
}
