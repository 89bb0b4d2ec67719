import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRange, type Range, rangeAt, width } from "../../components/range.ts";
import { defaultsOf, type Reads, type Written } from "../../policies/control.ts";
import bounded from "../../policies/controls/network-address-groups-bounded.ts";
import adminPorts from "../../policies/controls/network-admin-ports-private.ts";
import { everywhere, isEveryone, publicPart, rangesOf } from "../../policies/facts/everyone.ts";
import { type Opening, openings, reachedByEveryone } from "../../policies/facts/opening.ts";
import { awsDefaultGroup, awsIngress, awsIngressRule, awsRule } from "../../policies/facts/written.ts";
import type { Resource } from "../../policies/plan.ts";
import { saidOf } from "../support/judge.ts";

const ranges = (...texts: string[]) => texts.flatMap((text) => rangesOf(text));

/** Any CIDR of a version, its prefix from `min` to `max` bits long. */
const anyRange = (version: 4 | 6, min = 0, max = width(version)): fc.Arbitrary<Range> =>
  fc
    .tuple(fc.bigInt({ min: 0n, max: (1n << BigInt(width(version))) - 1n }), fc.integer({ min, max }))
    .map(([value, length]) => {
      const size = 1n << BigInt(width(version) - length);
      return rangeAt(version, (value / size) * size, length);
    });

/** A range cut into pieces at random, in any order. */
const pieces = (range: Range): fc.Arbitrary<Range[]> =>
  fc
    .array(fc.bigInt({ min: range.first, max: range.last }), { maxLength: 8 })
    .map((cuts) => {
      const firsts = [...new Set([range.first, ...cuts])].sort((a, b) => (a < b ? -1 : 1));
      return firsts.map((first, i) => ({ ...range, first, last: (firsts[i + 1] ?? range.last + 1n) - 1n }));
    })
    .chain((cut) => fc.shuffledSubarray(cut, { minLength: cut.length }));

/** A range of all addresses, cut at its halves again and again at random and in any order, each piece as a CIDR. */
const anyCut = (all: Range): fc.Arbitrary<string[]> =>
  fc.array(fc.nat(), { maxLength: 6 }).chain((cuts) => {
    const prefixes = [{ first: all.first, length: 0 }];
    for (const cut of cuts)
      for (const { first, length } of prefixes.splice(cut % prefixes.length, 1)) {
        const half = 1n << BigInt(width(all.version) - length - 1);
        prefixes.push({ first, length: length + 1 }, { first: first + half, length: length + 1 });
      }
    const texts = prefixes.map(({ first, length }) => formatRange(rangeAt(all.version, first, length)));
    return fc.shuffledSubarray(texts, { minLength: texts.length });
  });

/** Ranges that nobody on the internet is in. */
const PRIVATE = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4"],
  ...["240.0.0.0/4", "255.255.255.255"],
  ...["::", "::1", "fc00::/7", "fd20::/48", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "3fff::/20"],
  ...["100::/64", "5f00::/16", "64:ff9b:1::/48"],
];

describe("everyone", () => {
  for (const texts of [
    ["0.0.0.0/0"],
    ["::/0"],
    ["0:0:0:0:0:0:0:0/0"],
    ["0000:0000:0000:0000:0000:0000:0000:0000/0"],
    ["198.51.100.7/0"],
    ["0.0.0.0/0 "],
    ["0.0.0.0/1"],
    ["128.0.0.0/1"],
    ["0.0.0.0/1", "128.0.0.0/1"],
    ["128.0.0.0/2", "192.0.0.0/2", "0.0.0.0/1"],
    ["8000::/1", "::/1"],
    ["::/1"],
    ["8000::/1"],
    ["2000::/3"],
    ["2a00::/12"],
    ["2a01::/16"],
    ["8.0.0.0/8"],
    ["100.0.0.0/8"],
    ["172.0.0.0/8"],
    ["192.0.0.0/8"],
    ["203.0.0.0/8"],
    ["2001::/16"],
    ["8.0.0.0/7"],
    ["8.0.0.0/6"],
    ["8.0.0.0/9", "8.128.0.0/9"],
    ["8.128.0.0/9", "10.0.0.0/8", "8.0.0.0/9"],
    ["8.0.0.0/9", "20.0.0.0/9"],
    ["10.0.0.0/7"],
    ["::ffff:0:0/96"],
    ["::ffff:0.0.0.0/96"],
    ["::ffff:0.0.0.0/97"],
    ["::ffff:8.0.0.0/104"],
    ["::/96"],
    ["64:ff9b::/96"],
    ["64:ff9b::800:0/104"],
    ["8.0.0.0/9", "::ffff:8.128.0.0/105"],
    ["10.0.0.0/8", "::/0"],
    ["anywhere"],
    ["0.0.0.0/33"],
    ["010.0.0.0/8"],
  ])
    it(`is let in by ${texts.join(" and ")}`, () => assert.ok(isEveryone(ranges(...texts))));

  for (const texts of [
    [],
    ...PRIVATE.map((text) => [text]),
    PRIVATE,
    ["8.0.0.0/9"],
    ["128.141.0.0/16"],
    ["198.51.100.7"],
    ["8.8.8.8/32", "1.1.1.1"],
    ["8.0.0.0/9", "8.0.0.0/9"],
    ["8.0.0.0/9", "::ffff:8.0.0.0/105"],
    ["8.0.0.0/9", "2a01::/17"],
    ["2a01::/17"],
    ["2001:1458::/32"],
    ["::ffff:10.0.0.0/104"],
    ["::ffff:192.168.0.0/112"],
    ["64:ff9b::a00:0/104"],
    ["::ffff:8.0.0.0/105"],
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"],
  ])
    it(`is not let in by ${texts.join(" and ") || "nobody"}`, () => assert.ok(!isEveryone(ranges(...texts))));

  it("is let in by the whole of either version, however it is cut up and shuffled", () => {
    for (const all of everywhere) fc.assert(fc.property(pieces(all), (cut) => isEveryone(cut)));
  });

  it("is let in by every public /8 of IPv4 and every /16 of global IPv6, cut up or not", () => {
    const first = fc.integer({ min: 1, max: 223 }).filter((octet) => octet !== 10 && octet !== 127);
    const eight = first.map((octet) => rangeAt(4, BigInt(octet) << 24n, 8));
    const sixteen = fc.integer({ min: 0x2000, max: 0x3ffe }).map((start) => rangeAt(6, BigInt(start) << 112n, 16));
    fc.assert(fc.property(fc.oneof(eight, sixteen).chain(pieces), (cut) => isEveryone(cut)));
  });

  it("is let in by whatever holds a range that lets it in, and by nothing inside one that does not", () => {
    for (const version of [4, 6] as const)
      fc.assert(
        fc.property(anyRange(version, 1), (range) => {
          const wider = rangeAt(version, 0n, 0).last - range.first + 1n;
          const size = (range.last - range.first + 1n) * 2n;
          if (wider < size) return;
          const outer = { ...range, first: (range.first / size) * size, last: (range.first / size) * size + size - 1n };
          assert.ok(!isEveryone([range]) || isEveryone([outer]), formatRange(range));
        }),
      );
  });

  it("is never let in by one prefix narrower than /8 of IPv4 or /16 of IPv6", () => {
    fc.assert(fc.property(anyRange(4, 9), (range) => !isEveryone([range])));
    const global = anyRange(6, 17).map(({ version, first, last }) => {
      const moved = (value: bigint) => (value % (1n << 125n)) + (1n << 125n);
      return { version, first: moved(first), last: moved(last) };
    });
    fc.assert(fc.property(global, (range) => !isEveryone([range])));
  });

  it("is not let in by any number of private ranges, however they are written", () => {
    fc.assert(fc.property(fc.shuffledSubarray(PRIVATE), (texts) => publicPart(ranges(...texts)).length === 0));
  });

  it("is let in by IPv4 written in IPv6 just as by IPv4 itself", () => {
    fc.assert(
      fc.property(
        anyRange(4),
        fc.constantFrom(0xffff_0000_0000n, 0n, 0x64_ff9bn << 96n),
        ({ first, last }, prefix) =>
          isEveryone([{ version: 4, first, last }]) ===
          isEveryone([{ version: 6, first: prefix + first, last: prefix + last }]),
      ),
    );
  });

  it("does not depend on the order of the ranges, or on repetition", () => {
    const any = fc.array(fc.oneof(anyRange(4, 6, 12), anyRange(6, 12, 20)), { minLength: 1, maxLength: 6 });
    const shuffled = any.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length })),
    );
    fc.assert(fc.property(shuffled, ([list, other]) => isEveryone(list) === isEveryone(other)));
  });
});

describe("the addresses that a text says", () => {
  it("are those of a CIDR or an address, host bits, long form and blanks or not", () => {
    const [private8] = ranges("10.0.0.0/8");
    for (const text of ["10.0.0.0/8", "10.1.2.3/8", " 10.0.0.0/8\n"]) assert.deepEqual(rangesOf(text), [private8]);
    assert.deepEqual(rangesOf("2001:0db8:0000:0000:0000:0000:0000:0001"), rangesOf("2001:db8::1/128"));
  });

  it("are everywhere when it cannot be read, whatever nothing would mean", () => {
    for (const text of ["anywhere", "10.0.0.0/33", "10.0.0", "*", "::%eth0/0"])
      assert.deepEqual(rangesOf(text, []), everywhere, text);
  });

  it("are what nothing means when there is no text, by default everywhere", () => {
    for (const text of [undefined, "", "  "]) {
      assert.deepEqual(rangesOf(text), everywhere);
      assert.deepEqual(rangesOf(text, []), []);
    }
  });

  it("are read of every range that can be written", () => {
    fc.assert(
      fc.property(fc.oneof(anyRange(4), anyRange(6)), (range) =>
        assert.deepEqual(rangesOf(formatRange(range)), [range]),
      ),
    );
  });
});

/** What some reading says of a resource of an example. */
const factsOf = <F>(reads: Reads<F> | undefined, [type, props]: Written): readonly F[] => {
  const read = reads?.[type] as ((props: object, resource: Resource) => readonly F[]) | undefined;
  return read?.(props, { urn: "", name: "an-example", type, props } as Resource) ?? [];
};

const reaches = (written: Written, port: number): boolean =>
  factsOf<Opening>(openings, written).some((opening) => reachedByEveryone(opening, [port]) !== undefined);

const version4 = (text: string): boolean => !text.includes(":");

/** The ways to write one inbound opening on AWS: in the group, in the default one, beside it, and beside it in the newer kind, where a rule has one range. */
const forms = (protocol: string, fromPort: number, toPort: number, texts: readonly string[]): Written[] => {
  const ports = { fromPort, toPort };
  const lists = { cidrBlocks: texts.filter(version4), ipv6CidrBlocks: texts.filter((text) => !version4(text)) };
  const [text = ""] = texts;
  const single = version4(text) ? { cidrIpv4: text } : { cidrIpv6: text };
  return [
    awsIngress({ protocol, ...ports, ...lists }),
    awsDefaultGroup({ protocol, ...ports, ...lists }),
    awsRule({ protocol, ...ports, ...lists }),
    ...(texts.length === 1 ? [awsIngressRule({ ipProtocol: protocol, ...ports, ...single })] : []),
  ];
};

const PORT = 22;

/** What holds the port, however it is written: a protocol, the first and the last port. */
const HOLDING = [
  ["tcp", PORT, PORT],
  ["TCP", PORT, PORT],
  ["6", PORT, PORT],
  ["tcp", 0, 65535],
  ["tcp", PORT - 1, PORT + 1],
  ["6", 1, 1024],
  ["udp", PORT, PORT],
  ["17", 0, 65535],
  ["-1", 0, 0],
  ["-1", -1, -1],
  ["all", 443, 443],
] as const;

const EVERYONE = [
  ["0.0.0.0/0"],
  ["198.51.100.7/0"],
  ["0.0.0.0/1", "128.0.0.0/1"],
  ["128.0.0.0/1"],
  ["8.0.0.0/9", "8.128.0.0/9"],
  ["10.0.0.0/8", "0.0.0.0/0"],
  ["::/0"],
  ["0:0:0:0:0:0:0:0/0"],
  ["0000:0000:0000:0000:0000:0000:0000:0000/0"],
  ["::/1", "8000::/1"],
  ["2000::/3"],
  ["::ffff:0.0.0.0/96"],
  ["64:ff9b::/96"],
  ["10.0.0.0/8", "::/0"],
];

describe("everyone on AWS", () => {
  for (const [protocol, first, last] of HOLDING)
    it(`reaches port ${PORT} by the protocol ${protocol} from ${first} to ${last}, wherever the rule stands`, () => {
      for (const texts of EVERYONE)
        for (const written of forms(protocol, first, last, texts))
          assert.ok(reaches(written, PORT), JSON.stringify(written));
    });

  for (const [protocol, first, last] of [
    ["tcp", PORT + 1, 65535],
    ["tcp", 1, PORT - 1],
    ["icmp", -1, -1],
    ["58", -1, -1],
    ["50", 0, 0],
  ] as const)
    it(`does not reach port ${PORT} by the protocol ${protocol} from ${first} to ${last}`, () => {
      for (const texts of EVERYONE)
        for (const written of forms(protocol, first, last, texts))
          assert.ok(!reaches(written, PORT), JSON.stringify(written));
    });

  it("is nobody that a rule names: private ranges, single ones, groups and lists", () => {
    for (const [protocol, first, last] of HOLDING) {
      const ports = { fromPort: first, toPort: last };
      for (const text of PRIVATE)
        for (const written of forms(protocol, first, last, [text]))
          assert.ok(!reaches(written, PORT), JSON.stringify(written));
      for (const written of [
        awsIngress({ protocol, ...ports, self: true, securityGroups: ["a-group"], prefixListIds: ["a-list"] }),
        awsRule({ protocol, ...ports, sourceSecurityGroupId: "a-group" }),
        awsIngressRule({ ipProtocol: protocol, ...ports, referencedSecurityGroupId: "a-group" }),
        awsIngressRule({ ipProtocol: protocol, ...ports, prefixListId: "a-list" }),
      ])
        assert.ok(!reaches(written, PORT), JSON.stringify(written));
    }
  });

  it("is let in by a rule of several ranges however all of a version is cut up", () => {
    for (const all of everywhere)
      fc.assert(
        fc.property(anyCut(all), fc.constantFrom(...HOLDING), (texts, [protocol, first, last]) =>
          forms(protocol, first, last, texts).every((written) => reaches(written, PORT)),
        ),
        { numRuns: 30 },
      );
  });

  it("is seen in a preview among what is not known yet", async () => {
    const ports = { fromPort: PORT, toPort: PORT };
    const unknown: Written = ["aws:ec2/vpc:Vpc", {}];
    for (const written of [
      awsIngress({ ...ports, cidrBlocks: ["${unknown}", "0.0.0.0/0"] }),
      awsIngress({ ...ports, cidrBlocks: ["0.0.0.0/1", "${unknown}", "128.0.0.0/1"] }),
      awsRule({ ...ports, cidrBlocks: ["${unknown}"], ipv6CidrBlocks: ["::/0"] }),
      awsRule({ ...ports, cidrBlocks: ["0.0.0.0/0"], securityGroupId: "${unknown}" }),
      awsIngressRule({ ...ports, cidrIpv4: "0.0.0.0/0", securityGroupId: "${unknown}" }),
    ]) {
      const said = await saidOf(adminPorts, { unknown, written }, "preview");
      assert.ok(
        said.some(({ policy }) => policy === adminPorts.id),
        JSON.stringify(written),
      );
    }
  });

  it("does not hide in a prefix list, whose rules look narrow", () => {
    const wide = (...cidrs: string[]) =>
      factsOf(bounded.reads, [
        "aws:ec2/managedPrefixList:ManagedPrefixList",
        { addressFamily: "IPv4", maxEntries: 8, entries: cidrs.map((cidr) => ({ cidr })) },
      ]).some((fact) => bounded.judge(fact, defaultsOf(bounded)) !== undefined);
    for (const texts of EVERYONE) assert.ok(wide(...texts), texts.join(" and "));
    for (const text of PRIVATE) assert.ok(!wide(text), text);
  });
});
