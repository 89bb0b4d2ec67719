import assert from "node:assert/strict";
import fc from "fast-check";
import { groupsOf, type Opening } from "../../components/firewall.ts";
import { defaultFlows, type FlowArgs } from "../../components/flow.ts";
import { OpenStackFirewall, type OpenStackFirewallArgs } from "../../components/index.ts";
import { addressPlan } from "../../components/network.ts";
import { contains, parseRange } from "../../components/range.ts";
import { portsOf, services } from "../../components/service.ts";
import { isZone, type Zone, zoneNames, zones } from "../../components/zone.ts";
import { build } from "../support/build.ts";

const addresses = { cidr: "10.20.0.0/16", ipv6Cidr: "fd20::/48" };
const reason = "Because the test needs it";
const groups = (flow: Partial<FlowArgs>, own: Partial<OpenStackFirewallArgs> = {}) =>
  groupsOf("x", {
    ...addresses,
    ...own,
    flows: { f: { from: "internet", to: "api", service: "https", reason, ...flow } },
  });
const openings = (flow: Partial<FlowArgs>, own?: Partial<OpenStackFirewallArgs>) =>
  groups(flow, own).flatMap((group) => group.openings);
const written = ({ ipVersion, port, peer }: Opening) =>
  [`IPv${ipVersion}`, port.protocol, ...(port.first === undefined ? [] : [`${port.first}-${port.last}`]), peer].join(
    " ",
  );

describe("declared flows", () => {
  it("become one group for each zone, peer and direction, named after what it opens", () => {
    assert.deepEqual(
      groupsOf("x", {
        ...addresses,
        flows: {
          web: { from: "internet", to: "api", service: "https", reason },
          admin: { from: "198.51.100.0/24", to: "api", service: "ssh", reason },
          calls: { from: "tenant", to: "api", service: "https", reason },
          names: { from: "tenant", to: "internet", service: "dns", reason },
          time: { from: "tenant", to: "internet", service: "udp/123", reason },
        },
      }).map(({ key, name }) => [key, name]),
      [
        ["api-from-internet", "HTTPS_ACCESS_FROM_INTERNET_TO_API"],
        ["api-from-198-51-100-0-24", "SSH_ACCESS_FROM_198_51_100_0_24_TO_API"],
        ["api-from-tenant", "HTTPS_ACCESS_FROM_TENANT_TO_API"],
        ["tenant-to-api", "HTTPS_ACCESS_TO_API_FROM_TENANT"],
        ["tenant-to-internet", "DNS_UDP_123_ACCESS_TO_INTERNET_FROM_TENANT"],
      ],
    );
  });

  it("open both versions where both ends have them, and all ports of the service", () => {
    assert.deepEqual(openings({ service: "dns" }).map(written), [
      "IPv4 udp 53-53 0.0.0.0/0",
      "IPv6 udp 53-53 ::/0",
      "IPv4 tcp 53-53 0.0.0.0/0",
      "IPv6 tcp 53-53 ::/0",
    ]);
    assert.deepEqual(openings({ from: "tenant" }, { ipv6Cidr: undefined }).map(written), [
      "IPv4 tcp 443-443 10.20.96.0/19",
      "IPv4 tcp 443-443 10.20.32.0/19",
    ]);
  });

  for (const [service, expected] of [
    ["tcp/8443", ["IPv4 tcp 8443-8443 0.0.0.0/0", "IPv6 tcp 8443-8443 ::/0"]],
    ["17/6000-6100", ["IPv4 udp 6000-6100 0.0.0.0/0", "IPv6 udp 6000-6100 ::/0"]],
    ["icmp", ["IPv4 icmp 0.0.0.0/0", "IPv6 ipv6-icmp ::/0"]],
    ["1", ["IPv4 icmp 0.0.0.0/0"]],
    ["58", ["IPv6 ipv6-icmp ::/0"]],
    ["89", ["IPv4 89 0.0.0.0/0", "IPv6 89 ::/0"]],
    ["esp", ["IPv4 esp 0.0.0.0/0", "IPv6 esp ::/0"]],
  ] as const)
    it(`understand the service ${service}`, () => assert.deepEqual(openings({ service }).map(written), expected));

  it("can be narrowed to the members of a security group", () => {
    assert.ok(
      openings({ from: "api", to: "tenant", remoteGroupId: "balancers" }).every(
        ({ peerGroupId }) => peerGroupId === "balancers",
      ),
    );
  });

  it("let an address inside an isolated zone in, and nobody else", () => {
    assert.equal(openings({ from: "10.20.64.5/32", to: "management", service: "ssh" }).length, 1);
  });

  it("that a team does not declare are the talk's, as far as the network has the zones", () => {
    assert.equal(groupsOf("x", addresses).length > 0, true);
    assert.deepEqual(
      groupsOf("x", { ...addresses, zones: { storage: {} } }).map(({ key }) => key),
      ["storage-from-storage", "storage-to-storage"],
    );
  });

  it("never open more than they say: every opening's far end is the flow's, and isolated zones talk to themselves only", () => {
    const plan = addressPlan("x", addresses);
    const end = fc.constantFrom("internet", "198.51.100.0/24", "2001:db8:1::/48", ...zoneNames);
    const service = fc.constantFrom(...Object.keys(services), "tcp/1-65535", "udp/5000-6000", "89");
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.stringMatching(/^[a-z]{1,8}$/),
          fc.record({ from: end, to: end, service, reason: fc.constant(reason) }),
        ),
        (flows) => {
          const legal = Object.fromEntries(
            Object.entries(flows).filter(
              ([, { from, to }]) =>
                [from, to].some(isZone) &&
                [
                  [from, to],
                  [to, from],
                ].every(([one, other]) => !isZone(one as string) || !zones[one as Zone].isolated || one === other),
            ),
          );
          let made: ReturnType<typeof groupsOf>;
          try {
            made = groupsOf("x", { ...addresses, flows: legal });
          } catch (error) {
            assert.match(String(error), /does not open already/);
            return;
          }
          for (const group of made)
            for (const opening of group.openings) {
              const peer = parseRange(opening.peer);
              const asked = Object.values(legal).filter(
                ({ from, to }) => (group.direction === "ingress" ? to : from) === group.zone,
              );
              assert.ok(
                asked.some(({ from, to, service }) => {
                  const far = group.direction === "ingress" ? from : to;
                  const ranges =
                    far === "internet"
                      ? [parseRange("0.0.0.0/0"), parseRange("::/0")]
                      : isZone(far)
                        ? (plan.get(far) ?? [])
                        : [parseRange(far)];
                  return (
                    ranges.some((range) => range && peer && contains(range, peer)) &&
                    portsOf("x", service).some(
                      ({ first, last }) => first === opening.port.first && last === opening.port.last,
                    )
                  );
                }),
              );
            }
        },
      ),
    );
  });

  for (const [name, flow, sentence, own] of [
    [
      "an unknown zone",
      { to: "dmz" },
      'to must be internet, an address range, external, api, management, tenant, storage or provisioning, got "dmz".',
    ],
    [
      "a prefix list, which only AWS has",
      { from: "pl-0a1b2c" },
      'from must be internet, an address range, external, api, management, tenant, storage or provisioning, got "pl-0a1b2c".',
    ],
    [
      "a zone that the network has not",
      { from: "tenant" },
      'from must be a zone of this network: api, got "tenant".',
      { zones: { api: {} } },
    ],
    [
      "an unknown service",
      { service: "gopher" },
      /service must be a protocol and its ports such as tcp\/8443 or udp\/6000-6100, or amqps, .* or wireguard, got "gopher"\./,
    ],
    [
      "an unknown protocol",
      { service: "xtp/80" },
      /service: the protocol must be tcp, udp, dccp, sctp or udplite where ports are given, got "xtp"\./,
    ],
    ["all ports of a protocol in disguise", { service: "6" }, /service must be a protocol and its ports .*, got "6"\./],
    ["port 0", { service: "tcp/0" }, 'service: a port must be from 1 to 65535, got "tcp/0".'],
    ["port 65536", { service: "udp/1-65536" }, 'service: a port must be from 1 to 65535, got "udp/1-65536".'],
    [
      "ports the wrong way round",
      { service: "tcp/90-80" },
      'service: the ports must be the lower first, as in tcp/80-90, got "tcp/90-80".',
    ],
    [
      "a flow into an isolated zone",
      { to: "management", service: "ssh" },
      ': the other end of the isolated zone management must be management itself, which is not routed in or out (go through a bastion with a port in it), got "internet".',
    ],
    [
      "a flow out of an isolated zone",
      { from: "storage", to: "tenant" },
      ': the other end of the isolated zone storage must be storage itself, which is not routed in or out (go through a bastion with a port in it), got "tenant".',
    ],
    [
      "IPv6 in an IPv4-only plan",
      { from: "2001:db8::/48" },
      'from must be an IPv4 range, since the network has no ipv6Cidr, got "2001:db8::/48".',
      { ipv6Cidr: undefined },
    ],
    [
      "a flow that no zone is part of",
      { to: "198.51.100.0/24" },
      /one end must be a zone: .*, got "internet to 198\.51\.100\.0\/24"\./,
    ],
    ["no reason", { reason: " " }, 'reason must be 10 to 200 characters, got " ".'],
  ] as const)
    it(`refuse ${name} in one sentence`, () => {
      const message =
        typeof sentence === "string" ? new RegExp(sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")) : sentence;
      assert.throws(
        () => groups(flow, own),
        (error: Error) => error.message.startsWith('x: flow "f"') && message.test(error.message),
      );
    });

  it("refuse a flow that another one opens already", () => {
    const twice = { from: "internet", to: "api", reason };
    assert.throws(
      () =>
        groupsOf("x", {
          ...addresses,
          flows: { a: { ...twice, service: "https" }, b: { ...twice, service: "tcp/443" } },
        }),
      { message: 'x: flow "b" must be something that flow "a" does not open already, got "tcp/443".' },
    );
  });
});

describe("an OpenStackFirewall", () => {
  const make = (own: Partial<OpenStackFirewallArgs> = {}) =>
    build(() => new OpenStackFirewall("cloud", { ...addresses, ...own }));

  it("satisfies every mandatory control, with the talk's flows", async () => {
    assert.deepEqual(
      (await make()).said.filter(({ level }) => level === "mandatory"),
      [],
    );
  });

  it("takes Neutron's own rules away and says what every group and rule is for", async () => {
    const { resources } = await make();
    for (const { type, props, name } of resources) {
      if (type.endsWith(":SecGroup")) assert.equal(props.deleteDefaultRules, true, name);
      if (/:SecGroup(Rule)?$/.test(type)) assert.ok(String(props.description).length >= 10, name);
    }
  });

  it("makes a rule for every opening, with its reason", async () => {
    const { resources } = await make();
    const rules = resources.filter(({ type }) => type.endsWith(":SecGroupRule"));
    assert.equal(rules.length, groupsOf("x", addresses).flatMap((group) => group.openings).length);
    const reasons = Object.entries(defaultFlows).map(([flow, { reason }]) => `Flow ${flow}: ${reason}`);
    for (const { props } of rules) assert.ok(reasons.includes(String(props.description)));
  });

  it("keeps every name when a flow is added", async () => {
    const before = (await make()).resources.map(({ name }) => name);
    const after = (
      await make({ flows: { ...defaultFlows, more: { from: "tenant", to: "internet", service: "ntp", reason } } })
    ).resources.map(({ name }) => name);
    assert.deepEqual(
      before.filter((name) => !after.includes(name)),
      [],
    );
  });

  it("is stopped by the pack when a flow opens SSH to the internet", async () => {
    const { said } = await make({ flows: { login: { from: "internet", to: "api", service: "ssh", reason } } });
    assert.ok(said.some(({ policy, level }) => policy === "network-admin-ports-private" && level === "mandatory"));
  });
});
