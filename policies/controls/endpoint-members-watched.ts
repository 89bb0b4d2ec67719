import { control, type Written } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { pool } from "../facts/tls.ts";
import { some } from "../knowledge.ts";

const MEMBER = "openstack:loadbalancer/member:Member";
const MEMBERS = "openstack:loadbalancer/members:Members";
const MONITOR = "openstack:loadbalancer/monitor:Monitor";

interface Pooled {
  readonly watched: () => boolean;
  readonly members: () => number;
}

/** A server that takes requests. */
interface Server {
  readonly adminStateUp?: boolean;
  readonly weight?: number;
}

const works = ({ adminStateUp, weight }: Server): boolean => adminStateUp !== false && weight !== 0;

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
  sources: { talk: ["services-redundant"], "nist-800-53": ["CP-10", "SC-5"] },
  joins: {
    "openstack:loadbalancer/pool:Pool": (pool) => [
      {
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
  judge: ({ watched, members }) => {
    if (!watched()) return "The pool has no health monitor.";
    const count = members();
    return count < 2 ? `The pool has ${count === 0 ? "no member that works" : "one member only"}.` : undefined;
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
  ],
});
