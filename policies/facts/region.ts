import type { Reads } from "../control.ts";
import type { Token } from "../resources.ts";

/** Where something is, by the name that the cloud's operators gave the place. */
export interface Region {
  /** Undefined where the program leaves it to the provider, or to the credentials. */
  readonly name: () => string | undefined;
  /** Whether it is where all goes that names no region of its own. */
  readonly ofProvider: boolean;
}

/** What holds data, whether its owner thinks of it or not. */
const HOLDERS: readonly Token[] = [
  "openstack:blockstorage/volume:Volume",
  "openstack:compute/instance:Instance",
  "openstack:containerinfra/cluster:Cluster",
  "openstack:database/instance:Instance",
  "openstack:images/image:Image",
  "openstack:keymanager/secretV1:SecretV1",
  "openstack:objectstorage/container:Container",
  "openstack:sharedfilesystem/share:Share",
];

const PROVIDERS: readonly Token[] = ["pulumi:providers:openstack"];

const readsOf = (tokens: readonly Token[], ofProvider: boolean): Reads<Region> =>
  Object.fromEntries(
    tokens.map((token) => [
      token,
      (props: { region?: unknown }) => [{ name: () => (props.region ? String(props.region) : undefined), ofProvider }],
    ]),
  );

/** Reads where each provider and each holder of data is. */
export const regionReads: Reads<Region> = { ...readsOf(HOLDERS, false), ...readsOf(PROVIDERS, true) };
