import { control } from "../control.ts";
import { every } from "../knowledge.ts";

const IMAGE = "openstack:images/image:Image";

export default control<() => { readonly [key: string]: unknown } | undefined>({
  id: "image-secure-boot",
  title: "Boot images with secure boot",
  why: "Without it whoever was root once leaves something in the boot loader that survives every update.",
  fix: 'Set the properties `hw_firmware_type: "uefi"` and `os_secure_boot: "required"`.',
  severity: "medium",
  level: "advisory",
  sources: { talk: ["boot-verified"], ossg: ["instance-security"], "nist-800-53": ["SI-7"], "nist-csf": ["protect"] },
  reads: { [IMAGE]: (image) => [() => image.properties] },
  judge: (properties) =>
    every(
      () => String(properties()?.os_secure_boot).toLowerCase() === "required",
      () => String(properties()?.hw_firmware_type).toLowerCase() === "uefi",
    )
      ? undefined
      : "Machines boot the image without checking what they boot.",
  pass: [{ debian: [IMAGE, { properties: { hw_firmware_type: "uefi", os_secure_boot: "required" } }] }],
  fail: [
    { debian: [IMAGE, {}] },
    { debian: [IMAGE, { properties: { os_secure_boot: "required" } }] },
    { debian: [IMAGE, { properties: { hw_firmware_type: "uefi", os_secure_boot: "optional" } }] },
  ],
});
