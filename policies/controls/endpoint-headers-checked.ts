import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancerProps, awsBalancer, awsBalancers, readsRequests } from "../facts/balancer.ts";

interface Passing {
  readonly drops: boolean;
}

export default control({
  id: "endpoint-headers-checked",
  title: "Drop headers that are not valid",
  why: "A header that two servers read differently smuggles a second request past whatever looked at the first.",
  fix: "Set `dropInvalidHeaderFields` to true.",
  severity: "medium",
  sources: {
    talk: ["waf-used", "reverse-proxy-used"],
    "nist-800-53": ["SC-7", "SC-8"],
    fsbp: ["ELB.4"],
    "nist-csf": ["protect"],
  },
  reads: alike(awsBalancers, (balancer: AwsBalancerProps): Passing[] =>
    readsRequests(balancer)
      ? [
          {
            get drops() {
              return balancer.dropInvalidHeaderFields === true;
            },
          },
        ]
      : [],
  ),
  judge: ({ drops }: Passing) => (drops ? undefined : "The load balancer passes on headers that are not valid."),
  pass: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({ dropInvalidHeaderFields: true }, type) })),
    { passing: awsBalancer({ loadBalancerType: "network" }) },
  ],
  fail: [
    { api: awsBalancer() },
    { api: awsBalancer({ dropInvalidHeaderFields: false, loadBalancerType: "application" }) },
  ],
});
