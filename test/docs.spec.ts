import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import * as library from "../components/index.ts";
import { controls } from "../policies/catalogue.ts";
import { type AnyControl, placesOf, type Setting, tokensOf } from "../policies/control.ts";
import {
  answering,
  carriedBy,
  type DocumentPlace,
  type Fault,
  type Made,
  metBy,
  placesIn,
  standingOf,
} from "../policies/coverage.ts";
import { type DocumentKey, documents } from "../policies/documents.ts";
import { printed } from "./support/printed.ts";
import { buildProgram, buildStack, stacks } from "./support/stack.ts";

/** The programs that the live specs deploy, but for the one that must be refused. */
const programs = readdirSync(new URL("live", import.meta.url), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && entry.name !== "disguises" ? [entry.name] : [],
);

const everyPlace = (Object.keys(documents) as DocumentKey[]).flatMap(placesIn);

describe("the stacks, and the programs of the live specs", () => {
  const made: Made[] = [];
  const faults: Fault[] = [];

  for (const name of stacks)
    it(`${name}: satisfies every mandatory control`, async () => {
      const { resources, said } = await buildStack(name);
      made.push(...resources);
      faults.push(...said);
      assert.deepEqual(
        said.filter(({ level }) => level === "mandatory"),
        [],
      );
    });

  for (const name of programs)
    it(`live/${name}: satisfies every mandatory control`, async () => {
      const { resources, said } = await buildProgram(name);
      made.push(...resources);
      faults.push(...said);
      assert.deepEqual(
        said.filter(({ level }) => level === "mandatory"),
        [],
      );
    });

  it("use every component", () => {
    const used = new Set(made.map(({ type }) => type.split(":").at(-1)));
    assert.deepEqual(
      Object.keys(library).filter((name) => !used.has(name)),
      [],
    );
  });

  for (const { document, place, carried } of everyPlace)
    if (carried)
      it(`show what carries ${document} ${place}, in what a component of the library makes`, () => {
        const by = carriedBy(carried.seen, made);
        assert.notDeepEqual(by, [], `no component makes anything with ${JSON.stringify(carried.seen)} in it`);
        assert.deepEqual(
          by.filter((name) => !Object.hasOwn(library, name)),
          [],
        );
      });

  it("and the controls are what docs/controls.md says", () => printed("controls.md", page(made, faults)));
});

describe("a control", () => {
  it("is met by a component that makes what it reads, unless it faults some of it, advisory or not", () => {
    const control = controls.find(({ id }) => id === "endpoint-deletion-protected") as AnyControl;
    const type = "aws:lb/loadBalancer:LoadBalancer";
    const urn = `urn:pulumi:test::test::hardening:index:AwsEndpoint$${type}::shop`;
    const one: Made[] = [{ urn, type, props: {} }];
    assert.deepEqual(metBy(control, one, []), ["AwsEndpoint"]);
    assert.deepEqual(metBy(control, one, [{ policy: "endpoint-hsts-set", urn }]), ["AwsEndpoint"]);
    assert.deepEqual(metBy(control, one, [{ policy: control.id, urn }]), []);
  });
});

describe("a place of a document", () => {
  it("is out of reach only where no control answers it", () =>
    assert.deepEqual(
      everyPlace.filter((place) => place.outOfReach !== undefined && answering(place).length > 0),
      [],
    ));

  it("says in one sentence what carries it, or why nothing can", () =>
    assert.deepEqual(
      everyPlace
        .flatMap(({ carried, outOfReach }) => carried?.how ?? outOfReach ?? [])
        .filter((said) => !/^[A-Z][^.!?\n]+(?:\.\w[^.!?\n]*)*\.$/.test(said)),
      [],
    ));
});

const cite = (control: AnyControl): string =>
  placesOf(control)
    .map(({ document, place }) => `${documents[document].title} \`${place}\``)
    .join("; ");

const settings = ({ settings = {} }: AnyControl): string =>
  Object.entries(settings as { [name: string]: Setting<unknown> })
    .map(
      ([name, { description, default: value }]) =>
        `\`${name}\`: ${description} Defaults to \`${JSON.stringify(value)}\`.`,
    )
    .join(" ");

const section = (control: AnyControl, made: readonly Made[], faults: readonly Fault[]): string =>
  [
    `### \`${control.id}\``,
    `**${control.title}.** ${control.why} ${control.fix}`,
    [
      `- ${control.severity}, ${control.level ?? "mandatory"}${control.waivable === false ? ", cannot be waived" : ""}`,
      `- Asked by: ${cite(control)}`,
      `- Reads: ${tokensOf(control)
        .map((token) => `\`${token}\``)
        .join(", ")}`,
      `- Met by: ${metBy(control, made, faults).join(", ") || "no component yet"}`,
      ...(control.settings ? [`- Settings: ${settings(control)}`] : []),
    ].join("\n"),
  ].join("\n\n");

const names = (components: readonly string[]): string =>
  components.length === Object.keys(library).length ? "every component" : components.join(", ");

/** The components that judge and carry a place, or why nothing can. */
const meant = (place: DocumentPlace, made: readonly Made[], faults: readonly Fault[]): string => {
  const { carried, outOfReach } = place;
  const judged = names([...new Set(answering(place).flatMap((control) => metBy(control, made, faults)))].sort());
  const seen = carried && `${names(carriedBy(carried.seen, made))}: ${carried.how} Seen by \`${carried.seen}\`.`;
  const said = [judged, seen].filter(Boolean).join("; ");
  if (said) return said;
  return outOfReach ?? (standingOf(place) === "judged" ? "no component yet" : "");
};

const row = (place: DocumentPlace, made: readonly Made[], faults: readonly Fault[]): string => {
  const by = answering(place).map(({ id }) => `[\`${id}\`](#${id})`);
  const standing = standingOf(place);
  return `| ${[
    `\`${place.place}\` ${place.text}`,
    by.join(", ") || (standing === "carried" ? "no control" : standing),
    meant(place, made, faults),
  ]
    .map((cell) => cell.replaceAll("|", "\\|"))
    .join(" | ")} |`;
};

const answers = (document: DocumentKey, made: readonly Made[], faults: readonly Fault[]): string => {
  const { title, version } = documents[document];
  const rows = placesIn(document).map((place) => row(place, made, faults));
  return [
    `## ${title}, ${version}`,
    ["| It asks | Judged by | Met by, or why not |", "|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
};

/** How much of every document is answered, and how. */
const counts = (): string =>
  [
    "| Document | Places | Judged by controls | Carried by components, judged by none | Out of reach | Not yet |",
    "|---|---|---|---|---|---|",
    ...(Object.keys(documents) as DocumentKey[]).map((document) => {
      const standings = placesIn(document).map(standingOf);
      const each = (["judged", "carried", "out of reach", "not yet"] as const).map(
        (which) => standings.filter((standing) => standing === which).length,
      );
      return `| ${[`${documents[document].title}, ${documents[document].version}`, standings.length, ...each].join(" | ")} |`;
    }),
  ].join("\n");

const page = (made: readonly Made[], faults: readonly Fault[]): string =>
  [
    "# Controls",
    `<!-- Printed from the code by test/docs.spec.ts: UPDATE=1 npm test -->\n${controls.length} controls. Each is a policy of the pack, under the name shown here.`,
    "What the documents ask, place by place, is below the controls. This is how much of it is answered. A component is named where it was seen to make what a control reads and the control faulted nothing of it, in any stack or program here, or where it was seen to make what carries a place.",
    counts(),
    ...controls.map((control) => section(control, made, faults)),
    ...(Object.keys(documents) as DocumentKey[]).map((document) => answers(document, made, faults)),
  ]
    .join("\n\n")
    .concat("\n");
