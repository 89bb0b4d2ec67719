import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/** Holds a printed text against the file in `docs/` that it is checked in as. `UPDATE=1 npm test` prints it anew. */
export function printed(file: string, text: string): void {
  const path = new URL(`../../docs/${file}`, import.meta.url);
  if (process.env.UPDATE) writeFileSync(path, text);
  assert.equal(text, readFileSync(path, "utf8"), `docs/${file} is out of date: run UPDATE=1 npm test`);
}
