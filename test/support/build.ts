import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { controls } from "../../policies/catalogue.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { judge, type Said, type Told } from "./judge.ts";

/** A function (data source) of the pretend cloud: what it is asked, what it answers. */
export type Calls = { readonly [token: string]: (inputs: Record<string, unknown>) => object };

const SERVICES = [
  "block-storage",
  "compute",
  "identity",
  "image",
  "key-manager",
  "load-balancer",
  "network",
  "object-store",
];

const catalog = (types: readonly string[]) => types.map((type) => ({ type, endpoints: [] }));

/**
 * A cloud that offers everything, has every project, role and image, and the external network `public`; and an account of AWS's, which a role `Platform` works in
 * and which manages its organisation.
 */
const calls: Calls = {
  "aws:ec2/getInternetGateway:getInternetGateway": () => ({ internetGatewayId: "igw-0a1b2c" }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": () => ({ entries: [{ cidr: "198.51.100.0/24" }] }),
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, cidrBlock: "10.99.0.0/24" }),
  "aws:ec2/getSubnets:getSubnets": () => ({ ids: [] }),
  "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: "10.20.0.0/16", ipv6CidrBlock: "2001:db8:aa:bb00::/56" }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    names: ["a", "b", "c"].map((letter) => `eu-central-1${letter}`),
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: "123456789012",
    arn: "arn:aws:sts::123456789012:assumed-role/Platform/session",
  }),
  "aws:index/getRegion:getRegion": () => ({ id: "eu-central-1", name: "eu-central-1", region: "eu-central-1" }),
  "aws:organizations/getOrganization:getOrganization": () => ({
    featureSet: "ALL",
    masterAccountId: "123456789012",
    roots: [{ id: "r-root", policyTypes: [{ type: "SERVICE_CONTROL_POLICY", status: "ENABLED" }] }],
  }),
  "aws:s3/getBucket:getBucket": () => {
    throw new Error("couldn't find resource");
  },
  "aws:vpc/getSecurityGroupRules:getSecurityGroupRules": () => ({ ids: [] }),
  "openstack:identity/getAuthScope:getAuthScope": () => ({ serviceCatalogs: catalog(SERVICES) }),
  "openstack:identity/getProject:getProject": ({ name }) => ({ id: name }),
  "openstack:identity/getRole:getRole": ({ name }) => ({ id: `id of ${name}` }),
  "openstack:images/getImage:getImage": ({ name }) => ({ id: `id of ${name}` }),
  "openstack:networking/getNetwork:getNetwork": ({ name, networkId }) => {
    if ((name ?? networkId) !== "public")
      throw new Error("Your query returned no results. Please change your search criteria and try again.");
    return { id: "id of public", external: true };
  },
};

/** What is known by its name on AWS, and the input that says it. */
const named: { readonly [type: string]: string } = {
  "aws:backup/vault:Vault": "name",
  "aws:cloudwatch/logGroup:LogGroup": "name",
  "aws:iam/group:Group": "name",
  "aws:iam/role:Role": "name",
  "aws:iam/user:User": "name",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
};

/** The ARN of something on AWS, its id where nobody looks closer. */
const arnOf = (type: string, id: string): string => {
  if (type.startsWith("aws:acm/")) return `arn:aws:acm:eu-central-1:123456789012:certificate/${id.split(" ").at(-1)}`;
  const [, kind] = /^aws:iam\/(role|user):/.exec(type) ?? [];
  return kind ? `arn:aws:iam::123456789012:${kind}/${id.split(" ").at(-1)}` : id;
};

/** A cloud that offers everything but for some services, by their types. */
export const without = (...types: string[]): Calls => ({
  "openstack:identity/getAuthScope:getAuthScope": () => ({
    serviceCatalogs: catalog(SERVICES.filter((type) => !types.includes(type))),
  }),
});

/** What clouds make up themselves, of the kinds that other inputs are taken from. */
const madeUp = (type: string, id: string): object => {
  const ref = `https://key.example.org/v1/things/${createHash("sha256").update(id).digest("hex").slice(0, 32)}`;
  const address = ref.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  if (type === "openstack:keymanager/secretV1:SecretV1") return { secretRef: address.replace("things", "secrets") };
  if (type === "openstack:keymanager/containerV1:ContainerV1")
    return { containerRef: address.replace("things", "containers") };
  if (type === "openstack:loadbalancer/loadBalancer:LoadBalancer")
    return { vipAddress: "10.20.32.10", vipPortId: `port of ${id}` };
  if (type === "openstack:networking/port:Port") return { allFixedIps: ["10.20.32.11"] };
  if (type === "openstack:networking/floatingIp:FloatingIp") return { address: "203.0.113.10" };
  if (type === "aws:ec2/eip:Eip") return { publicIp: "203.0.113.10" };
  if (type === "aws:ec2/vpc:Vpc")
    return { defaultNetworkAclId: id, defaultRouteTableId: id, ipv6CidrBlock: "2001:db8:aa:bb00::/56" };
  if (type.startsWith("aws:")) return { arn: arnOf(type, id), name: id, keyId: id };
  return {};
};

/** What a program made in a pretend cloud, and what every control has to say about it. */
export interface Built<T> {
  readonly made: T;
  readonly resources: readonly (Told & { readonly outputs: { readonly id: string } })[];
  readonly said: readonly Said[];
}

/**
 * Runs a program in a pretend cloud that accepts anything: good for what a program asks for, no evidence that a cloud would give it. Fails when an output of
 * the program is rejected: what waits for it was not made, and so was judged by nobody.
 */
export async function build<T>(make: () => T | Promise<T>, own: Calls = {}): Promise<Built<T>> {
  const { built, rejections } = await attempt(make, own);
  const [rejection] = rejections;
  if (rejection) throw rejection;
  return built;
}

/** Runs a program like that, whatever is rejected. Pulumi's own runner prints what surfaces as an unhandled rejection; here it is handed over. */
export async function attempt<T>(
  make: () => T | Promise<T>,
  own: Calls = {},
): Promise<{ built: Built<T>; rejections: readonly Error[] }> {
  const rejections: Error[] = [];
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason: Error) => rejections.push(reason));
  try {
    const built = await run(make, own);
    await setTimeout(0);
    return { built, rejections };
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  }
}

async function run<T>(make: () => T | Promise<T>, own: Calls): Promise<Built<T>> {
  const asked: { type: string; name: string; props: Record<string, unknown>; id: string }[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        const given = id || inputs[named[type] ?? ""] || `id of ${type} ${name}`;
        asked.push({ type, name, props: inputs, id: given });
        return { id: given, state: { ...madeUp(type, given), ...inputs } };
      },
      call: ({ token, inputs }) => {
        const answer = { ...calls, ...own }[token];
        if (!answer) throw new Error(`the pretend cloud has no ${token}`);
        return answer(inputs);
      },
    },
    "hardening",
    "test",
  );
  const made = await make();
  await pulumi.runtime.disconnect(); // waits until every registration is in

  const monitor = pulumi.runtime.getMonitor() as unknown as { getRegisteredResources(): Map<string, { urn: string }> };
  const urns = [...monitor.getRegisteredResources().values()].map(({ urn }) => urn);
  const urnOf = (type: string, name: string) => urns.find((urn) => urn.endsWith(`${type}::${name}`)) ?? "";
  const urnById = new Map(
    asked.flatMap(({ id, type, name }) => [id, arnOf(type, id)].map((key) => [key, urnOf(type, name)] as const)),
  );
  const urnsIn = (value: unknown): string[] => {
    if (typeof value === "string") return [urnById.get(value)].filter((urn) => urn !== undefined);
    return value !== null && typeof value === "object" ? Object.values(value).flatMap(urnsIn) : [];
  };
  const resources = asked.map(({ type, name, props, id }) => ({
    urn: urnOf(type, name),
    type,
    name,
    props,
    outputs: { ...madeUp(type, id), ...props, id },
    dependencies: Object.fromEntries(Object.entries(props).map(([input, value]) => [input, urnsIn(value)])),
  }));
  return { made, resources, said: await judge(policiesOf(controls), resources) };
}
