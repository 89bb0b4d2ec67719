import { input, select } from "@inquirer/prompts";
import { stringify } from "yaml";
import { defaultFlows, type FlowArgs } from "../components/flow.ts";
import { cidr, zonePart } from "../components/network.ts";
import { formatAddress, formatRange, parseRange, prefixLength, type Range } from "../components/range.ts";
import { oneOf, refuse } from "../components/refusal.ts";

/** The clouds that a stack can be of. */
export const clouds = ["openstack", "aws"] as const;
export type Cloud = (typeof clouds)[number];

/** What a stack's configuration is written from. */
export interface Answers {
  readonly cloud: Cloud;
  /** The IPv4 range that the zones share. */
  readonly cidr: string;
  /** The IPv4 ranges that administrators come from. */
  readonly administrators: readonly string[];
  /** The domain that names, of hosts and in addresses of mail, are under. */
  readonly domain: string;
  /** On AWS, the role that manages keys: that of whoever deploys the stack. */
  readonly role?: string;
}

/** Answers as they are typed, or given as flags: a list has commas between. */
export type Given = { readonly [question in keyof Answers]?: string };

interface Question<T> {
  readonly message: string;
  readonly example: string;
  /** @throws one sentence when the answer is none */
  readonly read: (text: string) => T;
}

/** A large site, and never a good part of the internet. */
const WIDEST = 16;

const rangesOf = (text: string): string[] =>
  text.split(",").map((range) => {
    const parsed = parseRange(range);
    return parsed?.version === 4 && prefixLength(parsed) >= WIDEST
      ? formatRange(parsed)
      : refuse(
          "Each address range of administrators",
          range.trim(),
          "an IPv4 range, at most a /16, such as 198.51.100.0/24",
        );
  });

const matching =
  (what: string, pattern: RegExp, allowed: string) =>
  (text: string): string =>
    pattern.test(text.trim()) ? text.trim() : refuse(what, text, allowed);

const questions = {
  cidr: {
    message: "Which IPv4 range do the zones share? Each has an eighth of it:",
    example: "10.20.0.0/16",
    read: (text: string) => {
      cidr("The range of the zones", text.trim(), 4, 8, 25);
      return text.trim();
    },
  },
  administrators: {
    message: "Which addresses do administrators come from? Ranges, with commas between:",
    example: "198.51.100.0/24",
    read: rangesOf,
  },
  domain: {
    message: "Which domain is yours?",
    example: "example.org",
    read: matching(
      "The domain",
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/,
      "a name such as example.org",
    ),
  },
  role: {
    message: "Which role of IAM deploys this? Its ARN:",
    example: "arn:aws:iam::123456789012:role/Platform",
    read: matching(
      "The role",
      /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
      "the ARN of a role such as arn:aws:iam::123456789012:role/Platform",
    ),
  },
} satisfies { [question: string]: Question<unknown> };

const sentenceOf = (read: () => unknown): string | true => {
  try {
    read();
    return true;
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * All answers: those that are given, and for the others whoever sits at the terminal is asked, and asked again until the answer is one.
 *
 * @param terminal where to ask, as the prompts take it; defaults to the process's own
 * @throws one sentence for the first given answer that is none, or that is not given where there is no terminal
 */
export async function answersTo(given: Given, terminal?: Parameters<typeof input>[1]): Promise<Answers> {
  if (!terminal && !process.stdin.isTTY) {
    const asked = ["cloud", "cidr", "administrators", "domain", ...(given.cloud === "aws" ? ["role"] : [])];
    const missing = asked.find((question) => given[question as keyof Given] === undefined);
    if (missing) refuse(`--${missing}`, null, "given where there is no terminal to ask at");
  }
  const answer = async <T>(text: string | undefined, { message, example, read }: Question<T>): Promise<T> =>
    read(
      text ??
        (await input({ message, default: example, validate: (typed) => sentenceOf(() => read(typed)) }, terminal)),
    );
  const named = given.cloud ?? (await select({ message: "Which cloud?", choices: clouds }, terminal));
  const cloud = clouds.find((name) => name === named) ?? refuse("The cloud", named, oneOf(clouds));
  return {
    cloud,
    cidr: await answer(given.cidr, questions.cidr),
    administrators: await answer(given.administrators, questions.administrators),
    domain: await answer(given.domain, questions.domain),
    ...(cloud === "aws" ? { role: await answer(given.role, questions.role) } : {}),
  };
}

/** A year from a day, for somebody to ask whether all of it is still needed. */
const reviewOn = (today: Date): string => {
  const day = new Date(today);
  day.setUTCFullYear(day.getUTCFullYear() + 1);
  return day.toISOString().slice(0, 10);
};

const line = (value: unknown): string => stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();

/** Flows, one on each line. */
const flowLines = (flows: { [name: string]: FlowArgs }): string =>
  Object.entries(flows)
    .map(([name, flow]) => `    ${name}: ${line(flow)}`)
    .join("\n");

const administration = (ranges: readonly string[]): { [name: string]: FlowArgs } =>
  Object.fromEntries(
    ranges.map((from, i) => [
      `administration-${i + 1}`,
      { from, to: "api", service: "https", reason: "Administrators call the APIs, over TLS only" },
    ]),
  );

const PUBLIC = "public-api";

/** An address that no machine has (RFC 5737), where the collector's own goes. */
const COLLECTOR = "192.0.2.9";

/** What both clouds are told alike. */
const begin = ({ cloud, cidr }: Answers, today: Date): string => `\
# Written by hardening init. All of it deploys as it stands; what is next is behind #, and takes its place when its # are taken away.
config:
  hardening:program: ${cloud}
  # Who answers for it: a team, not a person; what it is for; and when somebody asks whether it is still needed.
  hardening:owner: platform
  hardening:environment: production
  hardening:reviewOn: "${reviewOn(today)}"
  # One range, an eighth of it for each zone.
  hardening:cidr: ${cidr}`;

/** Flows that are not let through yet, one on each line. */
const nextFlows = (flows: { [name: string]: FlowArgs }): string => flowLines(flows).replaceAll(/^ {4}/gm, "    # ");

const openStack = (answers: Answers, today: Date): string => {
  const { [PUBLIC]: anyone, ...inside } = defaultFlows;
  const { administrators, domain } = answers;
  const { first } = zonePart(parseRange(answers.cidr) as Range, "management");
  const inManagement = (host: bigint): string => formatAddress(4, first + host);
  return `${begin(answers, today)}
  # The external network that your cloud has: openstack network list --external.
  hardening:externalNetwork: public
  # What each port that faces outside may send and receive, in kbit/s. Needs an administrator's credentials; 0 sets no limit, and a control says so.
  hardening:bandwidthLimit: 1000000
  # Who may talk to whom; what is not here is closed.
  hardening:flows:
${flowLines({ ...administration(administrators), ...inside })}
    # Next: when anyone may call the APIs; and when there are machines, where their logs go and their upgrades come from.
${nextFlows({
  [PUBLIC]: anyone as FlowArgs,
  "api-inside": {
    from: "api",
    to: "api",
    service: "https",
    reason: "Endpoints reach the servers behind them over TLS",
  },
  "api-logs": { from: "api", to: COLLECTOR, service: "syslog-tls", reason: "Logs go to the central collector" },
  "api-packages": { from: "api", to: "internet", service: "https", reason: "Machines are upgraded over TLS" },
})}
  # Next: names for machines, where Neutron has the extension dns-integration.
  # hardening:dnsDomain: cloud.${domain}
  # Next: machines. Their logs go to your collector instead of ${COLLECTOR}; imageId is an image that you trust, publicKey your own, the authority who signs your certificates:
  #   pulumi config set hardening:authority < authority.pem
  # hardening:imageId: 6f1e7a54-6e0a-4f3b-8a9e-0e2f9d1c4b7a
  # hardening:machine:
  #   flavorName: m1.small
  #   volumeType: luks
  #   publicKey: ssh-ed25519 AAAA
  #   logCollector: { address: ${COLLECTOR} }
  #   packageMirror: https://mirror.${domain}/debian
  # hardening:bastion:
  #   allowedCidrs: ${line(administrators)}
  #   logCollector: { address: ${inManagement(9n)} }
  #   packageMirror: https://${inManagement(8n)}/debian
  # hardening:servers:
  #   web: { zone: api, replicas: { a: {}, b: { restartAt: "05:00" } } }
  # Next: an endpoint before them, with its certificate and key:
  #   pulumi config set --path 'hardening:certificates.shop' < shop.pem
  #   pulumi config set --secret --path 'hardening:privateKeys.shop' < shop.key
  # hardening:endpoints:
  #   shop: { server: web, hostName: shop.${domain}, hsts: week, allowedCidrs: ${line(administrators)} }
`;
};

const aws = (answers: Answers, today: Date): string => {
  const { administrators, domain, role = "" } = answers;
  return `${begin(answers, today)}
  # Where all of it is, and the only region that anything may be done in; more of them go into hardening:regions.
  aws:region: eu-central-1
  aws:allowedAccountIds: ["${role.split(":")[4]}"]
  # Who manages the keys of KMS: roles, that of whoever deploys this among them.
  hardening:administrators: [${line(role)}]
  # Who may talk to whom; what is not here is closed.
  hardening:flows:
${flowLines({
  ...administration(administrators),
  "core-api": {
    from: "management",
    to: "management",
    service: "https",
    reason: "Core services call each other and AWS over TLS",
  },
})}
    # Next: when anyone may call the APIs; and when there are machines, where their logs go and their upgrades come from.
${nextFlows({
  [PUBLIC]: defaultFlows[PUBLIC] as FlowArgs,
  "api-inside": {
    from: "api",
    to: "tenant",
    service: "https",
    reason: "Endpoints reach the servers behind them over TLS",
  },
  "tenant-logs": {
    from: "tenant",
    to: COLLECTOR,
    service: "syslog-tls",
    reason: "Logs go to the central collector",
  },
  "tenant-packages": {
    from: "tenant",
    to: "internet",
    service: "https",
    reason: "Machines are upgraded, and managed, over TLS",
  },
})}
  # Whoever has this address confirms once that they want to be told of alarms.
  hardening:audit:
    subscriptions: { csirt: { protocol: email, endpoint: csirt@${domain} } }
    # GOVERNANCE lets an administrator delete the logs of a trial. Next: COMPLIANCE, when they are to be kept from everyone, for a year.
    lockMode: GOVERNANCE
  hardening:detection: {}
  # Next: whom AWS calls.
  # hardening:account:
  #   securityContact: { name: CSIRT, title: Head of security, email: csirt@${domain}, phone: "+386 1 477 3900" }
  # Next: people, who come from your directory, and take on roles that last an hour.
  # hardening:identity:
  #   support: { oidcProvider: staff, subjects: ["group:csirt:*"] }
  #   oidcProviders: { staff: { url: "https://idp.${domain}/realms/staff", clientIds: [sts.amazonaws.com] } }
  #   roles:
  #     reader:
  #       oidcProvider: staff
  #       subjects: ["group:platform:*"]
  #       policies: { see: "arn:aws:iam::aws:policy/ReadOnlyAccess" }
  # Next: machines. Their logs go to your collector instead of ${COLLECTOR}; imageId is an image that you trust, the authority who signs your certificates:
  #   pulumi config set hardening:authority < authority.pem
  # hardening:machine:
  #   instanceType: m7i.large
  #   imageId: ami-0a1b2c3d4e5f60718
  #   packageMirror: https://mirror.${domain}/debian
  #   logCollector: { address: ${COLLECTOR} }
  # hardening:servers:
  #   web: { zone: tenant }
  # Next: an endpoint before them, with a certificate of ACM in the same region:
  #   pulumi config set --path 'hardening:certificateArns.shop' arn:aws:acm:…
  # hardening:endpoints:
  #   shop: { server: web, hostName: shop.${domain}, hsts: week, allowedCidrs: ${line(administrators)} }
`;
};

/** The configuration of a stack, for `stacks/Pulumi.<stack>.yaml`: it deploys as it is, and its comments say what is next. */
export const configurationOf = (answers: Answers, today: Date): string =>
  ({ aws, openstack: openStack })[answers.cloud](answers, today);
