import { control } from "../control.ts";

interface Adopted {
  readonly what: "VPC" | "subnet";
}

export default control({
  id: "network-default-vpc-unused",
  title: "Use networks of one's own, not the default VPC",
  why: "Every subnet of the default VPC is public, gives each machine a public address and has no zone.",
  fix: "Make a VPC with subnets for each zone, and delete the default one in every region.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["network-design-planned", "network-multilayered", "networks-separated"],
    "nist-800-53": ["SC-7", "CM-7"],
    "nist-csf": ["protect"],
  },
  reads: {
    "aws:ec2/defaultVpc:DefaultVpc": (): Adopted[] => [{ what: "VPC" }],
    "aws:ec2/defaultSubnet:DefaultSubnet": (): Adopted[] => [{ what: "subnet" }],
  },
  judge: ({ what }: Adopted) => `The program uses a default ${what} of the account.`,
  pass: [{ vpc: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16" }] }],
  fail: [
    { vpc: ["aws:ec2/defaultVpc:DefaultVpc", {}] },
    { subnet: ["aws:ec2/defaultSubnet:DefaultSubnet", { availabilityZone: "eu-west-1a" }] },
  ],
});
