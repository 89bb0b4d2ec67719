import { control } from "../control.ts";
import { first } from "../knowledge.ts";

const FLAVOR = "openstack:compute/flavor:Flavor";
const PORT = "openstack:networking/port:Port";

/** What asks for a piece of hardware, as a sentence goes on: undefined when nothing does. */
type Passthrough = () => string | undefined;

/** Keys of a flavor that hand a device to the machine. */
const DEVICES =
  /^(?:pci_passthrough:alias|accel:device_profile|hw:pci_.*|resources\d*:(?:VGPU|CUSTOM_(?:PCI|FPGA|GPU).*))$/i;

/** Kinds of ports that are a network card's own functions. */
const CARDS = ["direct", "direct-physical", "macvtap", "vdpa", "accelerator-direct", "accelerator-direct-physical"];

export default control<Passthrough>({
  id: "flavor-passthrough-absent",
  title: "Hand no hardware to machines",
  why: "A device that a machine holds itself reads and writes the hypervisor's memory, keeps what the last machine left in its firmware, and stops live migration.",
  fix: "Leave the device out of the flavor's `extraSpecs`, and make ports of the kind `normal`.",
  severity: "high",
  sources: {
    talk: ["pci-passthrough-disabled", "direct-hardware-access-disabled", "guests-isolated", "vms-migratable"],
    ossg: ["hardening-the-virtualization-layers"],
    "nist-800-53": ["SC-4", "CM-7"],
    "nist-csf": ["protect"],
  },
  reads: {
    [FLAVOR]: (flavor) => [
      () => {
        const specs = flavor.extraSpecs ?? {};
        return first(
          ...Object.keys(specs)
            .filter((key) => DEVICES.test(key))
            .map(
              (key) => () =>
                String(specs[key] ?? "") === "" ? undefined : `The flavor asks for hardware with ${key}.`,
            ),
        );
      },
    ],
    [PORT]: (port) => [
      () => {
        const kind = String(port.binding?.vnicType ?? "normal").toLowerCase();
        return CARDS.includes(kind) ? `The port is a network card's own, of the kind ${kind}.` : undefined;
      },
    ],
  },
  judge: (passthrough) => passthrough(),
  pass: [
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "hw:cpu_policy": "shared" } }] },
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0 }] },
    { port: [PORT, { networkId: "a-network", binding: { vnicType: "normal" } }] },
  ],
  fail: [
    { gpu: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "pci_passthrough:alias": "a100:1" } }] },
    { gpu: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "resources:VGPU": "1" } }] },
    { card: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "accel:device_profile": "fpga" } }] },
    { port: [PORT, { networkId: "a-network", binding: { vnicType: "direct" } }] },
  ],
});
