import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { GO_ENV, GO_FLAGS, go, LINK_FLAGS, once, step } from "./build.ts";
import { installed } from "./engine.ts";

/** Our own hosts, and Pulumi's for YAML, which needs the libraries of an older engine. */
const source = join(import.meta.dirname, "languages");
const yaml = join(source, "yaml");
const YAML = "github.com/pulumi/pulumi-yaml";
const SDK = "github.com/pulumi/pulumi/sdk/v3";

/**
 * Lets an engine that was built from source run programs in YAML and Python, and generate SDKs for Python and Go. The hosts for that are built from source
 * once: Pulumi's own for YAML, ours for the others, which no package registry carries. An installed Pulumi brings its own.
 *
 * @param env the environment that leads to the engine
 */
export async function withLanguages(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<NodeJS.ProcessEnv> {
  if (installed()) return env;
  const folder = join(cacheFolder, `languages-${sourceHash()}`);
  const what = "building the hosts of other languages from source (about 2 min on two idle cores, once)";
  await once(
    folder,
    () => say("languages: another process is building their hosts, waiting …"),
    (draft, log) =>
      step(say, what, async (onLine) => {
        const watch = { log, onLine };
        await go(source, `${SDK}/go/common/version.Version=${versionOf(SDK, source)}`, `${draft}/`, ["./..."], watch);
        const version = `${YAML}/pkg/version.Version=${versionOf(YAML, yaml)}`;
        await go(yaml, version, `${draft}/`, ["./..."], watch);
      }),
  );
  return { ...env, PATH: [folder, env.PATH].join(delimiter) };
}

/** The version of a module that a folder's programs are built with. */
const versionOf = (module: string, folder: string): string =>
  readFileSync(join(folder, "go.mod"), "utf8").split(`${module} `)[1]?.split(/\s/)[0] ?? "";

function sourceHash(): string {
  const flags = JSON.stringify([GO_FLAGS, LINK_FLAGS, GO_ENV]);
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${flags}`);
  for (const file of globSync("**/*.{go,mod,sum,py}", { cwd: source }).sort())
    hash.update(file).update(readFileSync(join(source, file)));
  return hash.digest("hex").slice(0, 12);
}
