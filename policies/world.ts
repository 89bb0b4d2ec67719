import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { dayOf } from "../components/day.ts";
import { isDisabled, settingsOf } from "./configuration.ts";

/** What the policies ask of the world around them, besides the resources. */
export interface World {
  /** What the team sets of one policy, nothing where it is turned off: the same object until the configuration is handed over anew. */
  readonly settingsOf: (policy: string) => object;
  /** Whether the team turns one policy off. */
  readonly isDisabled: (policy: string) => boolean;
  /** The day, in UTC, such as `2030-01-31`. */
  readonly today: () => string;
  /**
   * The text of one of the team's files.
   *
   * @throws when it cannot be read
   */
  readonly read: (file: string) => string;
}

export const world: World = {
  settingsOf,
  isDisabled,
  today: () => dayOf(new Date()),
  // The engine starts a pack in the pack's own folder; where Pulumi was called stands in the environment only.
  read: (file) => readFileSync(resolve(process.env.PWD ?? "", file), "utf8"),
};
