import type * as openstack from "@pulumi/openstack";
import { refuse } from "../refusal.ts";

/** What every container takes that keeps something. Whoever is a member of its project may read and write it; others are named. */
export interface OpenStackContainerArgs {
  /** What it is called in Swift; one of that name that the project has already would be taken over. Defaults to the component's name. */
  containerName?: string;
  /** Who may read it, each as `project-id:user-id`. Defaults to nobody but the project's own members. */
  readers?: string[];
  /** Who may write into it, each as `project-id:user-id`. Defaults to nobody but the project's own members. */
  writers?: string[];
}

/** An entry of an access list, of ids only: a name may mean somebody else tomorrow. */
const isSomebody = (entry: string): boolean => /^[0-9a-f]{32,64}:[0-9a-f]{32,64}$/i.test(entry);

const listOf = (what: string, entries: readonly string[]): string | undefined => {
  for (const entry of entries)
    if (!isSomebody(entry)) refuse(what, entry, "a project and a user by their ids, as project-id:user-id");
  return entries.length === 0 ? undefined : entries.join(",");
};

/**
 * A container that keeps what is overwritten or deleted in it, that nobody without a name may read or write, and that is deleted only once it is empty.
 *
 * @param what whose arguments these are, to begin an error with
 * @param name the component's
 * @throws one sentence for the first that is not what it should be
 */
export function containerArgsOf(
  what: string,
  name: string,
  { containerName = name, readers = [], writers = [] }: OpenStackContainerArgs,
  metadata: { readonly [key: string]: string },
): openstack.objectstorage.ContainerArgs {
  if (!/^[\w.-]{1,200}$/.test(containerName))
    refuse(`${what}: containerName`, containerName, "1 to 200 letters, digits, dots, hyphens and underscores");
  const read = listOf(`${what}: a reader`, readers);
  const write = listOf(`${what}: a writer`, writers);
  return {
    name: containerName,
    versioning: true,
    metadata: { ...metadata },
    ...(read === undefined ? {} : { containerRead: read }),
    ...(write === undefined ? {} : { containerWrite: write }),
  };
}
