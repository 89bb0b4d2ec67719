import { readdirSync } from "node:fs";
import { controls } from "../../policies/catalogue.ts";
import type { Example } from "../../policies/control.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { judge, type Said, type Told, toldOf, urnOf } from "./judge.ts";

/** A stack that breaks a control and does not look like it, and the nearest stack that keeps it. */
export interface Disguise {
  /** What somebody did, as a sentence without a full stop. */
  readonly name: string;
  /** The id of the control that it breaks. */
  readonly control: string;
  readonly disguised: Example;
  readonly twin: Example;
  /** The type of a component of somebody else's that makes all of it. Defaults to none. */
  readonly within?: string;
}

/** One of the two stacks. */
export type Side = "disguised" | "twin";

const folder = new URL("../bypass/", import.meta.url);

/** Every disguise, by its area: the name of its file. */
export const disguises: ReadonlyMap<string, readonly Disguise[]> = new Map(
  await Promise.all(
    readdirSync(folder)
      .sort()
      .map(async (file): Promise<[string, readonly Disguise[]]> => {
        const module: { default: readonly Disguise[] } = await import(new URL(file, folder).href);
        return [file.replace(/\.ts$/, ""), module.default];
      }),
  ),
);

/** The same resources, as the engine tells of them when a component of some type makes them. */
const within = (component: string, told: readonly Told[]): Told[] => {
  const parent = urnOf(component, "theirs");
  const inside = (urn: string) => urn.replace(/::([^:$]+:[^:]+:[^:]+)::([^:]+)$/, `::${component}$$$1::$2`);
  return [
    { urn: parent, type: component, name: "theirs", props: {}, outputs: {} },
    ...told.map((resource) => ({
      ...resource,
      urn: inside(resource.urn),
      parent,
      dependencies: Object.fromEntries(
        Object.entries(resource.dependencies ?? {}).map(([input, urns]) => [input, urns.map(inside)]),
      ),
    })),
  ];
};

const policies = policiesOf(controls);

/** What the whole pack says of a disguise, or of its twin. */
export const saidOfPack = (one: Disguise, side: Side, phase: "preview" | "update"): Promise<Said[]> => {
  const told = toldOf(one[side], phase);
  return judge(policies, one.within === undefined ? told : within(one.within, told));
};
