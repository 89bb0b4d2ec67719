import { control, type Setting } from "../control.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const IMAGE = "openstack:images/image:Image";

const hostOf = (url: string): string | undefined => URL.parse(url)?.hostname.toLowerCase();

export default control<Props<typeof IMAGE>, { readonly hosts: readonly string[] }>({
  id: "image-source-verified",
  title: "Fetch images over HTTPS, and check what arrived",
  why: "Whoever is on the way swaps an image that is fetched over plain HTTP, and it boots.",
  fix: "Fetch from a server of your own with an `https` address, and leave `verifyChecksum` out.",
  severity: "high",
  sources: {
    talk: ["images-own", "tls-inbound", "digital-signatures-used"],
    ossg: ["instance-security"],
    "nist-800-53": ["SI-7", "SC-8"],
    "nist-csf": ["protect"],
  },
  settings: {
    hosts: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The hosts that images may be fetched from, such as `images.example.org`. Empty allows any.",
    } satisfies Setting<string[]>,
  },
  reads: { [IMAGE]: (image) => [image] },
  judge: (image, { hosts }) =>
    first(
      () => (image.verifyChecksum === false ? "Nobody checks that the image arrived as it was sent." : undefined),
      () => {
        const url = String(image.imageSourceUrl ?? "");
        if (url === "") return undefined;
        if (!/^https:\/\//i.test(url)) return "The image is fetched without TLS.";
        const host = hostOf(url);
        return host === undefined || (hosts.length > 0 && !hosts.includes(host))
          ? "The image is fetched from a host that nobody has named."
          : undefined;
      },
    ),
  pass: [
    { debian: [IMAGE, { imageSourceUrl: "https://images.example.org/debian.qcow2" }] },
    { debian: [IMAGE, { imageSourceUrl: "https://images.example.org/debian.qcow2", verifyChecksum: true }] },
    { debian: [IMAGE, { localFilePath: "debian.qcow2" }] },
  ],
  fail: [
    { debian: [IMAGE, { imageSourceUrl: "http://images.example.org/debian.qcow2" }] },
    { debian: [IMAGE, { imageSourceUrl: "https://images.example.org/debian.qcow2", verifyChecksum: false }] },
    { debian: [IMAGE, { localFilePath: "debian.qcow2", verifyChecksum: false }] },
    { debian: [IMAGE, { imageSourceUrl: "https://:80:80/" }] },
  ],
});
