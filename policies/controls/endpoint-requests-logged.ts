import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancerProps, awsBalancer, awsBalancers, onlyInspects } from "../facts/balancer.ts";

const CLASSIC = "aws:elb/loadBalancer:LoadBalancer";

interface Serving {
  readonly logs: boolean;
}

export default control({
  id: "endpoint-requests-logged",
  title: "Log who came to every load balancer",
  why: "After an attack the log of requests is all that says who came, from where, and what they were answered.",
  fix: "Give `accessLogs` a bucket, and set `enabled` to true.",
  severity: "medium",
  sources: {
    talk: ["proxy-caching-logging", "logging-central", "activities-monitored"],
    "nist-800-53": ["AU-2", "AU-12"],
    "cis-aws": ["4.10"],
    fsbp: ["ELB.5"],
    "nist-csf": ["detect"],
  },
  reads: {
    ...alike(awsBalancers, (balancer: AwsBalancerProps): Serving[] =>
      onlyInspects(balancer)
        ? []
        : [
            {
              get logs() {
                return balancer.accessLogs?.enabled === true;
              },
            },
          ],
    ),
    // The classic one logs as soon as it has a bucket, unless it is told not to.
    [CLASSIC]: (balancer): Serving[] => [
      {
        get logs() {
          return balancer.accessLogs !== undefined && balancer.accessLogs.enabled !== false;
        },
      },
    ],
  },
  judge: ({ logs }: Serving) => (logs ? undefined : "The load balancer logs no requests."),
  pass: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({ accessLogs: { bucket: "logs", enabled: true } }, type) })),
    { inspecting: awsBalancer({ loadBalancerType: "gateway" }) },
    { classic: [CLASSIC, { accessLogs: { bucket: "logs" } }] },
  ],
  fail: [
    { api: awsBalancer() },
    { api: awsBalancer({ accessLogs: { bucket: "logs" } }) },
    { api: awsBalancer({ loadBalancerType: "network", accessLogs: { bucket: "logs", enabled: false } }) },
    { classic: [CLASSIC, {}] },
    { classic: [CLASSIC, { accessLogs: { bucket: "logs", enabled: false } }] },
  ],
});
