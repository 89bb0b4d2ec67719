import { RunError } from "@pulumi/pulumi";

/**
 * Why nothing is made: one sentence that says what, what was given, and what is allowed. Pulumi prints it without a stack.
 *
 * An error that reaches an input gets the input's name written before its message, once for each input it reaches; this one keeps its sentence.
 */
export class Refusal extends RunError {
  constructor(sentence: string) {
    super(sentence);
    Object.defineProperty(this, "message", { get: () => sentence, set: () => {} });
    // Where it was thrown is printed in its place when the program has come to its end before the cloud has answered.
    this.stack = sentence;
  }
}

/**
 * Stops the program.
 *
 * @param what the argument, such as `OpenStackNetwork "cloud": cidr`
 * @param got what was given, shown as JSON; never a secret
 * @param allowed what may be given instead
 */
export function refuse(what: string, got: unknown, allowed: string): never {
  throw new Refusal(`${what} must be ${allowed}, got ${JSON.stringify(got)}.`);
}

/** The names of a collection, as they stand in a sentence: `a, b or c`. */
export const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
