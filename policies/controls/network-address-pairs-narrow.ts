import { merge, type Range, width } from "../../components/range.ts";
import { control } from "../control.ts";
import { rangesOf } from "../facts/everyone.ts";
import { itemsOf } from "../facts/item.ts";
import { first, known } from "../knowledge.ts";

/** How many addresses of a version some ranges hold, each counted once. */
const count = (ranges: readonly Range[], version: 4 | 6): bigint =>
  merge(ranges)
    .filter((range) => range.version === version)
    .reduce((sum, { first, last }) => sum + last - first + 1n, 0n);

const prefix = (version: 4 | 6, length: number) => ({
  type: "integer" as const,
  minimum: 0,
  maximum: width(version),
  default: length,
  description: `The prefix length of the most IPv${version} addresses that one port may answer for besides its own.`,
});

export default control<readonly (() => readonly Range[])[], { prefixIpv4: number; prefixIpv6: number }>({
  id: "network-address-pairs-narrow",
  title: "Let a port answer for few addresses besides its own",
  why: "A port may send as, and receive for, every address in its pairs: with all of them it can pose as any machine of the network.",
  fix: "Name the shared addresses one by one, such as the virtual address of a failover pair.",
  severity: "high",
  sources: {
    talk: ["guests-isolated", "traffic-allowed-per-vm"],
    ossg: ["networking-services"],
    "nist-800-53": ["SC-7"],
    "nist-csf": ["protect"],
  },
  settings: { prefixIpv4: prefix(4, 28), prefixIpv6: prefix(6, 124) },
  reads: {
    "openstack:networking/port:Port": (port) => [
      itemsOf(port.allowedAddressPairs).map((pair) => () => rangesOf(pair().ipAddress)),
    ],
  },
  judge: (pairs, { prefixIpv4, prefixIpv6 }) => {
    const tooMany = (ranges: readonly Range[]) =>
      ([4, 6] as const).find(
        (version) => count(ranges, version) > 1n << BigInt(width(version) - (version === 4 ? prefixIpv4 : prefixIpv6)),
      );
    const version = first(
      () => tooMany(pairs.flatMap((read) => known(read) ?? [])),
      () => tooMany(pairs.flatMap((read) => read())),
    );
    return version && `The port answers for more IPv${version} addresses than it may.`;
  },
  pass: [
    {
      none: ["openstack:networking/port:Port", {}],
      failover: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "10.0.0.100" }] }],
      several: [
        "openstack:networking/port:Port",
        {
          allowedAddressPairs: [
            { ipAddress: "10.0.0.16/28", macAddress: "fa:16:3e:00:00:01" },
            { ipAddress: "10.0.0.16/28", macAddress: "fa:16:3e:00:00:02" },
            { ipAddress: "fd20::10/124" },
          ],
        },
      ],
    },
  ],
  fail: [
    { port: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "0.0.0.0/0" }] }] },
    { port: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "::/0" }] }] },
    {
      port: [
        "openstack:networking/port:Port",
        { allowedAddressPairs: [{ ipAddress: "0.0.0.0/0", macAddress: "fa:16:3e:00:00:01" }] },
      ],
    },
    { port: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "10.0.0.0/27" }] }] },
    { port: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "fd20::/123" }] }] },
    { port: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "0:0:0:0:0:0:0:0/0" }] }] },
    {
      port: [
        "openstack:networking/port:Port",
        { allowedAddressPairs: [{ ipAddress: "0.0.0.0/1" }, { ipAddress: "128.0.0.0/1" }] },
      ],
    },
    {
      port: [
        "openstack:networking/port:Port",
        { allowedAddressPairs: [{ ipAddress: "10.0.0.0/28" }, { ipAddress: "10.0.0.64/28" }] },
      ],
    },
    { port: ["openstack:networking/port:Port", { allowedAddressPairs: [{ ipAddress: "anything" }] }] },
  ],
});
