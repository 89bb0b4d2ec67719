import { control, type Setting } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { tagged } from "../facts/zone.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const INSTANCE = "openstack:compute/instance:Instance";

interface Settings {
  readonly keys: readonly string[];
  readonly reviewKey: string;
}

/** What a machine says under a key, as a tag or as metadata. What is unknown hides nothing known. */
const said = ({ tags, metadata }: Pick<Props<typeof INSTANCE>, "tags" | "metadata">, key: string): string | undefined =>
  first(
    ...itemsOf(tags).map((tag) => () => tagged([tag()], key)[0]?.trim() || undefined),
    () => String(metadata?.[key] ?? "").trim() || undefined,
  );

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/i.test(text) && !Number.isNaN(Date.parse(text));

export default control<Props<typeof INSTANCE>, Settings>({
  id: "server-inventory-tagged",
  title: "Say of every machine whose it is, what for, and when it is reviewed",
  why: "A machine that nobody knows is patched by nobody, and nobody dares to switch it off.",
  fix: "Set the tags or metadata `owner`, `environment` and `review`, the last a day such as 2030-01-31.",
  severity: "medium",
  sources: {
    talk: ["vms-inventoried", "unneeded-vms-shut-down", "assets-managed"],
    ossg: ["instance-security"],
    "nist-800-53": ["CM-8"],
  },
  settings: {
    keys: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["owner", "environment"],
      description: "The keys that every machine has among its tags or its metadata.",
    } satisfies Setting<string[]>,
    reviewKey: {
      type: "string",
      minLength: 1,
      default: "review",
      description: "The key under which a machine says the day of its review.",
    } satisfies Setting<string>,
  },
  reads: { [INSTANCE]: (machine) => [machine] },
  judge: (machine, { keys, reviewKey }) =>
    first(
      ...keys.map((key) => () => (said(machine, key) ? undefined : `The machine says nothing of its ${key}.`)),
      () => {
        const day = said(machine, reviewKey);
        if (!day) return `The machine says nothing of its ${reviewKey}.`;
        return isDay(day) ? undefined : `The machine's ${reviewKey} is no day.`;
      },
    ),
  pass: [
    { web: [INSTANCE, { tags: ["owner:platform", "environment:production", "review:2030-01-31"] }] },
    {
      web: [
        INSTANCE,
        { tags: ["owner=platform"], metadata: { environment: "production", review: "2030-01-31T00:00:00Z" } },
      ],
    },
  ],
  fail: [
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { tags: ["environment:production", "review:2030-01-31"] }] },
    { web: [INSTANCE, { tags: ["owner:", "environment:production", "review:2030-01-31"] }] },
    { web: [INSTANCE, { tags: ["owner:platform", "environment:production"] }] },
    { web: [INSTANCE, { tags: ["owner:platform", "environment:production", "review:someday"] }] },
    { web: [INSTANCE, { metadata: { owner: "platform", environment: "production", review: "2030-13-31" } }] },
  ],
});
