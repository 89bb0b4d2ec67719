import { refuse } from "./refusal.ts";

/** Some limits, by what they limit. */
export type Limits<K extends string> = { readonly [L in K]: number };

/**
 * The limits that hold: those that a team gives, the others safe.
 *
 * @param what whose arguments these are, and of which kind, such as `OpenStackProject "shop": network`
 * @throws one sentence when one is not finite
 */
export function limitsOf<K extends string>(
  what: string,
  safe: Limits<K>,
  given: { readonly [L in K]?: number } = {},
): { [L in K]: number } {
  const limits: { [L in K]: number } = { ...safe };
  for (const name of Object.keys(safe) as K[]) {
    const value = given[name] ?? safe[name];
    if (!Number.isSafeInteger(value) || value < 0)
      refuse(`${what}.${name}`, value, "a whole number that is not negative, as -1 would set no limit");
    limits[name] = value;
  }
  return limits;
}
