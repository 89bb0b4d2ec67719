import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { type Document, parse, parseDocument, stringify } from "yaml";
import { cacheFolder } from "./cache.ts";
import type { Cloud } from "./cloud.ts";
import { clouds } from "./clouds.ts";
import { engine } from "./engine/engine.ts";
import { openstack } from "./openstack/openstack.ts";
import { type Setting, settingsFor } from "./setting.ts";

const checkout = join(import.meta.dirname, "..");

/** Where a setting's values are in a stack's configuration. */
const pathsOf = ({ values }: Setting): string[][] => values.map(({ path }) => ["config", ...path]);

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
   * A Pulumi project in the instance's folder: this checkout's program, pack and configuration of the cloud's stack, and what only this instance has: the salt of its
   * passphrase, which Pulumi writes beside the configuration, and its own settings. Neither must get into the checkout.
   */
  project(): string {
    const folder = this.#project;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { stackConfigDir: _, main, ...project } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8"));
    writeFileSync(join(folder, "Pulumi.yaml"), stringify({ ...project, main: relative(folder, join(checkout, main)) }));
    const configuration = this.#declared();
    const own = this.#configuration();
    for (const path of [["encryptionsalt"], ...this.settings().flatMap(pathsOf)])
      if (own.hasIn(path)) configuration.setIn(path, own.getIn(path));
    writeFileSync(join(folder, this.#stackFile), configuration.toString(), { mode: 0o600 });
    if (!existsSync(join(folder, "policies")))
      symlinkSync(relative(folder, join(checkout, "policies")), join(folder, "policies"));
    return folder;
  }

  /** What the stack needs of the instance's own. */
  settings(): Setting[] {
    return settingsFor(this.#declared().toJS().config, this.folder);
  }

  /** Those settings that the project does not have yet. */
  missingSettings(): Setting[] {
    const own = this.#configuration();
    return this.settings().filter((setting) => !pathsOf(setting).every((path) => own.hasIn(path)));
  }

  get #project(): string {
    return join(this.#home, "project");
  }

  get #stackFile(): string {
    return `Pulumi.${this.kind.stack}.yaml`;
  }

  /** The stack's configuration as it is checked in. */
  #declared(): Document {
    const { stackConfigDir } = parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8"));
    return parseDocument(readFileSync(join(checkout, stackConfigDir, this.#stackFile), "utf8"));
  }

  /** The stack's configuration as the instance's project has it. */
  #configuration(): Document {
    const file = join(this.#project, this.#stackFile);
    return parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "{}");
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
