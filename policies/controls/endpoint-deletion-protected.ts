import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancerProps, awsBalancer, awsBalancers } from "../facts/balancer.ts";

interface Standing {
  readonly guarded: boolean;
}

export default control({
  id: "endpoint-deletion-protected",
  title: "Protect load balancers from deletion",
  why: "One mistaken call takes every service behind the load balancer away, and its name leads nowhere until a new one stands.",
  fix: "Set `enableDeletionProtection` to true.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["services-redundant"], "nist-800-53": ["CP-10", "SC-5"], fsbp: ["ELB.6"], "nist-csf": ["protect"] },
  reads: alike(awsBalancers, (balancer: AwsBalancerProps): Standing[] => [
    {
      get guarded() {
        return balancer.enableDeletionProtection === true;
      },
    },
  ]),
  judge: ({ guarded }: Standing) =>
    guarded ? undefined : "Anybody who may delete the load balancer can do so by mistake.",
  pass: awsBalancers.map((type) => ({ api: awsBalancer({ enableDeletionProtection: true }, type) })),
  fail: awsBalancers.flatMap((type) => [
    { api: awsBalancer({}, type) },
    { api: awsBalancer({ enableDeletionProtection: false }, type) },
  ]),
});
