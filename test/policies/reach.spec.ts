import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { PolicyResource } from "@pulumi/policy";
import fc from "fast-check";
import { controls } from "../../policies/catalogue.ts";
import type { Example, Written } from "../../policies/control.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { unachievedBy, undeclaredBy } from "../../policies/facts/reachable.ts";
import { topologyOf } from "../../policies/facts/topology.ts";
import { awsIn, neutronRule, only, without, zonedOnAws, zonedOnOpenStack } from "../../policies/facts/zoned.ts";
import { Plan } from "../../policies/plan.ts";
import type { Network } from "../../policies/reach/network.ts";
import { Reach } from "../../policies/reach/reach.ts";
import { judge, type Said, saidOf, type Told, toldOf, UNKNOWN, urnOf } from "../support/judge.ts";
import { bruteForce, chained, network, proven, rule } from "../support/reach.ts";
import { buildStack } from "../support/stack.ts";

const sorted = (set: ReadonlySet<string>): string[] => [...set].sort();

/** What is in a set and not in another. */
const lacking = (whole: ReadonlySet<string>, part: ReadonlySet<string>): string[] =>
  sorted(part).filter((one) => !whole.has(one));

describe("who reaches whom", () => {
  it("is what a slow walk over every packet finds, on small networks", () => {
    let reached = 0;
    fc.assert(
      fc.property(network, (one) => {
        const slow = bruteForce(one);
        reached += slow.size;
        assert.deepEqual(sorted(proven(one)), sorted(slow));
      }),
      { numRuns: 1000 },
    );
    assert.ok(reached > 1000, "the networks are such that hardly anybody reaches anybody");
  });

  it("never becomes less when a rule lets more through", () => {
    fc.assert(
      fc.property(network, fc.nat({ max: 2 }), rule, (one, at, more) => {
        const groups = one.groups.map((group, i) =>
          i === at ? { ...group, rules: [...group.rules, { id: "more", ...more }] } : group,
        );
        assert.deepEqual(lacking(proven({ ...one, groups }), proven(one)), []);
      }),
    );
  });

  it("never becomes more when a route is taken away", () => {
    fc.assert(
      fc.property(network, fc.nat(), fc.nat(), (one, at, which) => {
        const routers = one.routers.map((router, i) =>
          i === at % one.routers.length
            ? { ...router, routes: router.routes.filter((_, j) => j !== which % router.routes.length) }
            : router,
        );
        assert.deepEqual(lacking(proven(one), proven({ ...one, routers })), []);
      }),
    );
  });

  it("does not depend on the order in which anything is said", () => {
    const shuffled = (one: Network): fc.Arbitrary<Network> =>
      fc
        .tuple(
          ...[one.subnets, one.routers, one.gates, one.groups, one.holders].map((list) =>
            fc.shuffledSubarray<unknown>([...list], { minLength: list.length }),
          ),
        )
        .map(([subnets, routers, gates, groups, holders]) => ({ subnets, routers, gates, groups, holders }) as Network);
    fc.assert(
      fc.property(
        network.chain((one) => fc.tuple(fc.constant(one), shuffled(one))),
        ([one, other]) => assert.deepEqual(sorted(proven(other)), sorted(proven(one))),
      ),
    );
  });
});

/** What the two controls say of a stack, under a team's settings. */
async function saidBy(id: string, example: Example, phase: "preview" | "update", settings: object): Promise<Said[]> {
  const control = controls.find((one) => one.id === id);
  assert.ok(control);
  const set = Object.entries(control.settings ?? {}).map(([key, setting]) => [
    key,
    { ...setting, default: (settings as Record<string, unknown>)[key] ?? setting.default },
  ]);
  return saidOf({ ...control, settings: Object.fromEntries(set) }, example, phase);
}

const DECLARED = "network-flows-declared";
const UNDECIDED = "policy-judgements-undecided";

/** The connections of a stack that no flow declares, as they are printed, each with the resource that it is said of. */
const undeclared = async (example: Example, settings: object = {}): Promise<string[]> =>
  (await saidBy(DECLARED, example, "update", settings))
    .filter(({ policy }) => policy === DECLARED)
    .flatMap(({ message, urn }) =>
      [...message.matchAll(/No flow declares (.*?)\.(?= )/g)].map(([, path]) => `${urn.split("::").at(-1)}: ${path}`),
    );

const api = only(zonedOnOpenStack, "firewall", "router", "api", "apiAddresses", "apiJoint", "web");
const apiOnAws = only(zonedOnAws, "firewall", "vpc", "gateway", "api", "table", "given", "web");
const ssh = (props: object = {}): Written => neutronRule("${web}", 22, props);
const sshOnAws = (props: object): Written => awsIn("${web}", 22, props);
const everyone = { cidrIpv4: "0.0.0.0/0" };

/** A machine with a group, in the zone of the APIs on OpenStack, and what is made of its port. */
const machine = (port: object = {}): Example => ({
  ...api,
  port: ["openstack:networking/port:Port", { networkId: "${api}", securityGroupIds: ["${web}"], ...port }] as Written,
});

const firewallRule = (props: object): Written => ["openstack:firewall/ruleV2:RuleV2", { ...props }] as Written;

/** A firewall group at the router's joint, with rules in the order in which they are. */
const perimeter = (...rules: object[]): Example => ({
  ...Object.fromEntries(rules.map((rule, i) => [`rule${i}`, firewallRule(rule)])),
  policy: ["openstack:firewall/policyV2:PolicyV2", { rules: rules.map((_, i) => `\${rule${i}}`) }],
  perimeter: ["openstack:firewall/groupV2:GroupV2", { ingressFirewallPolicyId: "${policy}", ports: ["${apiJoint}"] }],
});

const acl = (...ingress: object[]): Written =>
  [
    "aws:ec2/networkAcl:NetworkAcl",
    {
      ...{ vpcId: "${vpc}", subnetIds: ["${api}"] },
      egress: [{ ruleNo: 1, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" }],
      ingress: ingress.map((entry) => ({
        protocol: "tcp",
        fromPort: 0,
        toPort: 65535,
        cidrBlock: "0.0.0.0/0",
        ...entry,
      })),
    },
  ] as unknown as Written;

/** A second VPC whose machines have a group that the first one's names, peered with it, and the routes there and back. */
const peered = (...routes: readonly ("there" | "back")[]): Example => ({
  ...apiOnAws,
  web: ["aws:ec2/securityGroup:SecurityGroup", { name: "WEB", vpcId: "${vpc}", tags: { zone: "api" } }],
  in: sshOnAws({ cidrIpv4: "10.99.0.0/16" }),
  far: ["aws:ec2/vpc:Vpc", { cidrBlock: "10.99.0.0/16" }],
  farSubnet: ["aws:ec2/subnet:Subnet", { vpcId: "${far}", cidrBlock: "10.99.1.0/24" }],
  farTable: ["aws:ec2/routeTable:RouteTable", { vpcId: "${far}" }],
  farGiven: [
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    { routeTableId: "${farTable}", subnetId: "${farSubnet}" },
  ],
  peering: ["aws:ec2/vpcPeeringConnection:VpcPeeringConnection", { vpcId: "${vpc}", peerVpcId: "${far}" }],
  ...(routes.includes("there") && {
    there: [
      "aws:ec2/route:Route",
      { routeTableId: "${farTable}", destinationCidrBlock: "10.20.0.0/16", vpcPeeringConnectionId: "${peering}" },
    ] as Written,
  }),
  ...(routes.includes("back") && {
    back: [
      "aws:ec2/route:Route",
      { routeTableId: "${table}", destinationCidrBlock: "10.99.0.0/16", vpcPeeringConnectionId: "${peering}" },
    ] as Written,
  }),
});

describe("a stack that declares flows", () => {
  for (const [what, example, ...expected] of [
    [
      "prints the path from the internet through the router to the group",
      { ...api, in: ssh() },
      "in: internet → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "is let alone where the router does not lead outside",
      { ...api, router: ["openstack:networking/router:Router", {}], in: ssh({ remoteIpPrefix: "198.51.100.0/24" }) },
    ],
    [
      "is let alone where no router is there",
      { ...without(api, "apiJoint"), in: ssh({ remoteIpPrefix: "198.51.100.0/24" }) },
    ],
    [
      "is let alone where the machine has no public address",
      { ...machine(), in: ssh({ remoteIpPrefix: "198.51.100.0/24" }) },
    ],
    [
      "finds a machine by its floating address",
      {
        ...machine(),
        in: ssh({ remoteIpPrefix: "198.51.100.0/24" }),
        address: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
      },
      "in: 198.51.100.0/24 → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "finds a machine by a floating address that is tied to it afterwards",
      {
        ...machine(),
        in: ssh({ remoteIpPrefix: "198.51.100.0/24" }),
        address: [
          "openstack:networking/floatingIpAssociate:FloatingIpAssociate",
          { floatingIp: "192.0.2.1", portId: "${port}" },
        ],
      },
      "in: 198.51.100.0/24 → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "finds a machine behind a router that translates no addresses",
      {
        ...machine(),
        router: ["openstack:networking/router:Router", { externalNetworkId: "public", enableSnat: false }],
        in: ssh({ remoteIpPrefix: "198.51.100.0/24" }),
      },
      "in: 198.51.100.0/24 → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "finds a machine that is on the external network itself",
      {
        ...without(machine(), "router", "apiJoint"),
        api: ["openstack:networking/network:Network", { tags: ["zone:api"], external: true }],
        in: ssh({ remoteIpPrefix: "198.51.100.0/24" }),
      },
      "in: 198.51.100.0/24 → network api → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "looks into an address group",
      {
        ...api,
        list: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["198.51.100.0/24"] }],
        in: ssh({ remoteAddressGroupId: "${list}" }),
      },
      "in: 198.51.100.0/24 → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "follows a rule that names a group to whoever holds it",
      {
        ...zonedOnOpenStack,
        in: neutronRule("${servers}", 22, { remoteGroupId: "${web}" }),
        out: neutronRule("${web}", 22, { direction: "egress", remoteGroupId: "${servers}" }),
      },
      "in: port webPort → subnet apiAddresses → router router → subnet tenantAddresses → security group SERVERS: tcp 22",
    ],
    [
      "is let alone where the near end lets nothing out",
      { ...zonedOnOpenStack, in: neutronRule("${servers}", 22, { remoteGroupId: "${web}" }) },
    ],
    [
      "finds whoever may send under addresses of another zone",
      {
        ...zonedOnOpenStack,
        webPort: [
          "openstack:networking/port:Port",
          { networkId: "${api}", securityGroupIds: ["${web}"], allowedAddressPairs: [{ ipAddress: "10.20.96.9" }] },
        ],
        in: neutronRule("${servers}", 8443, { remoteIpPrefix: "10.20.96.9/32" }),
        out: neutronRule("${web}", 8443, { direction: "egress", remoteIpPrefix: "10.20.96.0/19" }),
      },
      "in: port webPort → subnet apiAddresses → router router → subnet tenantAddresses → security group SERVERS: tcp 8443",
    ],
    [
      "is let alone where a firewall denies it first",
      {
        ...api,
        in: ssh(),
        ...perimeter({ action: "deny", protocol: "tcp", destinationPort: "22" }, { action: "allow" }),
      },
    ],
    [
      "finds what a firewall allows before it denies it",
      {
        ...api,
        in: ssh(),
        ...perimeter({ action: "allow" }, { action: "deny", protocol: "tcp", destinationPort: "22" }),
      },
      "in: internet → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "takes no notice of a rule of a firewall that is switched off",
      { ...api, in: ssh(), ...perimeter({ action: "deny", enabled: false }, { action: "allow" }) },
      "in: internet → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "goes from router to router by their routes",
      {
        ...api,
        ...chained({ externalNetworkId: "public" }),
        in: ssh({ remoteIpPrefix: "198.51.100.0/24" }),
      },
      "in: 198.51.100.0/24 → router edge → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "finds the far end of a VPN",
      {
        ...api,
        router: ["openstack:networking/router:Router", {}],
        vpn: ["openstack:vpnaas/service:Service", { routerId: "${router}" }],
        site: [
          "openstack:vpnaas/siteConnection:SiteConnection",
          { vpnserviceId: "${vpn}", peerCidrs: ["192.168.10.0/24"] },
        ],
        in: ssh({ remoteIpPrefix: "192.168.0.0/16" }),
      },
      "in: 192.168.0.0/16 → site connection site → router router → subnet apiAddresses → security group WEB: tcp 22",
    ],
    [
      "finds machines of a network that filters nothing",
      {
        ...api,
        api: ["openstack:networking/network:Network", { tags: ["zone:api"], portSecurityEnabled: false }],
        port: ["openstack:networking/port:Port", { networkId: "${api}" }],
      },
      "port: port port → subnet apiAddresses → router router → internet: anything",
    ],
    [
      "finds a rule of a group that is not in the plan",
      {
        ...api,
        in: neutronRule("a-group", 22),
        port: ["openstack:networking/port:Port", { networkId: "${api}", securityGroupIds: ["a-group"] }],
        address: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
      },
      "in: internet → router router → subnet apiAddresses → security group a-group: tcp 22",
    ],
    [
      "finds the way out that Neutron's own rules are",
      { ...api, more: ["openstack:networking/secGroup:SecGroup", { name: "MORE", tags: ["zone:api"] }] },
      "more: security group MORE → subnet apiAddresses → router router → internet: anything",
    ],
    [
      "prints the path from the internet through the gateway to the group, on AWS",
      { ...apiOnAws, in: sshOnAws(everyone) },
      "in: internet → internet gateway gateway → subnet api → security group WEB: tcp 22",
    ],
    ["is let alone where the table has no route out", { ...without(apiOnAws, "given"), in: sshOnAws(everyone) }],
    [
      "goes by the main table where a subnet is given none",
      {
        ...without(apiOnAws, "given"),
        main: [
          "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
          { vpcId: "${vpc}", routeTableId: "${table}" },
        ],
        in: sshOnAws(everyone),
      },
      "in: internet → internet gateway gateway → subnet api → security group WEB: tcp 22",
    ],
    [
      "is let alone where a network ACL denies it first",
      {
        ...apiOnAws,
        in: sshOnAws(everyone),
        acl: acl({ ruleNo: 100, action: "allow" }, { ruleNo: 90, action: "deny", fromPort: 22, toPort: 22 }),
      },
    ],
    [
      "finds what a network ACL allows before it denies it",
      {
        ...apiOnAws,
        in: sshOnAws(everyone),
        acl: acl({ ruleNo: 100, action: "deny", fromPort: 22, toPort: 22 }, { ruleNo: 90, action: "allow" }),
      },
      "in: internet → internet gateway gateway → subnet api → security group WEB: tcp 22",
    ],
    [
      "is let alone where a network ACL says nothing of it",
      { ...apiOnAws, in: sshOnAws(everyone), acl: acl({ ruleNo: 100, action: "allow", fromPort: 443, toPort: 443 }) },
    ],
    [
      "lets nobody in by a NAT gateway, nor by an egress-only one",
      {
        ...apiOnAws,
        out: ["aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", { vpcId: "${vpc}" }],
        table: [
          "aws:ec2/routeTable:RouteTable",
          {
            vpcId: "${vpc}",
            routes: [
              { cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0abc" },
              { ipv6CidrBlock: "::/0", egressOnlyGatewayId: "${out}" },
            ],
          },
        ],
        api: [
          "aws:ec2/subnet:Subnet",
          { vpcId: "${vpc}", cidrBlock: "10.20.32.0/22", ipv6CidrBlock: "2001:db8::/64", tags: { zone: "api" } },
        ],
        in: sshOnAws(everyone),
        in6: sshOnAws({ cidrIpv6: "::/0" }),
      },
    ],
    [
      "finds machines that have an address of IPv6 alone",
      {
        ...apiOnAws,
        table: [
          "aws:ec2/routeTable:RouteTable",
          { vpcId: "${vpc}", routes: [{ ipv6CidrBlock: "::/0", gatewayId: "${gateway}" }] },
        ],
        api: [
          "aws:ec2/subnet:Subnet",
          { vpcId: "${vpc}", cidrBlock: "10.20.32.0/22", ipv6CidrBlock: "2001:db8::/64", tags: { zone: "api" } },
        ],
        server: ["aws:ec2/instance:Instance", { subnetId: "${api}", vpcSecurityGroupIds: ["${web}"] }],
        in: sshOnAws(everyone),
        in6: sshOnAws({ cidrIpv6: "::/0" }),
      },
      "in6: internet → internet gateway gateway → subnet api → security group WEB: tcp 22",
    ],
    ["is let alone where a peering has a route in one direction", peered("there")],
    ["is let alone where a peering has a route in the other direction", peered("back")],
    [
      "goes over a peering that is routed both ways",
      peered("there", "back"),
      "in: subnet farSubnet → vpc peering connection peering → subnet api → security group WEB: tcp 22",
    ],
    [
      "goes over a transit gateway, behind which may be others",
      {
        ...apiOnAws,
        hub: ["aws:ec2transitgateway/transitGateway:TransitGateway", {}],
        leg: [
          "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
          { vpcId: "${vpc}", transitGatewayId: "${hub}", subnetIds: ["${api}"] },
        ],
        table: [
          "aws:ec2/routeTable:RouteTable",
          { vpcId: "${vpc}", routes: [{ cidrBlock: "10.0.0.0/8", transitGatewayId: "${hub}" }] },
        ],
        in: sshOnAws({ cidrIpv4: "10.77.0.0/16" }),
      },
      "in: 10.77.0.0/16 → transit gateway hub → subnet api → security group WEB: tcp 22",
    ],
    [
      "looks into a prefix list",
      {
        ...apiOnAws,
        list: [
          "aws:ec2/managedPrefixList:ManagedPrefixList",
          { addressFamily: "IPv4", maxEntries: 1, entries: [{ cidr: "198.51.100.0/24" }] },
        ],
        in: sshOnAws({ prefixListId: "${list}" }),
      },
      "in: 198.51.100.0/24 → internet gateway gateway → subnet api → security group WEB: tcp 22",
    ],
    [
      "takes a prefix list that it cannot look into by its name",
      { ...apiOnAws, in: sshOnAws({ prefixListId: "pl-0abc" }) },
      "in: list pl-0abc → security group WEB: tcp 22",
    ],
    [
      "follows a rule in the group itself to the members of another",
      {
        ...apiOnAws,
        other: [
          "aws:ec2/securityGroup:SecurityGroup",
          {
            name: "OTHER",
            vpcId: "${vpc}",
            egress: [{ protocol: "tcp", fromPort: 22, toPort: 22, securityGroups: ["${named}"] }],
          },
        ],
        named: [
          "aws:ec2/securityGroup:SecurityGroup",
          {
            name: "NAMED",
            vpcId: "${vpc}",
            ingress: [{ protocol: "tcp", fromPort: 0, toPort: 65535, securityGroups: ["${other}"] }],
          },
        ],
        server: ["aws:ec2/instance:Instance", { subnetId: "${api}", vpcSecurityGroupIds: ["${named}"] }],
        client: ["aws:ec2/instance:Instance", { subnetId: "${api}", vpcSecurityGroupIds: ["${other}"] }],
      },
      "named: machine client → subnet api → security group NAMED: tcp 22",
    ],
    [
      "is not bothered with what answers at an endpoint of AWS's services",
      {
        ...apiOnAws,
        services: ["aws:ec2/securityGroup:SecurityGroup", { vpcId: "${vpc}", tags: { zone: "api" } }],
        in: awsIn("${services}", 8443, { cidrIpv4: "10.20.0.0/16" }),
        out: [
          "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
          { securityGroupId: "${web}", ipProtocol: "tcp", fromPort: 8443, toPort: 8443, cidrIpv4: "10.20.0.0/16" },
        ],
        endpoint: [
          "aws:ec2/vpcEndpoint:VpcEndpoint",
          {
            vpcId: "${vpc}",
            serviceName: "s3",
            vpcEndpointType: "Interface",
            subnetIds: ["${api}"],
            securityGroupIds: ["${services}"],
          },
        ],
      },
    ],
  ] as readonly [what: string, example: Example, ...expected: string[]][])
    it(what, async () => assert.deepEqual(await undeclared(example), expected));

  const flows = { web: { from: "internet", to: "front", service: "https" } };

  it("may use none of our components: the flows are then in the settings, and zones in tags", async () => {
    const stack: Example = {
      ...without(api, "firewall"),
      api: ["openstack:networking/network:Network", { tags: ["zone:front"] }],
      web: ["openstack:networking/secGroup:SecGroup", { name: "WEB", deleteDefaultRules: true, tags: ["zone:front"] }],
      https: neutronRule("${web}", 443),
    };
    assert.deepEqual(await undeclared(stack, { flows }), []);
    assert.deepEqual(await undeclared({ ...stack, in: ssh() }, { flows }), [
      "in: internet → router router → subnet apiAddresses → security group WEB: tcp 22",
    ]);
    assert.deepEqual(await undeclared({ ...stack, in: ssh() }), []);
  });

  it("may have zones in the settings alone", async () => {
    const stack: Example = {
      ...without(machine(), "firewall"),
      api: ["openstack:networking/network:Network", {}],
      web: ["openstack:networking/secGroup:SecGroup", { name: "WEB", deleteDefaultRules: true }],
      address: ["openstack:networking/floatingIp:FloatingIp", { pool: "public", portId: "${port}" }],
      https: neutronRule("${web}", 443),
    };
    assert.deepEqual(await undeclared(stack, { flows, zones: { front: ["10.20.32.0/19"] } }), []);
    assert.deepEqual(await undeclared(stack, { flows, zones: { front: ["10.20.64.0/19"] } }), [
      "https: internet → router router → subnet apiAddresses → security group WEB: tcp 443",
    ]);
  });

  it("is told of a service in the settings that there is not, and of addresses that are none", async () => {
    const said = await saidBy(DECLARED, api, "update", {
      flows: { web: { from: "internet", to: "api", service: "htpps" } },
      zones: { front: ["front"] },
    });
    assert.match(
      said[0]?.message ?? "",
      /zones gives front something that is no address range.*flow web names a service/,
    );
  });

  it("waits for the update where a preview does not know who a rule lets in, and hides nothing that it knows", async () => {
    const stack: Example = { ...api, in: ssh({ remoteIpPrefix: "${web}" }), more: ssh({ portRangeMax: 23 }) };
    const said = await saidBy(DECLARED, stack, "preview", {});
    assert.deepEqual(
      said.map(({ policy, urn }) => `${policy} ${urn.split("::").at(-1)}`),
      [`${DECLARED} more`, `${UNDECIDED} `],
    );
  });

  it("waits for the update where a preview does not know what a router is joined to", async () => {
    const joint: Written = [
      "openstack:networking/routerInterface:RouterInterface",
      { routerId: "${router}", subnetId: "${elsewhere}" },
    ];
    const said = await saidBy(DECLARED, { ...api, apiJoint: joint, in: ssh() }, "preview", {});
    assert.deepEqual(
      said.map(({ policy }) => policy),
      [UNDECIDED],
    );
  });

  it("says the same whatever the order in which its resources come", async () => {
    const stack: Example = {
      ...zonedOnOpenStack,
      in: ssh(),
      more: neutronRule("${servers}", 0, { portRangeMax: 65535 }),
    };
    const backwards = Object.fromEntries(Object.entries(stack).reverse());
    assert.deepEqual(await undeclared(backwards), await undeclared(stack));
  });
});

describe("the baseline's own stacks", () => {
  const says = async (told: readonly Told[]): Promise<string[]> =>
    (await judge(policiesOf(controls.filter(({ id }) => id === DECLARED)), told)).map(({ message }) => message);
  const more = (type: string, props: object): Told => ({
    ...{ urn: urnOf(type, "more"), type, name: "more", props: { ...props } },
  });

  it("are let alone on OpenStack, and not with one rule more", async () => {
    const { resources } = await buildStack("sandbox");
    assert.deepEqual(await says(resources), []);
    const [said] = await says([
      ...resources,
      more("openstack:networking/secGroupRule:SecGroupRule", {
        ...{ securityGroupId: "id of openstack:networking/secGroup:SecGroup cloud-api-from-internet" },
        ...{ direction: "ingress", ethertype: "IPv4", protocol: "tcp", portRangeMin: 22, portRangeMax: 22 },
      }),
    ]);
    assert.match(
      said ?? "",
      /^No flow declares internet → router cloud → subnet cloud-api-ipv4 → security group HTTPS_ACCESS_FROM_INTERNET_TO_API: tcp 22\./,
    );
  });

  it("are let alone on AWS, where network ACLs stop what one rule more lets in, and not without those", async () => {
    const { resources } = await buildStack("aws-sandbox");
    const opened = [
      ...resources,
      more("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", {
        ...{ securityGroupId: "id of aws:ec2/securityGroup:SecurityGroup cloud-api-from-internet" },
        ...{ ipProtocol: "tcp", fromPort: 443, toPort: 444, cidrIpv4: "0.0.0.0/0" },
      }),
    ];
    assert.deepEqual(await says(opened), []);
    const [said] = await says(opened.filter(({ type }) => !/NetworkAcl$/.test(type)));
    assert.match(
      said ?? "",
      /^No flow declares internet → internet gateway cloud → subnet cloud-api-a → security group HTTPS_ACCESS_FROM_INTERNET_TO_API: tcp 444\./,
    );
  });
});

describe("a flow that leads nowhere", () => {
  for (const [what, example, expected] of [
    [
      "lacks a rule that lets it in",
      without(zonedOnOpenStack, "webIn"),
      /flow web .*from internet to api, tcp 443, no group lets it in\./,
    ],
    [
      "lacks a rule that lets it out",
      without(zonedOnAws, "webOut"),
      /flow inside .*from api to tenant, tcp 443, no group lets it out\./,
    ],
    ["lacks a way", without(zonedOnAws, "given"), /flow web .*tcp 443, no route, gateway, list or firewall on the way/],
    [
      "lacks a part of what it speaks",
      without(zonedOnOpenStack, "serversOutLong"),
      /flow names .*from tenant to internet, tcp 53, no route/,
    ],
  ] as const)
    it(what, async () => {
      const [said, ...others] = (await saidBy("network-flows-achievable", example, "update", {})).filter(
        ({ policy }) => policy !== UNDECIDED,
      );
      assert.match(said?.message ?? "", expected);
      assert.deepEqual(others, []);
    });

  it("is none where nothing of its zones is in the plan", async () => {
    const stack = only(zonedOnOpenStack, "firewall", "api", "apiAddresses");
    assert.deepEqual(await saidBy("network-flows-achievable", stack, "update", {}), []);
  });
});

describe("a value that is not known yet", () => {
  const { unknownCheckingProxy } = createRequire(import.meta.url)("@pulumi/policy/proxy");

  /** A stack as the policy SDK shows it. */
  const planOf = (told: readonly Told[]): Plan => {
    const resources = new Map(
      told.map(({ urn, type, name, outputs }) => [
        urn,
        {
          urn,
          type,
          name,
          props: unknownCheckingProxy(outputs),
          propertyDependencies: {},
        } as unknown as PolicyResource,
      ]),
    );
    for (const { urn, dependencies = {} } of told)
      for (const [input, others] of Object.entries(dependencies))
        Object.assign(resources.get(urn)?.propertyDependencies ?? {}, {
          [input]: others.map((other) => resources.get(other)),
        });
    return new Plan([...resources.values()], new Map(told.map(({ urn, props }) => [urn, unknownCheckingProxy(props)])));
  };

  /** Every value of some inputs that may be unknown by itself: each input, and each part of one. */
  function* hidden(value: unknown): Iterable<unknown> {
    yield UNKNOWN;
    if (Array.isArray(value))
      for (const [i, item] of value.entries()) for (const part of hidden(item)) yield value.with(i, part);
    else if (value !== null && typeof value === "object")
      for (const [key, item] of Object.entries(value)) for (const part of hidden(item)) yield { ...value, [key]: part };
  }

  /** The plan of an example with each part of it unknown once, and where that is. */
  function* blurred(example: Example): Iterable<{ readonly plan: Plan; readonly where: string }> {
    const told = toldOf(example, "update");
    for (const [i, resource] of told.entries())
      for (const [key, value] of Object.entries(resource.props))
        for (const part of hidden(value)) {
          const props = { ...resource.props, [key]: part };
          const plan = planOf(told.with(i, { ...resource, props, outputs: { ...resource.outputs, ...props } }));
          yield { plan, where: `${key} of ${resource.name}` };
        }
  }

  it("makes nothing undecided but what depends on it", () => {
    const settings = { zoneTag: "zone", zones: {}, flows: {} };
    const own = controls.filter(({ id }) => id === DECLARED).flatMap(({ pass, fail }) => [...pass, ...fail]);
    for (const example of [
      ...own,
      peered("there", "back"),
      { ...api, ...perimeter({ action: "allow" }, { action: "deny" }) },
    ]) {
      for (const { plan, where } of blurred(example)) {
        assert.doesNotThrow(() => undeclaredBy({ plan, urn: "nobody" }, settings), where);
        assert.doesNotThrow(() => unachievedBy({ plan, urn: "nobody" }, settings), where);
      }
    }
  });

  it("is read both ways: what is reached then contains what is reached for certain", () => {
    for (const example of [zonedOnOpenStack, zonedOnAws])
      for (const { plan, where } of blurred(example)) {
        const { least, most } = topologyOf(plan, "zone");
        const open = (network: Network) => [...new Reach(network).undeclared([]).keys()];
        assert.deepEqual(lacking(new Set(open(most)), new Set(open(least))), [], where);
      }
  });
});
