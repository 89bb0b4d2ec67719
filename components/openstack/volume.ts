import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { inventoryOf, remind, volumeSizeOf } from "../server.ts";
import { backupOf, type VolumeArgs } from "../volume.ts";
import { once } from "./cloud.ts";

/** What an `OpenStackVolume` takes. */
export interface OpenStackVolumeArgs extends VolumeArgs {
  /** The encrypted volume type, by its name or id: `openstack volume type list --encryption-type`. */
  volumeType: pulumi.Input<string>;
  /** The server that it is attached to, by its id. Defaults to none. A volume is on one server at a time. */
  serverId?: pulumi.Input<string>;
  /** The availability zone that it is in. Defaults to Cinder's choice. */
  availabilityZone?: pulumi.Input<string>;
}

/** An encrypted volume that says whose it is, how often it is backed up and when somebody asks whether it is still needed. */
export class OpenStackVolume extends pulumi.ComponentResource {
  /** The volume's id. */
  public readonly volumeId: pulumi.Output<string>;
  /** The device on the server, such as `/dev/vdb`. Undefined without a `serverId`. */
  public readonly device: pulumi.Output<string | undefined>;

  constructor(name: string, args: OpenStackVolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackVolume", name, args, opts);
    const what = `OpenStackVolume ${JSON.stringify(name)}`;
    const { metadata } = inventoryOf(what, args, { backup: backupOf(what, args) });
    remind(args, this);
    const services = ["block-storage", ...(args.serverId === undefined ? [] : (["compute"] as const))] as const;
    const own = { parent: this, dependsOn: once(what, services, this) };

    const volume = new openstack.blockstorage.Volume(
      name,
      {
        description: args.purpose,
        size: volumeSizeOf(`${what}: size`, args.size),
        volumeType: args.volumeType,
        enableOnlineResize: true,
        metadata: { ...metadata },
        ...(args.availabilityZone === undefined ? {} : { availabilityZone: args.availabilityZone }),
      },
      own,
    );
    const attached =
      args.serverId === undefined
        ? undefined
        : new openstack.compute.VolumeAttach(
            name,
            { instanceId: args.serverId, volumeId: volume.id },
            { ...own, deleteBeforeReplace: true },
          );

    this.volumeId = volume.id;
    this.device = pulumi.output(attached?.device);
    this.registerOutputs({ volumeId: this.volumeId, device: this.device });
  }
}
