import { refuse } from "./refusal.ts";

/**
 * A number of days.
 *
 * @throws one sentence when it is no whole number, or not in the range
 */
export function daysOf(what: string, days: number, fewest: number, most: number): number {
  if (!Number.isInteger(days) || days < fewest || days > most)
    refuse(what, days, `a whole number of days from ${fewest} to ${most}`);
  return days;
}
