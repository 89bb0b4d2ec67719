#!/usr/bin/env node
import { existsSync, writeFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { styleText } from "node:util";
import { Command, CommanderError, Option } from "commander";
import { parse } from "yaml";
import { oneOf } from "../components/refusal.ts";
import { analysis, preview, reading, textOf } from "./check.ts";
import { controlOf, explanation } from "./explanation.ts";
import { page } from "./html.ts";
import { answersTo, configurationOf, type Given } from "./init.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { exitCodeOf, type Level, levels, type Report } from "./report.ts";
import { sarif } from "./sarif.ts";
import { type Paint, terminal } from "./terminal.ts";
import { drawn, firewallIn, listed, type ZoneMap, zoneMapOf } from "./zone-map.ts";

interface Options {
  readonly cwd: string;
  readonly config?: string;
  readonly failOn: Level;
  readonly out: readonly string[];
}

type Format = (report: Report, options: Options) => string | Promise<string>;

/** What a report is written as, by how the file's name ends. */
const formats: { readonly [extension: string]: Format } = {
  ".html": (report) => page(report, new Date()),
  ".json": json,
  ".md": markdown,
  ".sarif": sarif,
  ".xml": (report, { failOn }) => junit(report, failOn),
};

const formatOf = (file: string): Format => {
  const format = formats[extname(file)];
  if (!format)
    throw new Error(`--out must be a file that ends in ${oneOf(Object.keys(formats))}, got ${JSON.stringify(file)}.`);
  return format;
};

/** Colours, where the terminal has them and nobody has asked for none. */
const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

/** Says what a report says on the terminal and in files, and ends with its exit code. */
async function tell(options: Options, judge: () => Promise<Report>): Promise<void> {
  const printers = options.out.map((file) => ({ file, format: formatOf(file) }));
  const report = await judge();
  for (const { file, format } of printers) writeFileSync(file, await format(report, options));
  process.stdout.write(terminal(report, paint));
  process.exitCode = exitCodeOf(report, options.failOn);
}

const reporting = (command: Command): Command =>
  command
    .option(
      "-C, --cwd <folder>",
      "the folder of the Pulumi project",
      (folder: string) => resolve(folder),
      process.cwd(),
    )
    .option("--config <file>", "the policy configuration, as --policy-pack-config takes it")
    .addOption(new Option("--fail-on <level>", "the least level that fails").choices(levels).default("mandatory"))
    .option(
      "-o, --out <file>",
      `writes the report there too, as its name ends: ${oneOf(Object.keys(formats))}; may be given again`,
      (file: string, files: readonly string[]) => [...files, file],
      [],
    );

const program = new Command("hardening")
  .description("Judges Pulumi programs and what stands, and reports. Exit code: 0 clean, 1 findings, 2 not judged.")
  .exitOverride();

reporting(program.command("check"))
  .description("previews the project's stack with the policy pack, or judges what stands, and reports")
  .option("--state <file>", "judges what `pulumi stack export` wrote, instead of previewing")
  .argument("[args...]", "after --: what `pulumi preview` is told besides, such as --stack production")
  .action((args: string[], options: Options & { state?: string }) => {
    if (options.state !== undefined && args.length > 0)
      throw new Error("A check of a state takes no arguments after --.");
    const { state } = options;
    return tell(options, () =>
      state === undefined ? preview(checkOf(options), args) : analysis(checkOf(options), state),
    );
  });

reporting(program.command("report"))
  .description("reports on what there is already")
  .requiredOption(
    "--from <files...>",
    "an event log, what `pulumi policy analyze --json` printed, a state of `pulumi stack export`, or one of the former and a state",
  )
  .action((options: Options & { from: string[] }) => tell(options, () => reading(checkOf(options), options.from)));

program
  .command("explain")
  .description("says what a control asks, why, the fix, who says so, and shows wrong and right")
  .argument("<control>", "its id, such as network-admin-ports-private")
  .action((id: string) => {
    process.stdout.write(explanation(controlOf(id), paint));
  });

program
  .command("flows")
  .description("says who may talk to whom, from a stack's configuration")
  .argument("<file>", "such as stacks/Pulumi.production.yaml")
  .option("-o, --out <file>", "draws it there too, as SVG")
  .action(async (file: string, { out }: { out?: string }) => {
    const { config = {} } = parse(textOf("The configuration", file)) ?? {};
    const map = zoneMapOf([firewallIn(file, config)]) as ZoneMap;
    process.stdout.write(listed(map));
    if (out !== undefined) writeFileSync(out, await drawn(map));
  });

program
  .command("init")
  .description("writes a stack's configuration that deploys, from answers; asks for those that are not given")
  .argument("<file>", "such as stacks/Pulumi.production.yaml; it must not be there yet")
  .option("--cloud <cloud>", "openstack or aws")
  .option("--cidr <range>", "the IPv4 range that the zones share")
  .option("--administrators <ranges>", "where administrators come from: IPv4 ranges with commas between")
  .option("--domain <name>", "the domain that names are under")
  .option("--role <arn>", "on AWS, the role that deploys")
  .action(async (file: string, given: Given) => {
    if (existsSync(file)) throw new Error(`The configuration must be a file that is not there yet, got ${file}.`);
    const configuration = configurationOf(await answersTo(given), new Date());
    writeFileSync(file, configuration, { flag: "wx" });
    process.stdout.write(`Wrote ${file}. Its comments say what is next.\n`);
  });

const checkOf = ({ cwd, config }: Options) => ({ project: cwd, ...(config !== undefined && { config }) });

program.parseAsync().catch((error: Error) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(error.message);
    process.exitCode = 2;
  }
});
