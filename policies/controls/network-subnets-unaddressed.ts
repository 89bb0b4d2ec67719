import { control } from "../control.ts";

interface Subnet {
  readonly addresses: boolean;
}

export default control({
  id: "network-subnets-unaddressed",
  title: "Let no subnet give out public addresses by itself",
  why: "In a subnet that gives every machine a public address, each one that somebody starts is on the internet without anybody having asked for it.",
  fix: "Leave `mapPublicIpOnLaunch` out, and give an address to the load balancers and bastions that need one.",
  severity: "high",
  sources: {
    talk: ["public-ip-needed", "internet-services-known", "perimeter-controlled"],
    "nist-800-53": ["AC-4", "SC-7"],
    fsbp: ["EC2.15"],
    "nist-csf": ["protect"],
  },
  reads: {
    "aws:ec2/subnet:Subnet": (subnet): Subnet[] => [
      {
        get addresses() {
          return subnet.mapPublicIpOnLaunch === true;
        },
      },
    ],
  },
  judge: ({ addresses }: Subnet) => (addresses ? "The subnet gives every machine in it a public address." : undefined),
  pass: [
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc" }] },
    { subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", mapPublicIpOnLaunch: false }] },
  ],
  fail: [{ subnet: ["aws:ec2/subnet:Subnet", { vpcId: "a-vpc", mapPublicIpOnLaunch: true }] }],
});
