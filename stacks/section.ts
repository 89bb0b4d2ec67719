import { oneOf, refuse } from "../components/refusal.ts";

/** Things of one kind, by name, as a section of the configuration has them. */
export interface Named<T> {
  readonly [name: string]: T;
}

/** Makes one thing of each entry of a section, and nothing where there is no section. */
export const each = <T, M>(section: Named<T> | undefined, make: (name: string, said: T) => M): { [name: string]: M } =>
  Object.fromEntries(Object.entries(section ?? {}).map(([name, said]) => [name, make(name, said)]));

/**
 * What goes by a name.
 *
 * @param what what the name is, to begin an error with
 * @throws one sentence when nothing does
 */
export const known = <T>(what: string, all: Named<T>, name: string): T =>
  all[name] ?? refuse(what, name, oneOf(Object.keys(all)) || "nothing: the configuration names none");
