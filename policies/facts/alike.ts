import type { Props, Token } from "../resources.ts";

/** One reading for resource types that say the same under several names. It is written for one of them. */
export const alike = <T extends Token, A, F>(
  types: readonly T[],
  read: (said: A) => readonly F[],
): { readonly [K in T]: (said: unknown) => readonly F[] } =>
  Object.fromEntries(types.map((type) => [type, read])) as never;

/** An input of a resource type, checked to be one. */
export const inputOf = <T extends Token>(type: T, input: keyof Props<T> & string) => [type, input] as const;
