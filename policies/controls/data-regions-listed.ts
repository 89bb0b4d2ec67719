import { control, type Setting } from "../control.ts";
import { type Region, regionReads } from "../facts/region.ts";
import type { Token } from "../resources.ts";

const region = "eu-west-1";

export default control<Region, { readonly regions: readonly string[] }>({
  id: "data-regions-listed",
  title: "Name the region of data, and keep data in regions that were chosen for it",
  why: "Data in another region is under other laws and other people's hands, and one word in a program puts it there.",
  fix: "Name a region that is among the control's `regions`, or add it there once somebody has decided that data may be in it.",
  severity: "medium",
  sources: {
    talk: ["data-location-known", "service-control-policies-set"],
    "nist-800-53": ["SA-9(5)", "AC-4", "CM-6"],
    "nist-csf": ["protect"],
  },
  settings: {
    regions: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The regions that data may be in. Empty allows any that is named.",
    } satisfies Setting<string[]>,
  },
  reads: regionReads,
  judge: ({ name, ofProvider, needed }, { regions }) => {
    const said = name();
    if (said === undefined)
      return ofProvider && (needed || regions.length > 0)
        ? "The provider does not say which region data goes to."
        : undefined;
    return regions.length === 0 || regions.includes(said)
      ? undefined
      : `Data is in the region ${said}, which is none of those it may be in.`;
  },
  pass: [
    { cloud: ["pulumi:providers:openstack", {}] },
    ...(Object.keys(regionReads) as Token[]).map((token) => ({ one: [token, { region }] as never })),
  ],
  fail: [{ cloud: ["pulumi:providers:aws", {}] }, { cloud: ["pulumi:providers:aws", { region: "" }] }],
});
