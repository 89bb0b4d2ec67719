import { control, type Setting } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { scalingGroup, starting, type TagMap, tagsGiven } from "../facts/machine.ts";
import { tagged } from "../facts/zone.ts";
import { first } from "../knowledge.ts";

const INSTANCE = "openstack:compute/instance:Instance";

interface Settings {
  readonly keys: readonly string[];
  readonly reviewKey: string;
}

/** What a machine says of itself, under a key. What is unknown hides nothing known. */
type Said = (key: string) => string | undefined;

const saidIn =
  (...reads: readonly (() => TagMap | undefined)[]): Said =>
  (key) =>
    first(...reads.map((tags) => () => String(tags()?.[key] ?? "").trim() || undefined));

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/i.test(text) && !Number.isNaN(Date.parse(text));

const TAGS = { owner: "platform", environment: "production", review: "2030-01-31" };

const propagated = (tags: TagMap, propagateAtLaunch = true) =>
  Object.entries(tags).map(([key, value = ""]) => ({ key, value, propagateAtLaunch }));

export default control<Said, Settings>({
  id: "server-inventory-tagged",
  title: "Say of every machine whose it is, what for, and when it is reviewed",
  why: "A machine that nobody knows is patched by nobody, and nobody dares to switch it off.",
  fix: "Set the tags or metadata `owner`, `environment` and `review`, the last a day such as 2030-01-31.",
  severity: "medium",
  sources: {
    talk: ["vms-inventoried", "unneeded-vms-shut-down", "assets-managed"],
    ossg: ["instance-security"],
    "nist-800-53": ["CM-8"],
    "nist-csf": ["identify"],
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
  reads: {
    [INSTANCE]: ({ tags, metadata }) => [
      (key) =>
        first(
          ...itemsOf(tags).map((tag) => () => tagged([tag()], key)[0]?.trim() || undefined),
          () => String(metadata?.[key] ?? "").trim() || undefined,
        ),
    ],
    [starting.instance]: ({ tags, launchTemplate }) => (launchTemplate ? [] : [saidIn(() => tags)]),
  },
  joins: {
    [starting.instance]: (machine) =>
      machine.props.launchTemplate
        ? [
            saidIn(
              () => machine.props.tags,
              () => tagsGiven(machine.tied("launchTemplate", starting.template)),
            ),
          ]
        : [],
    [scalingGroup]: (group) => [
      saidIn(
        ...itemsOf(group.props.tags).map((tag) => () => {
          const { key, value, propagateAtLaunch } = tag();
          return propagateAtLaunch ? { [key]: value } : undefined;
        }),
        () => tagsGiven(group.tied("launchTemplate", starting.template)),
        () => tagsGiven(group.tied("mixedInstancesPolicy", starting.template)),
      ),
    ],
  },
  judge: (said, { keys, reviewKey }) =>
    first(...keys.map((key) => () => (said(key) ? undefined : `The machine says nothing of its ${key}.`)), () => {
      const day = said(reviewKey);
      if (!day) return `The machine says nothing of its ${reviewKey}.`;
      return isDay(day) ? undefined : `The machine's ${reviewKey} is no day.`;
    }),
  pass: [
    { web: [INSTANCE, { tags: ["owner:platform", "environment:production", "review:2030-01-31"] }] },
    {
      web: [
        INSTANCE,
        { tags: ["owner=platform"], metadata: { environment: "production", review: "2030-01-31T00:00:00Z" } },
      ],
    },
    { web: [starting.instance, { tags: TAGS }] },
    {
      template: [starting.template, { tagSpecifications: [{ resourceType: "instance", tags: TAGS }] }],
      one: [starting.instance, { launchTemplate: { id: "${template}" }, tags: { Name: "one" } }],
      many: [scalingGroup, { minSize: 1, maxSize: 2, launchTemplate: { id: "${template}" } }],
      mixed: [
        scalingGroup,
        {
          minSize: 1,
          maxSize: 2,
          mixedInstancesPolicy: {
            launchTemplate: { launchTemplateSpecification: { launchTemplateId: "${template}" } },
          },
        },
      ],
    },
    { web: [scalingGroup, { minSize: 1, maxSize: 2, tags: propagated(TAGS) }] },
  ],
  fail: [
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { tags: ["environment:production", "review:2030-01-31"] }] },
    { web: [INSTANCE, { tags: ["owner:", "environment:production", "review:2030-01-31"] }] },
    { web: [INSTANCE, { tags: ["owner:platform", "environment:production"] }] },
    { web: [INSTANCE, { tags: ["owner:platform", "environment:production", "review:someday"] }] },
    { web: [INSTANCE, { metadata: { owner: "platform", environment: "production", review: "2030-13-31" } }] },
    { web: [starting.instance, { tags: { ...TAGS, owner: " " } }] },
    { web: [starting.instance, { tags: { ...TAGS, review: "someday" } }] },
    {
      template: [starting.template, { tagSpecifications: [{ resourceType: "volume", tags: TAGS }] }],
      one: [starting.instance, { launchTemplate: { id: "${template}" } }],
    },
    { web: [scalingGroup, { minSize: 1, maxSize: 2, tags: propagated(TAGS, false) }] },
  ],
});
