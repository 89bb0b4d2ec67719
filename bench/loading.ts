import { spawn } from "node:child_process";
import { createRequire } from "node:module";

/** How long a pack takes until the engine can call it. */
export const loading = (folder: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const require = createRequire(import.meta.url);
    const start = performance.now();
    const server = spawn(
      process.execPath,
      [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."],
      { cwd: folder, stdio: ["ignore", "pipe", "ignore"] },
    );
    server.once("exit", (code) =>
      reject(new Error(`The pack in ${folder} ended with ${code} before it could be called.`)),
    );
    server.stdout.once("data", () => {
      resolve(performance.now() - start);
      server.kill();
    });
  });
