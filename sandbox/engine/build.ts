import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { logged, output } from "./command.ts";
import { lock } from "./lock.ts";

const cliSource = join(import.meta.dirname, "cli");
const providerSource = join(import.meta.dirname, "openstack-provider");
const languageHost = join(import.meta.dirname, "language-host", "pulumi-language-nodejs");

// No C compiler, no path of this machine and no debugging symbols in what is built.
export const GO_FLAGS = ["-trimpath", "-mod=readonly"];
export const LINK_FLAGS = "-s -w";
export const GO_ENV = { CGO_ENABLED: "0", GOWORK: "off" };
const VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const PROVIDER_VERSION = "hardening-baseline/sandbox/engine/openstack-provider/provider.Version";

/** An engine that was built from source. */
export interface Built {
  /** The folder of the CLI and its language host. */
  bin: string;
  /** Pulumi's home folder, with the provider plugin; the CLI writes nothing elsewhere. */
  home: string;
  /** The CLI's version, without a leading v. */
  version: string;
}

/** Builds the CLI and the OpenStack provider, or finds them as built before from the same sources. */
export async function build(say: (line: string) => void): Promise<Built> {
  const version = required(readFileSync(join(cliSource, "go.mod"), "utf8"), /pulumi\/pkg\/v3 v(\S+)/);
  const sdk = createRequire(import.meta.url)("@pulumi/openstack/package.json") as { version: string };
  const sdkVersion = sdk.version.replace(/^v/, "");
  const folder = join(cacheFolder, `engine-${sourceHash(sdkVersion)}`);
  const built = { bin: join(folder, "bin"), home: join(folder, "home"), version };

  if (!existsSync(folder)) await checkGo();
  await once(
    folder,
    () => say("engine: another process is building it, waiting …"),
    (draft, log) => buildInto(draft, { log, version, sdkVersion, say }),
  );
  linkLanguageHost(join(built.bin, "pulumi-language-nodejs"));
  return built;
}

async function buildInto(
  draft: string,
  { log, version, sdkVersion, say }: { log: string; version: string; sdkVersion: string; say: (line: string) => void },
): Promise<void> {
  const plugin = join(draft, "home", "plugins", `resource-openstack-v${sdkVersion}`);
  for (const needed of [join(draft, "bin"), plugin]) mkdirSync(needed, { recursive: true });

  await step(say, `building the Pulumi CLI ${version} from source (about 5 min on two idle cores, once)`, (onLine) =>
    go(
      cliSource,
      `${VERSION}=v${version}`,
      join(draft, "bin", "pulumi"),
      ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
      {
        log,
        onLine,
      },
    ),
  );
  await step(
    say,
    `building the OpenStack provider ${sdkVersion} from source (about 3 min on two idle cores, once)`,
    (onLine) => go(providerSource, `${PROVIDER_VERSION}=${sdkVersion}`, `${draft}/`, ["./..."], { log, onLine }),
  );
  await step(say, "printing the OpenStack provider's schema", async () => {
    const generator = join(draft, "pulumi-tfgen-openstack");
    writeFileSync(join(plugin, "pulumi-openstack-schema.json"), await output(generator, []));
    renameSync(join(draft, "pulumi-resource-openstack"), join(plugin, "pulumi-resource-openstack"));
    rmSync(generator);
  });
}

/** Makes a folder of the cache once, whoever else is at it: in a draft, which takes its place when all is well. */
export async function once(
  folder: string,
  onWait: () => void,
  make: (draft: string, log: string) => Promise<void>,
): Promise<void> {
  if (existsSync(folder)) return;
  mkdirSync(cacheFolder, { recursive: true });
  const unlock = await lock(`${folder}.lock`, onWait);
  try {
    if (existsSync(folder)) return;
    const log = `${folder}.log`;
    const draft = `${folder}.draft`;
    rmSync(log, { force: true });
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    await make(draft, log);
    renameSync(draft, folder);
  } finally {
    unlock();
  }
}

/** Builds programs from a module beside this file, with one of their variables set. */
export function go(
  cwd: string,
  setting: string,
  to: string,
  what: readonly string[],
  watch: { log: string; onLine: (line: string) => void },
): Promise<void> {
  const args = ["build", "-v", ...GO_FLAGS, "-ldflags", `${LINK_FLAGS} -X ${setting}`, "-o", to, ...what];
  return logged("go build", "go", args, { cwd, env: { ...process.env, ...GO_ENV }, ...watch });
}

/** Says what is done, every ten seconds how far it is, and in the end how long it took. */
export async function step(
  say: (line: string) => void,
  what: string,
  work: (onLine: (line: string) => void) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - start) / 1000)} s`;
  let downloads = 0;
  let packages = 0;
  say(`engine: ${what} …`);
  const tick = setInterval(
    () => say(`engine: … ${seconds()}, ${downloads} downloads, ${packages} packages compiled`),
    10_000,
  );
  try {
    await work((line) => {
      if (line.startsWith("go: downloading")) downloads += 1;
      else packages += 1;
    });
  } finally {
    clearInterval(tick);
  }
  say(`engine: done in ${seconds()}`);
}

async function checkGo(): Promise<void> {
  const needed = [cliSource, providerSource]
    .map((source) => required(readFileSync(join(source, "go.mod"), "utf8"), /^go (\S+)$/m))
    .sort(compareVersions)
    .at(-1);
  // Asked in the module's folder, go answers with the toolchain that it would build with, fetched if need be.
  const answer = await output("go", ["version"], { cwd: cliSource }).catch(
    (error: { code?: string; stderr?: string }) => (error.code === "ENOENT" ? "" : (error.stderr ?? "")),
  );
  const found = /go version go(\d+(?:\.\d+)*)/.exec(answer)?.[1];
  if (needed && found && compareVersions(found, needed) >= 0) return;
  const state = found
    ? `Go ${found} is too old to build it`
    : answer
      ? `Go cannot build it (${answer.trim()})`
      : "neither is Go";
  throw new Error(
    `Pulumi is not on the PATH, and ${state}: install Pulumi (https://www.pulumi.com/docs/install/) or Go ${needed} or later (https://go.dev/doc/install), which builds it from source.`,
  );
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split(".").map(Number));
  return [0, 1, 2].map((part) => (a?.[part] ?? 0) - (b?.[part] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** A link, not a copy, for the host finds its own packages from where it lies; which checkout it lies in may change. */
function linkLanguageHost(link: string): void {
  if (existsSync(link) && readlinkSync(link) === languageHost) return;
  chmodSync(languageHost, 0o755);
  symlinkSync(languageHost, `${link}.${process.pid}`);
  renameSync(`${link}.${process.pid}`, link);
}

function sourceHash(sdkVersion: string): string {
  const flags = JSON.stringify([GO_FLAGS, LINK_FLAGS, GO_ENV]);
  const hash = createHash("sha256").update(`${sdkVersion} ${process.platform} ${process.arch} ${flags}`);
  // The AWS provider and the hosts of other languages are built on their own, and what changes in them builds nothing else anew.
  const sources = globSync(["**/*.{go,mod,sum}", "**/tokens.json"], {
    cwd: import.meta.dirname,
    exclude: ["aws-provider/**", "languages/**"],
  });
  for (const source of sources.sort()) hash.update(source).update(readFileSync(join(import.meta.dirname, source)));
  return hash.digest("hex").slice(0, 12);
}

function required(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (!found) throw new Error(`${pattern} is not in go.mod.`);
  return found;
}
