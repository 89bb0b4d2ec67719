import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { marked, type Tokens } from "marked";

export const checkout = join(import.meta.dirname, "../..");
export const textOf = (file: string): string => readFileSync(join(checkout, file), "utf8");

/** A page that people wrote, and its examples. Printed pages have specs of their own. */
export interface Page {
  readonly file: string;
  readonly blocks: readonly { readonly lang: string; readonly text: string }[];
}

export const pages: readonly Page[] = [
  "README.md",
  ...globSync(["docs/**/*.md", "templates/*/README.md"], { cwd: checkout }).sort(),
]
  .filter((file) => !/<!-- Printed /.test(textOf(file)))
  .map((file) => {
    const found: Page["blocks"][number][] = [];
    marked.walkTokens(marked.lexer(textOf(file)), (token) => {
      if (token.type === "code") found.push({ lang: (token as Tokens.Code).lang ?? "", text: token.text });
    });
    return { file, blocks: found };
  });

/** A page's examples in one language. */
export const of = ({ blocks }: Page, lang: string): string[] =>
  blocks.filter((block) => block.lang === lang).map(({ text }) => text);

/** Commands that ask the reader's own machine, cloud or registry. There is nothing of ours in them to try. */
export const readersOwn = /^(git|openstack|aws|export|cd) |^npm (install|outdated)( |$)|^pulumi (login|version)( |$)/;

/**
 * The commands of a shell example: what is continued in one, without comments.
 *
 * @param redirections whether to leave where they read from and write to
 */
export const commandsIn = (text: string, { redirections = false } = {}): string[] =>
  text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .map((line) => (redirections ? line : line.replace(/ [<>] \S+/, "")).trim())
    .filter(Boolean);

/** What `hardening` is told, whether it is called in a clone or in a project that has the package. */
export const hardeningArgs = (command: string): string[] | undefined => {
  const [, rest] = /^(?:npx hardening|npm run --silent hardening --) (.*)$/.exec(command) ?? [];
  return rest?.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
};
