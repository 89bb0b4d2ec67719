import { control } from "../control.ts";
import { environmentSettings } from "../facts/environment.ts";
import { itemsOf } from "../facts/item.ts";
import { tagged } from "../facts/zone.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const PROJECT = "openstack:identity/project:Project";

export default control<Props<typeof PROJECT>, { readonly environmentTag: string }>({
  id: "identity-projects-environment-named",
  title: "Say of every project which environment it is",
  why: "Where nobody can tell a production project from a trial, people and machines of both end up in one.",
  fix: "Give the project the tag `environment:production`, or whatever it is for, and each environment a project of its own.",
  severity: "medium",
  sources: {
    talk: ["production-development-credentials-apart", "assets-managed"],
    ossg: ["security-domains"],
    "nist-800-53": ["AC-4(21)", "CM-8"],
    "nist-csf": ["identify"],
  },
  settings: { environmentTag: environmentSettings.environmentTag },
  reads: { [PROJECT]: (project) => [project] },
  judge: (project, { environmentTag }) =>
    some(
      () => project.isDomain === true,
      ...itemsOf(project.tags).map((tag) => () => tagged([tag()], environmentTag).some((name) => name !== "")),
    )
      ? undefined
      : `The project has no tag ${environmentTag}.`,
  pass: [
    { shop: [PROJECT, { tags: ["environment:production"] }] },
    { shop: [PROJECT, { tags: ["owner:shop", "environment=staging"] }] },
    { university: [PROJECT, { isDomain: true }] },
  ],
  fail: [
    { shop: [PROJECT, {}] },
    { shop: [PROJECT, { tags: [] }] },
    { shop: [PROJECT, { tags: ["owner:shop", "production", "environment:"] }] },
  ],
});
