import { control, type Written } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancer, awsBalancer, awsBalancers } from "../facts/balancer.ts";
import { every } from "../knowledge.ts";

const PROTECTION = "aws:shield/protection:Protection";

interface Facing {
  readonly bare: () => boolean;
}

const shield = (resourceArn: string): Written => [PROTECTION, { resourceArn }];

export default control({
  id: "endpoint-shields-complete",
  title: "Shield every public load balancer once one is",
  why: "Who floods a service takes the address that is not shielded.",
  fix: "Give the load balancer a shield Protection of its own.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["aws-shield-protects"], "nist-800-53": ["SC-5"], "nist-csf": ["protect"] },
  // Shield Advanced is paid for by the account; a stack that uses it nowhere is not asked to.
  joins: alike(awsBalancers, (balancer: AwsBalancer): Facing[] => [
    {
      bare: () =>
        every(
          () => balancer.plan.of(PROTECTION).length > 0,
          () => balancer.props.internal !== true,
          () => balancer.users(PROTECTION, "resourceArn", ["arn", "id"]).length === 0,
        ),
    },
  ]),
  judge: ({ bare }: Facing) =>
    bare() ? "The load balancer has no shield, although others in the stack have." : undefined,
  pass: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({}, type), shield: shield("${api}") })),
    { api: awsBalancer() },
    { inside: awsBalancer({ internal: true }), shield: shield("an-address") },
  ],
  fail: awsBalancers.map((type) => ({ api: awsBalancer({}, type), shield: shield("an-address") })),
});
