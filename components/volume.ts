import { oneOf, refuse } from "./refusal.ts";
import type { InventoryArgs } from "./server.ts";

/** What every volume takes, whichever cloud it stands in. */
export interface VolumeArgs extends InventoryArgs {
  /** What is on it, for people to read. */
  purpose: string;
  /** Its size, in GiB. It can grow, and never shrink. */
  size: number;
  /** How often it is backed up: `hourly`, `daily`, `weekly`, or `never` where its data can be had elsewhere. Defaults to `daily`. Becomes the tag `backup:…`, which the control `storage-volumes-backed-up` holds against what its server backs up. */
  backup?: string;
}

const BACKUPS = ["hourly", "daily", "weekly", "never"];

/**
 * How often a volume is backed up.
 *
 * @throws one sentence when it is none of the known
 */
export function backupOf(what: string, { backup = "daily" }: VolumeArgs): string {
  if (!BACKUPS.includes(backup)) refuse(`${what}: backup`, backup, oneOf(BACKUPS));
  return backup;
}
