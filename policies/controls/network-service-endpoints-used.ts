import { control } from "../control.ts";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const VPC = "aws:ec2/vpc:Vpc";

interface Reaching {
  /** The services of AWS that are reached without leaving the VPC. */
  readonly services: () => readonly string[];
}

/** The name of a service without the region before it: `ecr.api` from `com.amazonaws.eu-west-1.ecr.api`. */
const serviceOf = (name: string | undefined): string =>
  String(name ?? "").replace(/^(?:[a-z]{2}\.)?com\.amazonaws\.[^.]+\./, "");

const endpoint = (service: string): [typeof ENDPOINT, { vpcId: string; serviceName: string }] => [
  ENDPOINT,
  { vpcId: "${vpc}", serviceName: `com.amazonaws.eu-west-1.${service}` },
];

export default control<Reaching, { endpointServices: string[] }>({
  id: "network-service-endpoints-used",
  title: "Reach AWS's own services through VPC endpoints",
  why: "Without an endpoint every call to AWS crosses the internet, and each network needs a way out that others use too.",
  fix: "Make a VpcEndpoint for each service: Gateway for s3, Interface for the others.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["apis-private-where-possible", "zero-trust", "egress-filtered"],
    "nist-800-53": ["AC-4", "SC-7"],
    "cis-aws": ["6.8"],
    fsbp: ["EC2.10"],
    "nist-csf": ["protect"],
  },
  settings: {
    endpointServices: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["s3", "ec2", "kms", "logs", "sts"],
      description: "The services of AWS that every VPC has an endpoint for, as in the end of their names.",
    },
  },
  joins: {
    [VPC]: (vpc) => [{ services: () => vpc.users(ENDPOINT, "vpcId").map(({ props }) => serviceOf(props.serviceName)) }],
  },
  judge: ({ services }, { endpointServices }) => {
    const reached = services();
    const missing = endpointServices.filter((service) => !reached.includes(service));
    return missing.length > 0 ? `The VPC has no endpoint for ${missing.join(", ")}.` : undefined;
  },
  pass: [
    {
      vpc: [VPC, { cidrBlock: "10.20.0.0/16" }],
      s3: endpoint("s3"),
      ec2: endpoint("ec2"),
      kms: endpoint("kms"),
      logs: endpoint("logs"),
      sts: endpoint("sts"),
      more: endpoint("ecr.api"),
    },
  ],
  fail: [
    { vpc: [VPC, { cidrBlock: "10.20.0.0/16" }] },
    {
      vpc: [VPC, { cidrBlock: "10.20.0.0/16" }],
      s3: endpoint("s3"),
      ec2: endpoint("ec2messages"),
      kms: endpoint("kms"),
      logs: endpoint("logs"),
      sts: endpoint("sts"),
    },
  ],
});
