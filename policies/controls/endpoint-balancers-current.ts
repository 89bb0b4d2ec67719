import { control } from "../control.ts";
import { awsBalancer } from "../facts/balancer.ts";

export default control({
  id: "endpoint-balancers-current",
  title: "Use load balancers of the present generation",
  why: "AWS's classic load balancer knows neither TLS 1.3 nor HSTS, and no web application firewall can stand before it.",
  fix: "Use aws.lb.LoadBalancer with listeners and target groups instead.",
  severity: "medium",
  level: "advisory",
  sources: { talk: ["waf-used", "hsts-set", "tls-inbound"], "nist-800-53": ["CM-6", "SC-8"], "nist-csf": ["protect"] },
  reads: { "aws:elb/loadBalancer:LoadBalancer": () => [{}] },
  judge: () => "The load balancer is a classic one.",
  pass: [{ api: awsBalancer() }],
  fail: [{ api: ["aws:elb/loadBalancer:LoadBalancer", { listeners: [] }] }],
});
