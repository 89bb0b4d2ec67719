import { registerHooks } from "node:module";

const library = new URL("../../components/index.ts", import.meta.url).href;

// Who imports the package by its name, as its users do, gets the library of this checkout.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "hardening-baseline" ? library : specifier, context),
});
