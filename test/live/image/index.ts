import { Config } from "@pulumi/pulumi";
import { OpenStackImage, OpenStackSecret } from "../../../components/index.ts";

// A signed image on a real Glance, from a file or from a web server, and its signer's certificate in a real Barbican.
const config = new Config();
const sourceUrl = config.get("sourceUrl");

const signer = new OpenStackSecret("signer", {
  payload: config.require("certificate"),
  expiration: config.require("expiresAt"),
  secretType: "certificate",
});
const image = new OpenStackImage("debian", {
  owner: "platform",
  reviewOn: "2999-12-31",
  ...(sourceUrl === undefined ? { file: config.require("file") } : { sourceUrl, allowedHosts: ["localhost"] }),
  diskFormat: "raw",
  signature: { signature: config.require("signature"), certificateId: signer.secretId },
  minDiskGb: 1,
  memoryEncrypted: true,
  deletable: config.getBoolean("deletable") ?? false,
});

export const imageId = image.imageId;
export const checksum = image.checksum;
