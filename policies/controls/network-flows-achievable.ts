import { control } from "../control.ts";
import { FIREWALLS, type FlowSettings, flowSettings } from "../facts/declared-flow.ts";
import { declarers, type Place, unachievedBy } from "../facts/reachable.ts";
import { without, zonedOnAws, zonedOnOpenStack } from "../facts/zoned.ts";

export default control<Place, FlowSettings>({
  id: "network-flows-achievable",
  title: "Declare flows that the network lets through",
  why: "A flow that leads nowhere is either a hole in the deployment, which somebody will mend in a hurry, or leave that nobody needs.",
  fix: "Make the rule, the route or the gateway that it lacks, or take the flow away.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["firewall-zones-whitelisted", "misconfigurations-detected"],
    "nist-800-53": ["AC-4", "SC-7"],
    "nist-csf": ["identify"],
  },
  settings: flowSettings,
  needs: FIREWALLS,
  joins: declarers,
  judge: unachievedBy,
  pass: [zonedOnOpenStack, zonedOnAws],
  fail: [
    without(zonedOnOpenStack, "webIn"),
    without(zonedOnOpenStack, "apiJoint"),
    without(zonedOnAws, "given"),
    without(zonedOnAws, "webOut"),
  ],
});
