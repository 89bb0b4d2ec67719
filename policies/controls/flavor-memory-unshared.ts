import { control } from "../control.ts";
import { some } from "../knowledge.ts";

const FLAVOR = "openstack:compute/flavor:Flavor";

export default control<() => { readonly [key: string]: unknown } | undefined>({
  id: "flavor-memory-unshared",
  title: "Keep machines' memory pages to themselves",
  why: "Where a hypervisor merges equal pages, a machine measures how long a write takes and learns what its neighbour has in memory.",
  fix: 'Switch deduplication (KSM) off on the hypervisors, or set `"hw:mem_page_size": "large"` in the flavor\'s `extraSpecs`, as large pages are never merged.',
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["memory-optimization-disabled", "guests-isolated"],
    ossg: ["hardening-the-virtualization-layers"],
    "nist-800-53": ["SC-4"],
    "nist-csf": ["protect"],
  },
  reads: { [FLAVOR]: (flavor) => [() => flavor.extraSpecs] },
  judge: (specs) => {
    const said = (key: string) => String(specs()?.[key] ?? "").toLowerCase();
    return some(
      () => !["", "small", "any", "4kb", "4"].includes(said("hw:mem_page_size")),
      () => said("hw:locked_memory") === "true",
      () => said("hw:mem_encryption") === "true",
    )
      ? undefined
      : "Nothing keeps the hypervisor from merging pages of this flavor's machines with others'.";
  },
  pass: [
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "hw:mem_page_size": "large" } }] },
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "hw:mem_encryption": true } }] },
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "hw:locked_memory": "True" } }] },
  ],
  fail: [
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0 }] },
    { small: [FLAVOR, { ram: 1024, vcpus: 1, disk: 0, extraSpecs: { "hw:mem_page_size": "any" } }] },
  ],
});
