import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { answersTo, clouds, configurationOf, type Given } from "../../report/init.ts";
import { buildConfigured } from "../support/stack.ts";

const given: Given = {
  cidr: "10.20.0.0/16",
  administrators: "198.51.100.0/24, 203.0.113.7",
  domain: "example.org",
  role: "arn:aws:iam::123456789012:role/Platform",
};

const today = new Date("2030-01-31T12:00:00Z");

const written = async (cloud: string): Promise<string> => configurationOf(await answersTo({ ...given, cloud }), today);

/** The configuration with all that its comments say is next in its place. */
const next = (text: string): string => text.replaceAll(/^( *)# (?= *[a-z][\w:-]*:( |$))/gm, "$1");

const mandatory = async (configuration: string) => {
  const { resources, said } = await buildConfigured(configuration);
  assert.ok(resources.length > 40, `only ${resources.length} resources`);
  return said.filter(({ level }) => level === "mandatory");
};

/** A terminal where somebody answers one question, again as long as they are asked again, and all that was shown. */
const terminal = (...answers: readonly (readonly [shown: string, answer: string])[]) => {
  const output = new PassThrough();
  const input = new PassThrough();
  const left = [...answers];
  let shown = "";
  output.on("data", (text) => {
    shown += text;
    const [awaited, answer] = left[0] ?? [];
    if (awaited === undefined || !shown.includes(awaited)) return;
    left.shift();
    setImmediate(() => input.write(`${answer}\r`));
  });
  return { streams: { input, output }, shown: () => shown };
};

describe("a configuration written by hardening init", () => {
  for (const cloud of clouds) {
    it(`${cloud}: deploys as it is, and satisfies every mandatory control`, async () =>
      assert.deepEqual(await mandatory(await written(cloud)), []));

    it(`${cloud}: still does with all that its comments say is next`, async () => {
      const text = await written(cloud);
      assert.notEqual(next(text), text);
      assert.deepEqual(await mandatory(next(text)), []);
    });

    it(`${cloud}: lets administrators in, and nobody else from outside`, async () => {
      const text = await written(cloud);
      assert.deepEqual(
        [...text.matchAll(/^ {4}[\w-]+: \{ from: ([\d./]+|internet), to: (\w+), service: (\w+)/gm)].map(
          ([, from, to, service]) => `${from} ${to} ${service}`,
        ),
        ["198.51.100.0/24 api https", "203.0.113.7/32 api https"],
      );
    });

    it(`${cloud}: is to be reviewed a year later`, async () =>
      assert.match(await written(cloud), /^ {2}hardening:reviewOn: "2031-01-31"$/m));
  }

  it("aws: is held to the account of the role that deploys it", async () =>
    assert.match(await written("aws"), /aws:allowedAccountIds: \["123456789012"\]/));
});

describe("what hardening init is told", () => {
  for (const [question, answer, sentence] of [
    ["cloud", "azure", /^The cloud must be openstack or aws, got "azure"\.$/],
    ["cidr", "10.20.0.1/16", /^The range of the zones must be the first address of a range, such as 10\.20\.0\.0\/16/],
    ["administrators", "0.0.0.0/0", /^Each address range of administrators must be an IPv4 range, at most a \/16/],
    ["administrators", "198.51.100.0/24,home", /got "home"\.$/],
    ["domain", "https://example.org", /^The domain must be a name such as example\.org, got/],
    ["domain", "example.org\nhardening:owner: nobody", /^The domain must be/],
    ["role", "arn:aws:iam::123456789012:user/ada", /^The role must be the ARN of a role such as/],
  ] as const)
    it(`is refused in one sentence: ${question} ${JSON.stringify(answer)}`, () =>
      assert.rejects(answersTo({ cloud: "aws", ...given, [question]: answer }), { message: sentence }));

  it("is asked for where it was not given", async () => {
    const { streams } = terminal(["Which cloud?", "\u001b[B"]);
    const { administrators: _, ...others } = await answersTo(given, streams);
    assert.deepEqual(others, { cloud: "aws", cidr: given.cidr, domain: given.domain, role: given.role });
  });

  it("is asked for again until it is an answer", async () => {
    const { streams, shown } = terminal(
      ["Which addresses do administrators come from?", "everyone"],
      ['got "everyone"', `${"\b".repeat("everyone".length)}203.0.113.7`],
    );
    const { administrators: _, ...others } = given;
    const answers = await answersTo({ ...others, cloud: "openstack" }, streams);
    assert.deepEqual(answers.administrators, ["203.0.113.7/32"]);
    assert.match(shown(), /must be an IPv4 range, at most a \/16/);
  });
});
