/** What everybody tries first. What looks like one of these counts for nothing in a password. */
const WELL_KNOWN = [
  "password",
  "passwort",
  "passw",
  "changeme",
  "changeit",
  "openstack",
  "keystone",
  "administrator",
  "admin",
  "secret",
  "letmein",
  "welcome",
  "default",
  "master",
  "qwertyuiop",
  "qwerty",
  "1234567890",
  "123456789",
  "12345678",
  "123456",
  "abcdef",
  "trustno",
  "root",
];

/** The fewest different characters that a password which nobody chose by pattern has. */
const DISTINCT = 6;

const LOOKALIKES: { readonly [character: string]: string } = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

const plain = (text: string): string =>
  text.toLowerCase().replaceAll(/[013457@$!]/g, (found) => LOOKALIKES[found] ?? "");

const plainWords = WELL_KNOWN.map(plain);

/**
 * Whether a password is easily guessed: too short once well-known words are left out of the count, however they are spelt, or made of a few characters over and over.
 *
 * @param shortest how many characters must be left
 * @param known words that an attacker knows besides, such as the user's name
 */
export function isWeak(password: string, shortest: number, known: readonly string[] = []): boolean {
  const own = known.map(plain).filter((word) => word.length > 3);
  const rest = [...own, ...plainWords].reduce((left, word) => left.replaceAll(word, ""), plain(password));
  return rest.length < shortest || new Set(rest).size < DISTINCT;
}
