import { UnknownValueError } from "@pulumi/policy";

/** A preview does not know yet what a judgement would need. */
export class Undecided extends Error {}

/** Whether an error says that a value is not known yet, as the SDK's own does. */
export const isUndecided = (error: unknown): boolean =>
  error instanceof Undecided || error instanceof UnknownValueError;

/** The value, or undefined when it is not known yet. */
export const known = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (isUndecided(error)) return undefined;
    throw error;
  }
};

/** What every condition decides that can be decided: the deciding answer, or undefined when one is not known yet and none decides. */
const settle = (conditions: readonly (() => boolean)[], deciding: boolean): boolean => {
  let unknown: unknown;
  for (const condition of conditions)
    try {
      if (condition() === deciding) return deciding;
    } catch (error) {
      if (!isUndecided(error)) throw error;
      unknown = error;
    }
  if (unknown) throw unknown;
  return !deciding;
};

/** True when all conditions hold, false as soon as one is known not to, undecided otherwise: what is unknown hides no known "no". */
export const every = (...conditions: (() => boolean)[]): boolean => settle(conditions, false);

/** True as soon as one condition is known to hold, false when none does, undecided otherwise: what is unknown hides no known "yes". */
export const some = (...conditions: (() => boolean)[]): boolean => settle(conditions, true);

/** The first thing that is known to be there, undefined when there is none, undecided otherwise: what is unknown hides nothing known. */
export const first = <T>(...reads: (() => T | undefined)[]): T | undefined => {
  let found: T | undefined;
  some(
    ...reads.map((read) => () => {
      found = read();
      return found !== undefined;
    }),
  );
  return found;
};
