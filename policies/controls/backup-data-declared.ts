import { control, type Example, type Reads, type Setting } from "../control.ts";
import type { TagMap } from "../facts/machine.ts";
import type { Token } from "../resources.ts";

/** What keeps data on AWS, as it stands in a sentence. */
const KEEPERS = {
  "aws:dynamodb/table:Table": "table",
  "aws:ebs/volume:Volume": "volume",
  "aws:efs/fileSystem:FileSystem": "file system",
  "aws:rds/cluster:Cluster": "database",
  "aws:rds/instance:Instance": "database",
} as const satisfies { readonly [T in Token]?: string };

type Keeper = keyof typeof KEEPERS;

const keepers = Object.keys(KEEPERS) as Keeper[];

/** Something that keeps data. */
interface Keeping {
  readonly label: string;
  readonly said: () => string;
}

const keeping = (label: string, tags: () => TagMap | undefined): Keeping => ({
  label,
  said: () => String(tags()?.backup ?? "").trim(),
});

const of = (token: Keeper, tags: { [key: string]: string }): Example => ({ data: [token, { tags }] as never });

export default control<Keeping, { readonly words: readonly string[] }>({
  id: "backup-data-declared",
  title: "Say of all that keeps data how often it is backed up",
  why: "What is deleted, encrypted by an intruder or lost with the region is there again only if a plan has taken it, and plans take what is tagged.",
  fix: "Give it the tag `backup` with `hourly`, `daily` or `weekly`, or with `never` where nothing would be lost.",
  severity: "medium",
  sources: {
    talk: ["backups-regular"],
    fsbp: ["EC2.28", "RDS.26"],
    "nist-800-53": ["CP-9"],
    "nist-csf": ["recover"],
  },
  settings: {
    words: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["hourly", "daily", "weekly", "never"],
      description: "What the tag `backup` may say.",
    } satisfies Setting<string[]>,
  },
  // A machine is made anew by its program; what it keeps is on volumes of their own.
  reads: Object.fromEntries(
    keepers.map((token) => [token, ({ tags }: { tags?: TagMap }) => [keeping(KEEPERS[token], () => tags)]]),
  ) as Reads<Keeping>,
  judge: ({ label, said }, { words }) => {
    const word = said();
    if (word === "") return `Nothing says how often the ${label} is backed up.`;
    return words.includes(word) ? undefined : `The ${label} is to be backed up in a way that nobody knows.`;
  },
  pass: [...keepers.map((token) => of(token, { backup: "daily" })), of("aws:ebs/volume:Volume", { backup: "never" })],
  fail: [
    ...keepers.map((token) => of(token, { owner: "platform" })),
    { data: ["aws:ebs/volume:Volume", { availabilityZone: "eu-west-1a" }] },
    of("aws:ebs/volume:Volume", { backup: "sometimes" }),
    of("aws:ebs/volume:Volume", { backup: "" }),
  ],
});
