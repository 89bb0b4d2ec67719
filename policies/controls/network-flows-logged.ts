import { control } from "../control.ts";
import { every, some } from "../knowledge.ts";

const LOG = "aws:ec2/flowLog:FlowLog";
const VPC = "aws:ec2/vpc:Vpc";

interface Logged {
  readonly complete: () => boolean;
}

export default control({
  id: "network-flows-logged",
  title: "Log the flows of every VPC, accepted and rejected",
  why: "Without flow logs nobody sees a scan before the attack, nor afterwards where the data went.",
  fix: "Give the VPC a FlowLog with the traffic type ALL.",
  severity: "medium",
  sources: {
    talk: ["network-monitored", "misconfigurations-detected", "anomalies-monitored", "activities-monitored"],
    "nist-800-53": ["AC-4(26)", "AU-12", "SI-4"],
    "cis-aws": ["4.7"],
    fsbp: ["EC2.6"],
    "nist-csf": ["detect"],
  },
  joins: {
    [VPC]: (vpc): Logged[] => [
      {
        complete: () =>
          some(
            ...vpc.users(LOG, "vpcId").map(
              ({ props }) =>
                () =>
                  every(
                    () => String(props.trafficType ?? "").toUpperCase() === "ALL",
                    () => Boolean(props.logDestination),
                  ),
            ),
          ),
      },
    ],
  },
  judge: ({ complete }: Logged) => (complete() ? undefined : "Nothing logs all flows of the VPC."),
  pass: [
    {
      vpc: [VPC, { cidrBlock: "10.20.0.0/16" }],
      log: [LOG, { vpcId: "${vpc}", trafficType: "ALL", logDestination: "arn:aws:logs:eu-west-1:1:log-group:flows" }],
    },
  ],
  fail: [
    { vpc: [VPC, { cidrBlock: "10.20.0.0/16" }] },
    {
      vpc: [VPC, { cidrBlock: "10.20.0.0/16" }],
      log: [LOG, { vpcId: "${vpc}", trafficType: "REJECT", logDestination: "arn:aws:s3:::flows" }],
    },
    { vpc: [VPC, { cidrBlock: "10.20.0.0/16" }], log: [LOG, { vpcId: "${vpc}", trafficType: "ALL" }] },
    {
      vpc: [VPC, { cidrBlock: "10.20.0.0/16" }],
      log: [LOG, { subnetId: "a-subnet", trafficType: "ALL", logDestination: "arn:aws:s3:::flows" }],
    },
  ],
});
