import { readdirSync } from "node:fs";
import type { AnyControl } from "./control.ts";

const files = readdirSync(new URL("controls/", import.meta.url))
  .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"))
  .sort();

const modules: readonly { default: AnyControl }[] = await Promise.all(
  files.map((file) => import(`./controls/${file}`)),
);

/** Every control, ordered by id. A file in `controls/` is a control; nothing else registers it. */
export const controls: readonly AnyControl[] = modules.map((module) => module.default);
