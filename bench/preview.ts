import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import { controls } from "../policies/catalogue.ts";
import { aws } from "../sandbox/aws/aws.ts";
import { cacheFolder } from "../sandbox/cache.ts";
import { Instance } from "../sandbox/instance.ts";
import { table } from "../test/judge/page.ts";
import { loading } from "./loading.ts";
import { median } from "./median.ts";

/**
 * What the pack adds to a preview by the real engine, beside no pack, an empty one and Pulumi's own for AWS: `npm run bench:preview` prints
 * docs/performance.md. Run it on a quiet machine. The provider is the real one, and is asked for nothing that needs an account.
 */
const SIZES = [10, 100, 300, 1000];
/** How many seconds the pack may add to an empty one, by the number of resources. */
const AIMS = { 300: 1, 1000: 3 };
const RUNS = 3;
const AWSGUARD = "0.3.1";

const checkout = join(import.meta.dirname, "..");
const instance = new Instance("bench", aws);
const found = await instance.engine((line) => console.log(line));
const env = {
  ...process.env,
  ...found,
  PULUMI_BACKEND_URL: `file://${join(instance.folder, "pulumi")}`,
  PULUMI_CONFIG_PASSPHRASE: "bench",
};
mkdirSync(join(instance.folder, "pulumi"), { recursive: true });

/** Pulumi's own pack for AWS, with all of its rules; undefined where it cannot be had. */
const awsguard = (): string | undefined => {
  const folder = join(cacheFolder, `awsguard-${AWSGUARD}`);
  if (existsSync(join(folder, "ready"))) return folder;
  console.log(`@pulumi/awsguard ${AWSGUARD}: installing (about a minute, once) …`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "awsguard-pack", version: "0.1.0", main: "index.js" }),
  );
  writeFileSync(
    join(folder, "PulumiPolicy.yaml"),
    stringify({ runtime: { name: "nodejs", options: { typescript: false } } }),
  );
  writeFileSync(
    join(folder, "index.js"),
    'const { AwsGuard } = require("@pulumi/awsguard");\nnew AwsGuard("awsguard", { all: "advisory" });\n',
  );
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", `@pulumi/awsguard@${AWSGUARD}`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  } catch {
    return undefined;
  }
  writeFileSync(join(folder, "ready"), "");
  return folder;
};

const project = join(instance.folder, "bench");
mkdirSync(project, { recursive: true });
const main = relative(project, join(import.meta.dirname, "program/index.ts"));
writeFileSync(
  join(project, "Pulumi.yaml"),
  stringify({ name: "bench", runtime: { name: "nodejs", options: { typescript: false } }, main }),
);
const pulumi = (...args: string[]): string =>
  execFileSync("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: project,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
pulumi("stack", "select", "--create", "bench");
// Findings are wanted here, not a refusal.
const advisory = join(project, "policy.json");
writeFileSync(advisory, JSON.stringify({ all: "advisory" }));

const seconds = (milliseconds = 0): string => `${(milliseconds / 1000).toFixed(1)} s`;

const guard = awsguard();
const packs: { readonly [name: string]: string | undefined } = {
  "no pack": undefined,
  "an empty pack": join(import.meta.dirname, "empty-pack"),
  ...(guard && { [`@pulumi/awsguard ${AWSGUARD}`]: guard }),
  "this pack": join(checkout, "policies"),
};
const times = new Map<string, number[]>(Object.keys(packs).map((name) => [name, []]));
for (const size of SIZES) {
  pulumi("config", "set", "size", String(size), "--stack", "bench");
  const runs = new Map<string, number[]>(Object.keys(packs).map((name) => [name, []]));
  for (let run = 0; run <= RUNS; run++)
    for (const [name, pack] of Object.entries(packs)) {
      const start = performance.now();
      pulumi(
        "preview",
        "--stack",
        "bench",
        "--suppress-outputs",
        ...(pack ? ["--policy-pack", pack, "--policy-pack-config", advisory] : []),
      );
      if (run > 0) runs.get(name)?.push(performance.now() - start); // the first run warms up
    }
  for (const [name, own] of runs) times.get(name)?.push(median(own));
  console.log(`${size} resources: ${[...times].map(([name, all]) => `${name} ${seconds(all.at(-1))}`).join(", ")}`);
}

const EMPTY = "an empty pack";
const beyondEmpty = (name: string, i: number): number => (times.get(name)?.[i] ?? 0) - (times.get(EMPTY)?.[i] ?? 0);
const judging = Object.keys(packs).filter((name) => name !== "no pack" && name !== EMPTY);

/** What became of an aim. */
const aimed = (size: number, most: number): string => {
  const added = beyondEmpty("this pack", SIZES.indexOf(size)) / 1000;
  return `${size} resources under ${most} s: ${added < most ? "met" : "not met"}, ${added.toFixed(2)} s`;
};

/** How long each pack takes alone, until the engine can call it. */
const starts: string[] = [];
for (const [name, pack] of Object.entries(packs)) {
  if (!pack) continue;
  const own: number[] = [];
  for (let run = 0; run < RUNS; run++) own.push(await loading(pack));
  starts.push(`${name} ${(median(own) / 1000).toFixed(2)} s`);
}

writeFileSync(
  join(checkout, "docs/performance.md"),
  `<!-- Printed by \`npm run bench:preview\`. -->

# What the pack costs

A preview of a stack of plain AWS resources by the real engine and the real provider, which is asked for nothing that needs an account: the median of ${RUNS} runs after one that warms up, all in one
run of the bench, on ${availableParallelism()} cores. This pack has ${controls.length} controls, all of them on. The ratio is to the same preview with an empty pack.

${table(
  ["Resources", ...Object.keys(packs)],
  SIZES.map((size, i) => [
    String(size),
    ...[...times.values()].map(
      (own) => `${seconds(own[i])} (${((own[i] ?? 0) / (times.get(EMPTY)?.[i] ?? 1)).toFixed(2)} ×)`,
    ),
  ]),
)}

What ${judging.join(" and ")} add to an empty pack, of which the aim is ${Object.entries(AIMS)
    .map(([size, most]) => aimed(Number(size), most))
    .join("; ")}:

${table(
  ["Resources", ...judging],
  SIZES.map((size, i) => [String(size), ...judging.map((name) => seconds(beyondEmpty(name, i)))]),
)}

The start alone, until the engine can call the pack: ${starts.join(", ")}.

\`\`\`mermaid
xychart-beta
  title "Seconds beyond an empty pack: ${judging.join(", ")}"
  x-axis "resources" [${SIZES.join(", ")}]
  y-axis "seconds"
${judging.map((name) => `  line [${SIZES.map((_, i) => Math.max(0, beyondEmpty(name, i) / 1000).toFixed(2)).join(", ")}]`).join("\n")}
\`\`\`
`,
);
