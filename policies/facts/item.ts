/** The items of a list, each to be read on its own, so that one that is not known yet hides no other. */
export const itemsOf = <T>(list: readonly T[] | undefined): (() => T)[] =>
  Array.from({ length: list?.length ?? 0 }, (_, i) => () => (list as readonly T[])[i] as T);
