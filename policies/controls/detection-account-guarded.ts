import { control, type Example, type Joins, type Setting } from "../control.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Token } from "../resources.ts";

/** What belongs together: what records in an account, and what looks for attacks and weaknesses in it. */
const SETS = [
  {
    config: ["aws:cfg/recorder:Recorder", "AWS Config does not record what changes"],
    trail: ["aws:cloudtrail/trail:Trail", "no trail records what is called"],
  },
  {
    guardduty: ["aws:guardduty/detector:Detector", "GuardDuty does not look for attacks"],
    inspector: ["aws:inspector2/enabler:Enabler", "Inspector does not look for weaknesses"],
    securityhub: ["aws:securityhub/account:Account", "Security Hub does not gather what is found"],
  },
] as const satisfies { readonly [guard: string]: readonly [token: Token, missing: string] }[];

type Guard = readonly [name: string, token: Token, missing: string];

const sets = SETS.map((set) => Object.entries(set).map(([name, [token, missing]]): Guard => [name, token, missing]));

const names = sets.flat().map(([name]) => name);

/** A guard that an account may lack beside another. */
interface Guarding {
  readonly guard: Guard;
  readonly plan: Plan;
}

/** What should stand beside the first of its kind. Of several guards that are there, the first asks for the others. */
const besides =
  (set: readonly Guard[], [name, token]: Guard): ((resource: Planned) => readonly Guarding[]) =>
  ({ plan, urn }) => {
    const first = set.find(([, other]) => plan.of(other).length > 0);
    return first?.[0] === name && plan.of(token)[0]?.urn === urn ? set.map((guard) => ({ guard, plan })) : [];
  };

const example = (set: readonly Guard[]): Example =>
  Object.fromEntries(set.map(([name, token]) => [name, [token, {}] as never]));

export default control<Guarding, { readonly elsewhere: readonly string[] }>({
  id: "detection-account-guarded",
  title: "Let what guards an account stand together",
  why: "A trail without AWS Config tells of calls and not of what they changed, and GuardDuty without Security Hub and Inspector tells nobody and misses what is weak.",
  fix: "Make it beside the others, or name it in the setting `elsewhere` when another stack or the organisation does.",
  severity: "medium",
  // Another stack, or the organisation, may look after it.
  level: "advisory",
  sources: {
    talk: [
      "aws-config-assesses",
      "aws-cloudtrail-records",
      "aws-guardduty-detects",
      "threat-detection-used",
      "network-protection-automated",
    ],
    "cis-aws": ["4.1", "4.3", "5.16"],
    fsbp: ["CloudTrail.1", "Config.1", "GuardDuty.1"],
    "nist-800-53": ["SI-4", "RA-5", "CM-6"],
    "nist-csf": ["detect"],
  },
  settings: {
    elsewhere: {
      type: "array",
      items: { type: "string", enum: names },
      default: [],
      description: "What another stack, or the organisation, looks after for the account.",
    } satisfies Setting<string[]>,
  },
  joins: Object.fromEntries(
    sets.flatMap((set) => set.map((guard) => [guard[1], besides(set, guard)])),
  ) as Joins<Guarding>,
  judge: ({ guard: [name, token, missing], plan }, { elsewhere }) =>
    elsewhere.includes(name) || plan.of(token).length > 0 ? undefined : `The stack guards an account, and ${missing}.`,
  pass: sets.map(example),
  fail: sets.flatMap((set) => set.map(([name]) => example(set.filter(([other]) => other !== name)))),
});
