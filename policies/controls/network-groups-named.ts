import { control } from "../control.ts";
import { awsGroup, group, legacy } from "../facts/written.ts";

interface Named {
  readonly name: string;
  /** What the program calls the resource: Pulumi makes a name of it where it is given none. */
  readonly calledInProgram: string;
}

const DEFAULT_PATTERN = "^[A-Z0-9]+(_[A-Z0-9]+)*_ACCESS_(FROM|TO)(_[A-Z0-9]+)+$";

/** Why a name explains nothing, whatever pattern a team has set. */
const emptiness = ({ name, calledInProgram }: Named): string | undefined => {
  if (name.trim() === "") return "The group is given no name.";
  if (name.startsWith(`${calledInProgram}-`) && /-[0-9a-f]{7}$/.test(name))
    return "The group is given no name, so that Pulumi makes one up.";
  if (/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(name)) return "The group is named by an id.";
  if (/^(default|(my|new|test|web|app)?[-_ ]?(sg|secgroup|security[-_ ]?group|group)?)[-_ ]?\d*$/i.test(name))
    return "The name would suit any group.";
  return undefined;
};

const matches = (name: string, pattern: string): boolean | undefined => {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return undefined;
  }
};

export default control({
  id: "network-groups-named",
  title: "Name security groups after what they let through",
  why: "Nobody reviews what they have to look up, so a group whose name explains nothing gathers rules and is attached by mistake.",
  fix: "Name the services, the far end and the near end, as in HTTPS_ACCESS_FROM_INTERNET_TO_API.",
  severity: "low",
  sources: { talk: ["security-groups-named"], "nist-800-53": ["CM-6", "CM-8"], "nist-csf": ["identify"] },
  settings: {
    pattern: {
      type: "string",
      default: DEFAULT_PATTERN,
      description: "The regular expression that a group's name must match.",
    },
  },
  reads: {
    "aws:ec2/securityGroup:SecurityGroup": (group, { name }) => [
      {
        get name() {
          return group.name ?? group.namePrefix?.replace(/[-_]+$/, "") ?? "";
        },
        calledInProgram: name,
      },
    ],
    "openstack:networking/secGroup:SecGroup": (group, { name }) => [
      {
        get name() {
          return group.name ?? "";
        },
        calledInProgram: name,
      },
    ],
    "openstack:compute/secGroup:SecGroup": (group, { name }) => [
      {
        get name() {
          return group.name ?? "";
        },
        calledInProgram: name,
      },
    ],
  },
  judge: (named: Named, { pattern }) => {
    const empty = emptiness(named);
    if (empty) return empty;
    const matching = matches(named.name, pattern);
    if (matching === undefined) return "The name cannot be judged, since the setting pattern is no regular expression.";
    return matching ? undefined : "The name does not say what the group lets through.";
  },
  pass: [
    { api: group() },
    { mail: group({ name: "SMTP_IMAP_ACCESS_TO_NETWORK_ABC" }) },
    { odd: group({ name: "TCP_8000_8100_ACCESS_FROM_10_0_0_0_8_TO_TENANT" }) },
    { old: legacy({ cidr: "10.0.0.0/8", fromPort: 22, toPort: 22 }, "SSH_ACCESS_FROM_OFFICE_TO_API") },
    { api: awsGroup() },
    { api: awsGroup({ name: undefined, namePrefix: "HTTPS_ACCESS_FROM_INTERNET_TO_API_" }) },
  ],
  fail: [
    ...["", "default", "sg1", "sg", "web-sg", "security-group-2", "7d0a1a5c-1f1c-4bd5-9c2e-0b7f3a5b0c11"].map(
      (name) => ({ api: group({ name }) }),
    ),
    { api: group({ name: undefined }) },
    { API_ACCESS_FROM_X: group({ name: "API_ACCESS_FROM_X-1a2b3c4" }) },
    { api: group({ name: "https access" }) },
    { api: group({ name: "HTTPS_FROM_INTERNET" }) },
    { api: group({ name: "HTTPS_ACCESS_FROM" }) },
    { old: legacy({ cidr: "10.0.0.0/8", fromPort: 22, toPort: 22 }, "ssh") },
    ...["", "default", "web-sg", "https access"].map((name) => ({ api: awsGroup({ name }) })),
    { api: awsGroup({ name: undefined }) },
    { API_ACCESS_FROM_X: awsGroup({ name: "API_ACCESS_FROM_X-1a2b3c4" }) },
    { api: awsGroup({ name: undefined, namePrefix: "web-" }) },
  ],
});
