/**
 * Compares the bridged provider's schema with npm's @pulumi/openstack: every property that a program can write or read
 * there must exist here under the same name and in the same shape, or a program that type-checks would fail on this plugin.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** A property's type without its optionality. */
type Shape =
  | "any"
  | "string"
  | "number"
  | "boolean"
  | { items: Shape }
  | { values: Shape }
  | { members: Map<string, Member> };
interface Member {
  required: boolean;
  shape: Shape;
}
interface Side {
  inputs: Map<string, Member>;
  outputs: Map<string, Member>;
}

interface TypeSpec {
  $ref?: string;
  type?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
}
interface ObjectSpec {
  properties?: Record<string, TypeSpec>;
  required?: string[];
}
interface ResourceSpec extends ObjectSpec {
  inputProperties?: Record<string, TypeSpec>;
  requiredInputs?: string[];
}
/** The part of a Pulumi package schema that is read here. */
export interface Schema {
  types?: Record<string, ObjectSpec>;
  resources?: Record<string, ResourceSpec>;
  functions?: Record<string, { inputs?: ObjectSpec; outputs?: ObjectSpec }>;
  provider?: ResourceSpec;
}

export interface Differences {
  /** The SDK's tokens that the schema has no entry for. */
  gone: string[];
  /** Properties that the SDK has and the schema has not, has in another shape, or demands. */
  different: string[];
  compared: { resources: number; functions: number };
}

/** How the schema falls short of the installed SDK. What is left is what newer Terraform providers have dropped. */
export function sdkDifferences(schema: Schema): Differences {
  const sdk = readSdk();
  const found: Differences = { gone: [], different: [], compared: { resources: 0, functions: 0 } };
  for (const [token, side] of sdk) {
    const kind = token.includes("/get") ? "functions" : "resources";
    const bridged = schemaSide(schema, token);
    if (!bridged) {
      found.gone.push(token);
      continue;
    }
    found.compared[kind] += 1;
    for (const [where, theirs, ours] of [
      ["input", side.inputs, bridged.inputs],
      ["output", side.outputs, bridged.outputs],
    ] as const)
      found.different.push(...compareMembers(`${token} ${where} `, theirs, ours, where === "input"));
  }
  return found;
}

function compareMembers(at: string, theirs: Map<string, Member>, ours: Map<string, Member>, input: boolean): string[] {
  const lines: string[] = [];
  for (const [name, their] of theirs) {
    const our = ours.get(name);
    if (!our) lines.push(`${at}${name}: missing`);
    else {
      if (input && our.required && !their.required) lines.push(`${at}${name}: required here, optional in the SDK`);
      lines.push(...compareShapes(`${at}${name}`, their.shape, our.shape, input));
    }
  }
  if (input)
    for (const [name, our] of ours)
      if (our.required && !theirs.has(name)) lines.push(`${at}${name}: required here, unknown to the SDK`);
  return lines;
}

function compareShapes(at: string, their: Shape, our: Shape, input: boolean): string[] {
  if (their === "any" || our === "any") return [];
  if (typeof their === "object" && typeof our === "object") {
    if ("items" in their && "items" in our) return compareShapes(`${at}[]`, their.items, our.items, input);
    if ("values" in their && "values" in our) return compareShapes(`${at}{}`, their.values, our.values, input);
    if ("members" in their && "members" in our) return compareMembers(`${at}.`, their.members, our.members, input);
  }
  return their === our ? [] : [`${at}: ${print(our)} here, ${print(their)} in the SDK`];
}

function print(shape: Shape): string {
  if (typeof shape === "string") return shape;
  if ("items" in shape) return `list of ${print(shape.items)}`;
  return "values" in shape ? `map of ${print(shape.values)}` : "object";
}

function schemaSide(schema: Schema, token: string): Side | undefined {
  const members = (properties: Record<string, TypeSpec> = {}, required: string[] = []): Map<string, Member> =>
    new Map(
      Object.entries(properties).map(([name, type]) => [
        name,
        { required: required.includes(name), shape: shape(type) },
      ]),
    );
  const shape = ({ $ref, type, items, additionalProperties }: TypeSpec): Shape => {
    if ($ref === "pulumi.json#/Any") return "any";
    const named = schema.types?.[($ref ?? "").replace("#/types/", "")];
    if (named) return { members: members(named.properties, named.required) };
    if (type === "array") return { items: items ? shape(items) : "any" };
    if (type === "object") return { values: additionalProperties ? shape(additionalProperties) : "string" };
    return type === "integer" ? "number" : primitive(type);
  };
  const resource = token === "pulumi:providers:openstack" ? schema.provider : schema.resources?.[token];
  if (resource)
    return {
      inputs: members(resource.inputProperties, resource.requiredInputs),
      outputs: members(resource.properties, resource.required),
    };
  const invoked = schema.functions?.[token];
  return (
    invoked && {
      inputs: members(invoked.inputs?.properties, invoked.inputs?.required),
      outputs: members(invoked.outputs?.properties, invoked.outputs?.required),
    }
  );
}

/** Every resource, function and the provider of the installed SDK by token, read from its declarations. */
function readSdk(): Map<string, Side> {
  const folder = dirname(createRequire(import.meta.url).resolve("@pulumi/openstack/package.json"));
  const nested = new Map<string, ts.InterfaceDeclaration>();
  const interfaces = new Map<string, Map<string, ts.InterfaceDeclaration>>();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".d.ts")) continue;
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest);
    const own = new Map<string, ts.InterfaceDeclaration>();
    const visit = (node: ts.Node, namespace: string): void => {
      if (ts.isModuleDeclaration(node)) {
        const inner = `${namespace}${node.name.text}.`;
        if (node.body) ts.forEachChild(node.body, (child) => visit(child, inner));
      } else if (ts.isInterfaceDeclaration(node)) {
        own.set(node.name.text, node);
        if (file.startsWith("types")) nested.set(`${namespace}${node.name.text}`, node);
      }
    };
    const top =
      file === join("types", "input.d.ts") ? "inputs." : file === join("types", "output.d.ts") ? "outputs." : "";
    ts.forEachChild(source, (child) => visit(child, top));
    interfaces.set(file, own);
  }

  const members = (declaration: ts.InterfaceDeclaration | undefined): Map<string, Member> =>
    new Map(
      [...(declaration?.members ?? [])]
        .filter(ts.isPropertySignature)
        .map((member) => [
          (member.name as ts.Identifier).text,
          { required: !member.questionToken, shape: member.type ? shape(member.type) : "any" },
        ]),
    );
  const shape = (type: ts.TypeNode): Shape => {
    if (ts.isArrayTypeNode(type)) return { items: shape(type.elementType) };
    if (ts.isTypeLiteralNode(type)) {
      const value = type.members.find(ts.isIndexSignatureDeclaration);
      return { values: value ? shape(value.type) : "any" };
    }
    if (ts.isTypeReferenceNode(type)) {
      const name = entityName(type.typeName);
      const argument = type.typeArguments?.[0];
      if (argument) return shape(argument); // pulumi.Input<T>
      return nested.has(name) ? { members: members(nested.get(name)) } : "any";
    }
    return primitive(ts.tokenToString(type.kind));
  };

  const sdk = new Map<string, Side>();
  for (const [file, own] of interfaces) {
    const code = file.startsWith("types") ? "" : readFileSync(join(folder, file.replace(/\.d\.ts$/, ".js")), "utf8");
    const resource = /(\w+)\.__pulumiType = '(openstack[^']*)'/.exec(code);
    const invoked = /invoke\("(openstack:[^"]+:(\w+))"/.exec(code);
    if (resource?.[1] && resource[2]) {
      const token = resource[2] === "openstack" ? "pulumi:providers:openstack" : resource[2];
      sdk.set(token, {
        inputs: members(own.get(`${resource[1]}Args`)),
        outputs: members(own.get(`${resource[1]}State`)),
      });
    } else if (invoked?.[1] && invoked[2]) {
      const name = `G${invoked[2].slice(1)}`;
      sdk.set(invoked[1], { inputs: members(own.get(`${name}Args`)), outputs: members(own.get(`${name}Result`)) });
    }
  }
  return sdk;
}

function primitive(word: string | undefined): Shape {
  return word === "string" || word === "number" || word === "boolean" ? word : "any";
}

function entityName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`;
}
