import assert from "node:assert/strict";
import fc from "fast-check";
import { filterOf, type LogEvent } from "../../policies/facts/filter-pattern.ts";
import { everyday, topics } from "../../policies/facts/trail-event.ts";

/** A condition, its meaning, and how it is written with other spaces, quotes and brackets. */
interface Condition {
  readonly means: (event: LogEvent) => boolean;
  readonly write: (style: Style) => string;
}

interface Style {
  readonly space: string;
  readonly quoted: boolean;
  readonly bracketed: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  space: fc.constantFrom(" ", "  ", "\n\t"),
  quoted: fc.boolean(),
  bracketed: fc.boolean(),
});

const name = fc.constantFrom("CreateRoute", "DeleteRoute", "CreateVpc", "ConsoleLogin");

const event: fc.Arbitrary<LogEvent> = fc.record(
  { eventName: name, userIdentity: fc.record({ type: fc.constantFrom("Root", "IAMUser") }), readOnly: fc.boolean() },
  { requiredKeys: ["eventName", "userIdentity"] },
);

const typeOf = (event: LogEvent): unknown => (event.userIdentity as LogEvent).type;

const term: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ name, equal: fc.boolean() }).map(({ name, equal }) => ({
    means: (event: LogEvent) => (event.eventName === name) === equal,
    write: ({ space, quoted }: Style) =>
      `$.eventName${space}${equal ? "=" : "!="}${space}${quoted ? JSON.stringify(name) : name}`,
  })),
  fc.constant({
    means: (event: LogEvent) => String(event.eventName).startsWith("Create"),
    write: ({ quoted }: Style) => `$['eventName']=${quoted ? '"Create*"' : "Create*"}`,
  }),
  fc.constant({
    means: (event: LogEvent) => typeOf(event) === "Root",
    write: ({ space }: Style) => `$.userIdentity.type${space}=${space}"Root"`,
  }),
  fc.constant({
    means: (event: LogEvent) => event.readOnly === true,
    write: ({ space }: Style) => `$.readOnly IS${space}TRUE`,
  }),
  fc.constant({
    means: (event: LogEvent) => event.readOnly === undefined,
    write: ({ space }: Style) => `$.readOnly NOT${space}EXISTS`,
  }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    term,
    fc
      .record({ parts: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }), any: fc.boolean() })
      .map(({ parts, any }) => ({
        means: (event: LogEvent) =>
          any ? parts.some(({ means }) => means(event)) : parts.every(({ means }) => means(event)),
        write: (style: Style) =>
          `(${parts.map(({ write }) => (style.bracketed ? `(${write(style)})` : write(style))).join(`${style.space}${any ? "||" : "&&"}${style.space}`)})`,
      })),
  ),
}));

const matches = (pattern: string, event: LogEvent): boolean | undefined => filterOf(pattern)?.(event);

describe("a metric filter's pattern", () => {
  it("means what its conditions mean, however it is written", () =>
    fc.assert(
      fc.property(condition, style, event, (condition, style, event) => {
        const pattern = `{${style.space}${condition.write(style)}${style.space}}`;
        fc.pre(pattern.length <= 1024);
        assert.equal(matches(pattern, event), condition.means(event), pattern);
      }),
      { numRuns: 500 },
    ));

  it("means the same in whatever order its alternatives stand", () =>
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), event, (names, event) => {
        const write = (order: string[]) => `{ ${order.map((name) => `($.eventName = ${name})`).join(" || ")} }`;
        assert.equal(matches(write(names), event), matches(write(names.toReversed()), event));
      }),
    ));

  it("binds && closer than ||", () => {
    const pattern = "{ $.a = 1 || $.a = 2 && $.b = 3 }";
    assert.equal(matches(pattern, { a: 1 }), true);
    assert.equal(matches(pattern, { a: 2 }), false);
  });

  it("knows wildcards, numbers, lists and regular expressions", () => {
    assert.equal(matches('{ $.e = "*Unauthorized*" }', { e: "Client.UnauthorizedOperation" }), true);
    assert.equal(matches('{ $.e = "*Unauthorized*" }', { e: "AccessDenied" }), false);
    assert.equal(matches('{ $.e = "a*b*c" }', { e: "a-b-c" }), true);
    assert.equal(matches('{ $.e = "a*b*c*d" }', { e: "a-c-b-d" }), false);
    assert.equal(matches('{ $.e = "a*a" }', { e: "a" }), false);
    assert.equal(matches('{ $.e = "Access*" }', { e: "NoAccess" }), false);
    assert.equal(matches("{ $.n >= 400 && $.n < 500 }", { n: 404 }), true);
    assert.equal(matches("{ $.n >= 400 && $.n < 500 }", { n: 500 }), false);
    assert.equal(matches("{ $.list[1].name = b }", { list: [{ name: "a" }, { name: "b" }] }), true);
    assert.equal(matches("{ $.list[*].name = a }", { list: [{ name: "a" }, { name: "b" }] }), true);
    assert.equal(matches("{ $.e = %^Delete(Route|Vpc)$% }", { e: "DeleteVpc" }), true);
    assert.equal(matches("{ $.e = %^Delete(Route|Vpc)$% }", { e: "DeleteBucket" }), false);
  });

  it("is nothing when it is cut off, too long, or not for JSON", () => {
    for (const pattern of [
      "",
      "CreateRoute",
      "{}",
      "{ $.a = 1",
      "{ ($.a = 1 }",
      "{ $.a 1 }",
      "{ $.a = 1 } x",
      "{ $.a = %(% }",
      "[a, b]",
      "{ a = 1 }",
    ])
      assert.equal(filterOf(pattern), undefined, pattern);
    assert.equal(filterOf(`{ $.a = "${"x".repeat(1024)}" }`), undefined);
  });

  it("breaks nothing, whatever it says", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(
              fc.constantFrom(
                "{",
                "}",
                "(",
                ")",
                "$.a",
                "=",
                "!=",
                "<",
                "&&",
                "||",
                '"x"',
                "%x%",
                "IS",
                "NOT",
                "EXISTS",
                " ",
                "1",
              ),
            )
            .map((parts) => parts.join(" ")),
        ),
        (pattern) => {
          filterOf(pattern)?.(everyday);
        },
      ),
      { numRuns: 1000 },
    ));
});

describe("what somebody should be told of", () => {
  it("is what the benchmark lists, once each", () =>
    assert.deepEqual(
      topics.map(({ place }) => place),
      Array.from({ length: 15 }, (_, i) => `5.${i + 1}`),
    ));

  it("is no event of every day, nor one of another topic, but for a log-in that fails", () => {
    const events = topics.flatMap(({ place, events }) =>
      events.map(({ eventSource, eventName }) => ({ place, call: `${eventSource} ${eventName}` })),
    );
    assert.ok(events.every(({ call }) => call !== `${everyday.eventSource} ${everyday.eventName}`));
    const places = [...Map.groupBy(events, ({ call }) => call)]
      .map(([call, group]) => ({ call, places: [...new Set(group.map(({ place }) => place))] }))
      .filter(({ places }) => places.length > 1);
    assert.deepEqual(places, [{ call: "signin.amazonaws.com ConsoleLogin", places: ["5.2", "5.6"] }]);
  });
});
