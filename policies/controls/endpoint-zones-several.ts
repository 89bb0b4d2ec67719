import { control } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancerProps, awsBalancer, awsBalancers } from "../facts/balancer.ts";

const CLASSIC = "aws:elb/loadBalancer:LoadBalancer";

interface Standing {
  /** How many places it stands in. */
  readonly places: number;
}

const count = (...lists: readonly (readonly unknown[] | undefined)[]): number =>
  lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);

const mapping = (subnetId: string) => ({ subnetId });

export default control({
  id: "endpoint-zones-several",
  title: "Let load balancers stand in two availability zones at least",
  why: "A load balancer in one availability zone goes down with it, whatever is redundant behind it.",
  fix: "Give it subnets in two availability zones or more.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["services-redundant", "availability-zones-used"],
    "nist-800-53": ["CP-10", "SC-5"],
    fsbp: ["ELB.13"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...alike(awsBalancers, (balancer: AwsBalancerProps): Standing[] => [
      {
        get places() {
          return count(balancer.subnets, balancer.subnetMappings);
        },
      },
    ]),
    [CLASSIC]: (balancer): Standing[] => [
      {
        get places() {
          return count(balancer.subnets, balancer.availabilityZones);
        },
      },
    ],
  },
  judge: ({ places }: Standing) =>
    places < 2 ? "The load balancer stands in one availability zone at most." : undefined,
  pass: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({ subnets: ["a-subnet", "b-subnet"] }, type) })),
    { api: awsBalancer({ subnetMappings: [mapping("a-subnet"), mapping("b-subnet")] }) },
    { classic: [CLASSIC, { availabilityZones: ["eu-west-1a", "eu-west-1b"] }] },
  ],
  fail: [
    { api: awsBalancer({ subnets: ["a-subnet"] }) },
    { api: awsBalancer({ subnetMappings: [mapping("a-subnet")] }) },
    { api: awsBalancer() },
    { classic: [CLASSIC, { subnets: ["a-subnet"] }] },
  ],
});
