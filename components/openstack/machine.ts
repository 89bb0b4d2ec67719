import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { targetOf } from "../backup.ts";
import { refuse } from "../refusal.ts";
import { checkPublicKey, type Inventory, type ServerArgs, volumeSizeOf } from "../server.ts";
import { offCloud, once } from "./cloud.ts";

/** One of a machine's interfaces. */
export interface OpenStackLegArgs {
  /** The id of the network that it is in. */
  networkId: pulumi.Input<string>;
  /** The id of the subnet that its IPv4 address is from. */
  subnetId: pulumi.Input<string>;
  /** The id of the subnet that its IPv6 address is from. Defaults to none. */
  ipv6SubnetId?: pulumi.Input<string>;
}

/** What every machine takes on OpenStack. */
export interface OpenStackMachineArgs extends ServerArgs {
  /** The flavor, by its name, such as `m1.small`. */
  flavorName: pulumi.Input<string>;
  /** The encrypted volume type that it boots from, by its name or id: `openstack volume type list --encryption-type`. */
  volumeType: pulumi.Input<string>;
  /** The name of a key pair that exists, which opens the first account. Give this or `publicKey`. */
  keyPair?: pulumi.Input<string>;
  /** A public key to make the key pair from, as OpenSSH writes it: ed25519, or RSA of 3072 bits or more. Give this or `keyPair`. */
  publicKey?: string;
}

/**
 * What each child of a machine depends on: that the cloud has what a machine needs that starts from a volume, and that its backup goes elsewhere.
 *
 * @param what whose children they are
 */
export const machineReady = (
  what: string,
  { backup }: OpenStackMachineArgs,
  parent: pulumi.Resource,
): pulumi.Output<pulumi.Resource[]> => {
  const services = once(what, ["compute", "network", "block-storage"], parent);
  if (!backup) return services;
  const place = `${what}: backup.repository`;
  const { host } = targetOf(place, backup.repository);
  return pulumi.all([services, offCloud(place, host, { parent })]).apply(() => []);
};

/** What stands firm before a machine is made. */
export interface Plan {
  readonly inventory: Inventory;
  readonly userData: string;
}

/** The most that Nova takes of user data: 65,535 bytes, once base64 has made them more. */
const MOST_USER_DATA = 49_149;

/**
 * Looks at what machines of OpenStack take and others do not.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first argument that is not what it should be
 */
export function checkMachine(what: string, args: OpenStackMachineArgs, userData: string): void {
  const { keyPair, publicKey, volumeSize = 20 } = args;
  if ((keyPair === undefined) === (publicKey === undefined))
    refuse(
      `${what}: keyPair and publicKey`,
      keyPair === undefined ? "neither" : "both",
      "one of them: the name of a key pair that exists, or a key to make one from",
    );
  if (publicKey !== undefined) checkPublicKey(`${what}: publicKey`, publicKey);
  volumeSizeOf(`${what}: volumeSize`, volumeSize);
  const size = new TextEncoder().encode(userData).length;
  if (size > MOST_USER_DATA)
    refuse(`${what}: files and commands`, `${size} bytes of user data`, `few enough for ${MOST_USER_DATA} bytes`);
}

/** The name of the key pair that opens a machine, which is its id too: one that exists, or one that is made. */
export const keyPairOf = (
  name: string,
  args: OpenStackMachineArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> =>
  args.keyPair ?? new openstack.compute.Keypair(name, { publicKey: (args.publicKey as string).trim() }, opts).id;

/** A port of its own: with its groups and with port security, so that the machine has no other address. */
export const portOf = (
  name: string,
  description: string,
  leg: OpenStackLegArgs,
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>,
  { tags }: Inventory,
  opts: pulumi.CustomResourceOptions,
): openstack.networking.Port =>
  new openstack.networking.Port(
    name,
    {
      description,
      networkId: leg.networkId,
      fixedIps: [leg.subnetId, ...(leg.ipv6SubnetId === undefined ? [] : [leg.ipv6SubnetId])].map((subnetId) => ({
        subnetId,
      })),
      securityGroupIds,
      portSecurityEnabled: true,
      adminStateUp: true,
      tags: [...tags],
    },
    opts,
  );

/** What a machine is made with beyond its arguments. */
export interface Parts {
  readonly ports: readonly openstack.networking.Port[];
  readonly keyPair: pulumi.Input<string>;
  readonly groupId: pulumi.Input<string>;
  readonly availabilityZone?: pulumi.Input<string> | undefined;
}

/**
 * A machine that starts from an encrypted volume and has no local disk, so that it can move to another hypervisor while it runs. Its successor is made after it is gone, since
 * a port is in one machine at a time.
 */
export const machineOf = (
  name: string,
  args: OpenStackMachineArgs,
  { inventory, userData }: Plan,
  { ports, keyPair, groupId, availabilityZone }: Parts,
  opts: pulumi.CustomResourceOptions,
): openstack.compute.Instance =>
  new openstack.compute.Instance(
    name,
    {
      flavorName: args.flavorName,
      keyPair,
      networks: ports.map(({ id }) => ({ port: id })),
      blockDevices: [
        {
          bootIndex: 0,
          sourceType: "image",
          destinationType: "volume",
          uuid: args.imageId,
          volumeSize: args.volumeSize ?? 20,
          volumeType: args.volumeType,
          deleteOnTermination: !args.keepVolume,
        },
      ],
      configDrive: true,
      stopBeforeDestroy: true,
      schedulerHints: [{ group: groupId }],
      ...(availabilityZone === undefined ? {} : { availabilityZone }),
      metadata: { ...inventory.metadata },
      tags: [...inventory.tags],
      userData,
    },
    { ...opts, deleteBeforeReplace: true, ignoreChanges: args.keepSystem ? ["userData"] : [] },
  );
