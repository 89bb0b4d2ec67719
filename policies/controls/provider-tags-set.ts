import { control, type Setting } from "../control.ts";
import type { TagMap } from "../facts/machine.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const PROVIDER = "pulumi:providers:aws";

/** What the provider tags everything with. The engine may show it as JSON. */
const defaultTags = ({ defaultTags: said }: Props<typeof PROVIDER>): TagMap => {
  if (typeof said !== "string") return said?.tags ?? {};
  try {
    return JSON.parse(said)?.tags ?? {};
  } catch {
    return {};
  }
};

const TAGS = { owner: "platform", environment: "production" };

export default control<() => TagMap, { readonly keys: readonly string[] }>({
  id: "provider-tags-set",
  title: "Let the provider say of everything whose it is and what for",
  why: "What nobody can be asked about is neither patched nor deleted, and no bill and no policy tells production from a trial.",
  fix: "Set `defaultTags.tags` of the provider, or `aws:defaultTags` in the stack's configuration, to an `owner` and an `environment`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["assets-managed", "vms-inventoried", "versions-tracked"],
    "nist-800-53": ["CM-8"],
    "nist-csf": ["identify"],
  },
  settings: {
    keys: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["owner", "environment"],
      description: "The tags that the provider gives everything.",
    } satisfies Setting<string[]>,
  },
  reads: { [PROVIDER]: (provider) => [() => defaultTags(provider)] },
  judge: (read, { keys }) => {
    const tags = read();
    return first(
      ...keys.map(
        (key) => () =>
          String(tags[key] ?? "").trim() ? undefined : `The provider does not give everything a tag ${key}.`,
      ),
    );
  },
  pass: [
    { cloud: [PROVIDER, { defaultTags: { tags: TAGS } }] },
    { cloud: [PROVIDER, { defaultTags: JSON.stringify({ tags: TAGS }) as never }] },
  ],
  fail: [
    { cloud: [PROVIDER, {}] },
    { cloud: [PROVIDER, { defaultTags: { tags: { ...TAGS, owner: "" } } }] },
    { cloud: [PROVIDER, { defaultTags: { tags: { owner: "platform" } } }] },
    { cloud: [PROVIDER, { defaultTags: "{" as never }] },
  ],
});
