import { closest } from "fastest-levenshtein";
import { stringify } from "yaml";
import { controls } from "../policies/catalogue.ts";
import { type AnyControl, type Example, placesOf, type Setting, tokensOf } from "../policies/control.ts";
import { askedBy, documents } from "../policies/documents.ts";
import type { Paint } from "./terminal.ts";

/**
 * A control by its id.
 *
 * @throws one sentence when there is none, which names the one that is most alike
 */
export function controlOf(id: string): AnyControl {
  const found = controls.find((control) => control.id === id);
  if (found) return found;
  const ids = controls.map((control) => control.id);
  throw new Error(`There is no control ${JSON.stringify(id)}; did you mean ${closest(id, ids)}?`);
}

const indented = (text: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, "  ");

/** An example as a program in Pulumi's YAML has it. */
const exampleOf = (example: Example): string =>
  indented(
    stringify(
      Object.fromEntries(Object.entries(example).map(([name, [type, properties]]) => [name, { type, properties }])),
    ),
  );

/** Who asks for it, document by document, in the documents' words. */
const citations = (control: AnyControl): string[] =>
  [...Map.groupBy(placesOf(control), ({ document }) => document)].flatMap(([document, cited]) => [
    `  ${documents[document].title}, ${documents[document].version}`,
    ...askedBy(document)
      .filter(({ place }) => cited.some((one) => one.place === place))
      .map(({ place, text }) => `    ${place}: ${text}`),
  ]);

const settingsOf = ({ settings = {} }: AnyControl): string[] =>
  Object.entries(settings as { [name: string]: Setting<unknown> }).map(
    ([name, { description, default: value }]) => `  ${name}: ${description} Defaults to ${JSON.stringify(value)}.`,
  );

/** All that there is to know of a control: what it asks, why, the fix, who says so, what can be set, and examples of wrong and right. */
export function explanation(control: AnyControl, paint: Paint): string {
  const { id, title, why, fix, severity, level = "mandatory", pass, fail } = control;
  const part = (heading: string, lines: readonly string[]): string[] =>
    lines.length > 0 ? [`${paint("bold", heading)}\n${lines.join("\n")}`] : [];
  const parts = [
    `${paint("bold", id)} (${severity}, ${level})\n${title}.`,
    ...part("Why", [`  ${why}`]),
    ...part("Fix", [`  ${fix}`]),
    ...part("Asked by", citations(control)),
    ...part("Reads", [`  ${tokensOf(control).join("\n  ")}`]),
    ...part("Settings", settingsOf(control)),
    ...part(paint("red", "Wrong"), fail.slice(0, 1).map(exampleOf)),
    ...part(paint("green", "Right"), pass.slice(0, 1).map(exampleOf)),
  ];
  return `${parts.join("\n\n")}\n`;
}
