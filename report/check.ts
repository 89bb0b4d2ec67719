import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SELECTING } from "../policies/selection.ts";
import { readEventLog, UNFINISHED } from "./event-log.ts";
import { type Reading, type Report, reportOf } from "./report.ts";
import { readState } from "./state.ts";

/** What a check needs to know. */
export interface Check {
  /** The folder of the Pulumi project. */
  readonly project: string;
  /** The policy configuration, a file in JSON. Defaults to the pack's own settings. */
  readonly config?: string;
}

/** The policy pack, beside this command. */
const pack = join(import.meta.dirname, "../policies");

interface Ended {
  readonly output: string;
  readonly errors: string;
}

const pulumi = (args: readonly string[], cwd: string): Promise<Ended> =>
  new Promise((done, failed) => {
    // The engine keeps its event log for those who debug it.
    const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" };
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd, env });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child
      .on("error", (error: NodeJS.ErrnoException) => failed(error.code === "ENOENT" ? new Error(missing(cwd)) : error))
      .on("close", () => done({ output, errors }));
  });

const missing = (cwd: string): string =>
  existsSync(cwd)
    ? "A check needs pulumi, which is not on the PATH."
    : `The project's folder must be one that exists, got ${JSON.stringify(cwd)}.`;

/** What a file says. */
export const textOf = (what: string, file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${what} must be one that can be read, got ${JSON.stringify(file)} (${(error as Error).message}).`);
  }
};

/** A file that holds JSON. */
const readJson = (what: string, file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${what} must be a file in JSON, got ${JSON.stringify(file)} (${(error as Error).message}).`);
  }
};

/** What was read, and in the engine's own words why it did not come to an end, where its events say nothing of it. */
const orItsWords = (read: Reading, { errors, output }: Ended): Reading => {
  const said = `${errors}\n${output}`.split("\n").flatMap((line) => /^\s*error: (.*)$/.exec(line)?.[1] ?? []);
  return read.errors.includes(UNFINISHED) && said.length > 0 ? { ...read, errors: said } : read;
};

/** A policy configuration in which the pack says what a report must know, whatever level the team gives to all. */
const told = (given: { readonly [policy: string]: unknown }): object => {
  const over = (policy: string, part: object) => {
    const own = given[policy];
    return { [policy]: { ...part, ...(typeof own === "string" ? { enforcementLevel: own } : (own as object)) } };
  };
  return {
    ...given,
    ...over("policy-judgements-undecided", { enforcementLevel: "advisory", details: true }),
    ...over(SELECTING, { enforcementLevel: "mandatory" }),
  };
};

/** Runs with the arguments that lead to the pack, and with a folder of its own that is gone afterwards. */
async function judged<T>({ config }: Check, run: (args: string[], folder: string) => Promise<T>): Promise<T> {
  const given =
    config === undefined ? {} : (readJson("The policy configuration", config) as { [policy: string]: unknown });
  const folder = mkdtempSync(join(tmpdir(), "hardening-"));
  try {
    const file = join(folder, "policy.json");
    writeFileSync(file, JSON.stringify(told(given)));
    return await run(["--policy-pack", pack, "--policy-pack-config", file], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where in the program all that stands already is asked for. Nothing where the stack does not stand yet. */
async function standing(stack: string | undefined, project: string): Promise<Reading["resources"]> {
  const { output } = stack ? await pulumi(["stack", "export", "--stack", stack], project) : { output: "" };
  return output.startsWith("{") ? readState(JSON.parse(output), project, process.cwd()).resources : [];
}

/**
 * Previews a Pulumi program, and judges it.
 *
 * @param args what `pulumi preview` is told besides
 */
export const preview = (check: Check, args: readonly string[]): Promise<Report> =>
  judged(check, async (pointed, folder) => {
    const log = join(folder, "events.json");
    const ended = await pulumi(["preview", ...pointed, "--event-log", log, ...args], check.project);
    const reading = readEventLog("The event log", existsSync(log) ? readFileSync(log, "utf8") : "");
    const { stack } = reportOf(reading);
    return reportOf(orItsWords(reading, ended), await standing(stack?.split("/").at(-1), check.project));
  });

/** Judges what stands, from a file that `pulumi stack export` wrote. No program is run, and no cloud is asked. */
export const analysis = (check: Check, file: string): Promise<Report> => {
  const state = readState(readJson("The state", file) as never, check.project, process.cwd());
  return judged(check, async (pointed) => {
    const ended = await pulumi(["policy", "analyze", "--file", resolve(file), "--json", ...pointed], check.project);
    return reportOf(orItsWords(readEventLog("The analysis", ended.output), ended), state.resources);
  });
};

/**
 * Makes a report of what there is: event logs, what `pulumi policy analyze --json` printed, and a state, which tells what was judged and where in the program it is.
 * A state alone is judged first.
 */
export async function reading(check: Check, files: readonly string[]): Promise<Report> {
  const texts = files.map((file) => ({ file, text: textOf("The file to report on", file) }));
  const [state, ...others] = texts.filter(({ text }) => isState(text));
  if (others.length > 0) throw new Error("Only one of the files may be a state.");
  const logs = texts.filter(({ text }) => !isState(text));
  if (state && logs.length === 0) return analysis(check, state.file);
  const readings = logs.map(({ file, text }) => readEventLog(file, text));
  return reportOf(
    {
      said: readings.flatMap(({ said }) => said),
      resources: readings.flatMap(({ resources }) => resources),
      errors: readings.flatMap(({ errors }) => errors),
    },
    state && readState(JSON.parse(state.text), check.project, process.cwd()).resources,
  );
}

const isState = (text: string): boolean => {
  try {
    return "deployment" in JSON.parse(text);
  } catch {
    return false;
  }
};
