import type { Reads, Written } from "../control.ts";
import type { Props } from "../resources.ts";
import { alike } from "./alike.ts";

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

/** AWS's listener, by the names that it has had. */
export const awsListeners = [
  "aws:lb/listener:Listener",
  "aws:alb/listener:Listener",
  "aws:applicationloadbalancing/listener:Listener",
  "aws:elasticloadbalancingv2/listener:Listener",
] as const;

export type AwsListenerProps = Props<"aws:lb/listener:Listener">;

/** Whether a listener of AWS's ends TLS itself. */
export const endsTls = ({ protocol }: AwsListenerProps): boolean =>
  protocol === "HTTPS" || protocol === "TLS" || protocol === "QUIC";

/** What one of AWS's policies for TLS comes to. Its name tells the oldest version, whether 1.3 is among them, and how narrow the ciphers are; only that of 2019 is called Res and is not. */
const POLICY = /^ELBSecurityPolicy-(?:(?<family>TLS13|TLS|FS)-)?(?:1-(?<oldest>[0-3])-)?(?<kind>Res(?!-2019)|Ext\d)?/;

const NEWEST_CIPHERS = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"];
const NARROW_CIPHERS = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384"];

const ofPolicy = (policy: string | undefined): Pick<Tls, "versions" | "ciphers"> => {
  const { family, oldest = "0", kind } = POLICY.exec(String(policy ?? ""))?.groups ?? {};
  if (!policy || !POLICY.test(String(policy))) return { versions: undefined, ciphers: undefined };
  const newest = family === "TLS13" ? 3 : 2;
  const versions = ["1.0", "1.1", "1.2", "1.3"].slice(Number(oldest), newest + 1);
  const old = kind?.startsWith("Ext") || family === "TLS" || !family ? "AES128-SHA" : "ECDHE-RSA-AES128-SHA256";
  const ciphers = [
    ...(newest === 3 ? NEWEST_CIPHERS : []),
    ...(oldest === "3" ? [] : [...NARROW_CIPHERS, ...(kind === "Res" ? [] : [old])]),
  ];
  return { versions, ciphers };
};

/** What speaks TLS itself. A listener that passes it through does not. */
export const tls: Reads<Tls> = {
  ...alike(awsListeners, (listener: AwsListenerProps) =>
    endsTls(listener)
      ? [
          {
            speaker: "The listener",
            get versions() {
              return ofPolicy(listener.sslPolicy).versions;
            },
            get ciphers() {
              return ofPolicy(listener.sslPolicy).ciphers;
            },
          },
        ]
      : [],
  ),
  "openstack:loadbalancer/listener:Listener": (listener) =>
    listener.protocol === "TERMINATED_HTTPS" ? [speaking("The listener", listener)] : [],
  "openstack:loadbalancer/pool:Pool": (pool) => (pool.tlsEnabled ? [speaking("The pool", pool)] : []),
};

/** What an HSTS header says. */
const ofHeader = (header: string | undefined): Hsts => {
  const parts = String(header ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const maxAge = parts.find((part) => part.startsWith("max-age="))?.slice("max-age=".length) ?? "";
  return {
    maxAge: Number(maxAge.replaceAll('"', "") || 0),
    includeSubdomains: parts.includes("includesubdomains"),
    preload: parts.includes("preload"),
  };
};

/** What every listener that speaks TLS with browsers tells them. */
export const hsts: Reads<Hsts> = {
  ...alike(awsListeners, (listener: AwsListenerProps) => {
    const told = () => ofHeader(listener.routingHttpResponseStrictTransportSecurityHeaderValue);
    return listener.protocol === "HTTPS"
      ? [
          {
            get maxAge() {
              return told().maxAge;
            },
            get includeSubdomains() {
              return told().includeSubdomains;
            },
            get preload() {
              return told().preload;
            },
          },
        ]
      : [];
  }),
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

/** A listener of AWS's in an example, which speaks TLS until told otherwise. */
export const awsListener = (props: AwsListenerProps = {}, type: (typeof awsListeners)[number] = awsListeners[0]) =>
  [
    type,
    given({
      loadBalancerArn: "a-balancer",
      protocol: "HTTPS",
      port: 443,
      defaultActions: [{ type: "forward", targetGroupArn: "a-group" }],
      ...props,
    }),
  ] as unknown as Written;

/** What makes AWS's listener send an HSTS header. */
export const telling = (routingHttpResponseStrictTransportSecurityHeaderValue: string): AwsListenerProps => ({
  routingHttpResponseStrictTransportSecurityHeaderValue,
});
