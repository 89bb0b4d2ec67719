import { Config } from "@pulumi/pulumi";
import { oneOf, refuse } from "./components/refusal.ts";

/** The programs of `stacks/`, by the name that the configuration gives them: `pulumi config set program openstack`. */
const programs: { readonly [name: string]: () => Promise<{ default: () => object }> } = {
  aws: () => import("./stacks/aws.ts"),
  openstack: () => import("./stacks/openstack.ts"),
};

const program = async (): Promise<object> => {
  const name = new Config().require("program");
  const load = programs[name] ?? refuse("hardening:program", name, oneOf(Object.keys(programs)));
  return (await load()).default();
};

// Pulumi requires the program and calls what it exports; this is how an ES module exports one thing to `require`.
export { program as "module.exports" };
