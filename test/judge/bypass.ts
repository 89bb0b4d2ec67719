import { awsPlugin } from "../../sandbox/engine/aws.ts";
import { engine } from "../../sandbox/engine/engine.ts";
import { main } from "../../sandbox/instance.ts";
import type { Standing } from "../../sandbox/stack.ts";
import { type Disguise, disguises, type Side, saidOfPack } from "../support/disguise.ts";
import { toldOf } from "../support/judge.ts";
import { printed } from "../support/printed.ts";
import { Checkov } from "./checkov.ts";
import { table } from "./page.ts";
import { joined, type Mapping, mapping, planOf, type TerraformPlan } from "./terraform.ts";

const SIDES: readonly Side[] = ["disguised", "twin"];

/** What a judge does with a disguise. */
type Verdict = "caught" | "missed" | "no check" | "cannot read";

/** A disguise, with what names it in a plan of all. */
interface Case extends Disguise {
  readonly area: string;
  readonly key: string;
}

const cases: readonly Case[] = [...disguises].flatMap(([area, own]) =>
  own.map((one, i) => ({ ...one, area, key: `${area}-${i + 1}` })),
);

/** What Terraform calls a resource that `@pulumi/aws` has under two names. */
const plainType = (type: string): string =>
  type
    .replace(/^(aws:s3\/\w+)V2:(\w+)V2$/, "$1:$2")
    .replace(/^aws:(?:applicationloadbalancing|elasticloadbalancingv2)\//, "aws:lb/");

/** One side of a disguise as if it stood, each resource under a name that no other has. */
const standing = ({ key, ...one }: Case, side: Side): Standing[] => {
  const renamed = (urn: string) => {
    const [type, name] = urn.split("::").slice(-2);
    return `urn:pulumi:test::hardening::${type}::${key}-${side}-${name}`;
  };
  return toldOf(one[side], "update").map(({ urn, type, props, outputs, dependencies = {} }) => {
    const { id } = outputs as { id: string };
    return {
      urn: renamed(urn),
      type: plainType(type),
      id,
      inputs: props,
      outputs: { arn: id },
      dependencies: Object.values(dependencies).flat().map(renamed),
    };
  });
};

/** One side of a disguise as a plan of Terraform's; undefined where Terraform has no name for something of it, or nothing is left. */
const planned = (one: Case, side: Side, mappings: readonly Mapping[]): TerraformPlan | undefined => {
  try {
    const resources = standing(one, side);
    const plan = joined(mappings.map((each) => planOf(resources, each)));
    return plan.resource_changes.length === resources.length ? plan : undefined;
  } catch {
    return undefined;
  }
};

/** What Checkov does with each disguise, by its key: a failure counts where the same resource of the twin does not fail the same check. */
const checkovs = (checkov: Checkov, mappings: readonly Mapping[]): ReadonlyMap<string, Verdict> => {
  const readable = cases.flatMap((one) => {
    const plans = SIDES.flatMap((side) => planned(one, side, mappings) ?? []);
    return plans.length === SIDES.length ? [{ key: one.key, plans }] : [];
  });
  const found = checkov.judge(joined(readable.flatMap(({ plans }) => plans)));
  const failed = new Set(
    found.filter(({ status }) => status === "FAIL").map(({ check, resource }) => `${check} ${resource}`),
  );
  return new Map(
    readable.map(({ key }) => {
      const own = found.filter(({ resource }) => resource.includes(`.${key}-disguised-`));
      const caught = own.some(
        ({ check, status, resource }) =>
          status === "FAIL" && !failed.has(`${check} ${resource.replace(`.${key}-disguised-`, `.${key}-twin-`)}`),
      );
      return [key, caught ? "caught" : own.length > 0 ? "missed" : "no check"];
    }),
  );
};

/** What the pack does with a disguise. */
const ours = async (one: Case): Promise<Verdict> => {
  const faults = async (side: Side) =>
    (await saidOfPack(one, side, "update")).filter(({ policy }) => policy === one.control).length;
  return (await faults("disguised")) > 0 && (await faults("twin")) === 0 ? "caught" : "missed";
};

/** `npm run judge:bypass`: the pack, and Checkov, before the disguises of `test/bypass/` and their twins. */
await main(async () => {
  const { home, env } = await engine(console.log);
  if (home) await awsPlugin(home, console.log);
  const mappings = await Promise.all(
    (["aws", "openstack"] as const).map((provider) => mapping({ ...process.env, ...env }, provider)),
  );
  console.log("Checkov: reading the plan (its first use installs 300 MB) …");
  const checkov = new Checkov();
  const theirs = checkovs(checkov, mappings);
  const rows: (Case & { readonly ours: Verdict; readonly theirs: Verdict })[] = [];
  // One after the other: the pack remembers what it has been shown.
  for (const one of cases) rows.push({ ...one, ours: await ours(one), theirs: theirs.get(one.key) ?? "cannot read" });
  const counted = (own: typeof rows, judge: "ours" | "theirs", verdict: Verdict) =>
    own.filter((row) => row[judge] === verdict).length;
  const areas = [...Map.groupBy(rows, ({ area }) => area)];
  const counts = (name: string, own: typeof rows) => [
    name,
    own.length,
    counted(own, "ours", "caught"),
    ...(["caught", "missed", "no check", "cannot read"] as const).map((verdict) => counted(own, "theirs", verdict)),
  ];
  printed(
    "judges/bypass.md",
    `${[
      "# The pack and Checkov before the same disguises",
      "<!-- Printed from what the judges found: UPDATE=1 npm run judge:bypass -->",
      `Each stack of \`test/bypass/\` breaks a control and does not look like it; its twin differs in the one thing that matters and keeps the control. A judge has caught the disguise when it stops it and not its twin. Checkov ${checkov.version} reads both as a plan of Terraform's; any of its checks counts, on any resource of the stack. It has no check where it says nothing of any of them, and cannot read what no resource of such a plan can say.`,
      "The disguises were made to try the pack, which was mended wherever one got through: its column says that none does any more, and Checkov's how far a scanner sees that was not made for them.",
      table(
        ["Area", "Disguises", "The pack caught", "Checkov caught", "Missed", "No check", "Cannot read"],
        [...areas.map(([area, own]) => counts(area, own)), counts("all", rows)],
      ),
      ...areas.flatMap(([area, own]) => [
        `## ${area}`,
        table(
          ["What somebody did", "Control", "The pack", "Checkov"],
          own.map((row) => [row.name, `\`${row.control}\``, row.ours, row.theirs]),
        ),
      ]),
    ].join("\n\n")}\n`,
  );
});
