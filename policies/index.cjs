// No package.json here has a "type", so that one source runs as a program, a pack and a component package. Node would warn of that once for each folder.
const [print] = process.listeners("warning");
process.removeAllListeners("warning").on("warning", (warning) => {
  if (warning.code !== "MODULE_TYPELESS_PACKAGE_JSON") print?.(warning);
});

// What was compiled once is kept beside the packages, which halves the time that the pack takes to load. The engine ends a pack too abruptly for Node to keep it by itself.
const { enableCompileCache, flushCompileCache } = require("node:module");
enableCompileCache?.(require("node:path").join(__dirname, "../node_modules/.cache/hardening-baseline"));

import("./index.ts").then(() => flushCompileCache?.());
