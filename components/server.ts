import { type Input, log, type Resource } from "@pulumi/pulumi";
import type { SystemArgs } from "./cloud-init.ts";
import { isDay } from "./day.ts";
import { refuse } from "./refusal.ts";
import { STRONG_KEY, weaknessOf } from "./ssh.ts";

/** What an inventory says of everything that lives long, whichever cloud it stands in. */
export interface InventoryArgs {
  /** Who answers for it, a team rather than a person, in 1 to 50 characters. Becomes the tag `owner:…`. */
  owner: string;
  /** What it is for; production and anything else are kept apart. Becomes the tag `environment:…`. Defaults to `production`. */
  environment?: string;
  /** The day on which somebody asks whether it is still needed, such as `2030-01-31` (RFC 3339). Becomes the tag `review:…`; once it has passed, every update says so. */
  reviewOn: string;
}

/** What every server takes, whichever cloud it stands in. */
export interface ServerArgs extends SystemArgs, InventoryArgs {
  /** The image to start from, by its id: a name may mean another image tomorrow. */
  imageId: Input<string>;
  /** The size of its volume, in GiB. Defaults to 20. */
  volumeSize?: number;
  /** Whether the volume outlives the server. Defaults to false. */
  keepVolume?: boolean;
  /** Whether a server stays as it is when what it is told at its first start changes. Defaults to false: another set-up makes another server. */
  keepSystem?: boolean;
}

/** Tags, and the same once more as keys and values. */
export interface Inventory {
  readonly tags: readonly string[];
  readonly metadata: { readonly [key: string]: string };
}

/** What can stand in a tag on every cloud: Nova takes neither commas nor slashes. */
const isTag = (text: string): boolean => /^[^,/\s](?:[^,/\n\r]{0,48}[^,/\s])?$/.test(text);

/**
 * What an inventory says of something.
 *
 * @param what whose arguments these are, to begin an error with
 * @param more what it says besides, such as `{ zone: "api" }`
 * @throws one sentence when a part of it is empty, too long, or no day
 */
export function inventoryOf(
  what: string,
  args: InventoryArgs,
  more: { readonly [key: string]: string } = {},
): Inventory {
  const { owner, environment = "production", reviewOn } = args;
  const allowed = "1 to 50 characters without commas and slashes";
  if (!isTag(owner)) refuse(`${what}: owner`, owner, allowed);
  if (!isTag(environment)) refuse(`${what}: environment`, environment, allowed);
  if (!isDay(reviewOn)) refuse(`${what}: reviewOn`, reviewOn, "a day such as 2030-01-31");
  const metadata = { ...more, owner, environment, review: reviewOn };
  return { metadata, tags: Object.entries(metadata).map(([key, value]) => `${key}:${value}`) };
}

/** What people should be told of a review: a sentence once its day has come, undefined before. */
export const reviewNotice = ({ reviewOn, owner }: InventoryArgs, now: Date): string | undefined =>
  Date.parse(`${reviewOn}T00:00:00Z`) <= now.getTime()
    ? `was to be reviewed on ${reviewOn}: ${owner} decides whether it is still needed, and sets reviewOn to a later day or deletes it`
    : undefined;

/** Tells people of a review, once its day has come, and again on every update. */
export const remind = (args: InventoryArgs, resource: Resource): void => {
  const notice = reviewNotice(args, new Date());
  if (notice) log.warn(`This ${notice}.`, resource);
};

/**
 * The size of a volume.
 *
 * @throws one sentence when it is no whole number of GiB
 */
export function volumeSizeOf(what: string, size: number): number {
  if (!Number.isInteger(size) || size < 1 || size > 16384) refuse(what, size, "a whole number of GiB from 1 to 16384");
  return size;
}

/**
 * Looks at a key that opens a machine.
 *
 * @throws one sentence when it is no strong public key
 */
export function checkPublicKey(what: string, key: string): void {
  const weakness = weaknessOf(key);
  if (weakness) refuse(what, `a key that ${weakness}`, STRONG_KEY);
}
