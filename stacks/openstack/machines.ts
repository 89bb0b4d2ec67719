import { X509Certificate } from "node:crypto";
import { isIPv4 } from "node:net";
import { type Config, type Input, output } from "@pulumi/pulumi";
import type { FirewallArgs } from "../../components/firewall.ts";
import {
  OpenStackBackup,
  type OpenStackBackupArgs,
  OpenStackBastion,
  type OpenStackBastionArgs,
  OpenStackEndpoint,
  type OpenStackEndpointArgs,
  type OpenStackFirewall,
  type OpenStackHypervisors,
  OpenStackImage,
  type OpenStackImageArgs,
  OpenStackLogStore,
  type OpenStackLogStoreArgs,
  type OpenStackMachineArgs,
  type OpenStackNetwork,
  OpenStackSecret,
  OpenStackServer,
  type OpenStackServerArgs,
  OpenStackTlsProxy,
  type OpenStackTlsProxyArgs,
  OpenStackVolume,
  type OpenStackVolumeArgs,
  OpenStackVpn,
  type OpenStackVpnArgs,
} from "../../components/index.ts";
import { refuse } from "../../components/refusal.ts";
import { each, known, type Named } from "../section.ts";

/** What the machines stand in. */
export interface Surroundings {
  readonly owner: string;
  readonly environment: string | undefined;
  readonly externalNetwork: string | undefined;
  readonly rules: FirewallArgs;
  readonly network: OpenStackNetwork;
  readonly firewall: OpenStackFirewall;
  readonly hypervisors: readonly OpenStackHypervisors[];
}

/** What the stack says of everything that lives long. */
type Whose = Pick<OpenStackMachineArgs, "owner" | "environment" | "reviewOn">;
/** What the stack says of every machine itself. */
type Common = keyof FirewallArgs | keyof Whose | "imageId" | "logCollector";
type Collector = Omit<OpenStackMachineArgs["logCollector"], "caCertificate">;

/** What all machines have in common. */
type MachineSection = Omit<OpenStackMachineArgs, Common> & { readonly logCollector: Collector };

/** What one machine has besides, or instead. */
type Own<Args extends OpenStackMachineArgs, Stack extends keyof Args = never> = Partial<MachineSection> &
  Omit<Args, keyof OpenStackMachineArgs | Stack>;

type InZone = "networkId" | "subnetId" | "ipv6SubnetId" | "securityGroupIds";
type ServerSection = Own<OpenStackServerArgs, InZone>;
type ProxySection = Own<OpenStackTlsProxyArgs, InZone | "zone" | "upstream"> & {
  readonly upstream: Omit<OpenStackTlsProxyArgs["upstream"], "caCertificate">;
};
type VolumeSection = Pick<OpenStackVolumeArgs, "purpose" | "size" | "backup"> & {
  /** The server that it is attached to, by its names in the section `servers` and among its replicas. */
  readonly server?: string;
  readonly replica?: string;
};
type EndpointSection = Omit<
  OpenStackEndpointArgs,
  "owner" | "environment" | "members" | "subnetId" | "securityGroupIds"
> & {
  /** The server whose replicas are behind it, by its name in the section `servers`. */
  readonly server: string;
};

/** The image, the servers, proxies, volumes, stores, endpoints and tunnels that the configuration names, and the bastion that leads to them. */
export function machines(config: Config, around: Surroundings) {
  const { owner, environment, externalNetwork, rules, network, firewall, hypervisors } = around;
  const { flows: _, ...addresses } = rules;
  const legIn = (zone: string) => ({
    networkId: known("hardening:zones", network.networkIds, zone),
    subnetId: known("hardening:zones", network.subnetIds, zone),
    ...(network.ipv6SubnetIds[zone] ? { ipv6SubnetId: network.ipv6SubnetIds[zone] } : {}),
  });
  const groupsIn = (zone: string) => ({ securityGroupIds: known("hardening:zones", firewall.securityGroupIds, zone) });
  const whose = (): Whose => ({ owner, environment, reviewOn: config.require("reviewOn") });
  const authority = () => config.require("authority");
  const machine = config.getObject<MachineSection>("machine");
  const imageId = machine && imageOf(config, whose());
  /** A machine's arguments: what all have in common, and what it has itself. */
  const argsOf = <S extends Partial<MachineSection>>(said: S) => {
    if (!machine || !imageId)
      return refuse("hardening:machine", machine ?? null, "given: it is what all machines have in common");
    const logCollector = { ...(said.logCollector ?? machine.logCollector), caCertificate: authority() };
    return { ...addresses, ...whose(), ...machine, ...said, imageId, logCollector };
  };
  const made = { dependsOn: [network, ...hypervisors] };

  const servers = each(
    config.getObject<Named<ServerSection>>("servers"),
    (name, said) =>
      new OpenStackServer(
        name,
        { ...argsOf(said), flows: rules.flows, ...legIn(said.zone), ...groupsIn(said.zone) },
        made,
      ),
  );
  each(config.getObject<Named<ProxySection>>("proxies"), (name, said) => {
    const upstream = { ...said.upstream, caCertificate: authority() };
    const place = { zone: "api", ...legIn("api"), ...groupsIn("api") };
    return new OpenStackTlsProxy(name, { ...argsOf(said), flows: rules.flows, ...place, upstream }, made);
  });
  const bastion = config.getObject<Own<OpenStackBastionArgs, "outside" | "inside" | "externalNetwork">>("bastion");
  const entrance =
    bastion &&
    new OpenStackBastion(
      "bastion",
      {
        ...argsOf(bastion),
        outside: legIn("api"),
        inside: legIn("management"),
        ...(externalNetwork ? { externalNetwork } : {}),
      },
      made,
    );
  each(config.getObject<Named<VolumeSection>>("volumes"), (name, { server, replica, ...said }) => {
    const { volumeType } = argsOf({});
    const ids = server === undefined ? undefined : known("hardening:volumes: a server", servers, server).serverIds;
    const serverId = ids && known("hardening:volumes: a replica", ids, replica ?? (server as string));
    return new OpenStackVolume(name, { ...whose(), volumeType, ...said, ...(serverId ? { serverId } : {}) });
  });
  each(
    config.getObject<Named<Omit<OpenStackLogStoreArgs, keyof Whose>>>("logStores"),
    (name, said) => new OpenStackLogStore(name, { ...whose(), ...said }),
  );
  each(
    config.getObject<Named<Omit<OpenStackBackupArgs, keyof Whose>>>("backups"),
    (name, said) => new OpenStackBackup(name, { ...whose(), ...said }),
  );
  const endpoints = each(config.getObject<Named<EndpointSection>>("endpoints"), (name, { server, ...said }) => {
    const { addresses: behind } = known("hardening:endpoints: a server", servers, server);
    return new OpenStackEndpoint(
      name,
      {
        ...said,
        owner,
        environment,
        members: each(behind, (_, all) => ({ address: all.apply(ipv4In) })),
        subnetId: legIn(said.zone ?? "api").subnetId,
        ...groupsIn(said.zone ?? "api"),
        certificatePem: known("hardening:certificates", config.requireObject<Named<string>>("certificates"), name),
        privateKeyPem: config
          .requireSecretObject<Named<string>>("privateKeys")
          .apply((keys) => known("hardening:privateKeys", keys, name)),
        memberCaPem: authority(),
        ...(externalNetwork ? { externalNetwork } : {}),
      },
      { dependsOn: network },
    );
  });
  each(
    config.getObject<Named<Omit<OpenStackVpnArgs, "routerId" | "localSubnetIds" | "psk">>>("tunnels"),
    (name, said) => {
      const routerId = network.routerId.apply(
        (id) => id ?? refuse("hardening:tunnels", name, "none in a network without a router"),
      );
      const psk = config
        .requireSecretObject<Named<string>>("tunnelKeys")
        .apply((keys) => known("hardening:tunnelKeys", keys, name));
      return new OpenStackVpn(
        name,
        { ...said, routerId, localSubnetIds: [legIn("api").subnetId], psk },
        { dependsOn: network },
      );
    },
  );

  return {
    servers: each(servers, (_, { addresses }) => addresses),
    bastion: output(entrance?.publicAddress),
    endpoints: each(endpoints, (_, { url }) => url),
  };
}

const ipv4In = (addresses: readonly string[]): string =>
  addresses.find(isIPv4) ?? refuse("The addresses of a server behind an endpoint", addresses, "one of IPv4 at least");

/** The image that all machines start from: a signed one of one's own, its signer's certificate kept in Barbican, or one that is there, by its id. */
function imageOf(config: Config, whose: Whose): Input<string> {
  const said = config.getObject<Omit<OpenStackImageArgs, keyof Whose>>("image");
  if (!said) return config.require("imageId");
  const certificate = config.require("imageCertificate");
  const signer = new OpenStackSecret("image-signer", {
    secretType: "certificate",
    payload: certificate,
    expiration: new X509Certificate(certificate).validToDate.toISOString(),
    maximumDays: 3650,
  });
  const signature = { ...said.signature, certificateId: signer.secretId };
  return new OpenStackImage("system", { ...whose, ...said, signature }).imageId;
}
