import assert from "node:assert/strict";
import fc from "fast-check";
import { OpenStackNetwork, type OpenStackNetworkArgs } from "../../components/index.ts";
import { type AddressArgs, addressPlan } from "../../components/network.ts";
import { contains, formatRange, overlap, type Range, rangeAt } from "../../components/range.ts";
import { type Zone, zoneNames, zones } from "../../components/zone.ts";
import { build, type Calls, having } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";

const length = (version: 4 | 6) => (version === 4 ? { min: 8, max: 25 } : { min: 16, max: 61 });

/** Any range that a network may have. */
const anyRange = (version: 4 | 6): fc.Arbitrary<Range> =>
  fc
    .tuple(fc.bigInt({ min: 0n, max: (1n << (version === 4 ? 32n : 128n)) - 1n }), fc.integer(length(version)))
    .map(([value, bits]) => {
      const { first, last } = rangeAt(version, 0n, bits);
      const size = last - first + 1n;
      return rangeAt(version, (value / size) * size, bits);
    });

const anyZones = fc.subarray(zoneNames, { minLength: 1 });

const argsOf = (ipv4: Range, ipv6: Range | null, names: readonly Zone[]): AddressArgs => ({
  cidr: formatRange(ipv4),
  ...(ipv6 ? { ipv6Cidr: formatRange(ipv6) } : {}),
  zones: Object.fromEntries(names.map((name) => [name, {}])),
});

const anyNetwork = fc.record({ ipv4: anyRange(4), ipv6: fc.option(anyRange(6)), names: anyZones });

describe("an address plan", () => {
  it("never lets two zones overlap", () => {
    fc.assert(
      fc.property(anyNetwork, ({ ipv4, ipv6, names }) => {
        const ranges = [...addressPlan("x", argsOf(ipv4, ipv6, names)).values()].flat();
        for (const [i, one] of ranges.entries())
          for (const other of ranges.slice(i + 1)) assert.ok(!overlap(one, other));
      }),
    );
  });

  it("always fits into the network's own ranges, with one range of each version for each zone", () => {
    fc.assert(
      fc.property(anyNetwork, ({ ipv4, ipv6, names }) => {
        for (const ranges of addressPlan("x", argsOf(ipv4, ipv6, names)).values()) {
          assert.equal(ranges.length, ipv6 ? 2 : 1);
          for (const range of ranges) assert.ok(contains(range.version === 4 ? ipv4 : (ipv6 as Range), range));
        }
      }),
    );
  });

  it("moves no zone when one is added", () => {
    fc.assert(
      fc.property(anyNetwork, anyZones, ({ ipv4, ipv6, names }, added) => {
        const before = addressPlan("x", argsOf(ipv4, ipv6, names));
        const after = addressPlan("x", argsOf(ipv4, ipv6, [...new Set([...added, ...names])]));
        for (const [zone, ranges] of before) assert.deepEqual(after.get(zone), ranges);
      }),
    );
  });

  for (const [name, args, sentence] of [
    ["no CIDR", { cidr: "ten" }, 'cidr must be an IPv4 range from /8 to /25 such as 10.20.0.0/16, got "ten".'],
    [
      "a CIDR that is too small",
      { cidr: "10.0.0.0/26" },
      'cidr must be an IPv4 range from /8 to /25 such as 10.20.0.0/16, got "10.0.0.0/26".',
    ],
    [
      "host bits",
      { cidr: "10.20.1.0/16" },
      'cidr must be the first address of a range, such as 10.20.0.0/16, got "10.20.1.0/16".',
    ],
    [
      "IPv6 for IPv4",
      { cidr: "fd20::/48" },
      'cidr must be an IPv4 range from /8 to /25 such as 10.20.0.0/16, got "fd20::/48".',
    ],
    [
      "an unknown zone",
      { cidr: "10.0.0.0/16", zones: { dmz: {} } },
      'a zone must be external, api, management, tenant, storage or provisioning, got "dmz".',
    ],
    [
      "zones that overlap",
      { cidr: "10.0.0.0/16", zones: { api: {}, tenant: { cidr: "10.0.32.0/24" } } },
      'the range of zone tenant must be clear of api\'s 10.0.32.0/19, got "10.0.32.0/24".',
    ],
    [
      "a zone's IPv6 range in an IPv4-only plan",
      { cidr: "10.0.0.0/16", zones: { api: { ipv6Cidr: "fd20::/64" } } },
      'zones.api.ipv6Cidr must be left out of an IPv4-only network, or the network given an ipv6Cidr, got "fd20::/64".',
    ],
  ] as const)
    it(`refuses ${name} in one sentence`, () => {
      assert.throws(() => addressPlan("x", args), { message: `x: ${sentence}` });
    });
});

const args: OpenStackNetworkArgs = {
  cidr: "10.20.0.0/16",
  ipv6Cidr: "fd20::/48",
  owner: "platform",
  externalNetwork: "public",
};
const make = (own: Partial<OpenStackNetworkArgs> = {}) =>
  build(() => new OpenStackNetwork("cloud", { ...args, ...own }));

/** Holds what is refused while it runs against a sentence, and that nothing but the component was made. */
const refused = async (own: Partial<OpenStackNetworkArgs>, sentence: RegExp, calls?: Calls): Promise<void> => {
  const { resources } = await refusesAtRun(() => new OpenStackNetwork("cloud", { ...args, ...own }), sentence, calls);
  assert.deepEqual(
    resources.map(({ name }) => name),
    ["cloud"],
  );
};

describe("an OpenStackNetwork", () => {
  const of = (type: string, resources: Awaited<ReturnType<typeof make>>["resources"]) =>
    resources.filter((resource) => resource.type.endsWith(`:${type}`));

  it("satisfies every control", async () => {
    assert.deepEqual((await make()).said, []);
  });

  it("makes a network for every zone but the external one, which it adopts", async () => {
    const { resources } = await make();
    assert.deepEqual(
      of("Network", resources)
        .map(({ name }) => name)
        .sort(),
      zoneNames
        .filter((zone) => zone !== "external")
        .map((zone) => `cloud-${zone}`)
        .sort(),
    );
  });

  it("gives isolated zones no gateway and no router, and the others both", async () => {
    const { resources } = await make();
    const attached = of("RouterInterface", resources).map(({ name }) => name);
    for (const { name, props } of of("Subnet", resources)) {
      const { isolated } = zones[name.split("-")[1] as Zone];
      assert.equal(props.noGateway === true, isolated, name);
      assert.equal(attached.includes(name), !isolated, name);
    }
  });

  it("says whose every network is, what for, and in which zone", async () => {
    const { resources } = await make({ environment: "staging" });
    for (const { name, props } of of("Network", resources))
      assert.deepEqual(props.tags, [`zone:${name.split("-")[1]}`, "owner:platform", "environment:staging"]);
  });

  it("limits the bandwidth where a zone faces outside, and nowhere on demand", async () => {
    const limited = (built: Awaited<ReturnType<typeof make>>) =>
      of("Network", built.resources)
        .filter(({ props }) => "qosPolicyId" in props)
        .map(({ name }) => name);
    assert.deepEqual(limited(await make()), ["cloud-api"]);
    assert.deepEqual(limited(await make({ bandwidthLimit: 0 })), []);
  });

  it("makes the external network itself when told how it is wired", async () => {
    const { resources } = await make({
      externalNetwork: undefined,
      externalProvider: { networkType: "flat", physicalNetwork: "public" },
    });
    const external = of("Network", resources).find(({ name }) => name === "cloud-external");
    const [router] = of("Router", resources);
    assert.deepEqual([external?.props.external, external?.outputs.id], [true, router?.props.externalNetworkId]);
  });

  it("names servers, domain, packet size, and availability zones where it is told", async () => {
    const { resources } = await make({
      dnsServers: ["192.0.2.53", "2001:db8::53"],
      dnsDomain: "cloud.example.org",
      availabilityZones: ["a", "b"],
      zones: { external: {}, api: { mtu: 9000, dhcp: false } },
    });
    const [network] = of("Network", resources).map(({ props }) => props);
    assert.deepEqual(
      [network?.mtu, network?.dnsDomain, network?.availabilityZoneHints],
      [9000, "api.cloud.example.org.", ["a", "b"]],
    );
    assert.deepEqual(
      of("Subnet", resources).map(({ props }) => props.dnsNameservers),
      [["192.0.2.53"], ["2001:db8::53"]],
    );
    assert.deepEqual(
      of("Subnet", resources).map(({ props }) => props.enableDhcp),
      [false, false],
    );
  });

  it("takes a network that exists already for a zone, with its subnets, and makes nothing for it", async () => {
    const { made, resources, said } = await build(
      () =>
        new OpenStackNetwork("cloud", {
          ...args,
          zones: { external: {}, api: {}, storage: { network: "ceph", cidr: "10.99.0.0/24", ipv6Cidr: "fd99::/64" } },
        }),
      having({ ceph: { subnets: ["10.99.1.0/24", "fd99::/64", "10.99.0.0/24"] } }),
    );
    const known = await Promise.all(
      [made.networkIds.storage, made.subnetIds.storage, made.ipv6SubnetIds.storage].map(
        (id) => new Promise((resolve) => id?.apply(resolve)),
      ),
    );
    assert.deepEqual(known, ["id of ceph", "id of 10.99.0.0/24", "id of fd99::/64"]);
    assert.deepEqual(
      resources.filter(({ name }) => name.includes("storage")),
      [],
    );
    assert.deepEqual(said, []);
  });

  it("leaves a routed zone's network that exists already attached to whatever it is", async () => {
    const { resources } = await build(
      () =>
        new OpenStackNetwork("cloud", {
          cidr: "10.20.0.0/16",
          owner: "platform",
          zones: { api: {}, tenant: { network: "lab", cidr: "10.30.0.0/24" } },
        }),
      having({ lab: { subnets: ["10.30.0.0/24 10.30.0.1"] } }),
    );
    assert.deepEqual(
      of("RouterInterface", resources).map(({ name }) => name),
      ["cloud-api-ipv4"],
    );
  });

  it("attaches the routed zones to a router that exists already, and makes none", async () => {
    const { resources } = await build(() => new OpenStackNetwork("cloud", { ...args, router: "edge" }), having({}));
    assert.deepEqual(of("Router", resources), []);
    assert.deepEqual([...new Set(of("RouterInterface", resources).map(({ props }) => props.routerId))], ["id of edge"]);
  });

  for (const [name, network, sentence] of [
    [
      "with another range than the zone's",
      { subnets: ["10.99.0.0/24"] },
      /zones\.storage\.cidr must be the range of a subnet that the network "ceph" has, 10\.99\.0\.0\/24, got "10\.20\.128\.0\/19"\./,
    ],
    [
      "without a subnet of IPv6",
      { subnets: ["10.20.128.0/19"] },
      /zones\.storage\.ipv6Cidr must be the range of a subnet that the network "ceph" has, and it has none of IPv6, got/,
    ],
    [
      "with a gateway out of an isolated zone",
      { subnets: ["10.20.128.0/19 10.20.128.1", "fd20:0:0:8000::/64"] },
      /zones\.storage\.network must be a network whose subnets have no gateway, as the zone is isolated \(10\.20\.128\.0\/19 has 10\.20\.128\.1\), got "ceph"\./,
    ],
    [
      "that every project shares",
      { subnets: [], shared: "true" },
      /zones\.storage\.network must be a network that is not shared with every project, got "ceph"\./,
    ],
  ] as const)
    it(`refuses a network that exists already ${name}, and makes nothing`, async () => {
      await refused(
        { zones: { external: {}, api: {}, storage: { network: "ceph" } } },
        sentence,
        having({ ceph: network }),
      );
    });

  it("refuses a router that does not exist, and makes nothing", async () => {
    await refused({ router: "nowhere" }, /router must be the name or id of a router that exists .*, got "nowhere"/, {
      ...having({}),
      "openstack:networking/getRouter:getRouter": () => {
        throw new Error("Your query returned no results.");
      },
    });
  });

  for (const [name, own, sentence] of [
    [
      "a network for the zone that externalNetwork names",
      { zones: { external: { network: "public" }, api: {} } },
      /zones\.external\.network must be left out: externalNetwork names the external zone's network, got "public"\./,
    ],
    [
      "a packet size for a network that exists already",
      { zones: { external: {}, api: {}, storage: { network: "ceph", mtu: 9000 } } },
      /zones\.storage must be given no mtu and no dhcp where its network exists already, got \{"mtu":9000\}\./,
    ],
    [
      "a router that nothing would be attached to",
      { zones: { external: {}, storage: {} }, router: "edge" },
      /router must be left out where no zone is made that is routed, got "edge"\./,
    ],
    [
      "a name server that is no address",
      { dnsServers: ["dns.example.org"] },
      /a name server must be an address such as 192\.0\.2\.53, got "dns\.example\.org"\./,
    ],
    [
      "a negative bandwidth",
      { bandwidthLimit: -1 },
      /bandwidthLimit must be a whole number of kbit\/s, or 0 for no limit, got -1\./,
    ],
    ["an owner without a name", { owner: "" }, /owner must be 1 to 50 characters, got ""\./],
    [
      "packets too small for IPv6",
      { zones: { external: {}, api: { mtu: 600 } } },
      /zones\.api\.mtu must be a whole number of bytes from 1280 to 65535, got 600\./,
    ],
    [
      "an external network without the zone for it",
      { zones: { api: {} } },
      /zones must be given with external where the network leads outside, got \["api"\]\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make(own as Partial<OpenStackNetworkArgs>), sentence);
    });

  it("refuses an external network that does not exist, and makes nothing", async () => {
    await refused(
      { externalNetwork: "nowhere" },
      /externalNetwork must be the name or id of a network that exists .*, got "nowhere"/,
    );
  });

  it("refuses a cloud without Neutron, and makes nothing", async () => {
    await refused({}, /needs the service network \(Neutron\), which this cloud does not offer .* only identity\./, {
      "openstack:identity/getAuthScope:getAuthScope": () => ({ serviceCatalogs: [{ type: "identity" }] }),
    });
  });
});
