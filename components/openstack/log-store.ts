import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { type LogStoreArgs, retentionOf } from "../log-store.ts";
import { inventoryOf, remind } from "../server.ts";
import { once } from "./cloud.ts";
import { containerArgsOf, type OpenStackContainerArgs } from "./container.ts";

/** What an `OpenStackLogStore` takes. */
export interface OpenStackLogStoreArgs extends LogStoreArgs, OpenStackContainerArgs {}

/**
 * Where the central collector lays its logs down: a private container of Swift that only named users read and write, and that keeps what is overwritten or deleted in it. It
 * is not deleted while anything is in it.
 *
 * Swift deletes by the object and not by the container: how long logs are kept stands in the container's metadata as `retention-days`, and whoever writes an object gives it
 * that life with `X-Delete-After`.
 */
export class OpenStackLogStore extends pulumi.ComponentResource {
  /** The container's name, by which collectors are told of it. */
  public readonly containerName: pulumi.Output<string>;

  constructor(name: string, args: OpenStackLogStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackLogStore", name, args, opts);
    const what = `OpenStackLogStore ${JSON.stringify(name)}`;
    const { metadata } = inventoryOf(what, args, { "retention-days": String(retentionOf(what, args)) });
    const containerArgs = containerArgsOf(what, name, args, metadata);
    remind(args, this);

    const container = new openstack.objectstorage.Container(name, containerArgs, {
      parent: this,
      dependsOn: once(what, ["object-store"], this),
    });

    this.containerName = container.name;
    this.registerOutputs({ containerName: this.containerName });
  }
}
