import type { Setting } from "../control.ts";
import { first, known, Undecided } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import { type AwsSubnet, type Network, networksOf, type Port, type Subnet, type Vpc } from "./segment.ts";
import { type Taggable, tagged, tagsEach, tagsOf } from "./zone.ts";

/** What a team may set for how its resources say which environment they belong to. */
export const environmentSettings = {
  environmentTag: {
    type: "string",
    minLength: 1,
    default: "environment",
    description: "The key of the tag, and of a machine's metadata, that says which environment a resource belongs to.",
  } satisfies Setting<string>,
  production: {
    type: "array",
    items: { type: "string", minLength: 1 },
    default: ["production", "prod", "live"],
    description: "The names that mean production, in lower case. Every other name means something else.",
  } satisfies Setting<string[]>,
};

/** The settings as they hold. */
export interface EnvironmentSettings {
  readonly environmentTag: string;
  readonly production: readonly string[];
}

/** A resource that can say which environment it belongs to. */
export type Environed = Planned & {
  readonly props: Taggable & { readonly metadata?: { readonly [key: string]: unknown } };
};

/** The planned networks that a port or a subnet is in; on AWS the VPC. */
const around = (resource: Environed): readonly (Network | Vpc)[] => {
  if (resource.type === "aws:ec2/subnet:Subnet")
    return (resource as unknown as AwsSubnet).tied("vpcId", "aws:ec2/vpc:Vpc");
  return resource.type === "openstack:networking/port:Port" || resource.type === "openstack:networking/subnet:Subnet"
    ? networksOf(resource as unknown as Port | Subnet)
    : [];
};

/** Whether a resource, or else the network that it is in, belongs to production; undefined where nothing says so. */
export const isProduction = (
  resource: Environed,
  { environmentTag, production }: EnvironmentSettings,
): boolean | undefined => {
  const { props } = resource;
  const names = [
    ...tagsEach(tagsOf(props)).map((tag) => () => tagged(tag(), environmentTag)[0]),
    () => props.metadata?.[environmentTag],
  ];
  const own = first(
    ...names.map((name) => () => {
      const said = name();
      return said === undefined ? undefined : production.includes(String(said).toLowerCase());
    }),
  );
  if (own !== undefined) return own;
  return first(
    ...around(resource).map(
      (place) => () => isProduction(place as unknown as Environed, { environmentTag, production }),
    ),
  );
};

/** One resource that belongs to production and one that does not, among some that are tied together. What is unknown hides nothing known. */
export const mixed = (
  settings: EnvironmentSettings,
  reads: readonly (() => readonly Environed[])[],
): { readonly production: Environed; readonly other: Environed } | undefined => {
  let production: Environed | undefined;
  let other: Environed | undefined;
  let waits = false;
  for (const read of reads) {
    const members = known(read);
    if (!members) waits = true;
    for (const member of members ?? []) {
      const answer = known(() => ({ is: isProduction(member, settings) }));
      if (!answer) waits = true;
      else if (answer.is) production ??= member;
      else if (answer.is === false) other ??= member;
    }
  }
  if (production && other) return { production, other };
  if (waits) throw new Undecided("which environments are tied together can't be known during preview");
  return undefined;
};
