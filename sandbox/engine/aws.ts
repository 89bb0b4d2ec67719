import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { GO_ENV, GO_FLAGS, go, LINK_FLAGS, once, step } from "./build.ts";
import { installed } from "./engine.ts";
import { mirrored } from "./mirror.ts";

const source = join(import.meta.dirname, "aws-provider");
const MODULE = "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic/awsprovider";
const { version } = createRequire(import.meta.url)("@pulumi/aws/package.json") as { version: string };

/** What this machine lacks to deploy on AWS, in one sentence; undefined where nothing is missing. */
export function missingForAws(): string | undefined {
  if (installed() || mirrored("aws")) return undefined;
  return "The AWS provider is missing: neither is Pulumi on the PATH, which would fetch the published plugin (https://www.pulumi.com/docs/install/), nor does terraform-provider-aws lie in a Terraform plugin mirror (registry.terraform.io/hashicorp/aws/<version>/<os_arch>/), which could be bridged.";
}

/**
 * Puts the AWS provider into the home of an engine that was built from source: HashiCorp's own, from a Terraform plugin mirror,
 * behind a bridge that is built from source once.
 */
export async function awsPlugin(home: string, say: (line: string) => void): Promise<void> {
  const official = mirrored("aws");
  if (!official) throw new Error(missingForAws());
  const folder = join(cacheFolder, `aws-provider-${sourceHash()}`);
  await once(
    folder,
    () => say("aws provider: another process is building it, waiting …"),
    (draft, log) =>
      step(say, `building the AWS provider ${version} from source (about 2 min on two idle cores, once)`, (onLine) =>
        go(source, `${MODULE}/provider.Version=${version}`, `${draft}/`, ["./..."], { log, onLine }),
      ),
  );
  link(official, join(folder, "official", "terraform-provider-aws"));
  const plugin = "pulumi-resource-aws";
  link(join(folder, plugin), join(home, "plugins", `resource-aws-v${version}`, plugin));
}

/** Makes a link, or turns it to where it has to lead now. */
function link(to: string, from: string): void {
  mkdirSync(dirname(from), { recursive: true });
  if (existsSync(from) && readlinkSync(from) === to) return;
  symlinkSync(to, `${from}.${process.pid}`);
  renameSync(`${from}.${process.pid}`, from);
}

function sourceHash(): string {
  const flags = JSON.stringify([GO_FLAGS, LINK_FLAGS, GO_ENV]);
  const hash = createHash("sha256").update(`${version} ${process.platform} ${process.arch} ${flags}`);
  for (const file of globSync("**/*.{go,mod,sum,json}", { cwd: source }).sort())
    hash.update(file).update(readFileSync(join(source, file)));
  return hash.digest("hex").slice(0, 12);
}
