import { control, type Example, type Written } from "../control.ts";
import { alike } from "../facts/alike.ts";
import { type AwsTargetGroup, awsTargetGroups } from "../facts/balancer.ts";
import { itemsOf } from "../facts/item.ts";
import { pool } from "../facts/tls.ts";
import { some } from "../knowledge.ts";

const MEMBER = "openstack:loadbalancer/member:Member";
const MEMBERS = "openstack:loadbalancer/members:Members";
const MONITOR = "openstack:loadbalancer/monitor:Monitor";

interface Pooled {
  readonly what: "pool" | "target group";
  readonly watched: () => boolean;
  readonly members: () => number;
}

/** A server that takes requests. */
interface Server {
  readonly adminStateUp?: boolean;
  readonly weight?: number;
}

const works = ({ adminStateUp, weight }: Server): boolean => adminStateUp !== false && weight !== 0;

const ATTACHMENTS = [
  "aws:lb/targetGroupAttachment:TargetGroupAttachment",
  "aws:alb/targetGroupAttachment:TargetGroupAttachment",
] as const;

const attached = (target: string, type: (typeof ATTACHMENTS)[number] = ATTACHMENTS[0]): Written => [
  type,
  { targetGroupArn: "${servers}", targetId: target },
];

const monitor: Written = [MONITOR, { poolId: "${servers}", type: "HTTPS", delay: 10, timeout: 5, maxRetries: 3 }];

const member = (last: number, props: Server = {}): Written => [
  MEMBER,
  { poolId: "${servers}", address: `10.20.64.${last}`, protocolPort: 443, ...props },
];

export default control<Pooled>({
  id: "endpoint-members-watched",
  title: "Put two servers at least behind an endpoint, and watch them",
  why: "One server that fails, or is being updated, takes the service with it, and requests keep going to it where nobody watches.",
  fix: "Give the pool a health monitor and two members that work.",
  severity: "medium",
  level: "advisory",
  sources: { talk: ["services-redundant"], "nist-800-53": ["CP-10", "SC-5"], "nist-csf": ["protect"] },
  // On AWS groups of instances and services put their members in by themselves; where the stack puts in none they do.
  joins: {
    ...alike(awsTargetGroups, (group: AwsTargetGroup): Pooled[] => [
      {
        what: "target group",
        watched: () => group.props.healthCheck?.enabled !== false,
        members: () => {
          const attached = ATTACHMENTS.flatMap((type) => group.users(type, "targetGroupArn", ["arn", "id"])).length;
          return attached === 0 || group.props.targetType === "lambda" || group.props.targetType === "alb"
            ? 2
            : attached;
        },
      },
    ]),
    "openstack:loadbalancer/pool:Pool": (pool) => [
      {
        what: "pool",
        watched: () =>
          some(
            ...pool.users(MONITOR, "poolId").map(
              ({ props }) =>
                () =>
                  props.adminStateUp !== false,
            ),
          ),
        members: () =>
          [
            ...pool.users(MEMBER, "poolId").map(({ props }) => props),
            ...pool.users(MEMBERS, "poolId").flatMap(({ props }) => itemsOf(props.members).map((item) => item())),
          ].filter(works).length,
      },
    ],
  },
  judge: ({ what, watched, members }) => {
    if (!watched()) return `The ${what} has no health monitor.`;
    const count = members();
    return count < 2 ? `The ${what} has ${count === 0 ? "no member that works" : "one member only"}.` : undefined;
  },
  pass: [
    { servers: pool(), monitor, one: member(11), two: member(12) },
    {
      servers: pool(),
      monitor,
      both: [
        MEMBERS,
        {
          poolId: "${servers}",
          members: [
            { address: "10.20.64.11", protocolPort: 443 },
            { address: "10.20.64.12", protocolPort: 443 },
          ],
        },
      ],
    },
    ...awsTargetGroups.map(
      (type): Example => ({
        servers: [type, { protocol: "HTTPS", port: 443 }],
        one: attached("i-1"),
        two: attached("i-2", ATTACHMENTS[1]),
      }),
    ),
    { scaled: [awsTargetGroups[0], { protocol: "HTTPS", port: 443, healthCheck: { path: "/" } }] },
    { servers: [awsTargetGroups[0], { targetType: "lambda" }], one: attached("a-function") },
  ],
  fail: [
    { servers: pool() },
    { servers: pool(), one: member(11), two: member(12) },
    { servers: pool(), monitor },
    { servers: pool(), monitor, one: member(11) },
    { servers: pool(), monitor, one: member(11), two: member(12, { adminStateUp: false }) },
    { servers: pool(), monitor, one: member(11), two: member(12, { weight: 0 }) },
    {
      servers: pool(),
      monitor,
      both: [MEMBERS, { poolId: "${servers}", members: [{ address: "10.20.64.11", protocolPort: 443 }] }],
    },
    ...awsTargetGroups.flatMap((type): Example[] => [
      { servers: [type, { protocol: "HTTPS", healthCheck: { enabled: false } }] },
      { servers: [type, { protocol: "HTTPS" }], one: attached("i-1") },
    ]),
  ],
});
