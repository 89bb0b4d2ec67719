import { refuse } from "./refusal.ts";

/** Where one service is called from outside, by the other services, and by administrators. */
export interface CatalogServiceArgs {
  /** Where users call it, such as `https://network.cloud.example.org`. */
  publicUrl: string;
  /** Where the other services call it, on a host of the management network. */
  internalUrl: string;
  /** Where administrators call it, on a host that is neither of the others. */
  adminUrl: string;
  /** Its name in the catalogue. Defaults to its type. */
  name?: string;
  /** What it does, for people to read. Defaults to none. */
  description?: string;
}

/** The three ways to call a service. */
export const interfaces = ["public", "internal", "admin"] as const;

/** One way to call one service. */
export interface CatalogEntry {
  readonly service: string;
  readonly interface: (typeof interfaces)[number];
  readonly url: string;
}

const urlOf = (what: string, text: string): URL => {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.search || url.hash)
    return refuse(
      what,
      url?.username || url?.password ? "an address with a log-in in it" : text,
      "an address such as https://network.example.org",
    );
  if (url.username || url.password)
    return refuse(what, "an address with a log-in in it", "an address without user name, password or token");
  return url;
};

/**
 * The entries of a service catalogue, each over HTTPS, and no host with two of the interfaces: what administrators or services call is out of the public's reach.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when an address is not HTTPS, says who logs in, or shares its host with another interface
 */
export function entriesOf(what: string, services: { readonly [type: string]: CatalogServiceArgs }): CatalogEntry[] {
  const seen = new Map<string, { readonly interface: string; readonly place: string }>();
  return Object.keys(services).flatMap((service) => {
    if (!/^[a-z][a-z0-9-]*$/.test(service)) refuse(`${what}: services`, service, "a service's type such as network");
    const args = services[service] as CatalogServiceArgs;
    return interfaces.map((name) => {
      const place = `services.${service}.${name}Url`;
      const { host, hostname } = urlOf(`${what}: ${place}`, args[`${name}Url`]);
      const other = seen.get(hostname);
      if (other && other.interface !== name)
        refuse(`${what}: ${place}`, host, `on another host than ${other.place}, which is ${other.interface}`);
      seen.set(hostname, { interface: name, place });
      return { service, interface: name, url: args[`${name}Url`] };
    });
  });
}
