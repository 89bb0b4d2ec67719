import type { Joins, Reads } from "../control.ts";

type Read<F> = (...said: readonly unknown[]) => readonly F[];

const each = <F, G>(reads: object, to: (fact: F) => G): object =>
  Object.fromEntries(
    Object.entries(reads).map(([token, read]) => [token, (...said: unknown[]) => (read as Read<F>)(...said).map(to)]),
  );

/** The same facts, read from resources alone, each made into something else. */
export const mapped = <F, G>(reads: Reads<F>, to: (fact: F) => G): Reads<G> => each(reads, to);

/** The same facts, read from resources and their neighbours, each made into something else. */
export const mappedJoins = <F, G>(joins: Joins<F>, to: (fact: F) => G): Joins<G> => each(joins, to);
