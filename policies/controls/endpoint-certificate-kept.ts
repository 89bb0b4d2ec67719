import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsListenerProps, awsListener, awsListeners, endsTls, listener } from "../facts/tls.ts";

const REF = /^https?:\/\/[^\s@]+\/(containers|secrets)\/[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\/?$/i;

const example = "https://key.example.org/v1/containers/7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11";

/** A certificate that AWS's Certificate Manager keeps. IAM keeps them too, and neither renews them nor says when they end. */
const ARN = /^arn:aws[a-z-]*:acm:/;

const arn = "arn:aws:acm:eu-west-1:123456789012:certificate/7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11";

interface Certified {
  /** What was given as addresses in the key manager. */
  readonly refs: readonly string[];
  /** What an address there is like. */
  readonly like: RegExp;
}

export default control({
  id: "endpoint-certificate-kept",
  title: "Keep certificates and their keys in the key manager",
  why: "A key that lies anywhere else is copied, forgotten and never revoked.",
  fix: "Put certificate and key into a Barbican container, and give its address as `defaultTlsContainerRef`; on AWS into the Certificate Manager, and give its `arn` as `certificateArn`.",
  severity: "high",
  sources: {
    talk: ["keys-managed", "keys-stored-apart"],
    ossg: ["secrets-management"],
    "nist-800-53": ["SC-12", "SC-28"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...alike(awsListeners, (listener: AwsListenerProps): Certified[] =>
      endsTls(listener)
        ? [
            {
              get refs() {
                return listener.certificateArn ? [listener.certificateArn] : [];
              },
              like: ARN,
            },
          ]
        : [],
    ),
    "openstack:loadbalancer/listener:Listener": (listener): Certified[] =>
      listener.protocol === "TERMINATED_HTTPS"
        ? [
            {
              get refs() {
                return [listener.defaultTlsContainerRef, ...(listener.sniContainerRefs ?? [])].filter(
                  (ref) => ref !== undefined && ref !== "",
                ) as string[];
              },
              like: REF,
            },
          ]
        : [],
  },
  judge: ({ refs, like }: Certified) => {
    if (refs.length === 0) return "The listener has no certificate from the key manager.";
    return refs.every((ref) => like.test(String(ref)))
      ? undefined
      : "The listener is given something that is no address in the key manager.";
  },
  pass: [
    { api: listener({ defaultTlsContainerRef: example }) },
    { names: listener({ sniContainerRefs: [example.replace("containers", "secrets")] }) },
    { passed: listener({ protocol: "HTTPS" }) },
    ...awsListeners.map((type) => ({ api: awsListener({ certificateArn: arn }, type) })),
    { api: awsListener({ certificateArn: arn.replace("aws:", "aws-cn:"), protocol: "TLS" }) },
    { plain: awsListener({ protocol: "HTTP" }) },
  ],
  fail: [
    { api: listener() },
    { api: listener({ defaultTlsContainerRef: "" }) },
    { api: listener({ defaultTlsContainerRef: "-----BEGIN CERTIFICATE-----" }) },
    { api: listener({ defaultTlsContainerRef: "/etc/ssl/private/api.pem" }) },
    { names: listener({ defaultTlsContainerRef: example, sniContainerRefs: ["api.pem"] }) },
    { api: awsListener() },
    { api: awsListener({ certificateArn: "arn:aws:iam::123456789012:server-certificate/api" }) },
  ],
});
