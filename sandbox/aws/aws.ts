import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Cloud } from "../cloud.ts";
import { awsPlugin, missingForAws } from "../engine/aws.ts";

const REGION = "eu-central-1";
const DIRECT = "127.0.0.1,localhost";
const NONE = "/dev/null";

/** What the stack would have, and the emulator cannot do. */
export interface Gap {
  /** The resource that it lacks, as Pulumi's type. */
  readonly type: string;
  /** The calls that moto lacks. */
  readonly calls: readonly string[];
  /** What the sandbox does not show for that reason. */
  readonly lost: string;
}

/** All that the emulator cannot do. */
export const gaps = (): Gap[] => parse(readFileSync(join(import.meta.dirname, "gaps.yaml"), "utf8")) ?? [];

const sayGaps = (): string =>
  gaps()
    .map(({ type, calls, lost }) => `\nThe emulator lacks ${type} (moto has no ${calls.join(", ")}): ${lost}`)
    .join("") || "\nThe emulator has all that the stack needs.";

/** moto, an emulator of AWS, which keeps all that is in it in its memory. */
export const aws: Cloud = {
  name: "aws",
  stack: "aws-sandbox",
  needs: [],
  lasting: false,
  // What is in this folder ends with moto.
  home: (folder) => join(folder, "aws", "run"),
  environment: (state) => {
    const record = join(state, "instance.json");
    if (!existsSync(record))
      throw new Error("There is no emulator of AWS here: `npm run sandbox -- up aws` makes one.");
    const { port } = JSON.parse(readFileSync(record, "utf8")) as { port: number };
    const endpoint = `http://127.0.0.1:${port}`;
    return {
      AWS_ENDPOINT_URL: endpoint,
      // S3 Control wants the account's number in front of the host, which no address of this machine has: moto is the proxy to it.
      AWS_ENDPOINT_URL_S3_CONTROL: `http://s3-control.${REGION}.amazonaws.com`,
      HTTP_PROXY: endpoint,
      NO_PROXY: DIRECT,
      no_proxy: DIRECT,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_CONFIG_FILE: NONE,
      AWS_SHARED_CREDENTIALS_FILE: NONE,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "3",
    };
  },
  afterwards: () => `${sayGaps()}

Next:
  npm run sandbox -- exec -c aws pulumi preview --policy-pack policies   what would change, and what the pack says
  npm run sandbox -- exec -c aws pulumi stack                            what was made
  npm run sandbox -- status aws                                          what runs
  npm run down                                                           stops the emulator, which empties it`,
  missing: missingForAws,
  plugin: awsPlugin,
};
