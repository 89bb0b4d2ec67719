import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache.ts";

/**
 * A virtual environment with one package of PyPI, made once and kept.
 *
 * @returns its folder
 * @throws one sentence when it cannot be had here
 */
export function venv(name: string, version: string): string {
  const folder = join(cacheFolder, `${name}-${version}`);
  if (existsSync(join(folder, "ready"))) return folder;
  rmSync(folder, { recursive: true, force: true });
  for (const [command, ...args] of [
    ["python3", "-m", "venv", folder],
    [join(folder, "bin/pip"), "install", "-q", "--disable-pip-version-check", `${name}==${version}`],
  ] as const) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 900_000 });
    if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim().split("\n").at(-1)}`);
  }
  writeFileSync(join(folder, "ready"), "");
  return folder;
}
