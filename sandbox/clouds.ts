import { aws } from "./aws/aws.ts";
import type { Cloud } from "./cloud.ts";
import { openstack } from "./openstack/openstack.ts";

/** The clouds that a sandbox can have. */
export const clouds: readonly Cloud[] = [openstack, aws];

/** The cloud of a name, OpenStack without one. */
export function cloudOf(name = openstack.name): Cloud {
  const found = clouds.find((cloud) => cloud.name === name);
  if (found) return found;
  const names = clouds.map((cloud) => cloud.name).join(" or ");
  throw new Error(`A sandbox's cloud must be ${names}, got ${JSON.stringify(name)}.`);
}
