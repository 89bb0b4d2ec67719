import { control, type Setting } from "../control.ts";

const ROLE = "aws:iam/role:Role";
const SET = "aws:ssoadmin/permissionSet:PermissionSet";

/** How long ISO 8601 says that something lasts, in seconds: `PT1H30M` is 5400. Not a number where it says nothing. */
const secondsOf = (duration: string): number => {
  const [, days, hours, minutes, seconds] =
    /^P(?=\d|T\d)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(duration.trim()) ?? [];
  if ((days ?? hours ?? minutes ?? seconds) === undefined) return Number.NaN;
  const [d = 0, h = 0, m = 0, s = 0] = [days, hours, minutes, seconds].map((part) => Number(part ?? 0));
  return ((d * 24 + h) * 60 + m) * 60 + s;
};

interface Session {
  readonly what: string;
  /** In seconds; undefined where AWS's hour holds. */
  readonly lasts: () => number | undefined;
}

export default control<Session, { readonly longest: number }>({
  id: "identity-sessions-short",
  title: "End a role's session after an hour",
  why: "The keys of a session work for whoever copied them until it ends, whatever happens to the role meanwhile.",
  fix: "Leave `maxSessionDuration` and `sessionDuration` out, or set the setting `longest` to what the work needs.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["access-limited", "tokens-short-lived"],
    "nist-800-53": ["AC-2", "IA-5"],
    "nist-csf": ["protect"],
  },
  settings: {
    longest: {
      type: "integer",
      minimum: 900,
      maximum: 43200,
      default: 3600,
      description: "How long a session may last, in seconds.",
    } satisfies Setting<number>,
  },
  reads: {
    [ROLE]: (role) => [{ what: "role", lasts: () => role.maxSessionDuration }],
    [SET]: (set) => [
      {
        what: "permission set",
        lasts: () => (set.sessionDuration === undefined ? undefined : secondsOf(String(set.sessionDuration))),
      },
    ],
  },
  judge: ({ what, lasts }, { longest }) => {
    const seconds = lasts();
    if (seconds === undefined) return undefined;
    if (Number.isNaN(Number(seconds))) return `The ${what}'s session has no length such as PT1H.`;
    return Number(seconds) > longest ? `A session of the ${what} lasts ${seconds} seconds.` : undefined;
  },
  pass: [
    { operators: [ROLE, { assumeRolePolicy: "" }] },
    { operators: [ROLE, { assumeRolePolicy: "", maxSessionDuration: 3600 }] },
    { operators: [SET, { instanceArn: "an-instance" }] },
    { operators: [SET, { instanceArn: "an-instance", sessionDuration: "PT1H" }] },
    { operators: [SET, { instanceArn: "an-instance", sessionDuration: "PT45M" }] },
  ],
  fail: [
    { operators: [ROLE, { assumeRolePolicy: "", maxSessionDuration: 43200 }] },
    { operators: [SET, { instanceArn: "an-instance", sessionDuration: "PT12H" }] },
    { operators: [SET, { instanceArn: "an-instance", sessionDuration: "PT1H1S" }] },
    { operators: [SET, { instanceArn: "an-instance", sessionDuration: "an hour" }] },
  ],
});
