import { type Tags, tagged, zoneOf } from "../policies/facts/zone.ts";
import { nameOf } from "../policies/plan.ts";
import type { Resource } from "./report.ts";

/** What an inventory lists. */
export const kinds = ["machine", "image", "public address", "key"] as const;
export type Kind = (typeof kinds)[number];

/** One thing of an inventory. */
export interface Item {
  readonly kind: Kind;
  readonly name: string;
  readonly type: string;
  /** What tells it from others of its kind: the image of a machine, the address itself. */
  readonly detail: string;
  readonly zone?: string;
  readonly owner?: string;
  readonly environment?: string;
  /** The day of its review, or its last day. */
  readonly review?: string;
}

type Values = { readonly [key: string]: unknown };

/** The types that are listed, and what is told of each beside whose it is. */
const listed: { readonly [type: string]: readonly [kind: Kind, detail: (values: Values) => unknown] } = {
  "openstack:compute/instance:Instance": [
    "machine",
    // A machine that starts from a volume has a sentence in the place of its image's id.
    ({ imageId, imageName, blockDevices }) =>
      (blockDevices as Values[] | undefined)?.find(({ uuid }) => uuid)?.uuid ?? imageName ?? imageId,
  ],
  "aws:ec2/instance:Instance": ["machine", ({ ami, launchTemplate }) => ami ?? (launchTemplate as Values)?.id],
  "aws:autoscaling/group:Group": ["machine", ({ minSize, maxSize }) => `${minSize} to ${maxSize} machines`],
  "aws:rds/instance:Instance": ["machine", ({ engine }) => engine],
  "openstack:images/image:Image": ["image", ({ name }) => name],
  "aws:ec2/ami:Ami": ["image", ({ name }) => name],
  "openstack:networking/floatingIp:FloatingIp": ["public address", ({ address }) => address],
  "aws:ec2/eip:Eip": ["public address", ({ publicIp }) => publicIp],
  "openstack:compute/keypair:Keypair": ["key", ({ name }) => name],
  "openstack:keymanager/secretV1:SecretV1": ["key", ({ name, algorithm }) => algorithm || name],
  "openstack:keymanager/orderV1:OrderV1": ["key", ({ type }) => type],
  "aws:ec2/keyPair:KeyPair": ["key", ({ keyName }) => keyName],
  "aws:kms/key:Key": ["key", ({ description }) => description],
};

const words = (value: unknown): string | undefined =>
  (typeof value === "string" && value.trim()) || typeof value === "number" ? String(value).trim() : undefined;

/** What a resource says of itself under a key, in its tags, its metadata, its properties or its arguments. */
const saidOf = (values: Values, key: string): string | undefined =>
  tagged((values.tagsAll ?? values.tags ?? undefined) as Tags | undefined, key)[0] ??
  words((values.metadata as Values)?.[key]) ??
  words((values.properties as Values)?.[key]) ??
  words(values[key]);

/** What a resource says under one of some keys, or else whatever made it. */
const inherited = (
  resource: Resource | undefined,
  byUrn: ReadonlyMap<string, Resource>,
  ...keys: readonly string[]
): string | undefined => {
  if (!resource) return undefined;
  const own = keys.map((key) => saidOf(resource.props as Values, key)).find(Boolean);
  return own ?? inherited(byUrn.get(resource.parent ?? ""), byUrn, ...keys);
};

/** All machines, images, public addresses and keys, with who answers for them, what for, and until when. */
export function inventoryOf(resources: readonly Resource[]): Item[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return kinds.flatMap((kind) =>
    resources
      .filter(({ type }) => listed[type]?.[0] === kind)
      .map((resource): Item => {
        const { type, props, outputs, urn } = resource;
        const values: Values = { ...outputs, ...props };
        const zone = zoneOf(values.tags as Tags) ?? inherited(resource, byUrn, "zone");
        const owner = inherited(resource, byUrn, "owner");
        const environment = inherited(resource, byUrn, "environment");
        const review = inherited(resource, byUrn, "review", "reviewOn", "expiration");
        return {
          ...{ kind, type, name: nameOf(urn), detail: words(listed[type]?.[1](values)) ?? "" },
          ...(zone && { zone }),
          ...(owner && { owner }),
          ...(environment && { environment }),
          ...(review && { review: review.slice(0, 10) }),
        };
      }),
  );
}
