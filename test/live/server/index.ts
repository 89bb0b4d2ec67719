import { rootCertificates } from "node:tls";
import * as openstack from "@pulumi/openstack";
import { Config } from "@pulumi/pulumi";
import {
  OpenStackBastion,
  OpenStackFirewall,
  OpenStackHypervisors,
  OpenStackNetwork,
  OpenStackProject,
  OpenStackServer,
  OpenStackTlsProxy,
  OpenStackVolume,
  OpenStackVpn,
} from "../../../components/index.ts";
import { PUBLIC_KEY } from "../../support/system.ts";

// Machines on a real Nova: a pair of core servers with a volume, the bastion that leads to them, a tunnel to the bastion, a proxy before an API, a project with limits of its own, and hypervisors of one environment.
const config = new Config();
const flows = {
  logs: { from: "management", to: "10.20.64.9", service: "syslog-tls", reason: "Logs go to the central collector" },
  packages: { from: "management", to: "10.20.64.8", service: "https", reason: "Machines are upgraded from the mirror" },
  login: { from: "10.20.64.0/19", to: "management", service: "ssh", reason: "Administrators come from the bastion" },
  calls: { from: "internet", to: "api", service: "https", reason: "Anyone may call the API, over TLS" },
  identity: { from: "api", to: "192.0.2.11", service: "https", reason: "The proxy passes on to the API behind it" },
  "api-logs": { from: "api", to: "192.0.2.9", service: "syslog-tls", reason: "Logs go to the central collector" },
  "api-packages": { from: "api", to: "192.0.2.8", service: "https", reason: "Machines are upgraded from the mirror" },
};
const addresses = { cidr: "10.20.0.0/16", zones: { external: {}, api: {}, management: {} } };
const network = new OpenStackNetwork("cloud", { ...addresses, owner: "platform", externalNetwork: "public" });
const firewall = new OpenStackFirewall("cloud", { ...addresses, flows });
const { networkIds, subnetIds } = network;
const leg = (zone: string) => ({
  networkId: networkIds[zone] as NonNullable<(typeof networkIds)[string]>,
  subnetId: subnetIds[zone] as NonNullable<(typeof subnetIds)[string]>,
});
// Only its name says that it is encrypted: into a volume that is, Cinder would put the image with sudo and qemu-img.
const { name: volumeType } = new openstack.blockstorage.VolumeTypeV3("type", { name: "sandbox-luks" });
const machine = {
  ...addresses,
  owner: "platform",
  reviewOn: "2999-12-31",
  imageId: openstack.images.getImageOutput({ name: "debian" }).id,
  flavorName: "m1.small",
  volumeType,
  publicKey: PUBLIC_KEY,
  logCollector: { address: "10.20.64.9", caCertificate: rootCertificates[0] as string },
  packageMirror: "https://10.20.64.8/debian",
  restartAt: config.get("restartAt"),
};
const server = new OpenStackServer("core", {
  ...machine,
  ...leg("management"),
  flows,
  zone: "management",
  securityGroupIds: firewall.securityGroupIds.management as NonNullable<(typeof firewall.securityGroupIds)[string]>,
  replicas: { a: {}, b: { restartAt: "05:00" } },
  backup: { repository: "rest:https://backup.example.org/core", paths: ["/srv"] },
  volumeSize: 1,
});
const volume = new OpenStackVolume("data", {
  owner: "platform",
  reviewOn: "2999-12-31",
  purpose: "The database",
  size: 1,
  volumeType,
  serverId: server.serverIds.a as NonNullable<(typeof server.serverIds)[string]>,
});
const bastion = new OpenStackBastion(
  "bastion",
  {
    ...machine,
    allowedCidrs: ["198.51.100.0/24"],
    outside: leg("api"),
    inside: leg("management"),
    externalNetwork: "public",
    volumeSize: 1,
  },
  { dependsOn: network },
);
const proxy = new OpenStackTlsProxy("proxy", {
  ...machine,
  ...leg("api"),
  flows,
  zone: "api",
  securityGroupIds: firewall.securityGroupIds.api as NonNullable<(typeof firewall.securityGroupIds)[string]>,
  logCollector: { address: "192.0.2.9", caCertificate: rootCertificates[0] as string },
  packageMirror: "https://192.0.2.8/debian",
  hostName: "identity.example.org",
  upstream: {
    members: { a: { address: "192.0.2.11" } },
    certificateName: "identity.internal.example.org",
    caCertificate: rootCertificates[0] as string,
  },
  operations: {
    login: { methods: ["POST"], path: "/v3/auth/tokens" },
    user: { methods: ["GET", "PATCH"], path: "/v3/users/*" },
  },
  keepSystem: true,
  volumeSize: 1,
});
const vpn = new OpenStackVpn(
  "office",
  {
    routerId: network.routerId.apply((id) => id as string),
    localSubnetIds: [leg("api").subnetId],
    peerAddress: "198.51.100.7",
    peerCidrs: ["192.168.10.0/24"],
    psk: config.requireSecret("psk"),
  },
  { dependsOn: network },
);
const project = new OpenStackProject("machines", {
  owner: "platform",
  compute: { instances: 7 },
  volume: { volumes: 6, perVolumeGigabytes: 20 },
});
const hypervisors = new OpenStackHypervisors("hosts", {
  environments: { production: { hosts: ["sandbox"], flavors: { small: { vcpus: 1, ram: 512 } } } },
});

export const serverIds = server.serverIds;
export const serverAddresses = server.addresses;
export const proxyIds = proxy.serverIds;
export const volumeId = volume.volumeId;
export const device = volume.device;
export const bastionId = bastion.serverId;
export const publicAddress = bastion.publicAddress;
export const connectionId = vpn.connectionId;
export const projectId = project.projectId;
export const flavorIds = hypervisors.flavorIds;
