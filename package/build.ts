import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { parse, stringify } from "yaml";

/**
 * Makes `dist/`, which is all that the npm package holds: the library, compiled; beside it what makes it a component package for other languages; the policy
 * pack and the command `hardening`, each a file and what they share.
 */
const checkout = join(import.meta.dirname, "..");
const dist = join(checkout, "dist");
const require = createRequire(import.meta.url);
const { dependencies, peerDependencies } = require("../package.json");

const bundles = { "policies/pack": "policies/index.ts", "report/command": "report/command.ts" };

/** The catalogue reads its folder. A bundle has none, so that it is told what is in there. */
const catalogue: Plugin = {
  name: "catalogue",
  setup: ({ onLoad }) =>
    onLoad({ filter: /policies.catalogue\.ts$/ }, ({ path }) => {
      const resolveDir = dirname(path);
      const files = readdirSync(join(resolveDir, "controls")).sort();
      const imports = files.map((file, i) => `import c${i} from "./controls/${file}";`);
      const contents = `${imports.join("\n")}\nexport const controls = [${files.map((_, i) => `c${i}`).join()}];`;
      return { contents, resolveDir, loader: "ts" };
    }),
};

/** Pulumi brings a TypeScript 3.8 for programs that have none, which knows neither `type` within braces nor a name that ends in `.ts`. */
const readableByOldTypeScript = (declarations: string): string =>
  declarations.replaceAll(
    /^(import|export)( type)? \{(.*)\} from "(.*)\.ts";$/gm,
    (_, word: string, type = "", names: string, file: string) => {
      const [types = [], values = []] = [true, false].map((wanted) =>
        names
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name && (type !== "" || name.startsWith("type ")) === wanted)
          .map((name) => name.replace(/^type /, "")),
      );
      const from = `from "${file}.js";`;
      return [
        ...(values.length > 0 ? [`${word} { ${values.join(", ")} } ${from}`] : []),
        ...(types.length > 0 ? [`${word} type { ${types.join(", ")} } ${from}`] : []),
      ].join("\n");
    },
  );

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: checkout,
  stdio: "inherit",
});
for (const file of globSync("components/**/*.d.ts", { cwd: dist }))
  writeFileSync(join(dist, file), readableByOldTypeScript(readFileSync(join(dist, file), "utf8")));

const { metafile } = await build({
  absWorkingDir: checkout,
  entryPoints: bundles,
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  outExtension: { ".js": ".mjs" },
  chunkNames: "policies/shared-[hash]",
  platform: "node",
  target: "node22",
  minify: true,
  lineLimit: 160,
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  plugins: [catalogue],
  // What is bundled and still CommonJS asks for Node's own modules.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";\nconst require = requireOf(import.meta.url);',
  },
  logLevel: "warning",
  metafile: true,
});

/** The packages that are in a bundle, whose licences ask to be named beside it. */
const bundled = new Set(
  Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? (/^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []) : [],
    ),
);
const notices = [...bundled].sort().map((name) => {
  const folder = join(checkout, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file));
  return [
    `${name} ${version} (${license})`,
    ...texts.map((file) => readFileSync(join(folder, file), "utf8").trim()),
  ].join("\n\n");
});

const write = (file: string, text: string): void => writeFileSync(join(dist, file), text);
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const runtime = { name: "nodejs", options: { typescript: false } };
write("NOTICE", `${notices.join("\n\n---\n\n")}\n`);
write("components/schema.json", JSON.stringify(require("../docs/schema.json")));
copyFileSync(join(checkout, "docs/waivers.schema.json"), join(dist, "policies/waivers.schema.json"));
copyFileSync(join(import.meta.dirname, "plugin.cjs"), join(dist, "components/plugin.cjs"));
for (const [folder, main, manifest] of [
  ["policies", "pack.mjs", "PulumiPolicy.yaml"],
  ["components", "plugin.cjs", "PulumiPlugin.yaml"],
] as const) {
  const { name, version, description } = require(`../${folder}/package.json`);
  const declared = parse(readFileSync(join(checkout, folder, manifest), "utf8"));
  write(`${folder}/${manifest}`, stringify({ ...declared, runtime }));
  write(`${folder}/package.json`, json({ name, version, description, private: true, main }));
}
