import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { controls } from "../../policies/catalogue.ts";
import { policiesOf } from "../../policies/enforce.ts";
import { judge, type Told, toldOf } from "../support/judge.ts";

const require = createRequire(import.meta.url);

/** The inputs of a type that its provider's schema marks as secret, by what the SDK that is made of it does with them. */
function markedSecret(type: string): string[] {
  const [cloud, path = ""] = type.split(":");
  if (path === "providers") return markedSecret(`${type.split(":")[2]}:provider:Provider`);
  if (cloud === "hardening") return []; // A component of ours: what it makes has the secret.
  const file = join(dirname(require.resolve(`@pulumi/${cloud}/package.json`)), `${path}.js`);
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch {
    return []; // A type of another major version of the SDK.
  }
  return [...source.matchAll(/pulumi\.secret\(args\.(\w+)\)/g)].map(([, input]) => input as string);
}

/** What programs wrap as a secret besides: keys, what first runs on a machine, and what stands in configurations that hold passwords. */
const WRAPPED =
  /password|passphrase|secret|psk|payload|privatekey|userdata|token|adminpass|environment$|containerdefinitions/i;

/** What a secret is called, such as `PASSWORD` in `PASSWORD=…`, is told: it says where to look. */
const NAME = /called "[^"]*"/;

const MARK = "Zq7mZ4kX9w";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const fromBase64 = (text: string): string | undefined => {
  const read = Buffer.from(text, "base64").toString();
  return base64(read) === text ? read : undefined;
};

/** A text with the mark alone, before it, after it, and in each place where a value may stand. */
const markings = (text: string): string[] => [
  MARK,
  `${MARK}${text}`,
  `${text}${MARK}`,
  text.replace(/([=:]\s*["']?)(?=\S)/g, `$1${MARK}`),
  text.replace(/([=:]\s*["']?)(?=\S)/g, `$1${MARK} `),
  text.replace(/\b(?=\w{4})/g, MARK),
  text.replace(/(?<=\w{4})\b/g, MARK),
];

/** A value with every text inside it marked, in each way. */
const marked = (value: unknown, way: number): unknown => {
  if (typeof value === "string") {
    const inside = fromBase64(value);
    return (inside ? markings(inside).map(base64) : markings(value))[way];
  }
  if (Array.isArray(value)) return value.map((item) => marked(item, way));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item, way)]));
  return value;
};

/** Every way to put the mark into what is secret of some resources. */
function* markedIn(told: readonly Told[]): Iterable<Told[]> {
  const secrets = told.map(({ type, props }) => {
    const schema = markedSecret(type);
    return [...new Set([...schema, ...Object.keys(props).filter((input) => WRAPPED.test(input))])];
  });
  if (secrets.every((inputs) => inputs.length === 0)) return;
  for (let way = 0; way < markings("").length; way++)
    yield told.map((resource, i) => {
      const props = Object.fromEntries(
        (secrets[i] as string[]).map((input) => [input, marked(resource.props[input] ?? "", way)]),
      );
      return { ...resource, props: { ...resource.props, ...props }, outputs: { ...resource.outputs, ...props } };
    });
}

describe("no message tells a secret", () => {
  it("and the providers' schemas mark some", () => {
    assert.deepEqual(markedSecret("openstack:identity/user:User"), ["password"]);
    assert.ok(markedSecret("aws:rds/instance:Instance").includes("password"));
    assert.ok(markedSecret("pulumi:providers:openstack").includes("password"));
  });

  for (const control of controls) {
    const examples = [...control.pass, ...control.fail].map((example) => toldOf(example, "update"));
    const all = examples.flatMap((told) => [...markedIn(told)]);
    if (all.length > 0)
      it(`of ${control.id}`, async () => {
        for (const told of all)
          for (const { message } of await judge(policiesOf([control]), told))
            for (const form of [MARK, base64(MARK).slice(0, 8)])
              assert.ok(!message.replace(NAME, "").includes(form), message);
      });
  }
});
