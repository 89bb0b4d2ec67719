import { control, type Example } from "../control.ts";
import { inputOf } from "../facts/alike.ts";
import { awsBalancers } from "../facts/balancer.ts";
import { some } from "../knowledge.ts";

const ADDRESS = "aws:ec2/eip:Eip";

/** What takes a public address, by which input. */
const TAKERS = [
  inputOf("aws:ec2/eipAssociation:EipAssociation", "allocationId"),
  inputOf("aws:ec2/natGateway:NatGateway", "allocationId"),
  inputOf("aws:ec2/natGateway:NatGateway", "secondaryAllocationIds"),
  ...awsBalancers.map((type) => inputOf(type, "subnetMappings")),
] as const;

interface Address {
  readonly taken: () => boolean;
}

export default control({
  id: "network-addresses-used",
  title: "Keep no public address that nothing has",
  why: "An address that lies idle costs, is forgotten in allow lists elsewhere, and one day leads to whatever somebody attaches it to.",
  fix: "Attach it, or release it.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["assets-managed", "public-ip-needed"],
    "nist-800-53": ["CM-8", "CM-7"],
    fsbp: ["EC2.12"],
    "nist-csf": ["identify"],
  },
  joins: {
    [ADDRESS]: (address): Address[] => [
      {
        taken: () =>
          some(
            () => Boolean(address.props.instance),
            () => Boolean(address.props.networkInterface),
            ...TAKERS.map(
              ([type, input]) =>
                () =>
                  address.users(type, input as never, ["allocationId", "id"]).length > 0,
            ),
          ),
      },
    ],
  },
  judge: ({ taken }: Address) => (taken() ? undefined : "Nothing in this stack has the address."),
  pass: [
    { address: [ADDRESS, { domain: "vpc", instance: "i-1" }] },
    { address: [ADDRESS, { domain: "vpc", networkInterface: "eni-1" }] },
    ...TAKERS.map(
      ([type, input]): Example => ({
        address: [ADDRESS, { domain: "vpc" }],
        taker: [type, { [input]: ["${address}"] }] as unknown as Example[string],
      }),
    ),
  ],
  fail: [
    { address: [ADDRESS, { domain: "vpc" }] },
    { address: [ADDRESS, {}], through: ["aws:ec2/natGateway:NatGateway", { allocationId: "eipalloc-1" }] },
  ],
});
