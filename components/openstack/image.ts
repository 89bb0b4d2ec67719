import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { oneOf, refuse } from "../refusal.ts";
import { type InventoryArgs, inventoryOf, remind } from "../server.ts";
import { once } from "./cloud.ts";

/** Who signed an image, so that Glance and Nova can tell whether it is still what was signed. */
export interface ImageSignatureArgs {
  /**
   * The signature of the image's data, in base64. For `RSA-PSS` its salt is as long as can be:
   * `openssl dgst -sha256 -sign KEY -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max IMAGE | base64 -w 0`.
   */
  signature: string;
  /** What was signed is hashed with: `SHA-256`, `SHA-384` or `SHA-512`. Defaults to `SHA-256`. */
  hashMethod?: string;
  /** The kind of the key: `RSA-PSS`, `ECC_SECP384R1`, `ECC_SECP521R1` … Defaults to `RSA-PSS`. */
  keyType?: string;
  /**
   * The id of the signer's certificate in Barbican, such as the `secretId` of an `OpenStackSecret` of type `certificate`. Whoever starts machines from the image has to be one
   * of its readers where Nova verifies signatures, too.
   */
  certificateId: pulumi.Input<string>;
}

/** What an `OpenStackImage` takes. */
export interface OpenStackImageArgs extends InventoryArgs {
  /** Where to fetch it, as an `https` address such as `https://images.example.org/debian-12.qcow2`. Give this or `file`. */
  sourceUrl?: string;
  /** The hosts that images may be fetched from. A `sourceUrl` needs its host in here. Defaults to none. */
  allowedHosts?: string[];
  /** A file on the machine that deploys. Give this or `sourceUrl`. */
  file?: string;
  /** Its format: `qcow2` or `raw`. Defaults to `qcow2`. */
  diskFormat?: string;
  /** Its signature. */
  signature: ImageSignatureArgs;
  /** The smallest volume that it starts from, in GiB. Defaults to 10. */
  minDiskGb?: number;
  /** The least memory that it starts with, in MiB. Defaults to 1024. */
  minRamMb?: number;
  /** Encrypts the memory of machines that start from it, where even the hypervisor cannot read it. Needs hypervisors that can, such as those with AMD SEV. Defaults to false. */
  memoryEncrypted?: boolean;
  /**
   * Lets it be deleted, and replaced. Neither Pulumi nor Glance deletes it before that: first update with `deletable` set and nothing else changed, then delete it.
   * Defaults to false.
   */
  deletable?: boolean;
}

/**
 * An image of one's own: private, protected, signed, its checksum verified, started with secure boot. A newer image is another `OpenStackImage`, with a name of its own, as
 * machines still start from this one.
 *
 * Glance verifies the signature when it gets the data, and refuses a wrong one. It then keeps an image without data, protected like any: after
 * `openstack image set --unprotected ID` and `openstack image delete ID`, `pulumi up --refresh` makes it anew.
 */
export class OpenStackImage extends pulumi.ComponentResource {
  /** The image's id. */
  public readonly imageId: pulumi.Output<string>;
  /** The checksum of what Glance keeps. */
  public readonly checksum: pulumi.Output<string>;

  constructor(name: string, args: OpenStackImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackImage", name, args, opts);
    const what = `OpenStackImage ${JSON.stringify(name)}`;
    checkImage(what, args);
    const { tags } = inventoryOf(what, args);
    remind(args, this);
    const ready = once(what, ["image"], this);

    const image = new openstack.images.Image(
      name,
      {
        containerFormat: "bare",
        diskFormat: args.diskFormat ?? "qcow2",
        ...(args.sourceUrl === undefined ? { localFilePath: args.file as string } : { imageSourceUrl: args.sourceUrl }),
        verifyChecksum: true,
        visibility: "private",
        protected: !args.deletable,
        minDiskGb: args.minDiskGb ?? 10,
        minRamMb: args.minRamMb ?? 1024,
        tags: [...tags],
        properties: {
          img_signature: args.signature.signature,
          img_signature_hash_method: args.signature.hashMethod ?? HASHES[0],
          img_signature_key_type: args.signature.keyType ?? KEYS[0],
          img_signature_certificate_uuid: args.signature.certificateId,
          hw_firmware_type: "uefi",
          hw_machine_type: "q35",
          os_secure_boot: "required",
          ...(args.memoryEncrypted ? { hw_mem_encryption: "True" } : {}),
        },
      },
      { parent: this, dependsOn: ready, protect: !args.deletable },
    );

    this.imageId = image.id;
    this.checksum = image.checksum;
    this.registerOutputs({ imageId: this.imageId, checksum: this.checksum });
  }
}

const HASHES = ["SHA-256", "SHA-384", "SHA-512"];
const KEYS = ["RSA-PSS", "ECC_SECP384R1", "ECC_SECP521R1", "ECC_SECT409K1", "ECC_SECT409R1", "ECC_SECT571K1"];
const FORMATS = ["qcow2", "raw"];

/**
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first argument that is not what it should be
 */
function checkImage(what: string, args: OpenStackImageArgs): void {
  const { sourceUrl, file, allowedHosts = [], diskFormat, minDiskGb, minRamMb, signature } = args;
  if ((sourceUrl === undefined) === (file === undefined))
    refuse(`${what}: sourceUrl and file`, sourceUrl === undefined ? "neither" : "both", "one of them");
  if (sourceUrl !== undefined) {
    const url = URL.parse(sourceUrl);
    if (url?.protocol !== "https:" || url.username || url.password)
      refuse(
        `${what}: sourceUrl`,
        url ? `${url.protocol}//${url.host}` : sourceUrl,
        "an https address without a user such as https://images.example.org/debian-12.qcow2",
      );
    else if (!allowedHosts.includes(url.hostname))
      refuse(
        `${what}: the host of sourceUrl`,
        url.hostname,
        allowedHosts.length > 0 ? oneOf(allowedHosts) : "one of allowedHosts, which names none",
      );
  }
  if (diskFormat !== undefined && !FORMATS.includes(diskFormat))
    refuse(`${what}: diskFormat`, diskFormat, oneOf(FORMATS));
  for (const [key, size] of Object.entries({ minDiskGb, minRamMb }))
    if (size !== undefined && (!Number.isInteger(size) || size < 1))
      refuse(`${what}: ${key}`, size, "a whole number above 0");
  if (!/^[A-Za-z0-9+/]{40,}=*$/.test(signature.signature))
    refuse(`${what}: signature.signature`, signature.signature, "a signature in base64");
  if (signature.hashMethod !== undefined && !HASHES.includes(signature.hashMethod))
    refuse(`${what}: signature.hashMethod`, signature.hashMethod, oneOf(HASHES));
  if (signature.keyType !== undefined && !KEYS.includes(signature.keyType))
    refuse(`${what}: signature.keyType`, signature.keyType, oneOf(KEYS));
}
