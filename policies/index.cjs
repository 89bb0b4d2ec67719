// No package.json here has a "type", so that one source runs as a program, a pack and a component package. Node would warn of that once for each folder.
const [print] = process.listeners("warning");
process.removeAllListeners("warning").on("warning", (warning) => {
  if (warning.code !== "MODULE_TYPELESS_PACKAGE_JSON") print?.(warning);
});

import("./index.ts");
