import { stripVTControlCharacters } from "node:util";
import { type Reading, type Resource, type Said, veiled } from "./report.ts";

/** An event of Pulumi's engine, of those that a report is made of. */
interface EngineEvent {
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly severity?: string;
  };
  readonly resourcePreEvent?: Step;
  readonly resOutputsEvent?: Step;
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string };
  readonly errorEvent?: { readonly error: string };
  readonly summaryEvent?: { readonly PolicyPacks?: object };
}

interface Step {
  readonly metadata: {
    readonly op: string;
    readonly new?: {
      readonly urn: string;
      readonly type: string;
      readonly parent?: string;
      readonly inputs?: object;
      readonly outputs?: object;
    } | null;
  };
}

/** A text without colours, as terminals take them or as the engine writes them down. */
const bare = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/<\{%[^%]*%\}>/g, "")
    .trim();

/** How the engine ends every operation that did not go through, whatever it had said before. */
const CLOSING = /^(preview|update|refresh|destroy) failed$/;

/** What there is to say of an engine that did not sum up what it had done. */
export const UNFINISHED = "The engine stopped before it had said all.";

/** Steps after which the resource is gone. */
const GONE = /^(delete|discard|remove)/;

/** The resources that steps lead to, by URN. */
const reached = (steps: readonly (Step | undefined)[]): Map<string, NonNullable<Step["metadata"]["new"]>> =>
  new Map(
    steps
      .map((step) => step?.metadata)
      .flatMap((step) => (step?.new && !GONE.test(step.op) ? [[step.new.urn, step.new]] : [])),
  );

const resourcesIn = (events: readonly EngineEvent[]): Resource[] => {
  const begun = reached(events.map(({ resourcePreEvent }) => resourcePreEvent));
  const ended = reached(events.map(({ resOutputsEvent }) => resOutputsEvent));
  return [...new Map([...ended, ...begun]).values()].map(({ urn, type, parent, inputs }) => ({
    ...{ urn, type, props: veiled(inputs), outputs: veiled(ended.get(urn)?.outputs) },
    ...(parent && { parent }),
  }));
};

const errorsIn = (events: readonly EngineEvent[]): string[] => {
  const said = events.flatMap(({ diagnosticEvent, errorEvent }) => {
    if (errorEvent) return [errorEvent.error];
    return diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : [];
  });
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  return [
    ...said.map(bare).filter((message) => message && !CLOSING.test(message)),
    ...(summary ? [] : [UNFINISHED]),
    ...(summary && Object.keys(summary.PolicyPacks ?? {}).length === 0 ? ["No policy pack judged this."] : []),
  ];
};

/**
 * Reads what Pulumi's engine said: the event log of a preview or an update, or what `pulumi policy analyze --json` printed. One event to a line.
 *
 * @throws one sentence when a line is no event
 */
export function readEventLog(what: string, text: string): Reading {
  const events = text
    .split("\n")
    .filter((line) => line.trim())
    .map((line, index): EngineEvent => {
      try {
        return JSON.parse(line);
      } catch {
        throw new Error(`${what}: line ${index + 1} must be an event of Pulumi's engine in JSON.`);
      }
    });
  return {
    said: events.flatMap(({ policyEvent }): Said[] =>
      policyEvent
        ? [
            {
              policy: policyEvent.policyName,
              urn: policyEvent.resourceUrn ?? "",
              message: bare(policyEvent.message),
              level: policyEvent.enforcementLevel,
              ...(policyEvent.severity && { severity: policyEvent.severity }),
            },
          ]
        : [],
    ),
    resources: resourcesIn(events),
    errors: errorsIn(events),
  };
}
