import { oneOf, refuse } from "../refusal.ts";

/** For how many days CloudWatch Logs can keep something, a year at least. */
const RETENTIONS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/**
 * For how many days CloudWatch Logs keeps something. Defaults to 365.
 *
 * @throws one sentence when it knows no such time, or it is less than a year
 */
export function retentionOf(what: string, days = 365): number {
  return RETENTIONS.includes(days) ? days : refuse(what, days, oneOf(RETENTIONS.map(String)));
}
