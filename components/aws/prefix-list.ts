import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { FirewallArgs } from "../firewall.ts";
import type { AddressLists } from "../flow.ts";
import { Refusal } from "../refusal.ts";

type Lists = NonNullable<AddressLists["addressLists"]>;

/** What a list is taken for until it has been read. Names, keys and numbers of security groups are the same whatever is in it. */
const UNREAD = ["0.0.0.0/0", "::/0"];

/** The managed prefix lists that flows name, each with the first flow that does. */
const named = (flows: FirewallArgs["flows"] = {}): Map<string, string> => {
  const lists = new Map<string, string>();
  for (const [flow, { from, to }] of Object.entries(flows))
    for (const end of [from, to]) if (/^pl-[0-9a-f]+$/.test(end) && !lists.has(end)) lists.set(end, flow);
  return lists;
};

/** The prefix lists that flows name, before anybody has read them. */
export const unreadLists = ({ flows }: Pick<FirewallArgs, "flows">): Lists =>
  Object.fromEntries([...named(flows).keys()].map((id) => [id, UNREAD]));

/**
 * Reads the prefix lists that flows name, each with one call of AWS; without one it asks nobody.
 *
 * @param what whose flows these are, to begin an error with
 */
export async function readLists(
  what: string,
  { flows }: Pick<FirewallArgs, "flows">,
  opts: pulumi.InvokeOptions,
): Promise<Lists> {
  const read = [...named(flows)].map(async ([id, flow]) => {
    const { entries } = await aws.ec2.getManagedPrefixList({ id }, opts).catch(() => {
      throw new Refusal(
        `${what}: flow ${JSON.stringify(flow)}: from or to must be a prefix list that these credentials can read in the provider's region, got ${JSON.stringify(id)}.`,
      );
    });
    return [id, entries.map(({ cidr }) => cidr)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
