import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { parseRange, prefixLength } from "../range.ts";
import { oneOf, Refusal, refuse } from "../refusal.ts";
import { withSecret } from "./secret.ts";

/** What an `OpenStackVpn` takes. */
export interface OpenStackVpnArgs {
  /** The router that the tunnel ends at, such as an `OpenStackNetwork`'s `routerId`. Isolated zones are not on it: the tunnel leads to the bastion. */
  routerId: pulumi.Input<string>;
  /** The subnets that the far end may reach, by their ids: those of zone `api`, where the bastion is. */
  localSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The far end's public address or host name. */
  peerAddress: string;
  /** How the far end names itself. Defaults to the `peerAddress`. */
  peerId?: string;
  /** The ranges behind the far end, such as `192.168.10.0/24`: none wider than a `/16`, in IPv6 a `/32`. */
  peerCidrs: string[];
  /** The key that both ends share, 32 characters or more, made by a machine. It is encrypted in Pulumi's state, whether it comes as a secret or not. */
  psk: pulumi.Input<string>;
  /** The cipher: `aes-256`, or `aes-256-gcm-16` where Neutron's driver has it. Defaults to `aes-256`. */
  encryptionAlgorithm?: string;
  /** The hash: `sha256`, `sha384` or `sha512`. Defaults to `sha512`. */
  authAlgorithm?: string;
  /** The group for the exchange of keys: `group14` to `group21`. Defaults to `group20`, the curve P-384. */
  pfs?: string;
}

/** A tunnel to another site through VPNaaS, with current ciphers only. */
export class OpenStackVpn extends pulumi.ComponentResource {
  /** The address that the far end connects to, over IPv4. */
  public readonly address: pulumi.Output<string>;
  /** The connection's id. */
  public readonly connectionId: pulumi.Output<string>;

  constructor(name: string, args: OpenStackVpnArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackVpn", name, withSecret(args, "psk"), opts);
    const what = `OpenStackVpn ${JSON.stringify(name)}`;
    checkVpn(what, args);
    const { encryptionAlgorithm = CIPHERS[0], authAlgorithm = "sha512", pfs = "group20" } = args;
    const strength = { encryptionAlgorithm, authAlgorithm, pfs };

    const ikePolicy = new openstack.vpnaas.IkePolicy(
      name,
      { ...strength, ikeVersion: "v2", lifetimes: [{ units: "seconds", value: 14_400 }] },
      { parent: this },
    );
    const ipsecPolicy = new openstack.vpnaas.IpSecPolicy(
      name,
      {
        ...strength,
        transformProtocol: "esp",
        encapsulationMode: "tunnel",
        lifetimes: [{ units: "seconds", value: 3_600 }],
      },
      { parent: this },
    );
    const service = new openstack.vpnaas.Service(
      name,
      { routerId: args.routerId, adminStateUp: true, description: "Where tunnels end" },
      { parent: this },
    );
    const local = new openstack.vpnaas.EndpointGroup(
      `${name}-local`,
      { type: "subnet", endpoints: args.localSubnetIds },
      { parent: this },
    );
    const peer = new openstack.vpnaas.EndpointGroup(
      `${name}-peer`,
      { type: "cidr", endpoints: args.peerCidrs },
      { parent: this },
    );
    const connection = new openstack.vpnaas.SiteConnection(
      name,
      {
        vpnserviceId: service.id,
        ikepolicyId: ikePolicy.id,
        ipsecpolicyId: ipsecPolicy.id,
        localEpGroupId: local.id,
        peerEpGroupId: peer.id,
        peerAddress: args.peerAddress,
        peerId: args.peerId ?? args.peerAddress,
        psk: pulumi.secret(args.psk).apply((psk) => checkedKey(what, psk)),
        initiator: "bi-directional",
        dpds: [{ action: "restart", interval: 30, timeout: 120 }],
      },
      { parent: this },
    );

    this.address = service.externalV4Ip;
    this.connectionId = connection.id;
    this.registerOutputs({ address: this.address, connectionId: this.connectionId });
  }
}

const CIPHERS = ["aes-256", "aes-256-gcm-16"];
const HASHES = ["sha256", "sha384", "sha512"];
const GROUPS = ["group14", "group15", "group16", "group17", "group18", "group19", "group20", "group21"];

/** A key that both ends share is never shown, also not in an error. */
const checkedKey = (what: string, psk: string): string => {
  if (psk.length < 32 || new Set(psk).size < 10)
    throw new Refusal(`${what}: psk must be 32 characters or more that a machine made, got ${psk.length} characters.`);
  return psk;
};

/**
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first argument that is not what it should be
 */
function checkVpn(what: string, args: OpenStackVpnArgs): void {
  const { encryptionAlgorithm, authAlgorithm, pfs, peerCidrs, localSubnetIds } = args;
  if (encryptionAlgorithm !== undefined && !CIPHERS.includes(encryptionAlgorithm))
    refuse(`${what}: encryptionAlgorithm`, encryptionAlgorithm, oneOf(CIPHERS));
  if (authAlgorithm !== undefined && !HASHES.includes(authAlgorithm))
    refuse(`${what}: authAlgorithm`, authAlgorithm, oneOf(HASHES));
  if (pfs !== undefined && !GROUPS.includes(pfs)) refuse(`${what}: pfs`, pfs, oneOf(GROUPS));
  if (Array.isArray(localSubnetIds) && localSubnetIds.length === 0)
    refuse(`${what}: localSubnetIds`, localSubnetIds, "at least one subnet");
  if (peerCidrs.length === 0) refuse(`${what}: peerCidrs`, peerCidrs, "at least one range such as 192.168.10.0/24");
  for (const cidr of peerCidrs) {
    const range = parseRange(cidr);
    if (!range || !cidr.includes("/") || prefixLength(range) < (range.version === 4 ? 16 : 32))
      refuse(`${what}: peerCidrs`, cidr, "ranges such as 192.168.10.0/24, at most a /16, in IPv6 a /32");
  }
}
