import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { gzipSync, strToU8 } from "fflate";
import { cloudInit } from "../cloud-init.ts";
import { groupsOf } from "../firewall.ts";
import { zonesOf } from "../network.ts";
import { formatAddress, parseRange, type Range } from "../range.ts";
import { oneOf, refuse } from "../refusal.ts";
import { type Inventory, inventoryOf, remind, type ServerArgs, volumeSizeOf } from "../server.ts";
import { isZone, type Zone, zones } from "../zone.ts";
import { type AwsAddressArgs, type Settled, settle } from "./address.ts";
import { checkArn, ownershipOf, type Place, placeOf, type Tags } from "./cloud.ts";
import { serviceTrust } from "./policy.ts";
import { readLists } from "./prefix-list.ts";

/** One of several servers that stand in for each other. */
export interface AwsReplicaArgs {
  /** The id of the subnet that it is in, and so its availability zone. Defaults to the server's `subnetId`. */
  subnetId?: pulumi.Input<string>;
  /** When it may restart itself after an upgrade that needs it, as `HH:MM` in UTC. Defaults to the server's `restartAt`. */
  restartAt?: string;
}

/** What an `AwsServer` takes. The flows and the address plan are those of the `AwsFirewall` that it carries groups of. */
export interface AwsServerArgs extends AwsAddressArgs, ServerArgs {
  /** The zone that it stands in, such as `management`; none that faces outside, where only load balancers and NAT gateways are. */
  zone: string;
  /** The flows that it takes part in, by name; its own firewall lets nothing else through, in either direction. Defaults to all of its zone's. */
  flowNames?: string[];
  /** The id of the subnet that it is in. Needed unless every one of `replicas` has its own. */
  subnetId?: pulumi.Input<string>;
  /** The ids of the security groups that it carries, such as an `AwsFirewall`'s `securityGroupIds.management`. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The instance type, such as `m7i.large`. */
  instanceType: pulumi.Input<string>;
  /** The ARN of the key that its volume is encrypted with, such as an `AwsKey`'s. */
  keyArn: pulumi.Input<string>;
  /** The ARNs of further policies that its role has, each under a name of its own. Defaults to none: it is managed by Systems Manager, and may do nothing else. */
  policyArns?: { [name: string]: pulumi.Input<string> };
  /** The servers to make, all alike, by name; give several, each in another availability zone, where the service must outlive one. Defaults to a single one. */
  replicas?: { [key: string]: AwsReplicaArgs };
  /** Whether EC2 refuses to delete the servers, as it must not when they are replaced or destroyed. Defaults to true. */
  terminationProtection?: boolean;
}

/**
 * A hardened server, or several that stand in for each other: no public address, explicit security groups, an encrypted volume, metadata for a session token one hop
 * away only, Systems Manager instead of SSH, and an operating system that is closed, watched and kept up to date from its first start.
 */
export class AwsServer extends pulumi.ComponentResource {
  /** The id of each server, by its name among the replicas; of a single one under its component's name. */
  public readonly instanceIds: { [key: string]: pulumi.Output<string> };
  /** The private address of each server, as in `instanceIds`. */
  public readonly addresses: { [key: string]: pulumi.Output<string> };
  /** The name of the role that the servers work in. */
  public readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: AwsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hardening:index:AwsServer", name, args, opts);
    const what = `AwsServer ${JSON.stringify(name)}`;
    const inventory = checkedInventory(what, args);
    const plans = plansOf(what, name, args, { parent: this });
    remind(args, this);
    const place = pulumi.output(placeOf({ parent: this }));
    const tags = (own: string) => place.apply((): Tags => ({ Name: own, ...inventory.metadata }));

    const { role, profile, managed } = identityOf(name, args, place, tags, this);
    const made = plans.map((plan) => ({
      key: plan.key,
      server: new aws.ec2.Instance(
        plan.child,
        { ...instanceArgs(args, plan, tags(plan.child)), iamInstanceProfile: profile.name },
        { parent: this, dependsOn: managed, ignoreChanges: args.keepSystem ? ["userDataBase64"] : [] },
      ),
    }));

    this.instanceIds = Object.fromEntries(made.map(({ key, server }) => [key, server.id]));
    this.addresses = Object.fromEntries(made.map(({ key, server }) => [key, server.privateIp]));
    this.roleName = role.name;
    this.registerOutputs({ instanceIds: this.instanceIds, addresses: this.addresses, roleName: this.roleName });
  }
}

/** One server, before it is made. */
interface Planned {
  readonly key: string;
  /** The name of its resources. */
  readonly child: string;
  readonly subnetId: pulumi.Input<string>;
  readonly userData: Settled<string>;
}

/** The most that EC2 takes of user data, in bytes. */
const MOST_USER_DATA = 16_384;

const zoneOf = (what: string, args: AwsServerArgs): Zone => {
  const { zone } = args;
  const own = zonesOf(what, args).filter((one) => !zones[one].facesOutside);
  return isZone(zone) && own.includes(zone) ? zone : refuse(`${what}: zone`, zone, oneOf(own));
};

const checkedInventory = (what: string, args: AwsServerArgs): Inventory => {
  const { imageId, securityGroupIds, volumeSize = 20 } = args;
  ownershipOf(what, args);
  if (Array.isArray(securityGroupIds) && securityGroupIds.length === 0)
    refuse(`${what}: securityGroupIds`, securityGroupIds, "at least one security group");
  if (typeof imageId === "string" && !/^ami-[0-9a-f]{8,17}$/.test(imageId))
    refuse(`${what}: imageId`, imageId, "the id of an image such as ami-0a1b2c3d4e5f60718");
  checkArn(`${what}: keyArn`, args.keyArn, "kms", "key/…");
  for (const [name, arn] of Object.entries(args.policyArns ?? {})) {
    if (!/^[a-z0-9][a-z0-9-]{0,19}$/.test(name) || name === "managed")
      refuse(`${what}: the name of a policy`, name, "1 to 20 lower-case letters, digits and hyphens, and not managed");
    checkArn(`${what}: policyArns.${name}`, arn, "iam", "policy/…");
  }
  volumeSizeOf(`${what}: volumeSize`, volumeSize);
  return inventoryOf(what, args, { zone: zoneOf(what, args) });
};

const plansOf = (what: string, name: string, args: AwsServerArgs, opts: pulumi.InvokeOptions): Planned[] => {
  const { replicas } = args;
  const zone = zoneOf(what, args);
  const keys = Object.keys(replicas ?? {});
  if (replicas && keys.length === 0) refuse(`${what}: replicas`, replicas, "at least one server, or left out for one");
  for (const key of keys)
    if (!/^[a-z0-9][a-z0-9-]{0,19}$/.test(key))
      refuse(`${what}: the name of a replica`, key, "1 to 20 lower-case letters, digits and hyphens");
  const lists = readLists(what, args, opts);
  return (keys.length > 0 ? keys : [name]).map((key) => {
    const { subnetId = args.subnetId, restartAt = args.restartAt } = replicas?.[key] ?? {};
    if (subnetId === undefined)
      return refuse(`${what}: subnetId`, null, `given${replicas ? `, or for the replica ${key}` : ""}`);
    const userData = settle(
      what,
      { ...args, ...(restartAt === undefined ? {} : { restartAt }) },
      (own) => userDataOf(what, own, zone),
      lists,
    );
    return { key, child: replicas ? `${name}-${key}` : name, subnetId, userData };
  });
};

/** What the machine is told at its first start, packed, since EC2 takes no more than 16 KiB of it. */
const userDataOf = (what: string, args: AwsServerArgs, zone: Zone): string => {
  checkManaged(what, args, zone);
  const { first } = parseRange(args.cidr) as Range;
  const surroundings = {
    resolvers: [formatAddress(4, first + 2n), "169.254.169.253"],
    clock: "169.254.169.123",
  };
  const text = cloudInit(what, args, { zones: [zone], flowNames: args.flowNames, surroundings });
  // Node's own compression differs from one processor to another, and another text would make another machine.
  const packed = gzipSync(strToU8(text), { level: 9, mtime: 0 });
  if (packed.length > MOST_USER_DATA)
    refuse(
      `${what}: files and commands`,
      `${packed.length} bytes of user data, packed`,
      `few enough for ${MOST_USER_DATA} bytes`,
    );
  return Buffer.from(packed).toString("base64");
};

/** Systems Manager is how people get in, and the machine is who calls it. */
const checkManaged = (what: string, args: AwsServerArgs, zone: Zone): void => {
  const groups = groupsOf(what, args).filter((group) => group.zone === zone && group.direction === "egress");
  const takesPart = (key: string) => args.flowNames?.some((name) => key.startsWith(`${name}-tcp-`)) ?? true;
  const reaches = groups.some(({ openings }) =>
    openings.some(
      ({ key, port: { protocol, first = 0, last = 0 } }) =>
        protocol === "tcp" && first <= 443 && 443 <= last && takesPart(key),
    ),
  );
  if (!reaches)
    refuse(
      `${what}: flows`,
      groups.map(({ name }) => name),
      "such that https leads from the machine to where Systems Manager is reached",
    );
};

/** The role of the machines, which lets them be managed, and what lets them have it. */
const identityOf = (
  name: string,
  args: AwsServerArgs,
  place: pulumi.Output<Place>,
  tags: (name: string) => pulumi.Output<Tags>,
  parent: pulumi.Resource,
) => {
  const role = new aws.iam.Role(
    name,
    {
      description: `What the machines of ${name} may do`,
      assumeRolePolicy: JSON.stringify(serviceTrust("ec2.amazonaws.com")),
      tags: tags(name),
    },
    { parent },
  );
  const core = place.apply(({ partition }) => `arn:${partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`);
  const managed = Object.entries({ managed: core, ...args.policyArns }).map(
    ([key, policyArn]) =>
      new aws.iam.RolePolicyAttachment(`${name}-${key}`, { role: role.name, policyArn }, { parent }),
  );
  const profile = new aws.iam.InstanceProfile(name, { role: role.name, tags: tags(name) }, { parent });
  return { role, profile, managed };
};

const instanceArgs = (
  args: AwsServerArgs,
  { subnetId, userData }: Planned,
  tags: pulumi.Output<Tags>,
): aws.ec2.InstanceArgs => ({
  ami: args.imageId,
  instanceType: args.instanceType,
  subnetId,
  vpcSecurityGroupIds: args.securityGroupIds,
  associatePublicIpAddress: false,
  metadataOptions: {
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: "disabled",
  },
  rootBlockDevice: {
    volumeType: "gp3",
    volumeSize: args.volumeSize ?? 20,
    encrypted: true,
    kmsKeyId: args.keyArn,
    deleteOnTermination: !args.keepVolume,
    tags,
  },
  monitoring: true,
  disableApiTermination: args.terminationProtection ?? true,
  userDataBase64: userData.known,
  userDataReplaceOnChange: true,
  tags,
});
