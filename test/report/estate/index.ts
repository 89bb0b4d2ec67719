import { compute, networking } from "@pulumi/openstack";

// Machines that somebody runs without this library: some things are wrong, and some are only known once they stand.
const network = new networking.Network("office", { adminStateUp: true, tags: ["zone:tenant", "owner:sales"] });

const group = new networking.SecGroup("shop", {
  name: "shop",
  description: "Whoever comes to the shop",
  deleteDefaultRules: true,
});

new networking.SecGroupRule("shop-https", {
  description: "Anyone may buy",
  direction: "ingress",
  ethertype: "IPv4",
  protocol: "tcp",
  portRangeMin: 443,
  portRangeMax: 443,
  remoteIpPrefix: "0.0.0.0/0",
  securityGroupId: group.id,
});

new networking.SecGroupRule("shop-login", {
  description: "Administrators | <b>everywhere</b>",
  direction: "ingress",
  ethertype: "IPv4",
  protocol: "tcp",
  portRangeMin: 22,
  portRangeMax: 22,
  remoteIpPrefix: "0.0.0.0/0",
  securityGroupId: group.id,
});

const keys = new compute.Keypair("admin", {
  publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAdT3VGPyDwa+pGRsJJJDkFx8ciNYTzQPwHzjWdJUk5l admin",
});

new compute.Instance("shop", {
  imageName: "debian-12",
  flavorName: "small",
  keyPair: keys.name,
  networks: [{ uuid: network.id }],
  securityGroups: [group.name],
  metadata: { owner: "sales", environment: "production", review: "2030-01-31", address: network.id },
});

new networking.FloatingIp("shop", { pool: "public", tags: ["owner:sales"] });
