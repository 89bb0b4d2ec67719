import { accessSync, constants, type Dirent, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";

const HOST = "registry.terraform.io";
/** Where software that no package manager brings is put, and how many folders below it a mirror is looked for. */
const ROOTS = ["/opt", "/usr/local/share", "/usr/share", "/usr/local", "/srv"];
const DEPTH = 2;
/** What Go calls what Node calls otherwise. */
const ARCHITECTURES: { [architecture: string]: string } = { x64: "amd64", ia32: "386" };

/**
 * The newest official Terraform provider of a name that lies unpacked in a mirror on this machine: in one of those that Terraform
 * itself looks into, or else in one below the usual folders of a system.
 */
export function mirrored(provider: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const mirrors of [terraformMirrors(env), ...ROOTS.map((root) => below(root, DEPTH))]) {
    const newest = mirrors
      .flatMap((mirror) => unpacked(mirror, provider))
      .sort((a, b) => a.version.localeCompare(b.version, "en", { numeric: true }))
      .at(-1);
    if (newest) return newest.file;
  }
  return undefined;
}

function unpacked(mirror: string, provider: string): { version: string; file: string }[] {
  const versions = join(mirror, HOST, "hashicorp", provider);
  const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
  return folders(versions).flatMap((version) => {
    const folder = join(versions, version, platform);
    return list(folder)
      .map(({ name }) => ({ version, file: join(folder, name) }))
      .filter(({ file }) => basename(file).startsWith(`terraform-provider-${provider}`) && isExecutable(file));
  });
}

/** The mirrors of Terraform's documentation: implied ones, the cache of plugins, and those that the CLI's configuration names. */
function terraformMirrors(env: NodeJS.ProcessEnv): string[] {
  const home = homedir();
  const configuration = text(env.TF_CLI_CONFIG_FILE || join(home, ".terraformrc"));
  const named = [...configuration.matchAll(/^\s*(?:path|plugin_cache_dir)\s*=\s*"([^"$]+)"/gm)];
  const shared = (env.XDG_DATA_DIRS || ["/usr/local/share", "/usr/share"].join(delimiter)).split(delimiter);
  return [
    join(home, ".terraform.d", "plugins"),
    ...[env.XDG_DATA_HOME || join(home, ".local", "share"), ...shared].map((folder) =>
      join(folder, "terraform", "plugins"),
    ),
    ...(env.TF_PLUGIN_CACHE_DIR ? [env.TF_PLUGIN_CACHE_DIR] : []),
    ...named.flatMap(([, folder = ""]) => folder.replace(/^~(?=\/)/, home)),
  ];
}

/** The folders that hold one for the registry. */
function below(folder: string, depth: number): string[] {
  const inner = folders(folder);
  if (inner.includes(HOST)) return [folder];
  return depth === 0 ? [] : inner.flatMap((name) => below(join(folder, name), depth - 1));
}

const folders = (folder: string): string[] =>
  list(folder)
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name);

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // there is none, or it is somebody else's
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
