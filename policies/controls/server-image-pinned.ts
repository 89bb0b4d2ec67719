import { control, type Setting } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { fleet, starting, startsOf } from "../facts/machine.ts";
import { first, some } from "../knowledge.ts";

const INSTANCE = "openstack:compute/instance:Instance";

/** What a machine starts from. */
interface Source {
  /** Whether its image is given by a name only, which may mean another image tomorrow. */
  readonly named: () => boolean;
  readonly images: readonly (() => string | undefined)[];
}

export default control<Source, { readonly images: readonly string[] }>({
  id: "server-image-pinned",
  title: "Start machines from an image by its id",
  why: "A name means whichever image has it at the moment, and whoever uploads one of that name decides what starts.",
  fix: "Give the image's id, on OpenStack as `imageId` or as `uuid` of the block device, and leave `imageName` and `resolve:ssm:` out.",
  severity: "medium",
  sources: {
    talk: ["images-tracked", "images-own", "vms-inventoried", "versions-tracked"],
    ossg: ["instance-security"],
    "nist-800-53": ["SI-7", "CM-8"],
    "nist-csf": ["protect"],
  },
  settings: {
    images: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The ids of the images that machines may start from. Empty allows any.",
    } satisfies Setting<string[]>,
  },
  reads: {
    [INSTANCE]: (machine) => [
      {
        named: () =>
          Boolean(machine.imageName) &&
          !some(
            () => Boolean(machine.imageId),
            ...itemsOf(machine.blockDevices).map((device) => () => Number(device().bootIndex ?? 0) === 0),
          ),
        images: [
          () => machine.imageId,
          ...itemsOf(machine.blockDevices).map(
            (device) => () => (device().sourceType === "image" ? device().uuid : undefined),
          ),
        ],
      },
    ],
    ...startsOf<Source>(({ image }) => [{ named: () => /^resolve:/i.test(String(image() ?? "")), images: [image] }]),
  },
  judge: ({ named, images: read }, { images }) =>
    first(
      () => (named() ? "The machine's image is given by its name, which may mean another tomorrow." : undefined),
      ...read.map((image) => () => {
        if (images.length === 0) return undefined;
        const id = image();
        return id && !images.includes(id) ? "The machine starts from an image that nobody has listed." : undefined;
      }),
    ),
  pass: [
    { fleet: fleet({}) },
    { web: [INSTANCE, { imageId: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a" }] },
    { web: [INSTANCE, { imageId: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a", imageName: "debian-12" }] },
    {
      web: [
        INSTANCE,
        { blockDevices: [{ sourceType: "image", uuid: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a", bootIndex: 0 }] },
      ],
    },
    { web: [INSTANCE, { blockDevices: [{ sourceType: "volume", uuid: "a-volume", bootIndex: 0 }] }] },
    {
      web: [starting.instance, { ami: "ami-0abcdef1234567890" }],
      spot: [starting.spot, { ami: "ami-0abcdef1234567890" }],
      template: [starting.template, { imageId: "ami-0abcdef1234567890" }],
      configuration: [starting.configuration, { imageId: "ami-0abcdef1234567890" }],
    },
  ],
  fail: [
    { fleet: fleet({ ami: "resolve:ssm:/images/web" }) },
    { web: [starting.template, { imageId: "resolve:ssm:/aws/service/debian/release/12/latest/amd64" }] },
    { web: [INSTANCE, { imageName: "debian-12" }] },
    { web: [INSTANCE, { imageName: "debian-12", imageId: "" }] },
  ],
});
