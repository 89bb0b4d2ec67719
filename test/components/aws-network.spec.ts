import assert from "node:assert/strict";
import fc from "fast-check";
import type { AclRule } from "../../components/aws/acl.ts";
import { type Design, shapeOf } from "../../components/aws/design.ts";
import type { FlowArgs } from "../../components/flow.ts";
import { AwsNetwork, type AwsNetworkArgs } from "../../components/index.ts";
import { slotLetters, slotOf } from "../../components/network.ts";
import { contains, formatRange, overlap, parseRange, type Range } from "../../components/range.ts";
import { portsOf, services } from "../../components/service.ts";
import { isZone, type Zone, zoneNames, zones } from "../../components/zone.ts";
import { build, type Calls } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";

const reason = "Because the test needs it";
const BLOCK = "2001:db8:aa:bb00::/56";
const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";
const args: AwsNetworkArgs = { cidr: "10.20.0.0/16", ipv6: true, owner: "platform", keyArn };
const out: FlowArgs = { from: "tenant", to: "internet", service: "https", reason };
const core: FlowArgs = { from: "management", to: "management", service: "https", reason };
const make = (own: Partial<AwsNetworkArgs> = {}, calls?: Calls) =>
  build(() => new AwsNetwork("cloud", { ...args, ...own }), calls);

type Resources = Awaited<ReturnType<typeof make>>["resources"];
const of = (type: string, { resources }: { readonly resources: Resources }) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));
const one = (type: string, name: string, built: { readonly resources: Resources }) =>
  of(type, built).find((resource) => resource.name === name)?.props ?? {};

const anyLetters = fc.subarray([...slotLetters], { minLength: 2 });

const parsed = new Map<string, Range>();
const range = (text: string): Range => {
  const known = parsed.get(text) ?? (parseRange(text) as Range);
  parsed.set(text, known);
  return known;
};

describe("the subnets of a zone", () => {
  const anyZone = fc.constantFrom("10.20.32.0/19", "10.20.0.0/24", "172.16.0.0/16", "fd20::/59", "2001:db8::/64");

  it("never overlap and always fit, however many availability zones there are", () => {
    fc.assert(
      fc.property(anyZone, anyLetters, (zone, letters) => {
        const slots = letters.map((letter) => slotOf(range(zone), letter));
        if (zone !== "2001:db8::/64")
          for (const slot of slots) assert.ok(contains(range(zone), slot), formatRange(slot));
        for (const [i, slot] of slots.entries())
          for (const other of slots.slice(i + 1)) assert.ok(!overlap(slot, other));
      }),
    );
  });

  it("stay where they are when an availability zone is added", () => {
    const subnets = (letters: string[]) => {
      const shape = shapeOf("x", { ...args, availabilityZones: letters });
      return { ...shape.subnets, ...shape.design(BLOCK).ipv6Subnets };
    };
    fc.assert(
      fc.property(anyLetters, anyLetters, (letters, more) => {
        const after = subnets([...new Set([...more, ...letters])]);
        for (const [place, subnet] of Object.entries(subnets(letters))) assert.equal(after[place], subnet);
      }),
      { numRuns: 20 },
    );
  });
});

/** A packet that crosses the border of a zone. */
interface Packet {
  readonly direction: "ingress" | "egress";
  readonly far: string;
  /** By its IANA number. */
  readonly protocol: string;
  readonly port?: number;
  readonly message?: readonly [number, number];
}

/** AWS's own reading of a network ACL: a rule that matches lets through, and what none matches is stopped. */
const passes = (rules: readonly AclRule[], packet: Packet): boolean =>
  rules.some(
    ({ direction, protocol, peer, ports, message }) =>
      direction === packet.direction &&
      protocol === packet.protocol &&
      contains(range(peer), range(packet.far)) &&
      (!ports || (packet.port !== undefined && ports[0] <= packet.port && packet.port <= ports[1])) &&
      (!message || String(message) === String(packet.message)),
  );

const NUMBERS: { readonly [protocol: string]: string } = { tcp: "6", udp: "17", esp: "50", vrrp: "112" };

/** What the flows themselves say of a packet, read without the code that makes rules of them. */
const declared = (
  flows: readonly FlowArgs[],
  zone: Zone,
  packet: Packet,
  ranges: { [zone: string]: string[] },
): boolean => {
  const { direction, far, protocol, port, message } = packet;
  const { version } = range(far);
  const holds = (end: string): boolean =>
    (end === "internet" ? ["0.0.0.0/0", "::/0"] : (ranges[end] ?? [end])).some((text) =>
      contains(range(text), range(far)),
    );
  const numberIn = (written: string) =>
    written === "icmp" ? (version === 4 ? "1" : "58") : (NUMBERS[written] ?? written);
  const speaks = (service: string, back: boolean): boolean =>
    portsOf("x", service).some(({ protocol: written, first, last }) => {
      if (numberIn(written) !== protocol) return false;
      if ((protocol === "1" && version === 6) || (protocol === "58" && version === 4)) return false;
      if (first === undefined) return true;
      const asks = Number(port) >= 1024 && !(protocol === "6" && direction === "ingress" && port === 3389);
      return back ? asks : first <= Number(port) && Number(port) <= Number(last);
    });
  // The same flow may lead in and out, from a zone to itself: there and back are both ways then.
  const crosses = (near: Zone, way: "ingress" | "egress", flow: FlowArgs) =>
    (flow.to === near && holds(flow.from) && speaks(flow.service, way === "egress")) ||
    (flow.from === near && holds(flow.to) && speaks(flow.service, way === "ingress"));
  if (flows.some((flow) => crosses(zone, direction, flow))) return true;

  const leaves = flows.filter(
    ({ from, to }) => from === "tenant" && !isZone(to) && (to === "internet" || range(to).version === 4),
  );
  const translated = zone === "external" && version === 4 ? leaves : [];
  const isTenant = contains(range((ranges.tenant as [string])[0]), range(far));
  if (translated.some((flow) => isTenant && speaks(flow.service, direction === "egress"))) return true;
  if (translated.some((flow) => holds(flow.to) && speaks(flow.service, direction === "ingress"))) return true;

  const tooBig =
    version === 4 ? protocol === "1" && String(message) === "3,4" : protocol === "58" && String(message) === "2,0";
  const isSpoken = ({ service }: FlowArgs): boolean =>
    portsOf("x", service).some(({ protocol: written }) => written !== (version === 6 ? "1" : "58"));
  const talks = flows.some((flow) => {
    const other = flow.to === zone ? flow.from : flow.to;
    const reaches = other === "internet" || isZone(other) || range(other).version === version;
    return [flow.to, flow.from].includes(zone) && reaches && isSpoken(flow);
  });
  return tooBig && (talks || translated.some(isSpoken)) && (!zones[zone].isolated || holds(zone));
};

const FARS = [
  ...["10.20.0.9", "10.20.32.9", "10.20.64.9", "10.20.96.9", "10.20.128.9", "10.20.160.9", "10.20.224.9"],
  ...[
    "198.51.100.7",
    "203.0.113.7",
    "2001:db8:1::7",
    "2001:db8:aa:bb20::7",
    "2001:db8:aa:bb40::7",
    "2001:db8:aa:bb60::7",
  ],
];
const PORTS = [1, 22, 53, 80, 443, 1023, 1024, 3306, 3389, 5500, 6800, 65535];

const packets: readonly Packet[] = (["ingress", "egress"] as const).flatMap((direction) =>
  FARS.flatMap((far): Packet[] => [
    ...["6", "17"].flatMap((protocol) => PORTS.map((port) => ({ direction, far, protocol, port }))),
    ...["50", "89", "112"].map((protocol) => ({ direction, far, protocol })),
    ...(
      [
        [3, 4],
        [8, 0],
        [2, 0],
      ] as const
    ).flatMap((message) => ["1", "58"].map((protocol) => ({ direction, far, protocol, message }))),
  ]),
);

const legal = ({ from, to }: FlowArgs): boolean =>
  [from, to].some(isZone) &&
  [
    [from, to],
    [to, from],
  ].every(([end, other]) => !isZone(end as string) || !zones[end as Zone].isolated || end === other);

describe("network ACLs", () => {
  const end = fc.constantFrom("internet", "198.51.100.0/24", "203.0.113.7/32", "2001:db8:1::/48", ...zoneNames);
  const service = fc.constantFrom(...Object.keys(services), "tcp/1-65535", "udp/5000-6000", "89", "1", "58");
  const anyFlows = fc
    .array(fc.record({ from: end, to: end, service, reason: fc.constant(reason) }), { maxLength: 5 })
    .map((flows) => flows.filter(legal));
  const rulesFor = (flows: readonly FlowArgs[]): Design["rules"] =>
    shapeOf("x", {
      ...args,
      services: {},
      networkAclQuota: 40,
      flows: Object.fromEntries(flows.map((flow, i) => [`f${i}`, flow])),
    }).design(BLOCK).rules;
  const shape = shapeOf("x", { ...args, services: {} });
  const ranges = Object.fromEntries(
    zoneNames.map((zone, i) => [zone, [shape.ranges[zone] as string, `2001:db8:aa:bb${(i * 2).toString(16)}0::/59`]]),
  );

  it("let the declared flows through there and back, word that a packet was too big, and nothing else", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(anyFlows, (flows) => {
        let rules: Design["rules"];
        try {
          rules = rulesFor(flows);
        } catch (error) {
          assert.match(String(error), /does not open already|few enough for/);
          return;
        }
        for (const zone of zoneNames)
          for (const packet of packets)
            assert.equal(
              passes(rules[zone] ?? [], packet),
              declared(flows, zone, packet, ranges),
              `${zone}: ${JSON.stringify(packet)} ${JSON.stringify(rules[zone])}`,
            );
      }),
      { numRuns: 300 },
    );
  });

  it("have one rule where one is enough", () => {
    const written = (zone: Zone, flows: readonly FlowArgs[]) =>
      (rulesFor(flows)[zone] ?? []).map(({ direction, protocol, peer, ports, message }) =>
        [direction, protocol, ports?.join("-") ?? message?.join("/"), peer].join(" "),
      );
    assert.deepEqual(written("management", [core, { ...core, service: "mysql" }]).slice(0, 4), [
      "ingress 1 3/4 10.20.64.0/19",
      "ingress 6 443-443 10.20.64.0/19",
      "ingress 6 1024-3388 10.20.64.0/19",
      "ingress 6 3390-65535 10.20.64.0/19",
    ]);
    assert.deepEqual(written("storage", [core]), []);
  });

  it("are refused in one sentence that counts, where AWS takes no more rules", () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      from: "internet",
      to: "api",
      service: `tcp/${10 + 2 * i}`,
      reason,
    }));
    const flows = Object.fromEntries(many.map((flow, i) => [`f${i}`, flow]));
    assert.throws(() => shapeOf("x", { ...args, flows, services: {} }), {
      message:
        'x: flows must be few enough for 19 rules of a network ACL in each direction and version, got "21 rules for ingress over IPv4 in the zone api".',
    });
    shapeOf("x", { ...args, flows, services: {}, networkAclQuota: 22 });
  });
});

describe("an AwsNetwork", () => {
  it("satisfies every control", async () => {
    assert.deepEqual((await make()).said, []);
    assert.deepEqual((await make({ flows: { core, out } })).said, []);
  });

  it("makes a subnet for every zone in every availability zone, and gives nobody a public address unasked", async () => {
    const built = await make({ availabilityZones: ["a", "c"] });
    const subnets = of("Subnet", built);
    assert.deepEqual(
      subnets.map(({ name }) => name).sort(),
      zoneNames.flatMap((zone) => [`cloud-${zone}-a`, `cloud-${zone}-c`]).sort(),
    );
    for (const { name, props } of subnets) {
      const [, zone, letter] = name.split("-") as [string, Zone, string];
      assert.equal(props.availabilityZone, `eu-central-1${letter}`);
      assert.equal(props.mapPublicIpOnLaunch, false);
      assert.equal(props.assignIpv6AddressOnCreation, !zones[zone].facesOutside, name);
    }
    const { cidrBlock, ipv6CidrBlock } = one("Subnet", "cloud-tenant-c", built);
    assert.deepEqual([cidrBlock, ipv6CidrBlock], ["10.20.104.0/22", "2001:db8:aa:bb62::/64"]);
  });

  it("routes nothing out of isolated zones, and the others only where they need it", async () => {
    const built = await make({ flows: { core, out } });
    for (const { name, props } of of("RouteTable", built)) {
      const zone = name.split("-")[1] as Zone;
      const kinds = (props.routes as object[]).flatMap(Object.keys).filter((key) => key.endsWith("Id"));
      const expected = zones[zone].isolated
        ? []
        : zones[zone].facesOutside
          ? ["gatewayId", "gatewayId"]
          : ["natGatewayId", "egressOnlyGatewayId"];
      assert.deepEqual(kinds, expected, name);
    }
    assert.deepEqual(one("DefaultRouteTable", "cloud-default", built).routes, []);
    assert.equal(of("RouteTableAssociation", built).length, of("Subnet", built).length);
  });

  it("translates addresses only where a flow leads out, in each availability zone or in one", async () => {
    assert.deepEqual(of("NatGateway", await make()), []);
    const zonal = await make({ flows: { core, out } });
    assert.deepEqual(
      of("NatGateway", zonal).map(({ name, props }) => [name, props.subnetId]),
      ["a", "b"].map((letter) => [`cloud-nat-${letter}`, `id of aws:ec2/subnet:Subnet cloud-external-${letter}`]),
    );
    const single = await make({ flows: { core, out }, natGateways: "single" });
    const [gateway, ...others] = of("NatGateway", single);
    assert.deepEqual(others, []);
    for (const letter of ["a", "b"])
      assert.equal(
        (one("RouteTable", `cloud-tenant-${letter}`, single).routes as { natGatewayId: string }[])[0]?.natGatewayId,
        gateway?.outputs.id,
      );
    assert.deepEqual(of("NatGateway", await make({ flows: { core, out }, natGateways: "none" })), []);
  });

  it("closes what AWS makes with a VPC", async () => {
    const built = await make();
    for (const type of ["DefaultSecurityGroup", "DefaultNetworkAcl"]) {
      const { ingress, egress } = one(type, "cloud-default", built);
      assert.deepEqual([ingress, egress], [[], []], type);
    }
  });

  it("logs every flow, encrypted, by a role that can write there only", async () => {
    const built = await make({ retentionDays: 400 });
    const { trafficType, vpcId, logDestination } = one("FlowLog", "cloud-flows", built);
    assert.deepEqual([trafficType, vpcId], ["ALL", "id of aws:ec2/vpc:Vpc cloud"]);
    const [group] = of("LogGroup", built);
    assert.deepEqual(
      [group?.outputs.id, group?.props.kmsKeyId, group?.props.retentionInDays],
      [logDestination, keyArn, 400],
    );
    const { policy } = one("RolePolicy", "cloud-flows", built);
    assert.deepEqual(JSON.parse(policy as string).Statement[0].Resource, [logDestination, `${logDestination}:*`]);
  });

  it("reaches the services of AWS without the internet, each for what is needed of it and by this account only", async () => {
    const built = await make();
    const endpoints = of("VpcEndpoint", built);
    assert.deepEqual(
      endpoints
        .filter(({ props }) => props.vpcEndpointType === "Interface")
        .map(({ name }) => name)
        .sort(),
      ["ec2", "ec2messages", "kms", "logs", "ssm", "ssmmessages", "sts"].map((service) => `cloud-${service}`),
    );
    for (const { name, props } of endpoints)
      for (const { Action, Condition } of JSON.parse(props.policy as string).Statement) {
        assert.ok(
          !String(Action)
            .split(",")
            .some((action) => action.endsWith(":*")),
          name,
        );
        assert.equal(Condition.StringEquals["aws:PrincipalAccount"], "123456789012", name);
      }
    assert.deepEqual(one("VpcEndpoint", "cloud-s3", built).routeTableIds, [
      "id of aws:ec2/routeTable:RouteTable cloud-tenant-a",
      "id of aws:ec2/routeTable:RouteTable cloud-tenant-b",
    ]);
    const own = await make({ services: { "ecr.api": { actions: ["ecr:BatchGetImage"] } } });
    assert.deepEqual(
      of("VpcEndpoint", own).map(({ name, props }) => [name, props.serviceName]),
      [["cloud-ecr-api", "com.amazonaws.eu-central-1.ecr.api"]],
    );
  });

  it("says whose everything is, what for, and in which zone", async () => {
    const { resources } = await make({ environment: "staging", flows: { core, out } });
    for (const { name, type, props } of resources)
      if (props.tags !== undefined) {
        const tags = props.tags as { [key: string]: string };
        assert.deepEqual([tags.owner, tags.environment], ["platform", "staging"], name);
        assert.ok(tags.Name, name);
        if (/:(Subnet|NetworkAcl)$/.test(type)) assert.equal(tags.zone, name.split("-")[1], name);
      }
  });

  it("knows its IPv6 range first where it is from a pool, and speaks IPv4 only where nobody asks for more", async () => {
    const pooled = await make({ ipv6: undefined, ipv6Cidr: "2001:db8:7:700::/56", ipv6IpamPoolId: "ipam-pool-0a1b" });
    assert.equal(one("Subnet", "cloud-api-a", pooled).ipv6CidrBlock, "2001:db8:7:720::/64");
    assert.equal(one("Vpc", "cloud", pooled).assignGeneratedIpv6CidrBlock, undefined);
    const { made, ...ipv4 } = await make({ ipv6: false });
    assert.equal(made.ipv6CidrBlock, undefined);
    assert.deepEqual(
      ipv4.resources.filter(({ props }) => /ipv6/i.test(JSON.stringify({ ...props, ipv6: undefined }))),
      [],
    );
  });

  const listed: FlowArgs = { from: "tenant", to: "pl-0a1b2c", service: "https", reason };
  const list = (...cidrs: string[]): Calls => ({
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ id }) => ({
      id,
      entries: id === "pl-0a1b2c" ? cidrs.map((cidr) => ({ cidr })) : [],
    }),
  });
  const aclOf = async (flows: { [name: string]: FlowArgs }, calls: Calls) => {
    const { egress, ingress } = one("NetworkAcl", "cloud-tenant", await make({ flows: { core, ...flows } }, calls));
    type Entry = { cidrBlock?: string; ipv6CidrBlock?: string; fromPort: number; protocol: string };
    return [egress, ingress].map((entries) =>
      (entries as Entry[])
        .filter(({ protocol }) => protocol === "6")
        .map(({ cidrBlock, ipv6CidrBlock, fromPort }) => `${cidrBlock ?? ipv6CidrBlock} ${fromPort}`),
    );
  };

  it("lets what is in a prefix list through an ACL, and nothing else", async () => {
    assert.deepEqual(await aclOf({ listed }, list("198.51.100.0/24", "203.0.113.0/28")), [
      ["198.51.100.0/24 443", "203.0.113.0/28 443"],
      ["198.51.100.0/24 1024", "198.51.100.0/24 3390", "203.0.113.0/28 1024", "203.0.113.0/28 3390"],
    ]);
    assert.deepEqual(await aclOf({ listed }, list("2001:db8:1::/48")), [
      ["2001:db8:1::/48 443"],
      ["2001:db8:1::/48 1024", "2001:db8:1::/48 3390"],
    ]);
  });

  it("lets both versions through an ACL where a flow names a group, whose members may have either", async () => {
    const members = { ...listed, to: "api", remoteGroupId: "sg-0a1b" };
    assert.deepEqual((await aclOf({ members }, {}))[0], ["10.20.32.0/19 443", "2001:db8:aa:bb20::/59 443"]);
  });

  it("refuses a prefix list that an ACL has no room for, or that is not there, in one sentence, and makes nothing", async () => {
    const many = Array.from({ length: 10 }, (_, i) => `198.51.${i * 2}.0/24`);
    const absent = () => {
      throw new Error("no matching Managed Prefix List found");
    };
    for (const [calls, sentence] of [
      [
        list(...many),
        /^AwsNetwork "cloud": flows must be few enough for 19 rules of a network ACL in each direction and version, got "\d+ rules for ingress over IPv4 in the zone (external|tenant)"\.$/,
      ],
      [
        { "aws:ec2/getManagedPrefixList:getManagedPrefixList": absent },
        /^AwsNetwork "cloud": flow "listed": from or to must be a prefix list that these credentials can read in the provider's region, got "pl-0a1b2c"\.$/,
      ],
    ] as const) {
      const { resources } = await refusesAtRun(
        () => new AwsNetwork("cloud", { ...args, flows: { core, listed } }),
        sentence,
        calls,
      );
      assert.deepEqual(
        resources.map(({ name }) => name),
        ["cloud"],
      );
    }
  });

  const vpcId = "vpc-0a1b2c";
  const subnet = (tags: object): Calls => ({
    "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["subnet-1"] }),
    "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, cidrBlock: "10.20.32.0/22", tags }),
  });

  it("adopts a VPC, and leaves what the VPC has alone", async () => {
    const built = await make({ vpcId, flows: { core, out } }, subnet({ Name: "cloud-api-a" }));
    for (const type of ["Vpc", "DefaultSecurityGroup", "DefaultNetworkAcl", "DefaultRouteTable", "InternetGateway"])
      assert.deepEqual(of(type, built), [], type);
    for (const { props } of of("Subnet", built)) assert.equal(props.vpcId, vpcId);
    assert.equal((one("RouteTable", "cloud-api", built).routes as { gatewayId: string }[])[0]?.gatewayId, "igw-0a1b2c");
  });

  const failing = (message: string) => () => {
    throw Object.assign(new Error(message), { details: message });
  };
  for (const [name, own, sentence, calls] of [
    [
      "a region that is not listed",
      { regions: ["eu-west-1", "eu-west-3"] },
      /the provider's region must be eu-west-1 or eu-west-3, got "eu-central-1"\.$/,
    ],
    [
      "an availability zone that the region has not",
      { availabilityZones: ["a", "f"] },
      /availabilityZones must be two at least that eu-central-1 has available: a, b or c, got \["a","f"\]\.$/,
    ],
    [
      "fewer than two availability zones",
      {},
      /availabilityZones must be two at least that eu-central-1 has available: a, got \["a","b"\]\.$/,
      {
        "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
          names: ["eu-central-1a", "eu-central-1-ham-1b"],
        }),
      },
    ],
    [
      "missing credentials",
      {},
      /^AWS must be reached with credentials that it lets in and a region, got: No valid credential sources found \(set AWS_PROFILE/,
      {
        "aws:index/getCallerIdentity:getCallerIdentity": failing(
          "invocation of aws:index/getCallerIdentity:getCallerIdentity returned an error:\nNo valid credential sources found.",
        ),
      },
    ],
    [
      "a VPC that does not exist",
      { vpcId },
      /vpcId must be the id of a VPC that exists in eu-central-1 and these credentials can see, got "vpc-0a1b2c"\.$/,
      { "aws:ec2/getVpc:getVpc": failing("no matching EC2 VPC found") },
    ],
    [
      "a VPC that does not hold the range",
      { vpcId, cidr: "10.99.0.0/16" },
      /cidr must be inside the VPC's own 10\.20\.0\.0\/16, got "10\.99\.0\.0\/16"\.$/,
    ],
    [
      "a VPC without IPv6",
      { vpcId },
      /ipv6 must be left out where the VPC has no IPv6 range, as vpc-0a1b2c has none, got true\.$/,
      { "aws:ec2/getVpc:getVpc": () => ({ cidrBlock: "10.20.0.0/16", ipv6CidrBlock: "" }) },
    ],
    [
      "a VPC with other subnets in the way",
      { vpcId },
      /the range of subnet cloud-api-a must be clear of 10\.20\.32\.0\/22, which subnet subnet-1 has, got "10\.20\.32\.0\/22"\.$/,
      subnet({ Name: "somebody-else" }),
    ],
    [
      "a VPC that leads nowhere",
      { vpcId },
      /vpcId must be a VPC with an internet gateway where the zones external or api are made, got "vpc-0a1b2c"\.$/,
      { "aws:ec2/getInternetGateway:getInternetGateway": failing("no matching EC2 Internet Gateway found") },
    ],
  ] as readonly (readonly [string, Partial<AwsNetworkArgs>, RegExp, Calls?])[])
    it(`refuses ${name} in one sentence, and makes nothing`, async () => {
      const { resources } = await refusesAtRun(() => new AwsNetwork("cloud", { ...args, ...own }), sentence, calls);
      assert.deepEqual(
        resources.map(({ name }) => name),
        ["cloud"],
      );
    });

  for (const [name, own, sentence] of [
    [
      "a range that is too small",
      { cidr: "10.20.0.0/22" },
      /cidr must be an IPv4 range from \/16 to \/21 such as 10\.20\.0\.0\/16, got "10\.20\.0\.0\/22"\.$/,
    ],
    [
      "a range that is too large",
      { cidr: "10.0.0.0/8" },
      /cidr must be an IPv4 range from \/16 to \/21 .*, got "10\.0\.0\.0\/8"\.$/,
    ],
    [
      "a zone that is too small",
      { zones: { api: { cidr: "10.20.0.0/25" } } },
      /zones\.api\.cidr must be an IPv4 range from \/16 to \/24 .*, got "10\.20\.0\.0\/25"\.$/,
    ],
    [
      "a zone outside the network",
      { zones: { api: { cidr: "10.21.0.0/24" } } },
      /zones\.api\.cidr must be inside 10\.20\.0\.0\/16, the range of the network, got "10\.21\.0\.0\/24"\.$/,
    ],
    [
      "one availability zone",
      { availabilityZones: ["a"] },
      /availabilityZones must be two different letters at least of a, b, .* or h, got \["a"\]\.$/,
    ],
    ["one twice", { availabilityZones: ["a", "a"] }, /got \["a","a"\]\.$/],
    ["names for letters", { availabilityZones: ["eu-central-1a", "eu-central-1b"] }, /two different letters at least/],
    [
      "an IPv6 range that Amazon did not give",
      { ipv6: undefined, ipv6Cidr: "fd20::/48" },
      /ipv6Cidr must be left out unless ipv6IpamPoolId names the pool that it is from, since Amazon chooses the range \(set ipv6\), got "fd20::\/48"\.$/,
    ],
    [
      "a pool without a range",
      { ipv6IpamPoolId: "ipam-pool-0a1b" },
      /ipv6IpamPoolId must be given with ipv6Cidr, and without ipv6 and vpcId, got "one"\.$/,
    ],
    [
      "a zone's own IPv6 range",
      { zones: { api: { ipv6Cidr: "fd20::/64" } } },
      /zones\.api\.ipv6Cidr must be left out on AWS, .*, got "fd20::\/64"\.$/,
    ],
    [
      "an owner that cannot be a tag",
      { owner: "a,b" },
      /owner must be 1 to 50 letters, digits, spaces and .*, got "a,b"\.$/,
    ],
    ["NAT that is none", { natGateways: "two" }, /natGateways must be zonal, single or none, got "two"\.$/],
    [
      "a way out without a zone for it",
      { zones: { tenant: {} }, flows: { out } },
      /zones must be given with external, where the NAT gateways are that tenant leaves through, or natGateways none, got \["tenant"\]\.$/,
    ],
    ["logs that are gone too early", { retentionDays: 30 }, /retentionDays must be 365, .* or 3653, got 30\.$/],
    [
      "a quota that AWS does not give",
      { networkAclQuota: 100 },
      /networkAclQuota must be a whole number from 20 to 40, got 100\.$/,
    ],
    [
      "a key that is none",
      { keyArn: "alias/logs" },
      /keyArn must be an ARN such as arn:aws:kms:eu-central-1:123456789012:key\/…, got "alias\/logs"\.$/,
    ],
    ["a VPC by its name", { vpcId: "main" }, /vpcId must be an id such as vpc-0a1b2c, got "main"\.$/],
    [
      "a service without actions",
      { services: { sqs: {} } },
      /services\.sqs\.actions must be at least one action of IAM's such as ecr:BatchGetImage, got \[\]\.$/,
    ],
    [
      "all actions of a service",
      { services: { sqs: { actions: ["sqs:*"] } } },
      /services\.sqs\.actions must be actions of IAM's such as ecr:BatchGetImage, got "sqs:\*"\.$/,
    ],
    [
      "a service where everyone is",
      { services: { ssm: { zone: "api" } } },
      /services\.ssm\.zone must be management, tenant, storage or provisioning, got "api"\.$/,
    ],
    [
      "a zone for a route",
      { services: { s3: { zone: "tenant" } } },
      /services\.s3\.zone must be left out for a service that is reached by a route, got "tenant"\.$/,
    ],
    [
      "services that no flow leads to",
      { flows: { out } },
      /flows must be such that https leads from management to management, .*, got \["HTTPS_ACCESS_TO_INTERNET_FROM_TENANT"\]\.$/,
    ],
    [
      "ports of a protocol that AWS knows none of",
      { flows: { core, f: { ...out, service: "sctp/36412" } } },
      /flow f: service must be over TCP or UDP where it has ports, .*, got "sctp\/36412"\.$/,
    ],
  ] as readonly (readonly [string, Partial<AwsNetworkArgs>, RegExp])[])
    it(`refuses ${name} in one sentence, and makes nothing`, async () => {
      await assert.rejects(async () => make(own), sentence);
    });
});
