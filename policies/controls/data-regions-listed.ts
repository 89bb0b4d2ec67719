import { control, type Example, type Setting } from "../control.ts";
import { type Region, regionReads } from "../facts/region.ts";

const provider = (region?: string): Example => ({
  cloud: ["pulumi:providers:openstack", region === undefined ? {} : { region }],
});

export default control<Region, { readonly regions: readonly string[] }>({
  id: "data-regions-listed",
  title: "Keep data in regions that were chosen for it",
  why: "Data in another region is under other laws and other people's hands, and one word in a program puts it there.",
  fix: "Name a region that is among the control's `regions`, or add it there once somebody has decided that data may be in it.",
  severity: "medium",
  level: "advisory",
  sources: { talk: ["data-location-known"], "nist-800-53": ["SA-9(5)"] },
  settings: {
    regions: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description:
        "The regions that data may be in. As long as there is none, the control only asks for them where a provider names its region.",
    } satisfies Setting<string[]>,
  },
  reads: regionReads,
  judge: ({ name, ofProvider }, { regions }) => {
    if (regions.length === 0 && !ofProvider) return undefined;
    const region = name();
    if (region === undefined)
      return regions.length > 0 && ofProvider ? "The provider does not say which region data goes to." : undefined;
    if (regions.length === 0) return "Data goes to a region, and nobody has declared which regions it may be in.";
    return regions.includes(region)
      ? undefined
      : `Data is in the region ${region}, which is none of those it may be in.`;
  },
  pass: [
    provider(),
    {
      data: ["openstack:blockstorage/volume:Volume", { region: "north" }],
      machine: ["openstack:compute/instance:Instance", { region: "north" }],
      cluster: ["openstack:containerinfra/cluster:Cluster", { region: "north" }],
      database: ["openstack:database/instance:Instance", { region: "north" }],
      image: ["openstack:images/image:Image", { region: "north" }],
      secret: ["openstack:keymanager/secretV1:SecretV1", { region: "north" }],
      objects: ["openstack:objectstorage/container:Container", { region: "north" }],
      files: ["openstack:sharedfilesystem/share:Share", { region: "north" }],
    },
  ],
  fail: [provider("north")],
});
