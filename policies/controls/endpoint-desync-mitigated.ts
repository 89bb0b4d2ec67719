import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancerProps, awsBalancer, awsBalancers, readsRequests } from "../facts/balancer.ts";

const CLASSIC = "aws:elb/loadBalancer:LoadBalancer";

interface Passing {
  /** What AWS does unless it is told otherwise is `defensive`. */
  readonly mode: string;
}

const passing = (props: { desyncMitigationMode?: string }): Passing[] => [
  {
    get mode() {
      return props.desyncMitigationMode ?? "defensive";
    },
  },
];

export default control({
  id: "endpoint-desync-mitigated",
  title: "Refuse requests that two servers may read differently",
  why: "Where the load balancer sees one request and the server behind it two, the second was looked at by nobody.",
  fix: "Leave `desyncMitigationMode` out, or set it to defensive or strictest.",
  severity: "medium",
  sources: {
    talk: ["waf-used", "reverse-proxy-used"],
    "nist-800-53": ["SC-7", "SC-8"],
    fsbp: ["ELB.12"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...alike(awsBalancers, (balancer: AwsBalancerProps) => (readsRequests(balancer) ? passing(balancer) : [])),
    [CLASSIC]: passing,
  },
  judge: ({ mode }: Passing) =>
    mode === "defensive" || mode === "strictest"
      ? undefined
      : "The load balancer passes on requests that two servers may read differently.",
  pass: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({ desyncMitigationMode: "strictest" }, type) })),
    { api: awsBalancer(), classic: [CLASSIC, { desyncMitigationMode: "defensive" }] },
    { passing: awsBalancer({ loadBalancerType: "network", desyncMitigationMode: "monitor" }) },
  ],
  fail: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({ desyncMitigationMode: "monitor" }, type) })),
    { classic: [CLASSIC, { desyncMitigationMode: "monitor" }] },
  ],
});
