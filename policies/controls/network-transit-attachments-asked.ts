import { control } from "../control.ts";

const GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway";

interface Gateway {
  readonly accepts: boolean;
}

export default control({
  id: "network-transit-attachments-asked",
  title: "Let nobody join a transit gateway without being asked in",
  why: "A gateway that accepts by itself joins the network of whoever it was once shared with to all the others.",
  fix: "Leave `autoAcceptSharedAttachments` out, and accept each attachment by an accepter of its own.",
  severity: "high",
  level: "advisory",
  sources: {
    talk: ["transit-gateway-hub", "zero-trust", "perimeter-controlled"],
    "nist-800-53": ["AC-4", "CM-6"],
    fsbp: ["EC2.23"],
    "nist-csf": ["protect"],
  },
  reads: {
    [GATEWAY]: (gateway): Gateway[] => [
      {
        get accepts() {
          return gateway.autoAcceptSharedAttachments === "enable";
        },
      },
    ],
  },
  judge: ({ accepts }: Gateway) =>
    accepts ? "The transit gateway accepts every attachment that it is asked for." : undefined,
  pass: [{ hub: [GATEWAY, {}] }, { hub: [GATEWAY, { autoAcceptSharedAttachments: "disable" }] }],
  fail: [{ hub: [GATEWAY, { autoAcceptSharedAttachments: "enable" }] }],
});
