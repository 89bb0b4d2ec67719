import * as pulumi from "@pulumi/pulumi";
import { checkReach } from "../cloud-init.ts";
import { nginxSystem, type ProxyArgs } from "../nginx.ts";
import { refuse } from "../refusal.ts";
import { OpenStackServer, type OpenStackServerArgs, zoneOf } from "./server.ts";

/**
 * What an `OpenStackTlsProxy` takes. One of its flows lets clients in at its port, and one leads to the API behind it. Who calls without TLS is told the way to it where a
 * flow lets them in at `http`; for the internet the control `network-public-ports-listed` refuses one, unless 80 is among its `publicPorts`.
 */
export interface OpenStackTlsProxyArgs extends OpenStackServerArgs, ProxyArgs {}

/**
 * A hardened nginx in front of an API, for clouds without Octavia (where there is one, `OpenStackEndpoint` is less to look after): TLS 1.2 and 1.3 to both sides, the
 * API's certificate verified, HSTS, limits for each address, only the operations that are allowed, nothing secret in addresses or logs, and a web application firewall.
 * Debian 12 or Ubuntu 24.04, or later.
 *
 * Its private key is made on the machine and never leaves it, for what a machine is told at its first start can be read there by everyone. Until somebody delivers the
 * real certificate it shows one of its own, which no client trusts. Whoever runs it takes the request for a certificate from the machine's console
 * (`openstack console log show`) or from `/etc/nginx/tls/proxy.csr`, has it signed by an authority, writes the chain to `/etc/nginx/tls/proxy.crt` and runs
 * `systemctl reload nginx`. Another machine, be it a replica or a successor, has another key: `keepSystem` keeps a proxy when its configuration changes.
 */
export class OpenStackTlsProxy extends pulumi.ComponentResource {
  /** The id of each server, by its name among the replicas; of a single one under its component's name. */
  public readonly serverIds: { [key: string]: pulumi.Output<string> };
  /** The id of each server's port, as in `serverIds`. */
  public readonly portIds: { [key: string]: pulumi.Output<string> };
  /** The addresses of each server, as in `serverIds`. */
  public readonly addresses: { [key: string]: pulumi.Output<string[]> };

  constructor(name: string, args: OpenStackTlsProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackTlsProxy", name, args, opts);
    const what = `OpenStackTlsProxy ${JSON.stringify(name)}`;

    const server = new OpenStackServer(name, serverArgs(what, args), { parent: this });

    this.serverIds = server.serverIds;
    this.portIds = server.portIds;
    this.addresses = server.addresses;
    this.registerOutputs({ serverIds: this.serverIds, portIds: this.portIds, addresses: this.addresses });
  }
}

/** The server's own arguments, with what makes it a proxy. */
const serverArgs = (what: string, args: OpenStackTlsProxyArgs): OpenStackServerArgs => {
  const { packages, files, commands } = nginxSystem(what, args);
  checkReach(
    what,
    args,
    { zones: [zoneOf(what, args)], flowNames: args.flowNames },
    Object.values(args.upstream.members).map(({ address, port = 443 }) => ({
      who: "the API's server",
      host: address,
      protocol: "tcp",
      port,
    })),
  );
  for (const path of Object.keys(args.files ?? {}))
    if (path in files) refuse(`${what}: a file`, path, "one that the proxy does not write itself");
  const { hostName, port, upstream, operations, hsts, hstsIncludeSubdomains, hstsPreload, ...rest } = args;
  const { requestsPerSecond, burst, connectionsPerAddress, bodyLimit, upstreamTimeout, waf, ...own } = rest;
  return {
    ...own,
    packages: [...packages, ...(own.packages ?? [])],
    files: { ...files, ...own.files },
    commands: [...commands, ...(own.commands ?? [])],
  };
};
