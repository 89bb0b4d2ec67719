import { control } from "../control.ts";

const IMAGE = "openstack:images/image:Image";

export default control<() => string | undefined>({
  id: "image-not-public",
  title: "Show images to the projects that use them only",
  why: "A public image gives everybody in the cloud what is inside it, and offers itself to be started by mistake.",
  fix: 'Leave `visibility` out, or set it to `"shared"` and name the projects with `ImageAccess`.',
  severity: "high",
  sources: {
    talk: ["images-without-secrets", "images-own", "access-limited"],
    ossg: ["instance-security"],
    "nist-800-53": ["AC-3", "AC-6"],
  },
  reads: { [IMAGE]: (image) => [() => image.visibility] },
  judge: (visibility) => {
    const said = String(visibility() ?? "").toLowerCase();
    return said === "public" || said === "community" ? `The image's visibility is ${said}.` : undefined;
  },
  pass: [
    { debian: [IMAGE, {}] },
    { debian: [IMAGE, { visibility: "private" }] },
    { debian: [IMAGE, { visibility: "shared" }] },
  ],
  fail: [{ debian: [IMAGE, { visibility: "public" }] }, { debian: [IMAGE, { visibility: "community" }] }],
});
