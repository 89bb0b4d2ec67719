import { control } from "../control.ts";

const IMAGE = "openstack:images/image:Image";

export default control<() => boolean | undefined>({
  id: "image-protected",
  title: "Protect images from deletion",
  why: "Machines that were started from an image cannot be rebuilt when it is gone.",
  fix: "Set `protected: true`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["images-tracked"],
    ossg: ["instance-security"],
    "nist-800-53": ["CP-10", "CM-8"],
    "nist-csf": ["protect"],
  },
  reads: { [IMAGE]: (image) => [() => image.protected] },
  judge: (isProtected) => (isProtected() === true ? undefined : "Anybody in the project may delete the image."),
  pass: [{ debian: [IMAGE, { protected: true }] }],
  fail: [{ debian: [IMAGE, {}] }, { debian: [IMAGE, { protected: false }] }],
});
