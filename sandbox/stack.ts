import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { run } from "./instance.ts";

const execute = promisify(execFile);

/** The stack that the sandbox deploys; its configuration is `stacks/Pulumi.sandbox.yaml`. */
const STACK = "sandbox";

/** The arguments that every `pulumi` command on the stack takes. */
const onStack = ["--stack", STACK, "--non-interactive"];

/** Deploys the stack, judged by the pack, and says how many resources that changed. */
export async function deploy(env: NodeJS.ProcessEnv): Promise<number> {
  await run("pulumi", ["stack", "select", "--create", ...onStack], env);
  await run("pulumi", ["up", "--yes", "--policy-pack", "policies", "--suppress-outputs", ...onStack], env);
  const [latest] = await json<[{ resourceChanges?: { [operation: string]: number } }]>(
    ["stack", "history", "--json", "--page-size", "1", "--stack", STACK],
    env,
  );
  const { same: _, ...changes } = latest.resourceChanges ?? {};
  return Object.values(changes).reduce((sum, count) => sum + count, 0);
}

/** What the stack says of itself. */
export const outputs = <T>(env: NodeJS.ProcessEnv): Promise<T> =>
  json(["stack", "output", "--json", "--stack", STACK], env);

/** Deletes everything that the stack made. */
export const destroy = (env: NodeJS.ProcessEnv): Promise<void> => run("pulumi", ["destroy", "--yes", ...onStack], env);

/** Whether there is anything to delete. */
export const isDeployed = async (env: NodeJS.ProcessEnv): Promise<boolean> =>
  (await json<{ name: string; resourceCount?: number }[]>(["stack", "ls", "--json"], env)).some(
    ({ name, resourceCount = 0 }) => name === STACK && resourceCount > 0,
  );

const json = async <T>(args: string[], env: NodeJS.ProcessEnv): Promise<T> =>
  JSON.parse((await execute("pulumi", args, { env })).stdout);
