import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { cacheFolder } from "./cache.ts";
import { engine } from "./engine/engine.ts";

const checkout = join(import.meta.dirname, "..");

/** The stack that a sandbox deploys; its configuration is `stacks/Pulumi.sandbox.yaml`. */
export const STACK = "sandbox";

/** A sandbox of its own: a cloud, and the Pulumi state of what is deployed in it. Everything is under one folder, which git does not see. */
export class Instance {
  readonly name: string;
  readonly folder: string;

  /** @param name lower-case letters, digits and hyphens; `default` is the one that `npm start` uses */
  constructor(name = "default") {
    if (!/^[a-z0-9-]{1,20}$/.test(name))
      throw new Error(
        `A sandbox's name must be 1 to 20 lower-case letters, digits or hyphens, got ${JSON.stringify(name)}.`,
      );
    this.name = name;
    this.folder = join(checkout, ".sandbox", name);
  }

  /** Runs one command of the cloud, which speaks for itself on the terminal. */
  async cloud(...args: string[]): Promise<void> {
    const command = join(import.meta.dirname, "openstack", "cloud.py");
    const folders = ["--state", join(this.folder, "openstack"), "--cache", join(cacheFolder, "openstack")];
    await run("python3", [command, ...folders, ...args], process.env);
  }

  /** Whether the instance has a cloud, running or not. */
  get exists(): boolean {
    return existsSync(join(this.folder, "openstack"));
  }

  /** The environment that a command needs to use the cloud, the engine and the instance's own Pulumi state. */
  async environment(say: (line: string) => void = () => {}): Promise<NodeJS.ProcessEnv> {
    const backend = join(this.folder, "pulumi");
    const passphrase = join(this.folder, "passphrase");
    mkdirSync(backend, { recursive: true, mode: 0o700 });
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(32).toString("base64"), { mode: 0o600 });
    const foreign = /^(OS|PULUMI)_/;
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
    const env = { ...own, ...(await engine(say)).env };
    return {
      ...env,
      PATH: [env.PATH, join(this.folder, "openstack", "bin")].join(delimiter),
      OS_CLIENT_CONFIG_FILE: join(this.folder, "openstack", "clouds.yaml"),
      OS_CLOUD: "sandbox",
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    };
  }

  /**
   * A Pulumi project in the instance's folder: this checkout's program, pack and configuration of the stack `sandbox`, and the salt of the instance's own passphrase, which
   * Pulumi writes beside the configuration and which must not get into the checkout.
   */
  project(): string {
    const folder = join(this.folder, "project");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { stackConfigDir, main, ...project } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8"));
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ ...project, main: relative(folder, join(checkout, main)) }));
    const file = `Pulumi.${STACK}.yaml`;
    const { encryptionsalt } = existsSync(join(folder, file)) ? parse(readFileSync(join(folder, file), "utf8")) : {};
    const configuration = parse(readFileSync(join(checkout, stackConfigDir, file), "utf8"));
    writeFileSync(join(folder, file), stringify({ ...configuration, encryptionsalt }));
    if (!existsSync(join(folder, "policies")))
      symlinkSync(join("..", "..", "..", "policies"), join(folder, "policies"));
    return folder;
  }

  /** Deletes the instance. Its cloud must be down. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A command failed, and has told the user why already. */
export class Told extends Error {}

/** Runs a command on this terminal, in the checkout until told otherwise. */
export const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd = checkout): Promise<void> =>
  new Promise((resolve, reject) => {
    spawn(command, args, { cwd, env, stdio: "inherit" })
      .on("error", (error: NodeJS.ErrnoException) =>
        reject(error.code === "ENOENT" ? new Error(`The sandbox needs ${command}, which is not on the PATH.`) : error),
      )
      .on("exit", (code, signal) =>
        code === 0 ? resolve() : reject(new Told(`${command} ended with ${signal ?? code}`)),
      );
  });

/** Runs the program of a command line: a failure is one sentence on the terminal and an exit code. */
export const main = async (program: () => Promise<void>): Promise<void> => {
  // The children have the terminal's Ctrl-C too, and put things in order; this process waits for them.
  process.on("SIGINT", () => {});
  await program().catch((error: Error) => {
    if (!(error instanceof Told)) console.error(error.message);
    process.exitCode = 1;
  });
};
