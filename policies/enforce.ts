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

/** The SDK also takes a violation's parts at run time, and then does not repeat the policy's description before each message. */
const say = (report: ReportViolation, message: string, urn?: string): void =>
  report({ message, urn } as unknown as string);

/** What the pack remembers of the resources that the engine showed it, by URN. */
interface Memory {
  /** What the program asked of it. */
  readonly asked: Map<string, object>;
  /** The controls whose judgement of it waits for values that only the update will know. */
  readonly waiting: Map<string, Set<string>>;
  /** The type that is being judged alone. */
  type?: string;
  /** The plan, from the first control that joins until the next resource is shown. Each stack policy gets the same resources, made anew. */
  plan?: Plan;
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

/** Turns a control into the policy that Pulumi enforces. */
function enforce(control: AnyControl, memory: Memory): ResourceValidationPolicy | StackValidationPolicy {
  const cited = placesOf(control);
  const [first] = cited;
  const { reads, joins } = control;
  const defaults = defaultsOf(control);
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
        () => memory.type && (memory.type in reads ? memory.type : NO_TYPE),
        (args, report) => {
          const read = reads[args.type as Token] as Read | undefined;
          if (!read) return args.notApplicable(`it reads ${tokensOf(control).join(", ")}`);
          const { asked } = memory;
          const facts = () => read(asked.get(args.urn) ?? args.props, args as unknown as Resource);
          for (const fault of faultsIn(control, memory, args.urn, facts, { ...defaults, ...args.getConfig() }))
            say(report, fault);
        },
      ),
    }),
    ...(joins && {
      validateStack: ofType<ValidateStack>(
        () =>
          memory.plan && ((Object.keys(joins) as Token[]).find((token) => memory.plan?.of(token).length) ?? NO_TYPE),
        (args, report) => {
          memory.plan ??= new Plan(args.resources, memory.asked);
          const { plan } = memory;
          const settings = { ...defaults, ...args.getConfig() };
          for (const [token, join] of Object.entries(joins) as [Token, Join][])
            for (const resource of plan.of(token))
              for (const fault of faultsIn(control, memory, resource.urn, () => join(resource), settings))
                say(report, fault, resource.urn);
        },
      ),
    }),
  } as ResourceValidationPolicy | StackValidationPolicy;
}

type Read = (props: object, resource: Resource) => readonly unknown[];
type Join = (resource: Planned) => readonly unknown[];
type Validate = (args: ResourceValidationArgs, report: ReportViolation) => void;
type ValidateStack = (args: StackValidationArgs, report: ReportViolation) => void;

/** A type that no resource has. */
const NO_TYPE = "none";

/**
 * A validator that the SDK skips, without deserialising anything for it, unless a type is at hand that it reads. The SDK knows of one type for each
 * validator, but asks for it anew at each call, so it can be told the one at hand; undefined skips nothing.
 */
const ofType = <V extends object>(type: () => string | undefined, validate: V): V =>
  Object.defineProperty(validate, "__pulumiType", { get: type });

/**
 * The policies of the pack: every control, and two of the pack's own around them. The first stops a configuration that says nothing; the last says what
 * could not be judged yet.
 */
export function policiesOf(controls: readonly AnyControl[]): Policies {
  const memory: Memory = { asked: new Map(), waiting: new Map() };
  const configurationKnown: ResourceValidationPolicy = {
    name: "policy-configuration-known",
    displayName: "Name only controls and settings that exist",
    description: "A setting for a control that does not exist changes nothing, and nobody notices.",
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      memory.type = args.type;
      memory.plan = undefined;
      memory.asked.set(args.urn, shown(args.props));
      memory.waiting.delete(args.urn);
      if (args.type === "pulumi:pulumi:Stack") for (const fault of faultsOf(policies)) say(report, fault);
    },
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
    validateStack: (args, report) => {
      const all = [...memory.waiting].flatMap(([urn, controls]) =>
        [...controls].map((id) => `${id} on ${urn.split("::").at(-1)}`),
      );
      if (all.length === 0) return;
      const { details } = args.getConfig<{ details?: boolean }>();
      say(
        report,
        `${all.length} judgements wait for values that only the update knows; it will judge them${details ? `: ${all.sort().join("; ")}.` : " (set details to list them)."}`,
      );
    },
  };
  const policies = [configurationKnown, ...controls.map((control) => enforce(control, memory)), undecided];
  return policies;
}
