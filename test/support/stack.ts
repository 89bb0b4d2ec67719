import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { runtime } from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Built, build } from "./build.ts";

/** Builds a stack of `stacks/` in a pretend cloud, with the configuration that is checked in for it. */
export async function buildStack(name: string): Promise<Built<unknown>> {
  const file = new URL(`../../stacks/Pulumi.${name}.yaml`, import.meta.url);
  const { config } = parse(readFileSync(file, "utf8")) as { config: { [key: string]: unknown } };
  runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
  );
  const program = await import(`../../stacks/${config["hardening:program"]}.ts`);
  return build(program.default);
}

/** Builds one of the programs that `test/live/` deploys on a real cloud, in a pretend one. */
export async function buildProgram(name: string): Promise<Built<unknown>> {
  const inAMonth = `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19)}Z`;
  const secret = () => randomBytes(24).toString("base64");
  runtime.setAllConfig({ "hardening:password": secret(), "hardening:psk": secret(), "hardening:expiresAt": inAMonth });
  return build(() => import(`../live/${name}/index.ts`));
}

/** The component that made a resource, by its class. */
export const makerOf = (urn: string): string | undefined =>
  (urn.split("::")[2] ?? "")
    .split("$")
    .slice(0, -1)
    .findLast((type) => type.startsWith("hardening:"))
    ?.split(":")
    .at(-1);
