import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { oneOf, Refusal } from "../refusal.ts";

/** What a service is called in the sentence that misses it. */
const SERVICES = {
  "block-storage": "Cinder",
  compute: "Nova",
  image: "Glance",
  network: "Neutron",
  "key-manager": "Barbican",
  "load-balancer": "Octavia",
  "object-store": "Swift",
} as const;

/** A service, by its type in Keystone's catalogue. */
export type Service = keyof typeof SERVICES;

/** The types that clouds have a service under instead. */
const OTHER_TYPES: { readonly [service in Service]?: string } = { "block-storage": "volumev3" };

/**
 * Rejects with one sentence unless the cloud's catalogue, as the credentials see it, has a service.
 *
 * @param what who needs it, such as `OpenStackNetwork "cloud"`
 */
export async function needs(what: string, service: Service, opts: pulumi.InvokeOptions): Promise<true> {
  const offered = (await logIn(opts)).serviceCatalogs.map(({ type }) => type).sort();
  if (!offered.some((type) => type === service || type === OTHER_TYPES[service]))
    throw new Refusal(
      `${what} needs the service ${service} (${SERVICES[service]}), which this cloud does not offer to these credentials, only ${oneOf(offered)}.`,
    );
  return true;
}

/**
 * What each child of a component depends on, so that none is made in a cloud that lacks a service: it holds no resource, or rejects with the sentence that misses one.
 *
 * @param what whose children they are
 */
export const once = (
  what: string,
  services: readonly Service[],
  parent: pulumi.Resource,
): pulumi.Output<pulumi.Resource[]> => {
  // One after the other, so that of several that are missing it is always the first that is named.
  const all = services.reduce(
    (before: Promise<true>, service) => before.then(() => needs(what, service, { parent })),
    Promise.resolve<true>(true),
  );
  return pulumi.output(all).apply(() => []);
};

/**
 * Rejects with one sentence when a host is one of the cloud's own, as far as its catalogue names them: what lies there is lost together with the cloud.
 *
 * @param place the argument that names it, to begin an error with
 */
export async function offCloud(place: string, host: string, opts: pulumi.InvokeOptions): Promise<true> {
  const { serviceCatalogs } = await logIn(opts);
  for (const { type, endpoints } of serviceCatalogs)
    for (const { url } of endpoints)
      if (URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, "$1") === host)
        throw new Refusal(
          `${place} must be on a host outside this cloud, got ${JSON.stringify(host)}, which the cloud's own ${type} is on.`,
        );
  return true;
}

/** The one refusal for each reason not to be let in: Pulumi tells an error once, however many components meet it. */
const refusedLogIns = new Map<string, Refusal>();

/** Who the provider is to the cloud, and what the cloud offers it. Rejects with one sentence when the cloud does not let it in. */
export const logIn = (opts: pulumi.InvokeOptions, setTokenId = false): Promise<openstack.identity.GetAuthScopeResult> =>
  openstack.identity.getAuthScope({ name: "hardening", setTokenId }, opts).catch((error: Error) => {
    const sentence = `The cloud must be one that lets these credentials in, got: ${reason(error)} (name it with OS_CLOUD and a clouds.yaml, or take the OS_ variables from an openrc file).`;
    const refusal = refusedLogIns.get(sentence) ?? new Refusal(sentence);
    refusedLogIns.set(sentence, refusal);
    throw refusal;
  });

const ID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Whether a text is an id of the cloud's, rather than a name. */
export const isId = (text: string): boolean => ID.test(text);

/** What the provider itself says: its first point where it makes a list of them. */
const reason = ({ message }: Error): string =>
  (/^\s*\* (.*)/m.exec(message)?.[1] ?? message.split("\n", 1)[0] ?? "").replace(/\.$/, "");

/**
 * What is looked for by its name or id. Rejects with one sentence when there is no such thing.
 *
 * @param what whose argument it is, to begin an error with
 * @param kind what is looked for, such as `project`
 */
export const found = <T>(
  what: string,
  kind: string,
  nameOrId: string,
  looking: Promise<T>,
  opts: pulumi.InvokeOptions,
): Promise<T> =>
  looking.catch(async (error: Error) => {
    await logIn(opts);
    throw new Refusal(
      `${what} must be the name or id of a ${kind} that exists and these credentials can see, got ${JSON.stringify(nameOrId)} (${reason(error)}).`,
    );
  });

/** One of the cloud's APIs, as the provider itself knows it. */
export interface Api {
  /** Its public address, without a version. */
  readonly url: string;
  /** The token that the provider uses. */
  readonly token: string;
}

/**
 * Asks one of the cloud's APIs what the provider has no function for. Undefined, and a warning, when it cannot be asked: Node may not trust the certificate
 * authority that the provider was told to trust.
 *
 * @param missed what nobody knows without the answer, to begin the warning with
 */
export async function asked<T>(
  service: string,
  missed: string,
  parent: pulumi.Resource,
  ask: (api: Api) => Promise<T>,
): Promise<T | undefined> {
  const scope = await logIn({ parent }, true);
  const endpoints = scope.serviceCatalogs
    .filter(({ type }) => type === service)
    .flatMap((one) => one.endpoints)
    .filter((endpoint) => endpoint.interface === "public");
  const endpoint = endpoints.find(({ region }) => region === scope.region) ?? endpoints[0];
  if (!endpoint) return undefined;
  try {
    return await ask({ url: endpoint.url.replace(/\/(v\d[\d.]*\/?)?$/, ""), token: scope.tokenId });
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    pulumi.log.warn(
      `${missed} (${why}); for a private certificate authority set NODE_EXTRA_CA_CERTS to its file.`,
      parent,
    );
    return undefined;
  }
}
