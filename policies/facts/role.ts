import type { Setting } from "../control.ts";
import { some } from "../knowledge.ts";
import { type Taggable, tagged, tagsEach, tagsOf } from "./zone.ts";

/** What a team may set for the tags of the machines that stand between networks on purpose. */
export const bridgeTags = {
  type: "array",
  items: { type: "string", minLength: 1 },
  default: ["role:bastion", "role:proxy"],
  description:
    "The tags of a machine, a port or a trunk that stands between networks on purpose. A machine may say `role: bastion` in its metadata instead.",
} satisfies Setting<string[]>;

/** What can say of itself what it is for. */
interface Declaring {
  readonly props: Taggable & { readonly metadata?: { readonly [key: string]: unknown } };
}

/** Whether a resource says one of some things of itself, as a tag `key:value` or as metadata. */
export const declares = ({ props }: Declaring, wanted: readonly string[]): boolean =>
  some(
    ...wanted.map((said) => () => {
      const [key = "", ...value] = said.split(":");
      return some(
        () => some(...tagsEach(tagsOf(props)).map((tag) => () => tagged(tag(), key).includes(value.join(":")))),
        () => props.metadata?.[key] === value.join(":"),
      );
    }),
  );
