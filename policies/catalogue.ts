import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { AnyControl } from "./control.ts";

const require = createRequire(import.meta.url);
const folder = new URL("controls/", import.meta.url);

/** Every control, ordered by id. A file in `controls/` is a control; nothing else registers it. */
export const controls: readonly AnyControl[] = readdirSync(folder)
  .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"))
  .sort()
  .map((file) => require(`./controls/${file}`).default);
