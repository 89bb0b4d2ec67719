import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Instance, run } from "./instance.ts";

const execute = promisify(execFile);

/** The baseline's stack in a sandbox: the project's own program, deployed by the `pulumi` that a user would type. */
export class Stack {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #name: string;

  constructor(instance: Instance, env: NodeJS.ProcessEnv) {
    this.#name = instance.kind.stack;
    this.#folder = instance.project();
    this.#env = env;
  }

  #run(...args: string[]): Promise<void> {
    return run("pulumi", [...args, "--stack", this.#name, "--non-interactive"], this.#env, this.#folder);
  }

  async #read<T>(...args: string[]): Promise<T> {
    return JSON.parse((await execute("pulumi", [...args, "--json"], { env: this.#env, cwd: this.#folder })).stdout);
  }

  /** Deploys the stack, judged by the pack, and says how many resources that changed. */
  async deploy(): Promise<number> {
    await this.#run("stack", "select", "--create");
    await this.#run("up", "--yes", "--policy-pack", "policies", "--suppress-outputs");
    const [latest] = await this.#read<[{ resourceChanges?: { [operation: string]: number } }]>(
      ...["stack", "history", "--page-size", "1", "--stack", this.#name],
    );
    const { same: _, ...changes } = latest.resourceChanges ?? {};
    return Object.values(changes).reduce((sum, count) => sum + count, 0);
  }

  /** What the stack says of itself. */
  outputs<T>(): Promise<T> {
    return this.#read("stack", "output", "--stack", this.#name);
  }

  /** Whether there is anything to delete. */
  async isDeployed(): Promise<boolean> {
    const stacks = await this.#read<{ name: string; resourceCount?: number }[]>("stack", "ls");
    return stacks.some(({ name, resourceCount = 0 }) => name === this.#name && resourceCount > 0);
  }

  /** Deletes everything that the stack made. */
  destroy(): Promise<void> {
    return this.#run("destroy", "--yes");
  }
}
