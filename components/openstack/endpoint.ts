import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import {
  certificateIn,
  type Endpoint,
  type EndpointArgs,
  type EndpointMemberArgs,
  endpointOf,
  TLS_CIPHERS,
  TLS_VERSIONS,
} from "../endpoint.ts";
import { refuse } from "../refusal.ts";
import { zones } from "../zone.ts";
import { externalNetworkId } from "./adopted.ts";
import { authoritySecret, certificateContainer, checkPair, type Making } from "./certificate.ts";
import { needs } from "./cloud.ts";
import { type NewerL7PolicyArgs, type NewerListenerArgs, type NewerPoolArgs, saying } from "./newer.ts";
import { withSecret } from "./secret.ts";

/** One of the servers behind an `OpenStackEndpoint`. */
export interface OpenStackEndpointMemberArgs extends EndpointMemberArgs {
  /** The id of the subnet that the server is in, where the load balancer has to be told. Defaults to the endpoint's own. */
  subnetId?: pulumi.Input<string>;
}

/** What an `OpenStackEndpoint` takes. The certificate is `certificateRef`, or `certificatePem` and `privateKeyPem`. */
export interface OpenStackEndpointArgs extends EndpointArgs {
  /** The servers behind it, two at least, each under a name of its own. A name is the server's identity: keep it. */
  members: { [name: string]: OpenStackEndpointMemberArgs };
  /** The id of the subnet that the endpoint's address is in. */
  subnetId: pulumi.Input<string>;
  /** The ids of the security groups that the endpoint's address carries. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The address in Barbican of a container with certificate and key, or of a PKCS #12 secret. */
  certificateRef?: pulumi.Input<string>;
  /** The certificate, one in PEM. It is put into Barbican until it ends. */
  certificatePem?: pulumi.Input<string>;
  /** The certificate's private key in PEM, without a passphrase. */
  privateKeyPem?: pulumi.Input<string>;
  /** The certificates between it and an authority, in PEM. Defaults to none. */
  chainPem?: pulumi.Input<string>;
  /** The address in Barbican of the certificate of the authority that signed the servers' own. */
  memberCaRef?: pulumi.Input<string>;
  /** The certificate of that authority in PEM, instead. */
  memberCaPem?: pulumi.Input<string>;
  /** The address in Barbican of the certificate of the authority that signed the clients' own. Clients must then show one. Needed in `management`. */
  clientCaRef?: pulumi.Input<string>;
  /** The certificate of that authority in PEM, instead. */
  clientCaPem?: pulumi.Input<string>;
  /** The address in Barbican of a list of clients' certificates that were revoked. Defaults to none. */
  clientCrlRef?: pulumi.Input<string>;
  /** The name or id of an external network to take a floating address from. Only where the zone is not isolated. Defaults to no floating address. */
  externalNetwork?: pulumi.Input<string>;
  /** The id of the load balancer's flavor, such as one with two amphorae (`ACTIVE_STANDBY`). Defaults to the cloud's own. */
  flavorId?: pulumi.Input<string>;
  /** The load balancer's availability zone. Defaults to Octavia's choice. */
  availabilityZone?: pulumi.Input<string>;
}

/**
 * An endpoint that speaks TLS to its clients and to its servers, on Octavia: TLS 1.2 and 1.3 with forward secrecy, HSTS, certificate and key in Barbican,
 * limits on connections and their age, servers that are watched. Needs the provider plugin 5.0.0 or later (terraform-provider-openstack 3.0.0).
 */
export class OpenStackEndpoint extends pulumi.ComponentResource {
  /** The id of the load balancer. */
  public readonly loadBalancerId: pulumi.Output<string>;
  /** The address in its subnet. */
  public readonly privateAddress: pulumi.Output<string>;
  /** The address to call it by: the floating one where there is one. */
  public readonly address: pulumi.Output<string>;
  /** Where clients find it: `https://` and its name, or else its address. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: OpenStackEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:OpenStackEndpoint", name, withSecret(args, "privateKeyPem"), opts);
    const what = `OpenStackEndpoint ${JSON.stringify(name)}`;
    const endpoint = checkedEndpoint(what, args);
    const pool = args.externalNetwork === undefined ? undefined : poolOf(what, args.externalNetwork, { parent: this });
    const ready = readiness(what, args, pool, { parent: this });
    const making = { name, what, ready, tags: tagsOnce(ready, args, endpoint), parent: this };

    const balancer = new openstack.loadbalancer.LoadBalancer(
      name,
      { ...balancerArgs(args, endpoint), tags: making.tags },
      { parent: this },
    );
    const listener = tlsListener(making, args, endpoint, balancer.id);
    if (args.hostName !== undefined) redirect(making, args.hostName, endpoint, balancer.id);

    const servers = tlsPool(making, args, listener.id);
    for (const { name: key, address, port, weight } of endpoint.members)
      new openstack.loadbalancer.Member(
        `${name}-${key}`,
        {
          poolId: servers.id,
          address,
          protocolPort: port,
          weight,
          subnetId: args.members[key]?.subnetId ?? args.subnetId,
        },
        { parent: this },
      );
    new openstack.loadbalancer.Monitor(
      `${name}-health`,
      { ...monitorArgs(endpoint), poolId: servers.id },
      { parent: this },
    );
    // Nothing leads from outside to an address where nobody listens yet.
    const floating = pool ? floatingAddress(making, pool, balancer.vipPortId, listener) : undefined;

    this.loadBalancerId = balancer.id;
    this.privateAddress = balancer.vipAddress;
    this.address = floating?.address ?? balancer.vipAddress;
    this.url = this.address.apply((address) => urlOf(args.hostName ?? address, endpoint.port));
    this.registerOutputs({
      loadBalancerId: this.loadBalancerId,
      privateAddress: this.privateAddress,
      address: this.address,
      url: this.url,
    });
  }
}

type Tags = pulumi.Output<string[]>;

/** Where children are made, and with which tags. */
interface MakingTagged extends Making {
  readonly tags: Tags;
}

const urlOf = (host: string, port: number): string =>
  `https://${host.includes(":") ? `[${host}]` : host}${port === 443 ? "" : `:${port}`}/`;

/** The endpoint, once what only OpenStack asks for has been looked at too. */
const checkedEndpoint = (what: string, args: OpenStackEndpointArgs): Endpoint => {
  const endpoint = endpointOf(what, args);
  const given = (...inputs: (keyof OpenStackEndpointArgs)[]) => inputs.filter((input) => args[input] !== undefined);
  const certificate = given("certificateRef", "certificatePem", "privateKeyPem", "chainPem");
  if (!/^(certificateRef|certificatePem,privateKeyPem(,chainPem)?)$/.test(certificate.join()))
    refuse(`${what}: the certificate`, certificate, "given as certificateRef, or as certificatePem and privateKeyPem");
  const memberCa = [...given("memberCaRef", "memberCaPem"), ...(args.unverifiedMembers ? ["unverifiedMembers"] : [])];
  if (memberCa.length !== 1)
    refuse(
      `${what}: the authority of the servers' certificates`,
      memberCa,
      "given as memberCaRef or memberCaPem, or else unverifiedMembers set",
    );
  const clientCa = given("clientCaRef", "clientCaPem");
  if (clientCa.length > 1) refuse(`${what}: the authority of the clients' certificates`, clientCa, "given once");
  if (clientCa.length === 0 && endpoint.zone === "management")
    refuse(
      `${what}: the authority of the clients' certificates`,
      clientCa,
      "given as clientCaRef or clientCaPem in the zone management",
    );
  if (clientCa.length === 0 && args.clientCrlRef !== undefined)
    refuse(`${what}: clientCrlRef`, "one", "left out where clients show no certificate (clientCaRef, clientCaPem)");
  if (zones[endpoint.zone].isolated && args.externalNetwork !== undefined)
    refuse(
      `${what}: externalNetwork`,
      typeof args.externalNetwork === "string" ? args.externalNetwork : "one",
      `left out in the zone ${endpoint.zone}, which is not routed in or out`,
    );
  for (const input of ["certificateRef", "memberCaRef", "clientCaRef", "clientCrlRef"] as const) {
    const ref = args[input];
    if (typeof ref === "string" && !/^https?:\/\/[^\s@]+\/(containers|secrets)\/[0-9a-f-]{36}$/i.test(ref))
      refuse(`${what}: ${input}`, ref, "an address in Barbican such as https://…/v1/containers/…");
  }
  return endpoint;
};

/** The name of an external network that exists already, as floating addresses ask for it. */
const poolOf = (what: string, externalNetwork: pulumi.Input<string>, opts: pulumi.InvokeOptions) =>
  pulumi.output(externalNetwork).apply(async (nameOrId) => {
    const networkId = await externalNetworkId(`${what}: externalNetwork`, nameOrId, opts);
    if (networkId !== nameOrId) return nameOrId;
    return (await openstack.networking.getNetwork({ networkId }, opts)).name ?? nameOrId;
  });

/** All that must be true before anything is made: the cloud has the services and the network, certificate and key belong together. Nothing of the key gets on. */
const readiness = (
  what: string,
  args: OpenStackEndpointArgs,
  pool: pulumi.Output<string> | undefined,
  opts: pulumi.InvokeOptions,
): pulumi.Output<unknown> => {
  const { certificatePem, privateKeyPem, chainPem, memberCaPem, clientCaPem, externalNetwork } = args;
  const checked = pulumi
    .all([certificatePem, privateKeyPem, chainPem, memberCaPem, clientCaPem])
    .apply(([certificate, key, chain, memberCa, clientCa]) => {
      if (certificate !== undefined && key !== undefined) checkPair(what, certificate, key, chain);
      if (memberCa !== undefined) certificateIn(`${what}: memberCaPem`, memberCa);
      if (clientCa !== undefined) certificateIn(`${what}: clientCaPem`, clientCa);
    });
  return pulumi.all([
    needs(what, "load-balancer", opts),
    needs(what, "key-manager", opts),
    pulumi.unsecret(checked),
    // A network that the same program makes is not waited for: all would be unknown in the preview.
    typeof externalNetwork === "string" ? pool : undefined,
  ]);
};

const tagsOnce = (ready: pulumi.Output<unknown>, args: OpenStackEndpointArgs, { zone }: Endpoint): Tags =>
  ready.apply(() => [`zone:${zone}`, `owner:${args.owner}`, `environment:${args.environment ?? "production"}`]);

const balancerArgs = (args: OpenStackEndpointArgs, { zone }: Endpoint): openstack.loadbalancer.LoadBalancerArgs => ({
  description: `An endpoint in the zone ${zone}, over TLS only`,
  vipSubnetId: args.subnetId,
  securityGroupIds: args.securityGroupIds,
  adminStateUp: true,
  ...(args.flavorId === undefined ? {} : { flavorId: args.flavorId }),
  ...(args.availabilityZone === undefined ? {} : { availabilityZone: args.availabilityZone }),
});

/** What both listeners have: who may connect, how many at once, for how long they may say nothing. */
const limits = ({ allowedCidrs, connectionLimit, idleTimeout }: Endpoint) => ({
  adminStateUp: true,
  connectionLimit,
  timeoutClientData: idleTimeout * 1000,
  timeoutMemberConnect: 5000,
  timeoutMemberData: idleTimeout * 1000,
  ...(allowedCidrs.length > 0 ? { allowedCidrs: [...allowedCidrs] } : {}),
});

const tlsListener = (
  making: MakingTagged,
  args: OpenStackEndpointArgs,
  endpoint: Endpoint,
  loadbalancerId: pulumi.Output<string>,
): openstack.loadbalancer.Listener => {
  const { name, tags, parent } = making;
  const { hsts } = endpoint;
  const { certificateRef, certificatePem = "", privateKeyPem = "", chainPem } = args;
  const clientCa = authorityRef("client-ca", making, args.clientCaRef, args.clientCaPem);
  return new openstack.loadbalancer.Listener(
    `${name}-tls`,
    {
      ...limits(endpoint),
      loadbalancerId,
      tags,
      description: "Speaks TLS with the clients",
      protocol: "TERMINATED_HTTPS",
      protocolPort: endpoint.port,
      defaultTlsContainerRef:
        certificateRef ?? certificateContainer(making, { certificatePem, privateKeyPem, chainPem }).containerRef,
      insertHeaders: { "X-Forwarded-For": "true", "X-Forwarded-Port": "true", "X-Forwarded-Proto": "true" },
    },
    {
      parent,
      ...saying<NewerListenerArgs>({
        tlsVersions: TLS_VERSIONS,
        tlsCiphers: TLS_CIPHERS.join(":"),
        alpnProtocols: ["h2", "http/1.1"],
        hstsMaxAge: hsts.maxAge,
        hstsIncludeSubdomains: hsts.includeSubdomains,
        hstsPreload: hsts.preload,
        ...(clientCa ? { clientAuthentication: "MANDATORY", clientCaTlsContainerRef: clientCa } : {}),
        ...(args.clientCrlRef === undefined ? {} : { clientCrlContainerRef: args.clientCrlRef }),
      }),
    },
  );
};

const authorityRef = (
  part: string,
  making: Making,
  ref: pulumi.Input<string> | undefined,
  pem: pulumi.Input<string> | undefined,
): pulumi.Input<string> | undefined =>
  ref ?? (pem === undefined ? undefined : authoritySecret(part, making, pem).secretRef);

const tlsPool = (
  making: MakingTagged,
  args: OpenStackEndpointArgs,
  listenerId: pulumi.Output<string>,
): openstack.loadbalancer.Pool => {
  const { name, tags, parent } = making;
  const memberCa = authorityRef("member-ca", making, args.memberCaRef, args.memberCaPem);
  return new openstack.loadbalancer.Pool(
    `${name}-members`,
    {
      listenerId,
      description: "The servers, each spoken to over TLS",
      protocol: "HTTP",
      lbMethod: "LEAST_CONNECTIONS",
      adminStateUp: true,
    },
    {
      parent,
      ...saying<NewerPoolArgs>({
        tlsEnabled: true,
        tlsVersions: TLS_VERSIONS,
        tlsCiphers: TLS_CIPHERS.join(":"),
        ...(memberCa === undefined ? {} : { caTlsContainerRef: memberCa }),
        tags,
      }),
    },
  );
};

const monitorArgs = ({ healthPath, healthCodes }: Endpoint): Omit<openstack.loadbalancer.MonitorArgs, "poolId"> => ({
  type: "HTTPS",
  urlPath: healthPath,
  httpMethod: "GET",
  expectedCodes: healthCodes,
  delay: 10,
  timeout: 5,
  maxRetries: 3,
  maxRetriesDown: 3,
  adminStateUp: true,
});

/** Port 80, which answers every request with the way to the same place over TLS. Octavia leaves out a policy without a rule. */
const redirect = (
  { name, tags, parent }: MakingTagged,
  hostName: string,
  endpoint: Endpoint,
  loadbalancerId: pulumi.Output<string>,
): void => {
  const listener = new openstack.loadbalancer.Listener(
    `${name}-redirect`,
    {
      ...limits(endpoint),
      loadbalancerId,
      tags,
      description: "Sends clients to TLS, and serves nothing itself",
      protocol: "HTTP",
      protocolPort: 80,
    },
    { parent },
  );
  const policy = new openstack.loadbalancer.L7PolicyV2(
    `${name}-redirect`,
    {
      listenerId: listener.id,
      description: "Sends every request to the same place over TLS",
      action: "REDIRECT_PREFIX",
      position: 1,
    },
    {
      parent,
      ...saying<NewerL7PolicyArgs>({
        redirectPrefix: urlOf(hostName, endpoint.port).slice(0, -1),
        redirectHttpCode: 308,
      }),
    },
  );
  new openstack.loadbalancer.L7RuleV2(
    `${name}-redirect`,
    { l7policyId: policy.id, type: "PATH", compareType: "STARTS_WITH", value: "/" },
    { parent },
  );
};

const floatingAddress = (
  { name, tags, parent }: MakingTagged,
  pool: pulumi.Output<string>,
  portId: pulumi.Output<string>,
  listener: pulumi.Resource,
): openstack.networking.FloatingIp =>
  new openstack.networking.FloatingIp(
    `${name}-floating`,
    { pool, portId, description: "Leads from outside to the endpoint's address", tags },
    { parent, dependsOn: [listener] },
  );
