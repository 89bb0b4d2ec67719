import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Fault } from "../policies/coverage.ts";
import { readEventLog } from "../report/event-log.ts";
import { type Instance, run } from "./instance.ts";
import type { SettingValue } from "./setting.ts";

const execute = promisify(execFile);

/** A resource that stands, as Pulumi's state has it. */
export interface Standing {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: object;
  readonly outputs?: { readonly arn?: string };
  /** What its inputs are made of, by their URNs. */
  readonly dependencies?: readonly string[];
}

/** The baseline's stack in a sandbox: the project's own program, deployed by the `pulumi` that a user would type. */
export class Stack {
  readonly #instance: Instance;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #name: string;

  constructor(instance: Instance, env: NodeJS.ProcessEnv) {
    this.#instance = instance;
    this.#name = instance.kind.stack;
    this.#folder = instance.project();
    this.#env = env;
  }

  #run(...args: string[]): Promise<void> {
    return run("pulumi", [...args, "--stack", this.#name, "--non-interactive"], this.#env, this.#folder);
  }

  async #read<T>(...args: string[]): Promise<T> {
    const options = { env: this.#env, cwd: this.#folder, maxBuffer: 64 * 1024 * 1024 };
    return JSON.parse((await execute("pulumi", args, options)).stdout);
  }

  /** Makes the stack where there is none, with all that its configuration needs of the instance's own. */
  async configure(): Promise<void> {
    await this.#run("stack", "select", "--create");
    const missing = this.#instance.missingSettings();
    if (missing.length > 0) console.log("configuration: making passwords, keys, certificates and a signed image …");
    for (const { values, make } of missing) {
      const made = await make();
      for (const [i, value] of values.entries()) await this.#set(value, made[i] as string);
    }
  }

  /** Sets one value of the configuration, out of sight of other processes. */
  async #set({ path: [key, ...keys], secret }: SettingValue, value: string): Promise<void> {
    const path = key + keys.map((part) => `[${JSON.stringify(part)}]`).join("");
    const args = ["config", "set", "--path", path, secret ? "--secret" : "--plaintext", "--stack", this.#name];
    const setting = execute("pulumi", [...args, "--non-interactive"], { env: this.#env, cwd: this.#folder });
    setting.child.stdin?.end(value);
    await setting;
  }

  /** Deploys the stack, judged by the pack, and says how many resources that changed and what the pack has to say. */
  async deploy(): Promise<{ changed: number; faults: readonly Fault[] }> {
    await this.configure();
    const events = join(this.#instance.folder, "events.json");
    rmSync(events, { force: true });
    const options = ["--policy-pack", "policies", "--suppress-outputs", "--event-log", events];
    // Only then does Pulumi know the option.
    const env = { ...this.#env, PULUMI_DEBUG_COMMANDS: "true" };
    await run("pulumi", ["up", "--yes", ...options, "--stack", this.#name, "--non-interactive"], env, this.#folder);
    const [latest] = await this.#read<[{ resourceChanges?: { [operation: string]: number } }]>(
      ...["stack", "history", "--page-size", "1", "--json", "--stack", this.#name],
    );
    const { same: _, ...changes } = latest.resourceChanges ?? {};
    const { said: faults } = readEventLog("The event log", readFileSync(events, "utf8"));
    rmSync(events);
    return { changed: Object.values(changes).reduce((sum, count) => sum + count, 0), faults };
  }

  /** What the stack says of itself. */
  outputs<T>(): Promise<T> {
    return this.#read("stack", "output", "--json", "--stack", this.#name);
  }

  /** What stands. */
  async resources(): Promise<Standing[]> {
    const { deployment } = await this.#read<{ deployment: { resources: Standing[] } }>(
      "stack",
      "export",
      "--stack",
      this.#name,
    );
    return deployment.resources;
  }

  /** Whether there is anything to delete. */
  async isDeployed(): Promise<boolean> {
    const stacks = await this.#read<{ name: string; resourceCount?: number }[]>("stack", "ls", "--json");
    return stacks.some(({ name, resourceCount = 0 }) => name === this.#name && resourceCount > 0);
  }

  /** Deletes everything that the stack made. */
  destroy(): Promise<void> {
    return this.#run("destroy", "--yes");
  }
}
