import { control, type Setting } from "../control.ts";

const IMAGE = "openstack:images/image:Image";

export default control<() => { readonly [key: string]: unknown } | undefined, { readonly demanded: boolean }>({
  id: "image-memory-encrypted",
  title: "Encrypt the memory of machines",
  why: "Whoever takes over a hypervisor reads the keys and data of every machine on it out of its memory.",
  fix: 'Set the property `hw_mem_encryption: "True"` where the hypervisors have AMD SEV.',
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["data-encrypted-everywhere"],
    ossg: ["instance-security"],
    "nist-800-53": ["SC-28"],
    "nist-csf": ["protect"],
  },
  settings: {
    demanded: {
      type: "boolean",
      default: false,
      description: "Whether every image must ask for it, and not only leave it alone: the hypervisors need AMD SEV.",
    } satisfies Setting<boolean>,
  },
  reads: { [IMAGE]: (image) => [() => image.properties] },
  judge: (properties, { demanded }) => {
    const said = String(properties()?.hw_mem_encryption ?? "");
    return /^(?:true|t|yes|y|on|1)$/i.test(said) || (said === "" && !demanded)
      ? undefined
      : "The memory of machines that start from the image is not encrypted.";
  },
  pass: [{ debian: [IMAGE, {}] }, { debian: [IMAGE, { properties: { hw_mem_encryption: "True" } }] }],
  fail: [{ debian: [IMAGE, { properties: { hw_mem_encryption: "False" } }] }],
});
