import { control, type Written } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsBalancer, awsBalancer, awsBalancers, readsRequests } from "../facts/balancer.ts";
import { every } from "../knowledge.ts";

const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";

interface Facing {
  readonly bare: () => boolean;
}

const guarded: Written = [ASSOCIATION, { resourceArn: "${api}", webAclArn: "an-acl" }];

export default control({
  id: "endpoint-web-firewall-used",
  title: "Put a web application firewall before every public load balancer",
  why: "The common attacks on web applications come by the thousand a day, and one of them meets a server that was not updated yet.",
  fix: "Give the load balancer a WebAclAssociation, or set `internal` where nobody outside needs it.",
  severity: "high",
  sources: {
    talk: ["waf-used", "waf-or-gateway-defined", "network-protection-automated"],
    "nist-800-53": ["SC-7", "SI-4"],
    fsbp: ["ELB.16"],
    "nist-csf": ["protect"],
  },
  joins: alike(awsBalancers, (balancer: AwsBalancer): Facing[] => [
    {
      bare: () =>
        every(
          () => balancer.props.internal !== true,
          () => readsRequests(balancer.props),
          () => balancer.users(ASSOCIATION, "resourceArn", ["arn", "id"]).length === 0,
        ),
    },
  ]),
  judge: ({ bare }: Facing) =>
    bare() ? "The load balancer faces the internet without a web application firewall." : undefined,
  pass: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({}, type), guarded })),
    { inside: awsBalancer({ internal: true }) },
    { passing: awsBalancer({ loadBalancerType: "network" }) },
  ],
  fail: [
    ...awsBalancers.map((type) => ({ api: awsBalancer({}, type) })),
    { other: awsBalancer({ internal: false }), api: awsBalancer(), guarded },
  ],
});
