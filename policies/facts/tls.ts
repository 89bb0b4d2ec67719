import type { Reads, Written } from "../control.ts";

/** What speaks TLS, whichever cloud it is of: with clients, or with the servers behind it. */
export interface Tls {
  /** As it begins a sentence. */
  readonly speaker: string;
  /** The versions it speaks, `1.2`, `1.3`. Undefined where it leaves that to the cloud. */
  readonly versions: readonly string[] | undefined;
  /** The ciphers it takes, by OpenSSL's names. Undefined where it leaves that to the cloud. */
  readonly ciphers: readonly string[] | undefined;
}

/** What a listener tells browsers by HSTS. */
export interface Hsts {
  /** In seconds; 0 where it tells them nothing. */
  readonly maxAge: number;
  readonly includeSubdomains: boolean;
  readonly preload: boolean;
}

/** A version of TLS by its number: `1.2` from `TLSv1.2`, `1.0` from `TLSv1`. */
const versionOf = (name: string): string => {
  const [, number] = /^TLSv(\d(?:\.\d)?)$/.exec(String(name)) ?? [];
  return number === undefined ? String(name) : number.includes(".") ? number : `${number}.0`;
};

interface Speaking {
  readonly tlsVersions?: readonly string[];
  readonly tlsCiphers?: string;
}

const speaking = (speaker: string, props: Speaking): Tls => ({
  speaker,
  get versions() {
    return props.tlsVersions?.map(versionOf);
  },
  get ciphers() {
    return props.tlsCiphers?.split(":").filter(Boolean);
  },
});

/** What speaks TLS itself. A listener that passes it through does not. */
export const tls: Reads<Tls> = {
  "openstack:loadbalancer/listener:Listener": (listener) =>
    listener.protocol === "TERMINATED_HTTPS" ? [speaking("The listener", listener)] : [],
  "openstack:loadbalancer/pool:Pool": (pool) => (pool.tlsEnabled ? [speaking("The pool", pool)] : []),
};

/** What every listener that speaks TLS with browsers tells them. */
export const hsts: Reads<Hsts> = {
  "openstack:loadbalancer/listener:Listener": (listener) =>
    listener.protocol === "TERMINATED_HTTPS"
      ? [
          {
            get maxAge() {
              return Number(listener.hstsMaxAge ?? 0);
            },
            get includeSubdomains() {
              return listener.hstsIncludeSubdomains === true;
            },
            get preload() {
              return listener.hstsPreload === true;
            },
          },
        ]
      : [],
};

const given = <P extends object>(props: P): P =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as P;

type ListenerProps = Partial<Extract<Written, readonly ["openstack:loadbalancer/listener:Listener", object]>[1]>;
type PoolProps = Partial<Extract<Written, readonly ["openstack:loadbalancer/pool:Pool", object]>[1]>;

/** A listener of an example, which speaks TLS until told otherwise. */
export const listener = (props: ListenerProps = {}): Written => [
  "openstack:loadbalancer/listener:Listener",
  given({ loadbalancerId: "a-balancer", protocol: "TERMINATED_HTTPS", protocolPort: 443, ...props }),
];

/** A pool of an example, which speaks TLS with its members until told otherwise. */
export const pool = (props: PoolProps = {}): Written => [
  "openstack:loadbalancer/pool:Pool",
  given({ listenerId: "a-listener", lbMethod: "ROUND_ROBIN", protocol: "HTTP", tlsEnabled: true, ...props }),
];
