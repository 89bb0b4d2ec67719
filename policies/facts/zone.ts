import { isZone, type Zone, zones } from "../../components/zone.ts";
import type { Setting } from "../control.ts";
import { first } from "../knowledge.ts";
import { itemsOf } from "./item.ts";

/** What a team may set for the tag that names a network's zone. */
export const zoneTag = {
  type: "string",
  minLength: 1,
  default: "zone",
  description: "The key of the tag that names a network's zone, such as `role` where networks carry `role:management`.",
} as const satisfies Setting<string>;

/** Tags as a cloud takes them: texts such as `owner:platform`, or values by their keys. */
export type Tags = readonly string[] | { readonly [key: string]: string };

/** A resource that may be tagged. `tagsAll` is what AWS's provider makes of a resource's own tags and its default ones. */
export interface Taggable {
  readonly tags?: Tags;
  readonly tagsAll?: Tags;
}

const isList = (tags: Tags): tags is readonly string[] => Array.isArray(tags);

/** What a resource is tagged with, by its provider too as far as that is seen. */
export const tagsOf = (props: Taggable): Tags | undefined => props.tagsAll ?? props.tags;

/** A resource's tags, each to be read on its own, so that one that is not known yet hides no other. */
export const tagsEach = (tags: Tags | undefined): (() => Tags)[] =>
  tags && isList(tags) ? itemsOf(tags).map((tag) => () => [tag()]) : [() => tags ?? []];

/** What a resource's tags say under a key, as texts written `key:value` or `key=value`: `tagged(["owner:platform"], "owner")` is `["platform"]`. */
export const tagged = (tags: Tags | undefined, key: string): string[] => {
  if (tags && !isList(tags)) return [tags[key]].filter((value) => value !== undefined);
  return [
    ...new Set(
      (tags ?? [])
        .filter((tag) => tag.startsWith(`${key}:`) || tag.startsWith(`${key}=`))
        .map((tag) => tag.slice(key.length + 1)),
    ),
  ];
};

/** Every zone that a resource's tags name, existing or not. */
export const zonesNamed = (tags: Tags | undefined, key: string = zoneTag.default): string[] => tagged(tags, key);

/** The zone that a resource's tags name, such as `zone:api`. Undefined unless they name exactly one that exists. */
export const zoneOf = (tags: Tags | undefined, key?: string): Zone | undefined => {
  const [zone, ...others] = zonesNamed(tags, key);
  return zone !== undefined && others.length === 0 && isZone(zone) ? zone : undefined;
};

/** The isolated zone that tags name, the first where they name several. What is unknown hides nothing known. */
export const isolatedZoneOf = (tags: Tags | undefined, key?: string): Zone | undefined =>
  first(
    ...tagsEach(tags).map(
      (tag) => () => zonesNamed(tag(), key).find((zone): zone is Zone => isZone(zone) && zones[zone].isolated),
    ),
  );
