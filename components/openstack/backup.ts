import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { targetOf } from "../backup.ts";
import { type InventoryArgs, inventoryOf, remind } from "../server.ts";
import { offCloud, once } from "./cloud.ts";
import { containerArgsOf, type OpenStackContainerArgs } from "./container.ts";

/** What an `OpenStackBackup` takes. */
export interface OpenStackBackupArgs extends InventoryArgs, OpenStackContainerArgs {
  /** Where the machines' copies go outside this cloud, as it stands in their `backup.repository`. Its host must be none of this cloud's own. */
  repository: string;
}

/**
 * Where machines are backed up to: off the cloud, on a host that none of its services is on, and, for a quick way back, in a private container here that keeps what is
 * overwritten or deleted in it.
 *
 * The machines do it by themselves: a server with `backup` copies its folders with restic every day, encrypted before they leave it, deletes every week what is not kept, and
 * reads a part of the rest back. With `backup.nearContainer` it copies here too. How a run ended is in the logs and among the measurements, as `backup_succeeded` and
 * `backup_last_success_timestamp_seconds`; an alarm belongs on the second, for a machine that is gone says nothing.
 *
 * A machine is told no secret at its first start. A person still has to
 * - make a password for the repository and keep it outside this cloud: without it no copy can be read, and the machine's own is lost with the machine;
 * - write it on the machine into `/etc/restic/password`, mode 0600, such as with `ssh core sudo install -m 0600 /dev/stdin /etc/restic/password < password`;
 * - write the log-in at the target into `/etc/restic/credentials` in the same way: `AWS_ACCESS_KEY_ID=…` and `AWS_SECRET_ACCESS_KEY=…` for `s3`, `RESTIC_REST_USERNAME=…` and
 *   `RESTIC_REST_PASSWORD=…` for `rest`, and for `nearContainer` `OS_AUTH_URL=…`, `OS_APPLICATION_CREDENTIAL_ID=…` and `OS_APPLICATION_CREDENTIAL_SECRET=…`; for `sftp` let the
 *   target trust the public key on the machine's console, whose other half never leaves the machine;
 * - run `sudo systemctl start backup`, and now and then bring something back: `restic restore latest --target …`.
 *
 * Until then every run fails, and says so.
 */
export class OpenStackBackup extends pulumi.ComponentResource {
  /** The name of the container in this cloud, as `backup.nearContainer` takes it. */
  public readonly containerName: pulumi.Output<string>;

  constructor(name: string, args: OpenStackBackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackBackup", name, args, opts);
    const what = `OpenStackBackup ${JSON.stringify(name)}`;
    const { host } = targetOf(`${what}: repository`, args.repository);
    const { metadata } = inventoryOf(what, args, { "off-cloud": host });
    const containerArgs = containerArgsOf(what, name, args, metadata);
    remind(args, this);
    const ready = pulumi
      .all([once(what, ["object-store"], this), offCloud(`${what}: repository`, host, { parent: this })])
      .apply(() => []);

    const container = new openstack.objectstorage.Container(name, containerArgs, { parent: this, dependsOn: ready });

    this.containerName = container.name;
    this.registerOutputs({ containerName: this.containerName });
  }
}
