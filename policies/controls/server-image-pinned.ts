import { control, type Setting } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const INSTANCE = "openstack:compute/instance:Instance";

export default control<Props<typeof INSTANCE>, { readonly images: readonly string[] }>({
  id: "server-image-pinned",
  title: "Start machines from an image by its id",
  why: "A name means whichever image has it at the moment, and whoever uploads one of that name decides what starts.",
  fix: "Give `imageId`, or the image's id as `uuid` of the block device, and leave `imageName` out.",
  severity: "medium",
  sources: {
    talk: ["images-tracked", "images-own", "vms-inventoried", "versions-tracked"],
    ossg: ["instance-security"],
    "nist-800-53": ["SI-7", "CM-8"],
  },
  settings: {
    images: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The ids of the images that machines may start from. Empty allows any.",
    } satisfies Setting<string[]>,
  },
  reads: { [INSTANCE]: (machine) => [machine] },
  judge: (machine, { images }) =>
    first(
      () => {
        const byId = () => Boolean(machine.imageId);
        const byDevice = itemsOf(machine.blockDevices).map((device) => () => Number(device().bootIndex ?? 0) === 0);
        return machine.imageName && !some(byId, ...byDevice)
          ? "The machine's image is given by its name, which may mean another tomorrow."
          : undefined;
      },
      ...[
        () => machine.imageId,
        ...itemsOf(machine.blockDevices).map(
          (device) => () => (device().sourceType === "image" ? device().uuid : undefined),
        ),
      ].map((read) => () => {
        if (images.length === 0) return undefined;
        const id = read();
        return id && !images.includes(id) ? "The machine starts from an image that nobody has listed." : undefined;
      }),
    ),
  pass: [
    { web: [INSTANCE, { imageId: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a" }] },
    { web: [INSTANCE, { imageId: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a", imageName: "debian-12" }] },
    {
      web: [
        INSTANCE,
        { blockDevices: [{ sourceType: "image", uuid: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a", bootIndex: 0 }] },
      ],
    },
    { web: [INSTANCE, { blockDevices: [{ sourceType: "volume", uuid: "a-volume", bootIndex: 0 }] }] },
  ],
  fail: [{ web: [INSTANCE, { imageName: "debian-12" }] }, { web: [INSTANCE, { imageName: "debian-12", imageId: "" }] }],
});
