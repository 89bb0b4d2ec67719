import html, { type HtmlSafeString, join, safe } from "escape-html-template-tag";
import { type AnyControl, placesOf } from "../policies/control.ts";
import { documents } from "../policies/documents.ts";
import { nameOf } from "../policies/plan.ts";
import { type Covered, counted, coveredIn, documentKeys, outcomes } from "./coverage.ts";
import { inventoryOf, kinds } from "./inventory.ts";
import {
  exitCodeOf,
  type Finding,
  grouped,
  type Outcome,
  outcomesOf,
  type Report,
  summaryOf,
  typeOf,
  type Waiver,
  wasJudged,
} from "./report.ts";
import { style } from "./style.ts";
import { whereOf } from "./terminal.ts";
import { drawn, firewallsIn, type ZoneMap, zoneMapOf } from "./zone-map.ts";

type Html = HtmlSafeString | string;

const all = (parts: readonly Html[], separator: Html = "\n"): Html => join(parts as Html[], separator);

const DAY = 86_400_000;

/** How many days a waiver has left after today, none on its last day, and fewer when it has run out. */
export const daysLeft = ({ until }: Waiver, today: Date): number =>
  Math.floor(Date.parse(until) / DAY) - Math.floor(today.getTime() / DAY);

const leftOf = (days: number): string => {
  if (days < 0) return "run out";
  return days === 0 ? "its last day" : many(days, "day");
};

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

const STATES: { readonly [state: string]: string } = { unasked: "nothing to judge" };

/** How an outcome or a state is shown: a word, and a class for its colour. */
const chip = (state: string): Html =>
  html`<span class="chip ${state.replaceAll(" ", "-")}">${STATES[state] ?? state}</span>`;

const table = (head: readonly string[], rows: readonly Html[]): Html =>
  html`<div class="wide"><table><thead><tr>${all(head.map((cell) => html`<th scope="col">${cell}</th>`))}</tr></thead>
<tbody>
${all(rows)}
</tbody></table></div>`;

const tile = (count: number | string, what: string, kind = ""): Html =>
  html`<li class="${kind}"><strong>${count}</strong> ${what}</li>`;

const verdictOf = (report: Report): { readonly word: string; readonly kind: string } => {
  const code = exitCodeOf(report, "mandatory");
  if (code === 2) return { word: "Not judged to the end", kind: "unknown" };
  if (code === 1) return { word: "Not as it should be", kind: "bad" };
  return { word: "As it should be", kind: "good" };
};

const header = (report: Report): Html => {
  const { stack = "Nothing", findings, waiting, selection, resources, errors } = report;
  const open = findings.filter(({ waiver }) => !waiver);
  const mandatory = open.filter(({ level }) => level === "mandatory").length;
  const came = [...outcomesOf(report).values()];
  const met = came.filter((outcome) => outcome === "met").length;
  const asked = came.filter(wasJudged).length;
  const left = came.filter((outcome) => outcome === "not selected").length;
  const verdict = verdictOf(report);
  return html`<header>
<p class="kicker">Hardening report</p>
<h1>${stack}</h1>
<p class="verdict ${verdict.kind}">${verdict.word}</p>
<ul class="tiles">
${all([
  tile(mandatory, "mandatory", mandatory > 0 ? "bad" : "good"),
  tile(open.length - mandatory, "advisory", open.length > mandatory ? "warn" : "good"),
  tile(findings.length - open.length, "waived"),
  tile(waiting.count, "waiting for the update"),
  tile(`${met} / ${asked}`, "controls met"),
  ...(left > 0 ? [tile(left, "controls not selected", "warn")] : []),
  tile(resources.length, "resources"),
])}
</ul>
${left > 0 ? html`<p>Not all of the pack judged: the policy configuration selects <code>${JSON.stringify(selection)}</code>.</p>` : ""}
${all(errors.map((error) => html`<p class="error"><strong>Not judged:</strong> ${error}</p>`))}
</header>`;
};

/** A sentence, with what stands between its backticks as code. */
const rich = (text: string): Html =>
  all(
    text.split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part)),
    "",
  );

/** Who asks for a control, document by document. */
const cited = (control: AnyControl): Html => {
  const documentsCited = [...Map.groupBy(placesOf(control), ({ document }) => document)];
  return html`<p class="cited">Asked by ${all(
    documentsCited.map(
      ([document, places]) => html`${documents[document].title} <b>${places.map(({ place }) => place).join(", ")}</b>`,
    ),
    "; ",
  )}</p>`;
};

const findingsOf = (report: Report): Html => {
  const groups = grouped(report.findings);
  if (groups.length === 0) return html`<p>None.</p>`;
  return all(
    groups.map((findings) => {
      const [{ policy, control, severity, level, fix }] = findings as [Finding];
      return html`<article class="finding ${severity}" id="${policy}">
<h3>${control?.title ?? policy}</h3>
<p class="labels"><span class="severity ${severity}">${severity}</span> <span>${level}</span> <code>${policy}</code></p>
${control ? html`<p>${rich(control.why)}</p>` : ""}
<ul>
${all(
  findings.map(
    (finding) =>
      html`<li><b>${nameOf(finding.urn)}</b> <code>${typeOf(finding.urn)}</code> ${
        finding.position ? html`<code class="where">${whereOf(finding)}</code>` : ""
      } ${finding.waiver ? chip("waived") : ""}<br>${rich(finding.fault)}</li>`,
  ),
)}
</ul>
${fix ? html`<p class="fix"><b>Fix</b> ${rich(fix)}</p>` : ""}
${control ? cited(control) : ""}
</article>`;
    }),
  );
};

const waiversOf = ({ findings }: Report, today: Date): Html => {
  const waived = findings.flatMap(({ waiver, ...finding }) => (waiver ? [{ waiver, ...finding }] : []));
  if (waived.length === 0) return html`<p>None: nothing is let pass.</p>`;
  const rows = waived
    .toSorted((one, other) => (one.waiver.until < other.waiver.until ? -1 : 1))
    .map(({ waiver, policy, urn }) => {
      const days = daysLeft(waiver, today);
      return html`<tr><td><code>${policy}</code></td><td>${nameOf(urn)}</td><td>${waiver.owner}</td><td>${waiver.reason}</td><td>${waiver.until}</td><td class="${days > 14 ? "" : "soon"}">${leftOf(days)}</td></tr>`;
    });
  return table(["Control", "Resource", "Owner", "Reason", "Last day", "Left"], rows);
};

const mapOf = async (map: ZoneMap | undefined): Promise<Html> => {
  if (!map) return html`<p>No firewall of this library is here, whose flows could be drawn.</p>`;
  const rows = map.talks.map(
    ({ from, to, service, reason }) =>
      html`<tr><td>${from}</td><td>${to}</td><td><code>${service}</code></td><td>${reason}</td></tr>`,
  );
  return html`<figure class="map" role="img" aria-label="Who may talk to whom; the table below says the same.">${safe(await drawn(map))}</figure>
<p class="key"><span class="line isolated"></span> not routed in or out <span class="line open"></span> from the internet. What no arrow shows is closed, in both directions.</p>
<details><summary>As a table, with reasons</summary>
${table(["Who", "To whom", "Service", "Why"], rows)}
</details>`;
};

const pillarsOf = (report: Report): Html => {
  const covered = coveredIn("nist-csf", report);
  const left = (outcome: Outcome) => outcome === "not judged" || outcome === "not selected";
  const columns = outcomes.filter(
    (one) => !left(one) || covered.some(({ controls }) => controls.some(({ outcome }) => outcome === one)),
  );
  return table(
    ["Function", "It asks", "Controls", ...columns.map((outcome) => STATES[outcome] ?? outcome)],
    covered.map(({ place, controls }) => {
      const count = counted(controls);
      const asked = controls.filter(({ outcome }) => wasJudged(outcome)).length;
      const bar = outcomes
        .filter((outcome) => wasJudged(outcome) && count[outcome] > 0)
        .map((outcome) => html`<i class="${outcome.replaceAll(" ", "-")}" style="flex:${count[outcome]}"></i>`);
      return html`<tr><th scope="row" class="pillar">${place.place}</th><td>${place.text}<span class="bar" role="img" aria-label="${count.met} of ${asked} met">${all(bar, "")}</span></td><td class="n">${controls.length}</td>${all(columns.map((outcome) => html`<td class="n">${count[outcome]}</td>`))}</tr>`;
    }),
  );
};

const row = ({ place, controls, components, state }: Covered): Html => {
  const by = controls
    .filter(({ outcome }) => outcome !== "unasked" || state === "unasked")
    .map(
      ({ control, outcome }) =>
        html`<code class="${outcome.replaceAll(" ", "-")}" title="${outcome}">${control.id}</code>`,
    );
  const said = place.carried?.how ?? place.outOfReach ?? "";
  return html`<tr><td><b>${place.place}</b> ${place.text}</td><td>${by.length > 0 ? all(by, " ") : said}</td><td>${components.join(", ")}</td><td>${chip(state)}</td></tr>`;
};

const documentsOf = (report: Report): Html =>
  all(
    documentKeys
      .filter((document) => document !== "nist-csf")
      .map((document) => {
        const covered = coveredIn(document, report);
        const { title, version } = documents[document];
        const of = (state: string) => covered.filter((one) => one.state === state).length;
        const left = of("not selected");
        return html`<details><summary>${title}, ${version} <span class="sum">${many(covered.length, "place")}: ${of("met") + of("carried")} met, ${of("not met")} not met, ${left > 0 ? `${left} not selected, ` : ""}${of("unasked")} with nothing to judge, ${of("out of reach")} out of reach</span></summary>
${table(["It asks", "Judged by", "Met by", "State"], covered.map(row))}
</details>`;
      }),
  );

const HEADINGS = { machine: "Machines", image: "Images", "public address": "Public addresses", key: "Keys" } as const;

const inventory = (report: Report): Html => {
  const items = inventoryOf(report.resources);
  const sections = kinds.flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind);
    const rows = own.map(
      ({ name, detail, type, zone, owner, environment, review }) =>
        html`<tr><td><b>${name}</b></td><td>${detail}</td><td>${zone ?? ""}</td><td>${owner ?? chip("unknown")}</td><td>${environment ?? chip("unknown")}</td><td>${review ?? ""}</td><td><code>${type}</code></td></tr>`,
    );
    const head = ["Name", "What", "Zone", "Owner", "Environment", "Review", "Type"];
    return own.length > 0
      ? [html`<h3>${HEADINGS[kind]} <span class="sum">${own.length}</span></h3>\n${table(head, rows)}`]
      : [];
  });
  return sections.length > 0 ? all(sections) : html`<p>No machines, images, public addresses or keys.</p>`;
};

const sections = [
  ["findings", "Findings"],
  ["waivers", "Waivers"],
  ["zones", "Who may talk to whom"],
  ["pillars", "The five pillars"],
  ["documents", "What is asked, and what answers"],
  ["inventory", "Inventory"],
] as const;

/** A report as one page that asks for nothing else: no script, no font, no picture of anybody's. */
export async function page(report: Report, today: Date): Promise<string> {
  const parts: { readonly [S in (typeof sections)[number][0]]: Html } = {
    findings: findingsOf(report),
    waivers: waiversOf(report, today),
    zones: await mapOf(zoneMapOf(firewallsIn(report.resources))),
    pillars: html`<p>The functions of the NIST Cybersecurity Framework that the talk names, and what became of the controls of each.</p>
${pillarsOf(report)}`,
    documents: documentsOf(report),
    inventory: inventory(report),
  };
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Hardening report: ${report.stack ?? "nothing"}</title>
<style>${safe(style)}</style>
</head>
<body>
${header(report)}
<nav>${all(sections.map(([id, title]) => html`<a href="#${id}">${title}</a>`))}</nav>
<main>
${all(sections.map(([id, title]) => html`<section id="${id}"><h2>${title}</h2>\n${parts[id]}\n</section>`))}
</main>
<footer><p>${summaryOf(report)}</p></footer>
</body>
</html>`}\n`;
}
