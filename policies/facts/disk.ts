import type { Props } from "../resources.ts";
import { itemsOf } from "./item.ts";

/** A disk of EBS, as far as it is said. */
export interface Disk {
  /** As it begins a sentence. */
  readonly what: string;
  readonly encrypted: () => boolean;
}

const isTrue = (value: unknown): boolean => String(value ?? "").toLowerCase() === "true";

/** A disk of a machine, as the machine says it. */
interface Device {
  readonly encrypted?: boolean;
}

interface Machine {
  readonly rootBlockDevice?: Device;
  readonly ebsBlockDevices?: readonly Device[];
}

const FIRST = "The machine's first disk";
const FURTHER = "A disk of the machine";

/** The disks that a resource says something of. */
export const disksOf = {
  /** A resource that is one disk itself. */
  copy: (what: string, props: { readonly encrypted?: boolean }): Disk[] => [
    { what, encrypted: () => isTrue(props.encrypted) },
  ],
  /** A machine's, or those of machines to come; `alone` where nothing else may say how its first disk is. */
  machine: (machine: Machine, alone: boolean): Disk[] => [
    ...(alone || machine.rootBlockDevice
      ? [{ what: FIRST, encrypted: () => isTrue(machine.rootBlockDevice?.encrypted) }]
      : []),
    ...itemsOf(machine.ebsBlockDevices).map((device) => ({
      what: FURTHER,
      encrypted: () => isTrue(device()?.encrypted),
    })),
  ],
  /** Those of a launch template, which names a machine's first disk like any other. */
  template: (template: Props<"aws:ec2/launchTemplate:LaunchTemplate">): Disk[] => {
    const mappings = itemsOf(template.blockDeviceMappings);
    return mappings.length === 0
      ? [{ what: FIRST, encrypted: () => false }]
      : mappings.map((mapping) => ({
          what: FURTHER,
          encrypted: () => {
            const said = mapping();
            return (
              isTrue(said?.ebs?.encrypted) || (said?.ebs === undefined && Boolean(said?.virtualName || said?.noDevice))
            );
          },
        }));
  },
};
