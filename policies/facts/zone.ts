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

/** What a resource's tags say under a key, written `key:value` or `key=value`: `tagged(["owner:platform"], "owner")` is `["platform"]`. */
export const tagged = (tags: readonly string[] | undefined, key: string): string[] => [
  ...new Set(
    (tags ?? [])
      .filter((tag) => tag.startsWith(`${key}:`) || tag.startsWith(`${key}=`))
      .map((tag) => tag.slice(key.length + 1)),
  ),
];

/** Every zone that a resource's tags name, existing or not. */
export const zonesNamed = (tags: readonly string[] | undefined, key: string = zoneTag.default): string[] =>
  tagged(tags, key);

/** The zone that a resource's tags name, such as `zone:api`. Undefined unless they name exactly one that exists. */
export const zoneOf = (tags: readonly string[] | undefined, key?: string): Zone | undefined => {
  const [zone, ...others] = zonesNamed(tags, key);
  return zone !== undefined && others.length === 0 && isZone(zone) ? zone : undefined;
};

/** The isolated zone that tags name, the first where they name several. What is unknown hides nothing known. */
export const isolatedZoneOf = (tags: readonly string[] | undefined, key?: string): Zone | undefined =>
  first(
    ...itemsOf(tags).map(
      (tag) => () => zonesNamed([tag()], key).find((zone): zone is Zone => isZone(zone) && zones[zone].isolated),
    ),
  );
