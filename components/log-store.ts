import { refuse } from "./refusal.ts";
import type { InventoryArgs } from "./server.ts";

/** What every store for logs takes, whichever cloud it stands in. */
export interface LogStoreArgs extends InventoryArgs {
  /** How many days logs are kept, for whoever deletes what is older and for people to read: 90 or more. Defaults to 365. */
  retentionDays?: number;
}

/** The shortest that logs are kept, in days: intruders are often found only after months. */
const SHORTEST = 90;

/**
 * How many days logs are kept.
 *
 * @param what whose argument it is, to begin an error with
 * @throws one sentence when that is no number of days, or too few
 */
export function retentionOf(what: string, { retentionDays = 365 }: LogStoreArgs): number {
  if (!Number.isInteger(retentionDays) || retentionDays < SHORTEST || retentionDays > 36_500)
    refuse(`${what}: retentionDays`, retentionDays, `a whole number of days from ${SHORTEST} to 36500`);
  return retentionDays;
}
