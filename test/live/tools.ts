import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../sandbox/cache.ts";

/** Debian's packages that bring the tools which judge what a machine is told, by what each brings. */
const PACKAGES = {
  "usr/bin/cloud-init": "cloud-init",
  "usr/sbin/sshd": "openssh-server",
  "usr/sbin/nft": "nftables",
  "usr/sbin/rsyslogd": "rsyslog",
  "usr/bin/ausyscall": "auditd",
  "usr/sbin/chronyd": "chrony",
  "usr/sbin/nginx": "nginx",
  "usr/bin/restic": "restic",
  "usr/bin/rclone": "rclone",
  "usr/bin/testssl": "testssl.sh",
} as const;

/** Further packages: what the tools load. */
const LOADED = ["rsyslog-gnutls", "libnginx-mod-http-modsecurity", "modsecurity-crs", "bsdextrautils"];

/** Other packages are unpacked elsewhere. */
const packages = [...Object.values(PACKAGES), ...LOADED];
const folder = join(cacheFolder, `tools-${createHash("sha256").update(packages.join()).digest("hex").slice(0, 12)}`);

/** Where a tool ran, and what it said. */
export interface Verdict {
  readonly code: number | null;
  readonly text: string;
}

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Verdict => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { env, encoding: "utf8", timeout: 300_000 });
  return { code: status, text: `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}` };
};

/** The folder that the tools' paths start at: `/` where all are installed, or one that they are unpacked into, nothing installed and nothing started. */
const unpacked = (): string => {
  if (Object.keys(PACKAGES).every((path) => existsSync(join("/", path)))) return "/";
  const root = join(folder, "root");
  if (existsSync(root)) return root;
  // Another spec may be at it as well: whoever is first puts it in place.
  const draft = `${folder}.${process.pid}`;
  for (const part of ["lists/partial", "archives/partial", "root"]) mkdirSync(join(draft, part), { recursive: true });
  const own = [
    ["Dir::State::lists", join(draft, "lists")],
    ["Dir::Cache::archives", join(draft, "archives")],
    ["Dir::Cache::pkgcache", ""],
    ["Dir::Cache::srcpkgcache", ""],
    ["Debug::NoLocking", "1"],
    ["APT::Sandbox::User", "root"],
  ].flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  for (const command of [
    ["update", "-q"],
    ["install", "-q", "-y", "--download-only", "--no-install-recommends", ...packages],
  ]) {
    const { code, text } = run("apt-get", [...own, ...command]);
    if (code !== 0) throw new Error(`apt-get ${command[0]} failed: ${text.trim().split("\n").at(-1)}`);
  }
  for (const file of readdirSync(join(draft, "archives")).filter((name) => name.endsWith(".deb"))) {
    const { code, text } = run("dpkg-deb", ["-x", join(draft, "archives", file), join(draft, "root")]);
    if (code !== 0) throw new Error(`dpkg-deb failed: ${text}`);
  }
  rmSync(join(draft, "lists"), { recursive: true });
  rmSync(join(draft, "archives"), { recursive: true });
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true });
  }
  return root;
};

/** The tools of a Debian machine, without a Debian machine. */
export class Tools {
  readonly root: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(root: string) {
    this.root = root;
    const libraries = readdirSync(join(root, "usr/lib"))
      .filter((name) => name.endsWith("-linux-gnu"))
      .flatMap((name) => [join(root, "usr/lib", name), join(root, "lib", name)]);
    this.#env =
      root === "/"
        ? process.env
        : {
            ...process.env,
            PATH: `${process.env.PATH}:${join(root, "usr/bin")}`,
            TESTSSL_INSTALL_DIR: join(root, "etc/testssl"),
            LD_LIBRARY_PATH: libraries.join(":"),
            PYTHONPATH: join(root, "usr/lib/python3/dist-packages"),
          };
  }

  /** @throws one sentence when they cannot be had here */
  static ready(): Tools {
    return new Tools(unpacked());
  }

  /** The folder of rsyslog's modules. */
  get rsyslogModules(): string {
    const triple = readdirSync(join(this.root, "usr/lib")).find((name) =>
      existsSync(join(this.root, "usr/lib", name, "rsyslog")),
    );
    return join(this.root, "usr/lib", triple ?? "", "rsyslog");
  }

  run(tool: keyof typeof PACKAGES, ...args: readonly string[]): Verdict {
    return run(join(this.root, tool), args, this.#env);
  }

  /** How to start a tool that stays. */
  started(tool: keyof typeof PACKAGES, args: readonly string[]) {
    return { command: join(this.root, tool), args, env: this.#env };
  }

  /** Debian's own Python, which its libraries are made for. */
  python(...args: readonly string[]): Verdict {
    return run("/usr/bin/python3", args, this.#env);
  }

  /** Runs a script in a name space of its own, as its root: what it mounts and sets, nobody else sees. */
  apart(script: string): Verdict {
    return run("unshare", ["--user", "--map-root-user", "--mount", "--net", "sh", "-ec", script], this.#env);
  }
}
