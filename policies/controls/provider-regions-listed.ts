import { control, type Setting } from "../control.ts";
import { type Region, regionsOf } from "../facts/region.ts";
import type { Token } from "../resources.ts";

export default control<Region, { readonly regions: readonly string[] }>({
  id: "provider-regions-listed",
  title: "Name the region of everything, and use listed regions only",
  why: "Data in another region is under another law, and a machine in a region that nobody looks at mines coins for months.",
  fix: "Set the provider's `region`, and list the regions that may be used in the setting `regions`.",
  severity: "medium",
  sources: {
    talk: ["data-location-known", "service-control-policies-set"],
    "nist-800-53": ["AC-4", "CM-6"],
  },
  settings: {
    regions: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The regions that may be used. Empty allows any that is named.",
    } satisfies Setting<string[]>,
  },
  reads: regionsOf,
  judge: ({ whose, name, needed }, { regions }) => {
    const said = name();
    if (!said) return needed ? `The region of ${whose} is left to whoever runs the program.` : undefined;
    return regions.length > 0 && !regions.includes(said)
      ? `The region of ${whose} is none of those that may be used.`
      : undefined;
  },
  pass: [
    { cloud: ["pulumi:providers:aws", { region: "eu-west-1" }], logs: ["aws:cloudwatch/logGroup:LogGroup", {}] },
    ...(Object.keys(regionsOf) as Token[]).map((token) => ({ one: [token, { region: "eu-west-1" }] as never })),
  ],
  fail: [{ cloud: ["pulumi:providers:aws", {}] }, { cloud: ["pulumi:providers:aws", { region: "" }] }],
});
