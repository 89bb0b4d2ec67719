import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Position, type Reading, type Resource, veiled } from "./report.ts";

/** A resource, as `pulumi stack export` has it. */
interface Exported {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly inputs?: object;
  readonly outputs?: object;
  readonly sourcePosition?: string;
  /** Whether it only waits to be deleted. */
  readonly delete?: boolean;
}

/**
 * A place in a program of a project's folder, from another folder. Undefined where it is outside of that, as in a package.
 * What an ES module asks for, Pulumi writes down with the module's whole address inside the path.
 */
export function positionOf(text: string, project: string, from: string): Position | undefined {
  const [, path = "", line, column] = /^project:\/\/\/(.*)#(\d+)(?:,(\d+))?$/.exec(text) ?? [];
  const [address] = /file:\/.*$/.exec(path) ?? [];
  const file = relative(
    from,
    address ? fileURLToPath(address.replace(/^file:\/+/, "file:///")) : resolve(project, decodeURI(path)),
  );
  if (!line || file.startsWith("..") || file.split(sep).includes("node_modules")) return undefined;
  return { file: file.split(sep).join("/"), line: Number(line), column: Number(column ?? 1) };
}

/** Reads what stands, from what `pulumi stack export` wrote. Secrets are left out, and what only waits to be deleted. */
export function readState(
  { deployment: { resources = [] } }: { deployment: { resources?: readonly Exported[] } },
  project: string,
  from: string,
): Reading {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  // What a component makes is asked for by whoever asked for the component, where the component's own source is no part of the project.
  const whereOf = ({ sourcePosition, parent }: Exported): Position | undefined => {
    const position = sourcePosition ? positionOf(sourcePosition, project, from) : undefined;
    const above = byUrn.get(parent ?? "");
    return position ?? (above && whereOf(above));
  };
  return {
    said: [],
    resources: resources
      .filter((resource) => !resource.delete)
      .map((resource): Resource => {
        const position = whereOf(resource);
        return {
          urn: resource.urn,
          type: resource.type,
          props: veiled(resource.inputs),
          outputs: veiled(resource.outputs),
          ...(resource.parent && { parent: resource.parent }),
          ...(position && { position }),
        };
      }),
    errors: [],
  };
}
