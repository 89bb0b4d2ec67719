import { cloudOf } from "../../sandbox/clouds.ts";
import { Instance, main } from "../../sandbox/instance.ts";
import { Stack } from "../../sandbox/stack.ts";
import { AwsApi } from "../live/aws.ts";
import { Checkov } from "./checkov.ts";
import { type Explanation, printJudgements } from "./page.ts";
import { type Finding, Prowler } from "./prowler.ts";
import { mapping, planOf } from "./terraform.ts";

/** A document of Prowler's: what its option calls it, what its findings call it, and what people call it. */
interface Document {
  readonly option: string;
  readonly key: string;
  readonly title: string;
}

const DOCUMENTS: readonly Document[] = [
  { option: "cis_7.0_aws", key: "CIS-7.0", title: "CIS Amazon Web Services Foundations Benchmark 7.0.0" },
  {
    option: "aws_foundational_security_best_practices_aws",
    key: "AWS-Foundational-Security-Best-Practices",
    title: "AWS Foundational Security Best Practices",
  },
];

const startsWith =
  (...starts: readonly string[]) =>
  ({ resource }: Finding): boolean =>
    starts.some((start) => resource.startsWith(start));

/** The same reason for several checks. */
const each = (checks: readonly string[], about: string, why: string, of?: Explanation["of"]): Explanation[] =>
  checks.map((check) => ({ check, about, why, ...(of ? { of } : {}) }));

const WITHOUT_KMS =
  "Load balancers and S3 itself write their logs into buckets that S3's own keys encrypt, and into no others.";

const LOGS_OF_LOGS =
  "The trail records every read and write of an object; buckets of logs keep no log of their own besides.";

/** What Prowler is wrong about, where the account came with such things of its default VPC, by their ids. */
const prowlerIsWrong = (ofDefaultVpc: readonly string[]): Explanation[] => {
  const came = ({ resource }: Finding) => ofDefaultVpc.includes(resource);
  return [
    ...each(
      [
        "ec2_networkacl_allow_ingress_any_port",
        "ec2_networkacl_allow_ingress_tcp_port_22",
        "ec2_networkacl_allow_ingress_tcp_port_3389",
        "ec2_securitygroup_default_restrict_traffic",
        "vpc_endpoint_for_ec2_enabled",
        "vpc_flow_logs_enabled",
        "vpc_subnet_no_public_ip_by_default",
      ],
      "the default VPC",
      "The account came with it and nothing is in it: a stack could only adopt it, the pack refuses that, and whoever opens an account deletes it by hand.",
      came,
    ),
    {
      check: "athena_workgroup_encryption",
      about: "the workgroup `primary`",
      why: "AWS makes it in every account, and the baseline asks nothing through Athena.",
    },
    {
      check: "cloudtrail_cloudwatch_logging_enabled",
      about: "the trail",
      why: "It writes to a group of logs, and the emulator does not say when it wrote there last.",
    },
    {
      check: "ec2_ebs_volume_protected_by_backup_plan",
      about: "every volume",
      why: "Backup plans choose by the tag `backup`, and Prowler knows only plans that name a volume; the web servers are made anew from their image.",
    },
    {
      check: "ec2_instance_managed_by_ssm",
      about: "every machine",
      why: "On the emulator no machine starts, so that none reports to Systems Manager; their profile and their first start are made for it.",
    },
    {
      check: "ec2_securitygroup_not_used",
      of: ({ detail }) => /_(INTERNET_TO_API|TO_TENANT_FROM_API|TO_AWS_SERVICES) /.test(detail),
      about: "the groups of the load balancer and of the endpoints of AWS's services",
      why: "Prowler looks for groups on network interfaces, and the emulator makes none for load balancers and puts those of endpoints into the default group.",
    },
    {
      check: "ec2_securitygroup_not_used",
      of: ({ detail }) => /_(FROM|TO)_MANAGEMENT_(FROM|TO)_MANAGEMENT /.test(detail),
      about: "the groups of the zone `management`",
      why: "The flows of the zone are declared, and the sandbox has no machine in it.",
    },
    {
      check: "elbv2_deletion_protection",
      about: "the load balancer",
      why: "The sandbox's stack says `deletionProtection: false`, as the balancer goes away with the sandbox; without that word it is protected.",
    },
    {
      check: "elbv2_waf_acl_attached",
      about: "the load balancer",
      why: "It has a web ACL, which the emulator says of the balancer; Prowler asks the ACL for its balancers, and that call is missing.",
    },
    {
      check: "guardduty_s3_protection_enabled",
      about: "the detector",
      why: "`S3_DATA_EVENTS` is on; Prowler asks the older `S3Logs`, which the emulator always calls disabled.",
    },
    {
      check: "iam_check_saml_providers_sts",
      about: "the account",
      why: "People come by OpenID Connect, which does what SAML would.",
    },
    ...each(
      [
        "rds_cluster_critical_event_subscription",
        "rds_instance_critical_event_subscription",
        "rds_instance_event_subscription_parameter_groups",
        "rds_instance_event_subscription_security_groups",
      ],
      "the account",
      "The baseline runs no database, so that there are no events to subscribe to.",
    ),
    {
      check: "s3_bucket_kms_encryption",
      of: startsWith("audit-access", "requests"),
      about: "buckets of access logs",
      why: WITHOUT_KMS,
    },
    {
      check: "s3_bucket_no_mfa_delete",
      about: "every bucket",
      why: "Only the root user can switch it on, by hand and with a device; the trail's files are locked against everyone instead.",
    },
    {
      check: "s3_bucket_object_lock",
      of: startsWith("audit-access", "audit-records", "requests"),
      about: "buckets of access logs and of Config",
      why: "The access logs of S3, and Config, go to no bucket that locks by itself; what the trail writes is locked.",
    },
    {
      check: "s3_bucket_server_access_logging_enabled",
      of: startsWith("audit-access", "requests"),
      about: "buckets of access logs",
      why: LOGS_OF_LOGS,
    },
  ];
};

const BOUNDARY =
  "A boundary of permissions gives nothing: it is the most that others may be given, and its refusals are what matters.";

/** What Checkov is wrong about. */
const checkovIsWrong: readonly Explanation[] = [
  {
    check: "CKV2_AWS_3",
    about: "the detector",
    why: "It is on in this account; that all accounts of an organisation have one is for the organisation's own stack.",
  },
  {
    check: "CKV2_AWS_5",
    about: "the groups of the zone `management`",
    why: "The flows of the zone are declared, and the sandbox has no machine in it.",
  },
  {
    check: "CKV2_AWS_62",
    about: "every bucket",
    why: "Nobody acts upon single objects: the trail records who reads and writes them.",
  },
  {
    check: "CKV2_AWS_76",
    about: "the load balancer",
    why: "Its web ACL has the rules against Log4j (`AWSManagedRulesKnownBadInputsRuleSet`); Checkov wants anonymous addresses refused besides, and with them everyone who uses a VPN.",
  },
  {
    check: "CKV_AWS_18",
    of: ({ resource }) => resource.endsWith(".requests"),
    about: "the bucket of access logs",
    why: LOGS_OF_LOGS,
  },
  {
    check: "CKV_AWS_135",
    about: "every machine",
    why: "Machines of every current generation are optimised for EBS, and cannot be told otherwise.",
  },
  {
    check: "CKV_AWS_144",
    about: "every bucket",
    why: "The trail's files are locked where they are; a copy in a second region would be a second place to guard.",
  },
  {
    check: "CKV_AWS_145",
    of: ({ resource }) => /\.(audit-access|requests)$/.test(resource),
    about: "buckets of access logs",
    why: WITHOUT_KMS,
  },
  {
    check: "CKV_AWS_150",
    about: "the load balancer",
    why: "The sandbox's stack says `deletionProtection: false`, as the balancer goes away with the sandbox; without that word it is protected.",
  },
  {
    check: "CKV_AWS_252",
    about: "the trail",
    why: "It would tell that a file has been written; alarms tell what is in it.",
  },
  {
    check: "CKV_AWS_273",
    about: "every user",
    why: "The sandbox shows what a user gets where there is no directory; `stacks/Pulumi.aws.yaml` has people come from one.",
  },
  ...each(
    ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355"],
    "the boundary of permissions",
    BOUNDARY,
    ({ resource }) => resource.endsWith(".identity-boundary"),
  ),
];

/** The ids of the default VPC, and of what is in it. */
const ofDefaultVpc = async (api: AwsApi): Promise<string[]> => {
  type Listed = { [key: string]: string }[];
  const filter = (Name: string, Value: string) => ({ "Filter.1.Name": Name, "Filter.1.Value.1": Value });
  const vpcs = await api.ec2<Listed>("DescribeVpcs", "vpcSet", filter("is-default", "true"));
  const [vpcId = ""] = vpcs.map((vpc) => vpc.vpcId ?? "");
  const within = await Promise.all(
    [
      ["DescribeSubnets", "subnetSet", "subnetId"] as const,
      ["DescribeNetworkAcls", "networkAclSet", "networkAclId"] as const,
      ["DescribeSecurityGroups", "securityGroupInfo", "groupId"] as const,
    ].map(async ([action, part, key]) =>
      (await api.ec2<Listed>(action, part, filter("vpc-id", vpcId))).map((one) => one[key] ?? ""),
    ),
  );
  return [vpcId, ...within.flat()];
};

/** `npm run judge:aws`: Prowler on what `npm start -- aws` deployed, and Checkov on what it asked for. */
await main(async () => {
  const instance = new Instance("default", cloudOf("aws"));
  const nothing = "Nothing is deployed in the emulator that could be judged: run `npm start -- aws` first.";
  if (!instance.exists) throw new Error(nothing);
  const env = await instance.environment();
  const stack = new Stack(instance, env);
  if (!(await stack.isDeployed())) throw new Error(nothing);
  console.log("Prowler: reading the cloud (about two minutes; its first use installs 2 GB) …");
  const prowler = new Prowler();
  const options = ["-f", env.AWS_REGION as string, "--scan-unused-services", "--compliance"];
  const found = prowler.judge(env, "aws", ...options, ...DOCUMENTS.map(({ option }) => option));
  console.log("Checkov: reading the plan (its first use installs 300 MB) …");
  const checkov = new Checkov();
  const planned = checkov.judge(planOf(await stack.resources(), await mapping(env, "aws")));
  printJudgements(
    "judges/aws.md",
    "Prowler and Checkov on the AWS baseline",
    [
      ...DOCUMENTS.map(({ key, title }) => ({
        title: `Prowler ${prowler.version}: ${title}`,
        findings: found.filter(({ documents }) => documents?.includes(key)),
      })),
      { title: `Checkov ${checkov.version}, on the stack as a plan of Terraform`, findings: planned },
    ],
    [...prowlerIsWrong(await ofDefaultVpc(new AwsApi(env))), ...checkovIsWrong],
  );
});
