import type { Zone } from "../../components/zone.ts";
import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsListener, awsZoneAround, type Listener, zoneAround } from "../facts/balancer.ts";
import { awsListener, awsListeners, listener } from "../facts/tls.ts";
import { zoneTag } from "../facts/zone.ts";
import { every } from "../knowledge.ts";

const BALANCER = "openstack:loadbalancer/loadBalancer:LoadBalancer";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";

interface Managing {
  readonly zone: (zoneTag: string) => Zone | undefined;
  readonly asks: () => boolean;
}

const asksForCertificate = ({ props }: Listener): boolean =>
  props.protocol === "TERMINATED_HTTPS" &&
  props.clientAuthentication === "MANDATORY" &&
  Boolean(props.clientCaTlsContainerRef);

/** AWS's load balancers take certificates for HTTPS only. */
const asksOnAws = ({ props }: AwsListener): boolean =>
  props.protocol === "HTTPS" &&
  props.mutualAuthentication?.mode === "verify" &&
  Boolean(props.mutualAuthentication.trustStoreArn);

const verified = { mutualAuthentication: { mode: "verify", trustStoreArn: "a-store" } };

const clients = { clientAuthentication: "MANDATORY", clientCaTlsContainerRef: "https://key.example.org/v1/secrets/1" };

export default control<Managing, { zoneTag: string }>({
  id: "endpoint-clients-certified",
  title: "Let nobody manage without a client certificate",
  why: "A stolen password alone opens a management endpoint that asks for nothing else.",
  fix: "Set `clientAuthentication` to MANDATORY, and `clientCaTlsContainerRef` to the authority that signs the administrators' certificates; on AWS `mutualAuthentication` to verify against a trust store.",
  severity: "high",
  level: "advisory",
  sources: {
    talk: ["two-factor-used", "zero-trust", "api-restricted"],
    ossg: ["management-interfaces"],
    "nist-800-53": ["IA-2", "IA-2(1)", "AC-17"],
    "nist-csf": ["protect"],
  },
  settings: { zoneTag },
  // What speaks plain HTTP may only send clients elsewhere: see endpoint-tls-terminated.
  joins: {
    ...alike(awsListeners, (listener: AwsListener): Managing[] =>
      listener.props.protocol === "HTTP"
        ? []
        : [{ zone: (key) => awsZoneAround(listener, key), asks: () => asksOnAws(listener) }],
    ),
    "openstack:loadbalancer/listener:Listener": (listener) =>
      listener.props.protocol === "HTTP"
        ? []
        : [{ zone: (key) => zoneAround(listener, key), asks: () => asksForCertificate(listener) }],
  },
  judge: ({ zone, asks }, { zoneTag }) =>
    every(
      () => zone(zoneTag) === "management",
      () => !asks(),
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
    ...awsListeners.map((type) => ({ admin: awsListener({ tags: { zone: "management" }, ...verified }, type) })),
    {
      balancer: ["aws:lb/loadBalancer:LoadBalancer", { tags: { zone: "api" } }],
      api: awsListener({ loadBalancerArn: "${balancer}" }),
    },
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
    {
      balancer: ["aws:alb/loadBalancer:LoadBalancer", { tags: { zone: "management" } }],
      admin: awsListener({ loadBalancerArn: "${balancer}" }),
    },
    {
      subnet: ["aws:ec2/subnet:Subnet", { tags: { zone: "management" } }],
      balancer: ["aws:lb/loadBalancer:LoadBalancer", { subnets: ["${subnet}"] }],
      admin: awsListener({ loadBalancerArn: "${balancer}", mutualAuthentication: { mode: "passthrough" } }),
    },
    {
      subnet: ["aws:ec2/subnet:Subnet", { tags: { zone: "management" } }],
      balancer: ["aws:lb/loadBalancer:LoadBalancer", { subnetMappings: [{ subnetId: "${subnet}" }] }],
      admin: awsListener({ loadBalancerArn: "${balancer}", protocol: "TLS", ...verified }),
    },
    { admin: awsListener({ tags: { zone: "management" }, mutualAuthentication: { mode: "verify" } }) },
  ],
});
