import { control } from "../control.ts";
import { listener, pool } from "../facts/tls.ts";
import { every, some } from "../knowledge.ts";

const LISTENER = "openstack:loadbalancer/listener:Listener";

interface Served {
  readonly encrypted: () => boolean;
}

export default control<Served>({
  id: "endpoint-members-encrypted",
  title: "Speak TLS with the servers behind an endpoint",
  why: "TLS that ends at the load balancer leaves passwords and tokens in plain text on the network behind it.",
  fix: "Set `tlsEnabled` on the pool, or pass TLS through with an HTTPS listener and an HTTPS pool.",
  severity: "high",
  sources: {
    talk: ["tls-between-services", "core-services-encrypted", "data-encrypted-everywhere"],
    ossg: ["tls-introduction", "tls-proxies-and-http-services"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
  },
  joins: {
    "openstack:loadbalancer/pool:Pool": (pool) => [
      {
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
  judge: ({ encrypted }) => (encrypted() ? undefined : "The pool speaks with its members in plain text."),
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
  ],
  fail: [
    { servers: pool({ tlsEnabled: undefined }) },
    { servers: pool({ tlsEnabled: false }) },
    { servers: pool({ protocol: "TCP", tlsEnabled: undefined }) },
    {
      listener: listener(),
      servers: pool({ listenerId: "${listener}", protocol: "PROXY", tlsEnabled: undefined }),
    },
  ],
});
