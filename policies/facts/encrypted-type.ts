import type { Setting } from "../control.ts";

/** What a team may set for the volume types that its cloud encrypts: the provider cannot say of a type how it is encrypted. */
export const encryptedTypeSettings = {
  encryptedTypes: {
    type: "array",
    items: { type: "string", minLength: 1 },
    default: [],
    description:
      "The volume types that your cloud encrypts, by name or id: `openstack volume type list --encryption-type`.",
  } satisfies Setting<string[]>,
  encryptedWords: {
    type: "array",
    items: { type: "string", minLength: 1 },
    default: ["luks", "encrypted"],
    description: "The words in a volume type's name that say that it is encrypted, in lower case.",
  } satisfies Setting<string[]>,
};

/** The settings as they hold. */
export interface EncryptedTypeSettings {
  readonly encryptedTypes: readonly string[];
  readonly encryptedWords: readonly string[];
}

/** What takes back the word that comes after it: `un`, `non-`, `not_`. */
const TAKEN_BACK = /(?:un|(?:^|[^a-z])(?:no|non|not)[^a-z]*)$/;

/** Whether a name says a word, and does not take it back each time. */
const says = (name: string, word: string): boolean => {
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1))
    if (!TAKEN_BACK.test(name.slice(0, at))) return true;
  return false;
};

/** Whether a volume type is encrypted, by its name or id. */
export const isEncryptedType = (
  nameOrId: string | undefined,
  { encryptedTypes, encryptedWords }: EncryptedTypeSettings,
): boolean => {
  const said = String(nameOrId ?? "");
  return encryptedTypes.includes(said) || encryptedWords.some((word) => says(said.toLowerCase(), word));
};
