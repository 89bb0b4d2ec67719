import type { SystemArgs } from "../../components/cloud-init.ts";
import type { OpenStackMachineArgs } from "../../components/openstack/machine.ts";

/** A key that nobody has the other half of. */
export const PUBLIC_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfd6zyyqXPmhGFoNsNJ5W1nNFOYhdAe9vbXFWPrTlAj ada@example.org";

/** What looks like a certificate. */
export const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUDg==\n-----END CERTIFICATE-----\n";

/** A core server's operating system, as little as can be said of it. */
export const args: SystemArgs = {
  cidr: "10.20.0.0/16",
  ipv6Cidr: "fd20::/48",
  logCollector: { address: "10.20.64.9", caCertificate: CERTIFICATE },
  packageMirror: "https://10.20.64.8/debian",
};

/** A core server on OpenStack, as little as can be said of it. */
export const machine: OpenStackMachineArgs = {
  ...args,
  owner: "platform",
  reviewOn: "2999-12-31",
  imageId: "6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a",
  flavorName: "m1.small",
  volumeType: "luks",
  publicKey: PUBLIC_KEY,
};
