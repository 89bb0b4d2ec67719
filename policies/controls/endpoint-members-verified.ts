import { control } from "../control.ts";
import { pool } from "../facts/tls.ts";

interface Calling {
  readonly authority: string | undefined;
}

export default control({
  id: "endpoint-members-verified",
  title: "Check the certificates of the servers behind an endpoint",
  why: "TLS with a server that nobody checked is TLS with whoever took its address.",
  fix: "Give the pool the certificate of the authority that signed the servers' own, as `caTlsContainerRef`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["tls-between-services", "zero-trust"],
    ossg: ["tls-introduction"],
    "nist-800-53": ["SC-8", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:loadbalancer/pool:Pool": (pool): Calling[] =>
      pool.tlsEnabled
        ? [
            {
              get authority() {
                return pool.caTlsContainerRef;
              },
            },
          ]
        : [],
  },
  judge: ({ authority }: Calling) => (authority ? undefined : "The pool takes any certificate that its members show."),
  pass: [
    { servers: pool({ caTlsContainerRef: "https://key.example.org/v1/secrets/1" }) },
    { plain: pool({ tlsEnabled: false }) },
  ],
  fail: [{ servers: pool() }, { servers: pool({ caTlsContainerRef: "" }) }],
});
