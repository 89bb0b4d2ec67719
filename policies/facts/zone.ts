import { isZone, type Zone } from "../../components/zone.ts";

/** The zone that a resource's tags name, such as `zone:api`. Undefined unless they name exactly one that exists. */
export const zoneOf = (tags: readonly string[] | undefined): Zone | undefined => {
  const [zone, ...others] = zonesNamed(tags);
  return zone !== undefined && others.length === 0 && isZone(zone) ? zone : undefined;
};

/** Every zone that a resource's tags name, existing or not. */
export const zonesNamed = (tags: readonly string[] | undefined): string[] => tagged(tags, "zone");

/** What a resource's tags say under a key: `tagged(["owner:platform"], "owner")` is `["platform"]`. */
export const tagged = (tags: readonly string[] | undefined, key: string): string[] =>
  (tags ?? []).filter((tag) => tag.startsWith(`${key}:`)).map((tag) => tag.slice(key.length + 1));
