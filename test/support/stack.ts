import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { parseDocument } from "yaml";
import { settingsFor } from "../../sandbox/setting.ts";
import { type Built, build, type Calls, having } from "./build.ts";
import { certificatePem } from "./certificate.ts";

/** The stacks that are checked in, by their names; what a reader of the README has made beside them is nobody's example. */
export const stacks = execFileSync("git", ["ls-files", "stacks"], {
  cwd: join(import.meta.dirname, "../.."),
  encoding: "utf8",
})
  .split("\n")
  .flatMap((file) => /^stacks\/Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

/** Builds a stack of `stacks/` in a pretend cloud, with the configuration that is checked in for it, and what a sandbox would make besides. */
export const buildStack = (name: string): Promise<Built<unknown>> =>
  buildConfigured(readFileSync(new URL(`../../stacks/Pulumi.${name}.yaml`, import.meta.url), "utf8"));

/** Builds the program that a stack's configuration names in a pretend cloud, with what a sandbox would make besides. */
export async function buildConfigured(configuration: string): Promise<Built<unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "hardening-"));
  try {
    return await buildIn(folder, configuration);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function buildIn(folder: string, configuration: string): Promise<Built<unknown>> {
  const document = parseDocument(configuration);
  const settings = settingsFor(document.toJS().config, folder);
  for (const { values, make } of settings) {
    const made = await make();
    values.forEach(({ path }, i) => {
      document.setIn(["config", ...path], made[i]);
    });
  }
  const { config } = document.toJS() as { config: { [key: string]: unknown } };
  runtime.setAllConfig(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    settings.flatMap(({ values }) => values.flatMap(({ path, secret }) => (secret ? [path[0]] : []))),
  );
  const program = await import(`../../stacks/${config["hardening:program"]}.ts`);
  return build(program.default);
}

/** What others made in the cloud before a program comes, by the program. */
const there: { readonly [program: string]: Calls } = {
  endpoint: having({ ceph: { subnets: ["10.99.0.0/24"] } }),
  identity: { "openstack:identity/getGroup:getGroup": ({ name }) => ({ id: `id of ${name}` }) },
};

/** Builds one of the programs that `test/live/` deploys on a real cloud, in a pretend one. */
export async function buildProgram(name: string): Promise<Built<unknown>> {
  const inAMonth = `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19)}Z`;
  const secret = () => randomBytes(24).toString("base64");
  const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
  runtime.setAllConfig({
    "hardening:accessLogBucket": "access-logs",
    "hardening:certificate": certificatePem,
    "hardening:certificateArn": arn("acm", "certificate/0a1b2c3d"),
    "hardening:cidr": "10.20.128.0/17",
    "hardening:expiresAt": inAMonth,
    "hardening:file": "debian-12.raw",
    "hardening:keyArn": arn("kms", "key/0a1b2c3d"),
    "hardening:offices": "pl-0a1b2c",
    "hardening:password": secret(),
    "hardening:psk": secret(),
    "hardening:recorder": "audit",
    "hardening:root": "r-root",
    "hardening:signature": randomBytes(384).toString("base64"),
    "hardening:trustStoreArn": arn("elasticloadbalancing", "truststore/clients/0a1b2c3d"),
    "hardening:vpcId": "vpc-0a1b2c",
  });
  // A module runs once, and is another one under another address.
  return build(() => import(`../live/${name}/index.ts?${randomUUID()}`), there[name]);
}
