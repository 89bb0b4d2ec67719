import { control, type Example } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { awsTargetGroups } from "../facts/balancer.ts";
import { listener, pool } from "../facts/tls.ts";
import { every, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const LISTENER = "openstack:loadbalancer/listener:Listener";

interface Served {
  readonly what: "pool" | "target group";
  readonly encrypted: () => boolean;
}

export default control<Served>({
  id: "endpoint-members-encrypted",
  title: "Speak TLS with the servers behind an endpoint",
  why: "TLS that ends at the load balancer leaves passwords and tokens in plain text on the network behind it.",
  fix: "Set `tlsEnabled` on the pool, or pass TLS through with an HTTPS listener and an HTTPS pool; on AWS make the target group HTTPS or TLS.",
  severity: "high",
  sources: {
    talk: ["tls-between-services", "core-services-encrypted", "data-encrypted-everywhere"],
    ossg: ["tls-introduction", "tls-proxies-and-http-services"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
    "nist-csf": ["protect"],
  },
  reads: alike(awsTargetGroups, (group: Props<(typeof awsTargetGroups)[0]>): Served[] => [
    {
      what: "target group",
      encrypted: () =>
        some(
          () => ["HTTPS", "TLS", "QUIC", "GENEVE"].includes(group.protocol ?? ""),
          // What a function or another load balancer speaks is not the target group's to say.
          () => ["lambda", "alb"].includes(group.targetType ?? ""),
          // The port of TLS that nobody ends before.
          () => group.protocol === "TCP" && group.port === 443,
        ),
    },
  ]),
  joins: {
    "openstack:loadbalancer/pool:Pool": (pool) => [
      {
        what: "pool",
        encrypted: () =>
          some(
            () => pool.props.tlsEnabled === true,
            () => pool.props.protocol === "HTTPS",
            () =>
              every(
                () => ["TCP", "PROXY", "PROXYV2"].includes(pool.props.protocol ?? ""),
                () => {
                  const passing = [...pool.tied("listenerId", LISTENER), ...pool.users(LISTENER, "defaultPoolId")];
                  return (
                    passing.length > 0 &&
                    every(
                      ...passing.map(
                        ({ props }) =>
                          () =>
                            props.protocol === "HTTPS",
                      ),
                    )
                  );
                },
              ),
          ),
      },
    ],
  },
  judge: ({ what, encrypted }) => (encrypted() ? undefined : `The ${what} speaks with its members in plain text.`),
  pass: [
    { servers: pool() },
    { passed: pool({ protocol: "HTTPS", tlsEnabled: undefined }) },
    {
      listener: listener({ protocol: "HTTPS" }),
      servers: pool({ listenerId: "${listener}", protocol: "TCP", tlsEnabled: undefined }),
    },
    {
      servers: pool({ listenerId: undefined, loadbalancerId: "a-balancer", protocol: "PROXYV2", tlsEnabled: false }),
      listener: listener({ protocol: "HTTPS", defaultPoolId: "${servers}" }),
    },
    ...awsTargetGroups.flatMap((type): Example[] => [
      { servers: [type, { protocol: "HTTPS", port: 8443 }] },
      { servers: [type, { protocol: "TLS", port: 5671 }] },
      { passed: [type, { protocol: "TCP", port: 443 }] },
      { function: [type, { targetType: "lambda" }] },
      { behind: [type, { targetType: "alb", protocol: "TCP", port: 80 }] },
    ]),
  ],
  fail: [
    { servers: pool({ tlsEnabled: undefined }) },
    { servers: pool({ tlsEnabled: false }) },
    { servers: pool({ protocol: "TCP", tlsEnabled: undefined }) },
    {
      listener: listener(),
      servers: pool({ listenerId: "${listener}", protocol: "PROXY", tlsEnabled: undefined }),
    },
    ...awsTargetGroups.flatMap((type): Example[] => [
      { servers: [type, { protocol: "HTTP", port: 443 }] },
      { servers: [type, { protocol: "TCP", port: 5432, targetType: "ip" }] },
      { servers: [type, { protocol: "TCP_UDP", port: 443 }] },
    ]),
  ],
});
