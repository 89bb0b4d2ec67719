import { control } from "../control.ts";
import { type Listener, zoneAround } from "../facts/balancer.ts";
import { listener } from "../facts/tls.ts";
import { zoneTag } from "../facts/zone.ts";
import { every } from "../knowledge.ts";

const BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";

interface Managing {
  readonly listener: Listener;
}

const asksForCertificate = ({ props }: Listener): boolean =>
  props.protocol === "TERMINATED_HTTPS" &&
  props.clientAuthentication === "MANDATORY" &&
  Boolean(props.clientCaTlsContainerRef);

const clients = { clientAuthentication: "MANDATORY", clientCaTlsContainerRef: "https://key.example.org/v1/secrets/1" };

export default control<Managing, { zoneTag: string }>({
  id: "endpoint-clients-certified",
  title: "Let nobody manage without a client certificate",
  why: "A stolen password alone opens a management endpoint that asks for nothing else.",
  fix: "Set `clientAuthentication` to MANDATORY, and `clientCaTlsContainerRef` to the authority that signs the administrators' certificates.",
  severity: "high",
  level: "advisory",
  sources: {
    talk: ["two-factor-used", "zero-trust", "api-restricted"],
    ossg: ["management-interfaces"],
    "nist-800-53": ["IA-2", "IA-2(1)", "AC-17"],
  },
  settings: { zoneTag },
  // What speaks plain HTTP may only send clients elsewhere: see endpoint-tls-terminated.
  joins: {
    "openstack:loadbalancer/listener:Listener": (listener) =>
      listener.props.protocol === "HTTP" ? [] : [{ listener }],
  },
  judge: ({ listener }, { zoneTag }) =>
    every(
      () => zoneAround(listener, zoneTag) === "management",
      () => !asksForCertificate(listener),
    )
      ? "The listener is in the zone management, and takes clients that show no certificate."
      : undefined,
  pass: [
    {
      balancer: [BALANCER, { tags: ["zone:management"] }],
      admin: listener({ loadbalancerId: "${balancer}", ...clients }),
    },
    {
      balancer: [BALANCER, { tags: ["zone:api"] }],
      api: listener({ loadbalancerId: "${balancer}" }),
    },
    { adopted: listener() },
    { redirect: listener({ tags: ["zone:management"], protocol: "HTTP", protocolPort: 80 }) },
  ],
  fail: [
    {
      balancer: [BALANCER, { tags: ["zone:management"] }],
      admin: listener({ loadbalancerId: "${balancer}" }),
    },
    {
      network: [NETWORK, { tags: ["zone:management"] }],
      port: [PORT, { networkId: "${network}" }],
      balancer: [BALANCER, { vipPortId: "${port}" }],
      admin: listener({ loadbalancerId: "${balancer}", ...clients, clientAuthentication: "OPTIONAL" }),
    },
    { admin: listener({ tags: ["zone:management"], clientAuthentication: "MANDATORY" }) },
    { passed: listener({ tags: ["zone:management"], protocol: "HTTPS" }) },
  ],
});
