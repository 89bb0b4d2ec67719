import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { cacheFolder } from "../cache.ts";
import { build } from "./build.ts";
import { output } from "./command.ts";

/** A Pulumi CLI that runs on this machine. */
export interface Engine {
  /** The path of the executable. */
  pulumi: string;
  /** Its version, without a leading v. */
  version: string;
  /** The home of a CLI that was built from source, which fetches no plugin; undefined where Pulumi is installed. */
  home?: string;
  /** What to add to the environment of every call, so that the CLI finds its plugins and asks no server. */
  env: Record<string, string>;
}

// Node would warn, for every policy pack, about TypeScript beside a package.json without "type".
const NODE_OPTION = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON";
const nodeOptions = (process.env.NODE_OPTIONS ?? "").split(" ").filter((option) => option && option !== NODE_OPTION);
const QUIET = { PULUMI_SKIP_UPDATE_CHECK: "true", NODE_OPTIONS: [...nodeOptions, NODE_OPTION].join(" ") };

/**
 * Finds the Pulumi CLI on the PATH, with the language host and the plugins that it brings. Where there is none, builds the
 * CLI and the OpenStack provider from the Go module proxy, once, and uses them from the cache.
 * Fails with one sentence when the machine has neither Pulumi nor a Go that can build it.
 */
export async function engine(say: (line: string) => void): Promise<Engine> {
  const pulumi = installed();
  if (pulumi) {
    const version = (await output(pulumi, ["version"])).replace(/^v/, "");
    say(`engine: Pulumi ${version}, ${pulumi}`);
    return { pulumi, version, env: QUIET };
  }
  const { bin, home, version } = await build(say);
  return {
    pulumi: join(bin, "pulumi"),
    version,
    home,
    env: {
      // The language host starts programs with the first node on the PATH, and they need one that strips types.
      PATH: [bin, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
      PULUMI_HOME: home,
      ...QUIET,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    },
  };
}

/** The CLI that a user has installed. */
export const installed = (): string | undefined => onPath("pulumi");

/** The first such executable on the PATH that is not one of our own making. */
function onPath(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder && !`${folder}${sep}`.startsWith(cacheFolder + sep))
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
