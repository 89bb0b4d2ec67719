import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import { closest } from "fastest-levenshtein";
import { oneOf } from "../components/refusal.ts";

/** What Pulumi's policy configuration says of one policy. */
interface Part {
  readonly settings: object;
  readonly disabled: boolean;
}

type Configuration = ReadonlyMap<string, Part>;

interface ConfigureRequest {
  getPolicyconfigMap(): {
    entries(): Iterable<
      [string, { getEnforcementlevel(): number; getProperties(): { toJavaScript(): object } | undefined }]
    >;
  };
}

let given: Configuration = new Map();
let nothing = {};

/**
 * Reads along when the engine hands the configuration over. The SDK shows a policy its own part only, so that a name which belongs to no policy would be
 * dropped in silence. To be called before the pack is served.
 */
export function readAlong(): void {
  const fromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/policy"));
  const { AnalyzerService } = fromSdk("@pulumi/pulumi/proto/analyzer_grpc_pb");
  const { EnforcementLevel } = fromSdk("@pulumi/pulumi/proto/analyzer_pb");
  const deserialize: (bytes: Uint8Array) => ConfigureRequest = AnalyzerService.configure.requestDeserialize;
  AnalyzerService.configure.requestDeserialize = (bytes: Uint8Array) => {
    const request = deserialize(bytes);
    given = new Map(
      [...request.getPolicyconfigMap().entries()].map(([name, part]) => [
        name,
        {
          settings: part.getProperties()?.toJavaScript() ?? {},
          disabled: part.getEnforcementlevel() === EnforcementLevel.DISABLED,
        },
      ]),
    );
    nothing = {};
    return request;
  };
}

/** What the team sets of one policy, nothing where it is turned off: the same object until the configuration is handed over anew. */
export const settingsOf = (policy: string): object => {
  const { settings, disabled } = given.get(policy) ?? { settings: nothing, disabled: false };
  return disabled ? nothing : settings;
};

/** Whether the team turns one policy off. */
export const isDisabled = (policy: string): boolean => given.get(policy)?.disabled ?? false;

/** What is wrong with the configuration as it was given, one sentence for each fault. */
export const faultsOf = (policies: Policies, configuration = given): string[] => {
  const settings = new Map(
    policies.map(({ name, configSchema }) => [name, Object.keys(configSchema?.properties ?? {})]),
  );
  return [...configuration].flatMap(([name, { settings: values }]) => {
    if (name === "all") return [];
    const allowed = settings.get(name);
    if (!allowed)
      return [
        `The policy configuration names the control ${JSON.stringify(name)}, which does not exist; did you mean ${closest(name, [...settings.keys()])}?`,
      ];
    return Object.keys(values)
      .filter((key) => !allowed.includes(key))
      .map(
        (key) =>
          `The policy configuration of ${name} sets ${JSON.stringify(key)}, which it does not have; it has ${oneOf(["enforcementLevel", ...allowed])}.`,
      );
  });
};
