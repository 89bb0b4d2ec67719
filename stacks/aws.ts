import * as aws from "@pulumi/aws";
import { Config, type Input, output } from "@pulumi/pulumi";
import { placeOf } from "../components/aws/cloud.ts";
import { unreadLists } from "../components/aws/prefix-list.ts";
import {
  AwsAccount,
  type AwsAccountArgs,
  AwsAudit,
  type AwsAuditArgs,
  AwsBackup,
  type AwsBackupArgs,
  AwsBucket,
  AwsDetection,
  type AwsDetectionArgs,
  AwsEndpoint,
  type AwsEndpointArgs,
  AwsFirewall,
  AwsIdentity,
  type AwsIdentityArgs,
  AwsKey,
  AwsNetwork,
  type AwsNetworkArgs,
  AwsServer,
  type AwsServerArgs,
  type FirewallArgs,
} from "../components/index.ts";
import { overviewOf } from "../components/overview.ts";
import { refuse } from "../components/refusal.ts";
import { each, known, type Named } from "./section.ts";

/** Who answers for something, and when somebody asks whether it is still needed: the stack says it of everything. */
type Whose = "owner" | "environment" | "reviewOn";
type Collector = Omit<AwsServerArgs["logCollector"], "caCertificate">;
type Placed = "subnetId" | "securityGroupIds" | "ipv6CidrBlock" | "replicas";

/** What all machines have in common. */
type MachineSection = Pick<AwsServerArgs, "instanceType" | "imageId" | "packageMirror"> & {
  readonly logCollector: Collector;
};

/** What one server has besides, or instead. */
type ServerSection = Partial<MachineSection> &
  Omit<AwsServerArgs, Whose | Placed | "logCollector" | "keyArn" | keyof FirewallArgs>;

type EndpointSection = Omit<
  AwsEndpointArgs,
  Whose | "members" | "vpcId" | "subnetIds" | "securityGroupIds" | "certificateArn" | "accessLogBucket" | "keyArn"
> & {
  /** The server whose replicas are behind it, by its name in the section `servers`. */
  readonly server: string;
};

/**
 * The baseline on AWS. The audit of the account, the network and the security groups that let the declared flows through are always there; everything else is made where
 * the configuration has a section for it, whose keys are the component's own arguments.
 */
export default async () => {
  const config = new Config();
  // Whom AWS does not let in would be told so by the provider too, resource by resource and in words of its own.
  const { region } = await placeOf({});
  const ownership = { owner: config.require("owner"), environment: config.get("environment") };
  const whose = { ...ownership, reviewOn: config.require("reviewOn") };
  const administrators = config.requireObject<string[]>("administrators");
  const regions = config.getObject<string[]>("regions") ?? [region];

  // The account: who did what, who may do what, and what is wrong in it.
  const audit = new AwsAudit("audit", {
    ...whose,
    administrators,
    ...config.requireObject<Omit<AwsAuditArgs, Whose | "administrators">>("audit"),
  });
  const account = config.getObject<AwsAccountArgs>("account");
  if (account) new AwsAccount("account", account);
  const identity = config.getObject<Omit<AwsIdentityArgs, Whose | "regions" | "recorderName">>("identity");
  if (identity) new AwsIdentity("identity", { ...whose, regions, recorderName: audit.recorderName, ...identity });
  const detection = config.getObject<Omit<AwsDetectionArgs, Whose>>("detection");
  if (detection) new AwsDetection("detection", { ...whose, topicArn: audit.topicArn, ...detection });
  const backup = config.getObject<Omit<AwsBackupArgs, Whose | "administrators">>("backup");
  if (backup) new AwsBackup("backup", { ...whose, administrators, ...backup });

  // Zones, and who may talk to whom.
  const rules = {
    cidr: config.require("cidr"),
    zones: config.getObject<AwsNetworkArgs["zones"]>("zones"),
    flows: config.getObject<FirewallArgs["flows"]>("flows"),
  };
  const key = new AwsKey("cloud", {
    ...whose,
    purpose: "Encrypts the volumes of machines, and the logs of network and endpoints",
    administrators,
    services: { logs: { service: `logs.${region}.amazonaws.com` } },
  });
  const placement =
    config.getObject<Pick<AwsNetworkArgs, "availabilityZones" | "ipv6" | "natGateways" | "services" | "vpcId">>(
      "network",
    );
  const network = new AwsNetwork("cloud", {
    ...rules,
    ...ownership,
    regions,
    keyArn: key.keyArn,
    ...placement,
  });
  const ipv6 = network.ipv6CidrBlock === undefined ? {} : { ipv6CidrBlock: network.ipv6CidrBlock };
  const firewall = new AwsFirewall("cloud", {
    ...rules,
    ...ipv6,
    ...ownership,
    vpcId: network.vpcId,
  });

  // Machines, and the way to them.
  const machine = config.getObject<MachineSection>("machine");
  const servers = each(config.getObject<Named<ServerSection>>("servers"), (name, said) => {
    if (!machine) return refuse("hardening:machine", null, "given: it is what all machines have in common");
    const caCertificate = config.require("authority");
    return new AwsServer(name, {
      ...rules,
      ...ipv6,
      ...whose,
      ...machine,
      ...said,
      logCollector: { ...(said.logCollector ?? machine.logCollector), caCertificate },
      keyArn: key.keyArn,
      securityGroupIds: known("hardening:zones", firewall.securityGroupIds, said.zone),
      replicas: Object.fromEntries(
        (placement?.availabilityZones ?? ["a", "b"]).map((letter) => [
          letter,
          { subnetId: known("hardening:zones", network.subnetIdsByPlace, `${said.zone}-${letter}`) },
        ]),
      ),
    });
  });
  const endpointSections = config.getObject<Named<EndpointSection>>("endpoints");
  const requests = endpointSections && new AwsBucket("requests", { ...whose, ...accessLogs });
  const endpoints = each(endpointSections, (name, { server, ...said }) => {
    const zone = said.zone ?? "api";
    return new AwsEndpoint(name, {
      ...said,
      ...ownership,
      members: each(known("hardening:endpoints: a server", servers, server).addresses, (_, address) => ({ address })),
      vpcId: network.vpcId,
      subnetIds: known("hardening:zones", network.subnetIds, zone),
      securityGroupIds: known("hardening:zones", firewall.securityGroupIds, zone),
      certificateArn: certificateOf(config, name),
      accessLogBucket: (requests as AwsBucket).bucketName,
      keyArn: key.keyArn,
    });
  });

  return {
    zones: output(network.subnetIds).apply((ids) =>
      Object.fromEntries(
        Object.entries(overviewOf("The stack", { ...rules, addressLists: unreadLists(rules) })).flatMap(
          ([zone, about]) => (ids[zone] ? [[zone, { network: ids[zone]?.join("\n"), ...about }]] : []),
        ),
      ),
    ),
    vpcId: network.vpcId,
    securityGroupIds: firewall.securityGroupIds,
    trail: audit.trailArn,
    servers: each(servers, (_, { addresses }) => addresses),
    endpoints: each(endpoints, (_, { url }) => url),
  };
};

/** Load balancers write into a bucket without a key of KMS only. */
const accessLogs = {
  receivesAccessLogs: true,
  writers: { balancers: { service: "logdelivery.elasticloadbalancing.amazonaws.com" } },
  expirationDays: 365,
};

/** The certificate of an endpoint: one in ACM that renews itself, or one that is brought along. */
function certificateOf(config: Config, name: string): Input<string> {
  const arn = config.getObject<Named<string>>("certificateArns")?.[name];
  if (arn) return arn;
  return new aws.acm.Certificate(name, {
    certificateBody: known("hardening:certificates", config.requireObject<Named<string>>("certificates"), name),
    privateKey: config
      .requireSecretObject<Named<string>>("privateKeys")
      .apply((keys) => known("hardening:privateKeys", keys, name)),
  }).arn;
}
