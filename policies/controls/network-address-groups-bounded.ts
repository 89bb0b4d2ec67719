import type { Range } from "../../components/range.ts";
import { control, type Example, type Written } from "../control.ts";
import { isEveryone, rangesOf } from "../facts/everyone.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";
const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

/** What one part of a group says, to be read on its own. */
type Part = () => readonly Range[];

const inList = (list: Props<typeof LIST>): Part[] => itemsOf(list.entries).map((entry) => () => rangesOf(entry().cidr));

const inEntry =
  (entry: Props<typeof ENTRY>): Part =>
  () =>
    rangesOf(entry.cidr);

const list = (...cidrs: readonly string[]): Written => [
  LIST,
  { addressFamily: "IPv4", maxEntries: 8, entries: cidrs.map((cidr) => ({ cidr })) },
];

/** A list, and entries beside it. */
const besideList = (own: Written, ...cidrs: readonly string[]): Example => ({
  own,
  ...Object.fromEntries(cidrs.map((cidr, i) => [`entry${i}`, [ENTRY, { prefixListId: "${own}", cidr }]])),
});

export default control<readonly Part[]>({
  id: "network-address-groups-bounded",
  title: "Keep everyone out of address groups and prefix lists",
  why: "A rule that names a group or a list of addresses looks narrow, and is open to the internet when the group holds it.",
  fix: "List the addresses that are meant, or write 0.0.0.0/0 into the rule where everyone is.",
  severity: "high",
  sources: {
    talk: ["management-access-limited", "access-limited"],
    ossg: ["security-groups"],
    "nist-800-53": ["AC-4", "SC-7(5)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [LIST]: (list) => [inList(list)],
    [ENTRY]: (entry) => [[inEntry(entry)]],
    "openstack:networking/addressGroupV2:AddressGroupV2": ({ addresses }) => [
      itemsOf(addresses).map((address) => () => rangesOf(address())),
    ],
  },
  joins: {
    [LIST]: (list) => {
      const beside = list.users(ENTRY, "prefixListId").map(({ props }) => inEntry(props));
      return beside.length > 0 ? [[...inList(list.props), ...beside]] : [];
    },
  },
  // Each alone first: one that is not known yet hides none that is everyone.
  judge: (parts) =>
    some(...parts.map((part) => () => isEveryone(part())), () => isEveryone(parts.flatMap((part) => part())))
      ? "The group of addresses holds the internet, or as much of it as nobody can name."
      : undefined,
  pass: [
    { office: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["198.51.100.0/24", "fd20::/48"] }] },
    { inside: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["10.0.0.0/8", "172.16.0.0/12"] }] },
    { empty: ["openstack:networking/addressGroupV2:AddressGroupV2", {}] },
    { office: list("198.51.100.0/24", "10.0.0.0/8") },
    { inside: list() },
    { office: [ENTRY, { cidr: "fd20::/48" }] },
    besideList(list("8.0.0.0/9"), "198.51.100.0/24", "8.0.0.0/9"),
  ],
  fail: [
    { all: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["0.0.0.0/0"] }] },
    { all: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["198.51.100.0/24", "::/0"] }] },
    { halves: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["0.0.0.0/1", "128.0.0.0/1"] }] },
    { pieces: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["8.128.0.0/9", "8.0.0.0/9"] }] },
    { mapped: ["openstack:networking/addressGroupV2:AddressGroupV2", { addresses: ["::ffff:0:0/96"] }] },
    { all: list("198.51.100.0/24", "0.0.0.0/0") },
    { halves: list("0.0.0.0/1", "128.0.0.0/1") },
    { pieces: list("8.128.0.0/9", "8.0.0.0/9") },
    { mapped: list("::ffff:0:0/96") },
    { all: [ENTRY, { cidr: "::/0" }] },
    { half: [ENTRY, { cidr: "128.0.0.0/1" }] },
    besideList(list(), "8.0.0.0/9", "8.128.0.0/9"),
    besideList(list("8.0.0.0/9"), "8.128.0.0/9"),
  ],
});
