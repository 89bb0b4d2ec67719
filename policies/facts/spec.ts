import { some } from "../knowledge.ts";

/** Neutron's own name for a property, with which `valueSpecs` can say what an input says otherwise. The provider takes it as a boolean or as its text. */
export type Spec = "router:external" | "shared" | "port_security_enabled" | "admin_state_up";

/** Whether an input, or `valueSpecs` behind its back, sets something to a value. */
export const isSet = (
  input: () => boolean | undefined,
  specs: () => { readonly [key: string]: unknown } | undefined,
  spec: Spec,
  value: boolean,
): boolean =>
  some(
    () => input() === value,
    () => String(specs()?.[spec] ?? "").toLowerCase() === String(value),
  );
