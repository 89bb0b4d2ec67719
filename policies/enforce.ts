import type {
  Policies,
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { faultsOf } from "./configuration.ts";
import { type AnyControl, defaultsOf, placesOf, tokensOf } from "./control.ts";
import { documents } from "./documents.ts";
import { isUndecided } from "./knowledge.ts";
import { Plan, type Planned, type Resource } from "./plan.ts";
import { shown } from "./redaction.ts";
import type { Token } from "./resources.ts";
import { noticeOf as noticeOfSelection, readSelection, SELECTING, settingsFor, tokensIn } from "./selection.ts";
import {
  means,
  NO_WAIVERS,
  noticeOf,
  readWaivers,
  uselessnessOf,
  type Verdict,
  verdictOn,
  type Waiver,
  type Waivers,
} from "./waiver.ts";
import { type World, world } from "./world.ts";

/**
 * The SDK also takes a violation's parts at run time, and then does not repeat the policy's description before each message.
 *
 * @param level how loud, where it is not the policy's own level
 */
const say = (report: ReportViolation, message: string, urn?: string, level?: "advisory"): void =>
  report({ message, urn, enforcementLevel: level } as unknown as string);

/** What the pack remembers of the resources that the engine showed it, by URN. */
interface Memory {
  /** What the program asked of it. */
  readonly asked: Map<string, object>;
  /** The controls whose judgement of it waits for values that only the update will know. */
  readonly waiting: Map<string, Set<string>>;
  /** What each is a part of. */
  readonly parents: Map<string, string>;
  /** The waivers that were asked for. */
  readonly used: Set<Waiver>;
  /** The type that is being judged alone. */
  type?: string;
  /** The plan, from the first control that joins until the next resource is shown. Each stack policy gets the same resources, made anew. */
  plan?: Plan;
}

/** The waivers of a control for a resource, noted as used. */
function waiversOf(id: string, urn: string, { parents, used }: Memory, { waivers }: Waivers): readonly Waiver[] {
  const urns = [urn];
  for (let at = parents.get(urn); at && at.split("::")[2] !== STACK; at = parents.get(at)) urns.push(at);
  const found = waivers.filter((waiver) => waiver.control === id && means(waiver, urns));
  for (const waiver of found) used.add(waiver);
  return found;
}

/** What one control finds wrong with one resource. What it cannot decide yet is noted as waiting, and hides no other fault. */
function faultsIn(
  control: AnyControl,
  { waiting }: Memory,
  urn: string,
  facts: () => readonly unknown[],
  settings: object,
): string[] {
  const decided = <T>(run: () => T, otherwise: T): T => {
    try {
      return run();
    } catch (error) {
      if (!isUndecided(error)) throw error;
      waiting.set(urn, (waiting.get(urn) ?? new Set()).add(control.id));
      return otherwise;
    }
  };
  return decided(facts, []).flatMap((fact) => {
    const fault = decided(() => control.judge(fact, settings), undefined);
    return fault ? [`${fault} ${control.fix}`] : [];
  });
}

/**
 * Turns a control into the policy that Pulumi enforces.
 *
 * @param tokens the types that it judges
 * @param verdictOf what becomes of a fault of a resource
 */
function enforce(
  control: AnyControl,
  memory: Memory,
  tokens: () => ReadonlySet<string>,
  verdictOf: (control: AnyControl, fault: string, urn: string) => Verdict,
): ResourceValidationPolicy | StackValidationPolicy {
  const cited = placesOf(control);
  const [first] = cited;
  const { reads, joins } = control;
  const defaults = defaultsOf(control);
  const tell = (report: ReportViolation, fault: string, urn: string) => {
    const { message, waived } = verdictOf(control, fault, urn);
    say(report, message, urn, waived ? "advisory" : undefined);
  };
  return {
    name: control.id,
    displayName: control.title,
    description: `${control.title}. ${control.why}`,
    enforcementLevel: control.level ?? "mandatory",
    severity: control.severity,
    remediationSteps: control.fix,
    tags: cited.map(({ document, place }) => `${document} ${place}`),
    // Pulumi shows one framework for a policy: the first that is cited. The tags carry them all.
    ...(first && {
      framework: {
        name: documents[first.document].title,
        version: documents[first.document].version,
        reference: first.place,
        specification: control.title,
      },
    }),
    ...(control.settings && {
      configSchema: { properties: control.settings as unknown as PolicyConfigSchema["properties"] },
    }),
    ...(reads && {
      validateResource: ofType<Validate>(
        () => memory.type && (memory.type in reads && tokens().has(memory.type) ? memory.type : NO_TYPE),
        (args, report) => {
          const read = reads[args.type as Token] as Read | undefined;
          if (!read || !tokens().has(args.type)) return args.notApplicable(`it reads ${[...tokens()].join(", ")}`);
          const { asked } = memory;
          const facts = () => read(asked.get(args.urn) ?? args.props, args as unknown as Resource);
          for (const fault of faultsIn(control, memory, args.urn, facts, { ...defaults, ...args.getConfig() }))
            tell(report, fault, args.urn);
        },
      ),
    }),
    ...(joins && {
      validateStack: ofType<ValidateStack>(
        () => {
          const joined = (Object.keys(joins) as Token[]).filter((token) => tokens().has(token));
          if (joined.length === 0) return NO_TYPE;
          return memory.plan && (joined.find((token) => memory.plan?.of(token).length) ?? NO_TYPE);
        },
        (args, report) => {
          memory.plan ??= planOf(args, memory);
          const { plan } = memory;
          const settings = { ...defaults, ...args.getConfig() };
          for (const [token, join] of (Object.entries(joins) as [Token, Join][]).filter(([token]) =>
            tokens().has(token),
          ))
            for (const resource of plan.of(token))
              for (const fault of faultsIn(control, memory, resource.urn, () => join(resource), settings))
                tell(report, fault, resource.urn);
        },
      ),
    }),
  } as ResourceValidationPolicy | StackValidationPolicy;
}

/** The plan that a stack policy is shown. What the program only reads is shown here first. */
function planOf({ resources }: StackValidationArgs, { asked, parents }: Memory): Plan {
  for (const { urn, parent } of resources) if (parent) parents.set(urn, parent.urn);
  return new Plan(resources, asked);
}

type Read = (props: object, resource: Resource) => readonly unknown[];
type Join = (resource: Planned) => readonly unknown[];
type Validate = (args: ResourceValidationArgs, report: ReportViolation) => void;
type ValidateStack = (args: StackValidationArgs, report: ReportViolation) => void;

const NONE: ReadonlySet<string> = new Set();

/** A type that no resource has. */
const NO_TYPE = "none";

/**
 * A validator that the SDK skips, without deserialising anything for it, unless a type is at hand that it reads. The SDK knows of one type for each
 * validator, but asks for it anew at each call, so it can be told the one at hand; undefined skips nothing.
 */
const ofType = <V extends object>(type: () => string | undefined, validate: V): V =>
  Object.defineProperty(validate, "__pulumiType", { get: type });

/** The type of what all is a part of. */
const STACK = "pulumi:pulumi:Stack";

/** Works something out of what a policy is set to, anew only when that is handed over anew. */
function workedOut<V>(settings: () => object, work: (settings: object) => V): () => V {
  let last: { readonly settings: object; readonly value: V } | undefined;
  return () => {
    const now = settings();
    if (last?.settings !== now) last = { settings: now, value: work(now) };
    return last.value;
  };
}

/**
 * The policies of the pack: every control, and some of the pack's own around them. The first ones stop a configuration that says nothing, a selection that
 * cannot be followed and waivers that do not hold; the last ones say which waivers nothing needs, and what could not be judged yet.
 */
export function policiesOf(
  controls: readonly AnyControl[],
  { settingsOf, isDisabled, today, read }: World = world,
): Policies {
  const memory: Memory = { asked: new Map(), parents: new Map(), used: new Set(), waiting: new Map() };
  const configurationKnown: ResourceValidationPolicy = {
    name: "policy-configuration-known",
    displayName: "Name only controls and settings that exist",
    description: "A setting for a control that does not exist changes nothing, and nobody notices.",
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      memory.type = args.type;
      memory.plan = undefined;
      memory.asked.set(args.urn, shown(args.props));
      if (args.opts.parent) memory.parents.set(args.urn, args.opts.parent);
      memory.waiting.delete(args.urn);
      if (args.type === STACK) for (const fault of faultsOf(policies)) say(report, fault);
    },
  };
  const selected = workedOut(
    () => settingsOf(SELECTING),
    (settings) => {
      const { selection: said, faults } = readSelection(settings, controls);
      const disabled = controls.filter(({ id }) => isDisabled(id)).map(({ id }) => id);
      const selection = disabled.length > 0 ? { ...said, disabled } : said;
      const notice = noticeOfSelection(selection, controls);
      const tokens = new Map(controls.map((control) => [control, new Set<string>(tokensIn(control, selection))]));
      return { faults, notice, tokens };
    },
  );
  const controlsSelected: ResourceValidationPolicy = {
    name: SELECTING,
    displayName: "Select only what there is",
    description:
      "A selection that nobody can follow must not leave anything out, and one that leaves something out is said.",
    enforcementLevel: "mandatory",
    configSchema: { properties: settingsFor(controls) },
    validateResource: ofType<Validate>(
      () => STACK,
      (_, report) => {
        const { faults, notice } = selected();
        for (const fault of faults) say(report, fault);
        if (notice) say(report, notice, undefined, "advisory");
      },
    ),
  };
  const waivers = workedOut(
    () => settingsOf("policy-waivers-held"),
    (settings) => {
      const { file } = settings as { readonly file?: string };
      return file ? readWaivers(file, read, controls) : NO_WAIVERS;
    },
  );
  const waiversHeld: ResourceValidationPolicy = {
    name: "policy-waivers-held",
    displayName: "Waive with a reason, an owner and an end",
    description: "A waiver that nobody answers for, or that never ends, is a hole that nobody closes.",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: {
        file: {
          type: "string",
          minLength: 1,
          description:
            "The file of waivers, as docs/waivers.schema.json describes it: its name in full, or from the folder in which Pulumi is called. Without it nothing is waived.",
        },
      },
    },
    validateResource: ofType<Validate>(
      () => STACK,
      (_, report) => {
        for (const fault of waivers().faults) say(report, fault);
        for (const waiver of waivers().waivers) {
          const notice = noticeOf(waiver, today());
          if (notice) say(report, notice, undefined, "advisory");
        }
      },
    ),
  };
  /** The waivers that nobody has asked for, of the controls of which nothing is left out. */
  const unused = (): Waiver[] =>
    waivers().waivers.filter((waiver) => {
      const control = controls.find(({ id }) => id === waiver.control) as AnyControl;
      return !memory.used.has(waiver) && selected().tokens.get(control)?.size === tokensOf(control).length;
    });
  const waiversUsed: StackValidationPolicy = {
    name: "policy-waivers-used",
    displayName: "Remove a waiver that nothing needs",
    description: "Where nothing is wrong any more, a waiver only waits to hide the next thing that is.",
    enforcementLevel: "advisory",
    validateStack: ofType<ValidateStack>(
      () => (waivers().waivers.length > 0 ? undefined : NO_TYPE),
      (_, report) => {
        for (const [urn, ids] of memory.waiting) for (const id of ids) waiversOf(id, urn, memory, waivers());
        for (const waiver of unused()) say(report, uselessnessOf(waiver, today()));
      },
    ),
  };
  const undecided: StackValidationPolicy = {
    name: "policy-judgements-undecided",
    displayName: "Say what could not be judged yet",
    description: "A preview does not know every value; the update judges what waits for one.",
    enforcementLevel: "advisory",
    configSchema: {
      properties: {
        details: { type: "boolean", default: false, description: "Whether to list each judgement that waits." },
      },
    },
    validateStack: ofType<ValidateStack>(
      () => (memory.waiting.size > 0 ? undefined : NO_TYPE),
      (args, report) => {
        const all = [...memory.waiting].flatMap(([urn, controls]) =>
          [...controls].map((id) => `${id} on ${urn.split("::").at(-1)}`),
        );
        const { details } = args.getConfig<{ details?: boolean }>();
        say(
          report,
          `${all.length === 1 ? "1 judgement waits" : `${all.length} judgements wait`} for values that only the update knows; it will judge them${details ? `: ${all.sort().join("; ")}.` : " (set details to list them)."}`,
        );
      },
    ),
  };
  const verdictOf = ({ id }: AnyControl, fault: string, urn: string) =>
    verdictOn(fault, waiversOf(id, urn, memory, waivers()), today());
  const policies = [
    configurationKnown,
    controlsSelected,
    waiversHeld,
    ...controls.map((control) => enforce(control, memory, () => selected().tokens.get(control) ?? NONE, verdictOf)),
    waiversUsed,
    undecided,
  ];
  return policies;
}
