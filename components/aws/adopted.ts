import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { contains, overlap, parseRange, type Range } from "../range.ts";
import { Refusal, refuse } from "../refusal.ts";
import type { Place } from "./cloud.ts";

/** A VPC that exists already. */
export interface Adopted {
  readonly ipv6CidrBlock?: string;
  readonly internetGatewayId?: string;
}

/** What a VPC must have room for. */
export interface Wanted {
  readonly cidr: string;
  readonly ipv6: boolean;
  /** Whether some zone faces outside. */
  readonly facesOutside: boolean;
  /** The IPv4 ranges of the subnets to make, by their names. */
  readonly subnets: { readonly [name: string]: string };
}

const rangesOf = (...texts: readonly (string | undefined)[]): Range[] =>
  texts.flatMap((text) => (text && parseRange(text)) || []);

/**
 * Looks at a VPC that exists already. Rejects with one sentence when it is none, does not hold the network's range, has other subnets in it, or cannot lead outside.
 *
 * @param what whose argument it is, to begin an error with
 */
export async function adopt(
  what: string,
  vpcId: string,
  wanted: Wanted,
  { region }: Place,
  opts: pulumi.InvokeOptions,
): Promise<Adopted> {
  const vpc = await aws.ec2.getVpc({ id: vpcId }, opts).catch(() => {
    throw new Refusal(
      `${what}: vpcId must be the id of a VPC that exists in ${region} and these credentials can see, got ${JSON.stringify(vpcId)}.`,
    );
  });
  const blocks = [vpc.cidrBlock, ...(vpc.cidrBlockAssociations ?? []).map(({ cidrBlock }) => cidrBlock)];
  const [whole] = rangesOf(wanted.cidr) as [Range];
  if (!rangesOf(...blocks).some((block) => contains(block, whole)))
    refuse(`${what}: cidr`, wanted.cidr, `inside the VPC's own ${[...new Set(blocks)].join(", ")}`);
  if (wanted.ipv6 && !vpc.ipv6CidrBlock)
    refuse(`${what}: ipv6`, true, `left out where the VPC has no IPv6 range, as ${vpcId} has none`);
  await refuseOverlap(what, vpcId, wanted, opts);
  const gateway = wanted.facesOutside ? await gatewayOf(what, vpcId, opts) : undefined;
  return {
    ...(wanted.ipv6 ? { ipv6CidrBlock: vpc.ipv6CidrBlock } : {}),
    ...(gateway === undefined ? {} : { internetGatewayId: gateway }),
  };
}

const gatewayOf = async (what: string, vpcId: string, opts: pulumi.InvokeOptions): Promise<string> => {
  const filters = [{ name: "attachment.vpc-id", values: [vpcId] }];
  const gateway = await aws.ec2.getInternetGateway({ filters }, opts).catch(() => {
    throw new Refusal(
      `${what}: vpcId must be a VPC with an internet gateway where the zones external or api are made, got ${JSON.stringify(vpcId)}.`,
    );
  });
  return gateway.internetGatewayId;
};

/** The network's own subnets, which are there from the second update on, are known by name and range. */
const refuseOverlap = async (
  what: string,
  vpcId: string,
  { subnets }: Wanted,
  opts: pulumi.InvokeOptions,
): Promise<void> => {
  const { ids } = await aws.ec2.getSubnets({ filters: [{ name: "vpc-id", values: [vpcId] }] }, opts);
  const there = await Promise.all(ids.map((id) => aws.ec2.getSubnet({ id }, opts)));
  for (const [name, wanted] of Object.entries(subnets))
    for (const { id, cidrBlock, tags } of there) {
      if (tags?.Name === name && cidrBlock === wanted) continue;
      const [mine, theirs] = rangesOf(wanted, cidrBlock);
      if (mine && theirs && overlap(mine, theirs))
        refuse(`${what}: the range of subnet ${name}`, wanted, `clear of ${cidrBlock}, which subnet ${id} has`);
    }
};
