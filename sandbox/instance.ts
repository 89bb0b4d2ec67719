import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { cacheFolder } from "./cache.ts";
import type { Cloud } from "./cloud.ts";
import { clouds } from "./clouds.ts";
import { engine } from "./engine/engine.ts";
import { openstack } from "./openstack/openstack.ts";

const checkout = join(import.meta.dirname, "..");

/** A sandbox of its own: a cloud, and the Pulumi state of what is deployed in it. Everything is under one folder, which git does not see. */
export class Instance {
  readonly name: string;
  readonly kind: Cloud;
  readonly folder: string;

  /**
   * @param name lower-case letters, digits and hyphens; `default` is the one that `npm start` uses
   * @param kind instances of several clouds live beside each other under one name
   */
  constructor(name = "default", kind = openstack) {
    if (!/^[a-z0-9-]{1,20}$/.test(name))
      throw new Error(
        `A sandbox's name must be 1 to 20 lower-case letters, digits or hyphens, got ${JSON.stringify(name)}.`,
      );
    this.name = name;
    this.kind = kind;
    this.folder = join(checkout, ".sandbox", name);
  }

  /** Runs one command of the cloud, which speaks for itself on the terminal. */
  async cloud(...args: string[]): Promise<void> {
    const command = join(import.meta.dirname, this.kind.name, "cloud.py");
    const folders = ["--state", this.#state, "--cache", join(cacheFolder, this.kind.name)];
    await run("python3", [command, ...folders, ...args], process.env);
  }

  /** Whether the instance has a cloud, running or not. */
  get exists(): boolean {
    return existsSync(this.#state);
  }

  get #state(): string {
    return join(this.folder, this.kind.name);
  }

  get #home(): string {
    return this.kind.home(this.folder);
  }

  /** Finds the engine and the cloud's provider, or builds them, and gives the environment that leads to them. */
  async engine(say: (line: string) => void): Promise<NodeJS.ProcessEnv> {
    const missing = this.kind.missing();
    if (missing) throw new Error(missing);
    const { env, home } = await engine(say);
    if (home) await this.kind.plugin(home, say);
    return env;
  }

  /** The environment that a command needs to use the cloud, which has been up, the engine and the instance's own Pulumi state. */
  async environment(say: (line: string) => void = () => {}): Promise<NodeJS.ProcessEnv> {
    const found = await this.engine(say);
    const backend = join(this.#home, "pulumi");
    const passphrase = join(this.folder, "passphrase");
    mkdirSync(backend, { recursive: true, mode: 0o700 });
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(32).toString("base64"), { mode: 0o600 });
    const foreign = /^(AWS|OS|PULUMI)_/;
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
    const env = { ...own, ...found };
    return {
      ...env,
      PATH: [env.PATH, join(this.#state, "bin")].join(delimiter),
      ...this.kind.environment(this.#state),
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    };
  }

  /**
   * A Pulumi project in the instance's folder: this checkout's program, pack and configuration of the cloud's stack, and the salt of the instance's own passphrase, which
   * Pulumi writes beside the configuration and which must not get into the checkout.
   */
  project(): string {
    const folder = join(this.#home, "project");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { stackConfigDir, main, ...project } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8"));
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ ...project, main: relative(folder, join(checkout, main)) }));
    const file = `Pulumi.${this.kind.stack}.yaml`;
    const { encryptionsalt } = existsSync(join(folder, file)) ? parse(readFileSync(join(folder, file), "utf8")) : {};
    const { config } = parse(readFileSync(join(checkout, stackConfigDir, file), "utf8"));
    writeFileSync(
      join(folder, file),
      stringify({ config: { ...config, ...this.kind.configuration() }, encryptionsalt }),
    );
    if (!existsSync(join(folder, "policies")))
      symlinkSync(relative(folder, join(checkout, "policies")), join(folder, "policies"));
    return folder;
  }

  /** Deletes what is left of the instance when its cloud is deleted; the other clouds of that name stay. */
  remove(): void {
    const others = clouds.some(({ name }) => existsSync(join(this.folder, name)));
    const left = others ? ["pulumi", "project"].map((name) => join(this.#home, name)) : [this.folder];
    for (const folder of left) rmSync(folder, { recursive: true, force: true });
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
