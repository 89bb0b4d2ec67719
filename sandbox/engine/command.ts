import { execFile, spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import { promisify } from "node:util";

interface Options {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** What a command prints on its standard output, trimmed. */
export async function output(command: string, args: string[], options: Options = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** Runs a command that takes long, its output in a log file; fails with one sentence that holds the end of the log. */
export async function logged(
  what: string,
  command: string,
  args: string[],
  { log, onLine, ...options }: Options & { log: string; onLine: (line: string) => void },
): Promise<void> {
  const file = createWriteStream(log, { flags: "a" });
  file.write(`$ ${command} ${args.join(" ")}\n`);
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      file.write(data);
      for (const line of data.toString().split("\n")) if (line.trim()) onLine(line);
    });
  const ended = await new Promise<string>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) =>
      resolve(code === 0 ? "" : signal ? `killed by ${signal}` : `exit code ${code}`),
    );
  });
  file.end();
  await finished(file);
  if (ended) throw new Error(`${what} failed (${ended}): ${lastWords(log)} (the whole log: ${log})`);
}

function lastWords(log: string): string {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  return lines
    .filter((line) => !line.startsWith("$ "))
    .slice(-4)
    .join(" / ");
}
