import { control } from "../control.ts";
import { type Opening, openingLabel, openings, openingsOf } from "../facts/opening.ts";
import { opensOnly, opensSome, type ServiceWord, serviceWords, type Words } from "../facts/service-word.ts";
import { awsEgressRule, awsGroup, awsIngress, awsIngressRule, awsRule, group, legacy, rule } from "../facts/written.ts";
import { first, some } from "../knowledge.ts";

/** A name held against what the rules open: against one of them, or against all. */
interface Claim {
  readonly name: string;
  readonly openings: readonly Opening[];
  readonly opening?: Opening;
}

/** What a group claims. One without a rule in this stack claims nothing: its rules may be made elsewhere. */
const claims = (name: string | undefined, openings: readonly Opening[]): Claim[] =>
  name && openings.length > 0 ? [{ name, openings }, ...openings.map((opening) => ({ name, openings, opening }))] : [];

/** What is wrong with a word of the name, or undefined when some rule makes it true. */
const untrue = ({ word, ports }: ServiceWord, openings: readonly Opening[]): string | undefined => {
  if (!ports) return `The name says ${word}, which is no service that is known here.`;
  return some(...openings.map((opening) => () => opensSome(opening, ports)))
    ? undefined
    : `The name says ${word}, which no rule of the group opens.`;
};

export default control({
  id: "network-group-names-true",
  title: "Keep the names of security groups true to their rules",
  why: "Who reads SSH in a name trusts that nothing else is open, and attaches the group where more must not be.",
  fix: "Rename the group after the services that its rules open, or mend the rules.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["security-groups-named", "misconfigurations-detected"],
    "nist-800-53": ["CM-6", "CM-8"],
    "nist-csf": ["identify"],
  },
  settings: {
    serviceWords: {
      type: "object",
      additionalProperties: { type: "string" },
      default: {} as Words,
      description: 'Further words for services, each with what it listens on, such as {"GRAFANA": "tcp/3000"}.',
    },
  },
  joins: {
    "aws:ec2/securityGroup:SecurityGroup": (group) =>
      claims(group.props.name ?? group.props.namePrefix, openingsOf(group)),
    "openstack:networking/secGroup:SecGroup": (group) =>
      claims(
        group.props.name,
        group
          .users("openstack:networking/secGroupRule:SecGroupRule", "securityGroupId")
          .flatMap((rule) => openings["openstack:networking/secGroupRule:SecGroupRule"]?.(rule.props, rule) ?? []),
      ),
    "openstack:compute/secGroup:SecGroup": (group) =>
      claims(group.props.name, openings["openstack:compute/secGroup:SecGroup"]?.(group.props, group) ?? []),
  },
  judge: ({ name, openings, opening }: Claim, { serviceWords: own }) => {
    const words = serviceWords(name, own);
    if (words.length === 0) return undefined;
    if (opening)
      return words.some(({ ports }) => !ports) ||
        opensOnly(
          opening,
          words.flatMap(({ ports }) => ports ?? []),
        )
        ? undefined
        : `The name does not say that a rule opens ${openingLabel(opening)}.`;
    return first(...words.map((word) => () => untrue(word, openings)));
  },
  pass: [
    {
      api: group(),
      v4: rule({ securityGroupId: "${api}", portRangeMin: 443, portRangeMax: 443, remoteIpPrefix: "0.0.0.0/0" }),
      v6: rule({ securityGroupId: "${api}", ethertype: "IPv6", protocol: "6", portRangeMin: 443, portRangeMax: 443 }),
    },
    {
      mail: group({ name: "SMTP_IMAP_ACCESS_TO_NETWORK_ABC" }),
      smtp: rule({ securityGroupId: "${mail}", portRangeMin: 25, portRangeMax: 25 }),
      imap: rule({ securityGroupId: "${mail}", portRangeMin: 143, portRangeMax: 143 }),
    },
    {
      names: group({ name: "DNS_DNS_OVER_TLS_ACCESS_TO_INTERNET_FROM_TENANT" }),
      dns: rule({ securityGroupId: "${names}", protocol: "udp", portRangeMin: 53, portRangeMax: 53 }),
      tls: rule({ securityGroupId: "${names}", portRangeMin: 853, portRangeMax: 853 }),
    },
    {
      odd: group({ name: "TCP_8000_8100_UDP_9000_PROTOCOL_89_ICMP_ACCESS_FROM_TENANT_TO_API" }),
      some: rule({ securityGroupId: "${odd}", portRangeMin: 8000, portRangeMax: 8100 }),
      one: rule({ securityGroupId: "${odd}", protocol: "udp", portRangeMin: 9000, portRangeMax: 9000 }),
      routes: rule({ securityGroupId: "${odd}", protocol: "ospf" }),
      ping: rule({ securityGroupId: "${odd}", protocol: "ipv6-icmp", ethertype: "IPv6" }),
    },
    { all: group({ name: "ALL_ACCESS_FROM_BASTION" }), rest: rule({ securityGroupId: "${all}", protocol: "any" }) },
    { empty: group({ name: "SSH_ACCESS_FROM_BASTION_TO_API" }) },
    {
      other: group({ name: "web" }),
      web: rule({ securityGroupId: "${other}", portRangeMin: 80, portRangeMax: 80 }),
    },
    { old: legacy({ fromPort: 22, toPort: 22, cidr: "10.0.0.0/8" }, "SSH_ACCESS_FROM_OFFICE") },
    { inside: awsIngress({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }) },
    {
      mail: awsGroup({ name: "SMTP_IMAP_DNS_ACCESS_TO_NETWORK_ABC" }),
      smtp: awsRule({ securityGroupId: "${mail}", fromPort: 25, toPort: 25 }),
      imap: awsIngressRule({ securityGroupId: "${mail}", fromPort: 143, toPort: 143 }),
      dns: awsEgressRule({ securityGroupId: "${mail}", ipProtocol: "udp", fromPort: 53, toPort: 53 }),
    },
    { empty: awsGroup() },
  ],
  fail: [
    {
      api: group(),
      web: rule({ securityGroupId: "${api}", portRangeMin: 443, portRangeMax: 443 }),
      database: rule({ securityGroupId: "${api}", portRangeMin: 5432, portRangeMax: 5432 }),
    },
    { api: group(), web: rule({ securityGroupId: "${api}", portRangeMin: 443, portRangeMax: 444 }) },
    { api: group(), rest: rule({ securityGroupId: "${api}", protocol: "any" }) },
    { api: group(), web: rule({ securityGroupId: "${api}", protocol: "udp", portRangeMin: 443, portRangeMax: 443 }) },
    {
      mail: group({ name: "SMTP_IMAP_ACCESS_TO_NETWORK_ABC" }),
      smtp: rule({ securityGroupId: "${mail}", portRangeMin: 25, portRangeMax: 25 }),
    },
    {
      other: group({ name: "MAGIC_ACCESS_FROM_INTERNET_TO_API" }),
      web: rule({ securityGroupId: "${other}", portRangeMin: 443, portRangeMax: 443 }),
    },
    { old: legacy({ fromPort: 3306, toPort: 3306, cidr: "10.0.0.0/8" }, "SSH_ACCESS_FROM_OFFICE") },
    { inside: awsIngress({ fromPort: 443, toPort: 444, cidrBlocks: ["0.0.0.0/0"] }) },
    { api: awsGroup(), database: awsRule({ securityGroupId: "${api}", fromPort: 5432, toPort: 5432 }) },
    {
      api: awsIngress({ fromPort: 443, toPort: 443 }),
      rest: awsIngressRule({ securityGroupId: "${api}", ipProtocol: "-1" }),
    },
    {
      api: awsIngress({ fromPort: 443, toPort: 443 }),
      rest: awsEgressRule({ securityGroupId: "${api}", ipProtocol: "-1" }),
    },
  ],
});
