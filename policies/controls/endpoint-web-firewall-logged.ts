import { control, type Written } from "../control.ts";

const ACL = "aws:wafv2/webAcl:WebAcl";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

interface Filtering {
  readonly logs: () => boolean;
}

const acl: Written = [
  ACL,
  {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: "an-example" },
  },
];

export default control({
  id: "endpoint-web-firewall-logged",
  title: "Log what every web application firewall stops",
  why: "A firewall that tells nobody what it stops hides both the attack and the users whom it stops by mistake.",
  fix: "Give the web ACL a WebAclLoggingConfiguration.",
  severity: "medium",
  sources: {
    talk: ["logging-central", "network-protection-automated", "threat-detection-used"],
    "nist-800-53": ["AU-2", "AU-12", "SI-4"],
    fsbp: ["WAF.11"],
    "nist-csf": ["detect"],
  },
  joins: {
    [ACL]: (acl): Filtering[] => [{ logs: () => acl.users(LOGGING, "resourceArn", ["arn", "id"]).length > 0 }],
  },
  judge: ({ logs }: Filtering) => (logs() ? undefined : "Nothing logs what the web application firewall stops."),
  pass: [{ acl, logging: [LOGGING, { resourceArn: "${acl}", logDestinationConfigs: ["a-log-group"] }] }],
  fail: [{ acl }, { acl, logging: [LOGGING, { resourceArn: "another-acl", logDestinationConfigs: ["a-log-group"] }] }],
});
