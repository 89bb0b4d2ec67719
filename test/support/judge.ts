import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import type { Example, tokensOf } from "../../policies/control.ts";
import { policiesOf } from "../../policies/enforce.ts";

// The policy SDK's own server, as the engine calls it, and the messages that go over the wire.
const require = createRequire(import.meta.url);
const fromPolicy = createRequire(require.resolve("@pulumi/policy"));
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = fromPolicy("./server");
const wire = fromPolicy("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = createRequire(fromPolicy.resolve("@pulumi/pulumi"))("google-protobuf/google/protobuf/struct_pb");

/** What the engine sends in place of a string that it cannot know before the update. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One resource, as the engine tells a pack about it. */
export interface Told {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: { readonly [input: string]: unknown };
  /** What the provider made of it. Defaults to `props` and an id. */
  readonly outputs?: object;
  /** Whether the program only reads it, as with `Network.get`: the engine then shows it with the plan, never alone. */
  readonly external?: boolean;
  /** The URN of the component that it is part of. */
  readonly parent?: string;
  /** For each input that was taken from other resources, their URNs. */
  readonly dependencies?: { readonly [input: string]: readonly string[] };
}

/** One thing that a pack had to say. */
export interface Said {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
  readonly level: "advisory" | "mandatory";
}

const LEVELS = { 0: "advisory", 1: "mandatory" } as const;

interface Answer {
  getDiagnosticsList(): {
    toObject(): { policyname: string; urn: string; message: string; enforcementlevel: keyof typeof LEVELS };
  }[];
}

/** Calls one of the SDK's own RPC functions. */
const ask = (rpc: (call: object, done: (error: Error | null, answer: Answer) => void) => void, request: object) =>
  new Promise<Said[]>((resolve, reject) =>
    rpc({ request }, (error, answer) =>
      error
        ? reject(error)
        : resolve(
            answer.getDiagnosticsList().map((diagnostic) => {
              const { policyname, urn, message, enforcementlevel } = diagnostic.toObject();
              return { policy: policyname, urn, message, level: LEVELS[enforcementlevel] };
            }),
          ),
    ),
  );

/** A resource alone, as it goes over the wire. */
export const analyzeRequest = ({ urn, type, name, props, parent }: Told): object => {
  const request = new wire.AnalyzeRequest();
  request.setUrn(urn);
  request.setType(type);
  request.setName(name);
  const options = new wire.AnalyzerResourceOptions();
  if (parent) options.setParent(parent);
  request.setOptions(options);
  request.setProperties(Struct.fromJavaScript(props));
  return request;
};

/** A resource of the plan, as it goes over the wire. */
const analyzerResource = ({ urn, type, name, props, outputs, parent, dependencies = {} }: Told) => {
  const resource = new wire.AnalyzerResource();
  resource.setUrn(urn);
  resource.setType(type);
  resource.setName(name);
  resource.setOptions(new wire.AnalyzerResourceOptions());
  resource.setProperties(Struct.fromJavaScript(outputs ?? { ...props, id: name }));
  if (parent) resource.setParent(parent);
  for (const [input, urns] of Object.entries(dependencies)) {
    const list = new wire.AnalyzerPropertyDependencies();
    list.setUrnsList([...urns]);
    resource.getPropertydependenciesMap().set(input, list);
  }
  return resource;
};

/** The whole plan, as it goes over the wire. */
export const analyzeStackRequest = (told: readonly Told[]): object => {
  const request = new wire.AnalyzeStackRequest();
  request.setResourcesList(told.map(analyzerResource));
  return request;
};

/** What policies say of some resources, through the SDK's own code: each alone first, then all together. */
export async function judge(policies: Policies, told: readonly Told[]): Promise<Said[]> {
  const alone = makeAnalyzeRpcFun("hardening", "0.0.0", "mandatory", policies);
  const together = makeAnalyzeStackRpcFun("hardening", "0.0.0", "mandatory", policies);
  const said: Said[] = [];
  for (const resource of told.filter(({ external }) => !external))
    said.push(...(await ask(alone, analyzeRequest(resource))).map((one) => ({ ...one, urn: one.urn || resource.urn })));
  return [...said, ...(await ask(together, analyzeStackRequest(told)))];
}

export const urnOf = (type: string, name: string): string => `urn:pulumi:test::hardening::${type}::${name}`;

/** Every reference inside a value: `${net}` is one to `net`. */
const references = (value: unknown): string[] =>
  typeof value === "string"
    ? [...value.matchAll(/^\$\{(\w+)\}$/g)].map(([, name]) => name as string)
    : value !== null && typeof value === "object"
      ? Object.values(value).flatMap(references)
      : [];

/** The value with every reference replaced by what the engine would send for it. */
const resolved = (value: unknown, id: (name: string) => string): unknown => {
  if (typeof value === "string") return value.replace(/^\$\{(\w+)\}$/, (_, name) => id(name));
  if (Array.isArray(value)) return value.map((item) => resolved(item, id));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, id)]));
  return value;
};

/**
 * An example as the engine tells of it: in a preview of a new stack nobody knows an id yet, in an update everybody does.
 *
 * @param added what alone is new in a stack that stands already
 */
export const toldOf = (example: Example, phase: "preview" | "update", added?: string): Told[] => {
  const id = (name: string) => (phase === "preview" || name === added ? UNKNOWN : `id-of-${name}`);
  return Object.entries(example).map(([name, [type, written]]) => {
    const props = resolved(written, id) as Told["props"];
    return {
      urn: urnOf(type, name),
      type,
      name,
      props,
      outputs: { ...props, id: id(name) },
      dependencies: Object.fromEntries(
        Object.entries(written).flatMap(([input, value]) => {
          const names = references(value);
          return names.length > 0 ? [[input, names.map((other) => urnOf(example[other]?.[0] ?? "", other))]] : [];
        }),
      ),
    };
  });
};

/** What one control says of an example, the pack's own policies around it as in the real pack. */
export const saidOf = (control: Parameters<typeof tokensOf>[0], example: Example, phase: "preview" | "update") =>
  judge(policiesOf([control]), toldOf(example, phase));
