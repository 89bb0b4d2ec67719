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

/** Whether a text is a day that there is, such as `2030-01-31`. */
export function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The day that a moment is on, in UTC. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** How many days another day is ahead, negative when it has passed. */
export const daysUntil = (day: string, today: string): number => (Date.parse(day) - Date.parse(today)) / 86_400_000;
