import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { XMLValidator } from "fast-xml-parser";
import { parse } from "yaml";
import { documents } from "../../policies/documents.ts";
import { daysLeft, page } from "../../report/html.ts";
import type { Report } from "../../report/report.ts";
import { drawn, firewallIn, firewallsIn, type ZoneMap, zoneMapOf } from "../../report/zone-map.ts";
import { printed } from "../support/printed.ts";
import { analysed, broken, disguised, previewed, today } from "./recorded.ts";

const run = promisify(execFile);

/** Where screenshots are kept, for people to look at. */
const artefacts = join(import.meta.dirname, "../../.artefacts");

const chromium = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** The parts of a page, each from its heading on, with slashes and backticks as they are. */
const sectionsOf = (text: string): { [id: string]: string } =>
  Object.fromEntries(
    [...text.matchAll(/<section id="(\w+)">(.*?)<\/section>/gs)].map(([, id, part = ""]) => [
      id,
      part.replaceAll("&#x2F;", "/").replaceAll("&#x60;", "`"),
    ]),
  );

const count = (text: string | undefined, what: RegExp): number => [...(text ?? "").matchAll(what)].length;

describe("a report as a page", () => {
  it("needs nothing but itself: no script, no font, no picture, no style from elsewhere", async () => {
    for (const report of [analysed(), disguised(), broken()]) {
      const text = await page(report, today);
      assert.doesNotMatch(text, /<(script|link|img|iframe|object|embed)\b/i);
      assert.doesNotMatch(text, /\b(src|action|background|poster)=|@import|url\(/i);
      assert.deepEqual([...text.matchAll(/href="(?!#)[^"]*"/g)], []);
      assert.match(text, /content="default-src 'none'; style-src 'unsafe-inline'"/);
    }
  });

  it("shows a name and a message as they are", async () => {
    const { findings: text = "" } = sectionsOf(await page(disguised(), today));
    assert.ok(text.includes("a|&lt;script&gt;alert(1)&lt;/script&gt;`&amp;&quot;&#39;"), "the name");
    assert.ok(text.includes("A | &lt;b&gt;bold&lt;/b&gt; *star* ]]&gt; &amp; &quot;&#39;"), "the message");
  });

  it("has every finding with its fix, its place in the program and who asks for it", async () => {
    const { findings } = sectionsOf(await page(analysed(), today));
    assert.equal(count(findings, /<article/g), 3);
    assert.equal(count(findings, /<li>/g), analysed().findings.length);
    assert.match(findings as string, /<code class="where">components\/openstack\/machine.ts:129:3<\/code>/);
    assert.match(findings as string, /Build the machine with <code>OpenStackServer<\/code>/);
    assert.match(findings as string, /NIST Cybersecurity Framework <b>protect<\/b>/);
  });

  it("counts the days that a waiver has left, its last day as none", async () => {
    const { waivers } = sectionsOf(await page(disguised(), today));
    assert.match(waivers as string, /<td>sales: Bern<\/td>.*<td>2030-01-31<\/td><td class="soon">10 days<\/td>/);
    const waiver = { until: "2030-01-31", owner: "", reason: "" };
    for (const [day, left] of [
      ["2030-01-01T00:00:00Z", 30],
      ["2030-01-30T23:59:59Z", 1],
      ["2030-01-31T23:59:59Z", 0],
      ["2030-02-01T00:00:00Z", -1],
    ] as const)
      assert.equal(daysLeft(waiver, new Date(day)), left, day);
  });

  it("has the five pillars, with what became of the controls of each", async () => {
    const { pillars } = sectionsOf(await page(previewed(), today));
    for (const pillar of Object.keys(documents["nist-csf"].places))
      assert.match(pillars as string, new RegExp(`<th scope="row" class="pillar">${pillar}</th>`));
    assert.match(pillars as string, /aria-label="6 of 7 met"/);
  });

  it("has every place of every document that asks", async () => {
    const { documents: asked } = sectionsOf(await page(analysed(), today));
    const { "nist-csf": _, ...others } = documents;
    const places = Object.values(others).flatMap(({ places }) => Object.keys(places));
    assert.equal(count(asked, /<tr><td><b>/g), places.length);
    assert.match(asked as string, /<b>images-tracked<\/b>.*?<span class="chip not-met">not met<\/span>/);
    assert.match(asked as string, /<b>vms-inventoried<\/b>.*?OpenStackServer.*?<span class="chip met">met<\/span>/);
  });

  it("lists machines, images, public addresses and keys with whose they are, what for, and until when", async () => {
    const { inventory } = sectionsOf(await page(analysed(), today));
    assert.match(
      inventory as string,
      /<b>core-a<\/b><\/td><td>[\w-]+<\/td><td>management<\/td><td>platform<\/td><td>development<\/td><td>2030-01-31<\/td>/,
    );
    // A key pair has no tags; the machine that it is for says whose it is.
    assert.match(inventory as string, /<b>core<\/b><\/td><td>core-\w+<\/td><td>management<\/td><td>platform<\/td>/);
    assert.match(inventory as string, /<b>bastion<\/b><\/td><td>203\.0\.113\.\d+<\/td>/);
    assert.deepEqual(
      [...(inventory as string).matchAll(/<h3>(.*?) <span class="sum">(\d+)/g)].map(([, kind, own]) => [kind, own]),
      [
        ["Machines", "5"],
        ["Images", "1"],
        ["Public addresses", "1"],
        ["Keys", "4"],
      ],
    );
  });
});

describe("a map of zones", () => {
  it("of what `npm start` deploys is the picture in docs/zones.svg", async () => {
    const { config } = parse(readFileSync(join(import.meta.dirname, "../../stacks/Pulumi.sandbox.yaml"), "utf8"));
    printed("zones.svg", await drawn(zoneMapOf([firewallIn("The sandbox's stack", config)]) as ZoneMap));
  });

  it("says in a zone's box what is spoken inside of it", async () => {
    const flow = { from: "api", to: "api", service: "tcp/8443", reason: "Services call each other" };
    const svg = await drawn(zoneMapOf([{ cidr: "10.20.0.0/16", flows: { flow } }]) as ZoneMap);
    assert.match(svg, /class="node zone">\n<title>api(?:(?!<\/g>).)*among themselves:(?:(?!<\/g>).)*tcp\/8443/s);
    assert.doesNotMatch(svg, /class="edge/);
  });

  const map = zoneMapOf(firewallsIn(analysed().resources));

  it("has who may talk to whom, of the network and of the bastion's own firewall", () => {
    const said = map?.talks.map(({ from, to, service }) => `${from} ${to} ${service}`) ?? [];
    assert.ok(said.includes("internet api https"));
    assert.ok(said.includes("198.51.100.0/24 api ssh"));
    assert.ok(said.includes("management management ssh"), "a range in a zone is that zone");
    assert.ok(!said.some((one) => one.includes("10.20.")), said.join());
    const twice = map?.talks.filter(({ from, service }) => from === "management" && service === "ssh");
    assert.equal(new Set(twice?.map(({ reason }) => reason)).size, twice?.length, "each reason once");
  });

  it("is drawn as a picture in itself, always the same", async () => {
    const svg = await drawn(map as NonNullable<typeof map>);
    assert.equal(XMLValidator.validate(svg), true);
    assert.equal(count(svg, /class="node zone/g), 6);
    assert.equal(count(svg, /class="node internet"/g), 1);
    for (const zone of ["api", "management", "provisioning"]) assert.match(svg, new RegExp(`>${zone}</text>`));
    assert.equal(await drawn(map as NonNullable<typeof map>), svg);
  });

  it("is left out where no firewall of the library says who may talk", async () => {
    assert.equal(zoneMapOf(firewallsIn(previewed().resources)), undefined);
    assert.match(sectionsOf(await page(previewed(), today)).zones as string, /No firewall of this library/);
  });

  it("shows the flows that hold where none are declared", () => {
    const { talks } = zoneMapOf([{ cidr: "10.20.0.0/16", zones: { api: {}, tenant: {} } }]) ?? {};
    assert.deepEqual(
      talks?.map(({ from, to }) => `${from} ${to}`),
      ["internet api", "tenant api"],
    );
  });
});

describe("a report as a page, in Chromium", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "hardening-page-"));

  before(function () {
    if (!chromium) {
      console.log("    SKIPPED: no chromium, chromium-browser or google-chrome is on the PATH (apt install chromium)");
      this.skip();
    }
    mkdirSync(artefacts, { recursive: true });
  });

  after(() => rmSync(folder, { recursive: true }));

  const browse = async (text: string, ...args: string[]): Promise<string> => {
    const file = join(folder, "report.html");
    writeFileSync(file, text);
    const quiet = ["--headless", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"];
    // Root, as in a container, may not use the browser's own sandbox.
    const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const profile = `--user-data-dir=${join(folder, "profile")}`;
    return (await run(chromium as string, [...quiet, ...root, profile, ...args, pathToFileURL(file).href])).stdout;
  };

  const shot = async (report: Report, name: string, ...args: string[]): Promise<Buffer> => {
    const file = join(artefacts, name);
    await browse(await page(report, today), "--window-size=1280,3600", `--screenshot=${file}`, ...args);
    return readFileSync(file);
  };

  it("is seen on light and on dark", async () => {
    const theme = (number: 0 | 1) => `--blink-settings=preferredColorScheme=${number}`;
    const dark = await shot(analysed(), "report-dark.png", theme(0));
    const light = await shot(analysed(), "report-light.png", theme(1));
    for (const picture of [dark, light]) assert.ok(picture.length > 100_000);
    assert.notDeepEqual(dark, light);
    await shot(disguised(), "report-findings.png", theme(1));
  });

  it("fits a narrow screen: only tables and the map are wider, and scroll by themselves", async () => {
    const measure = `<script>document.title = document.documentElement.scrollWidth + " of " + innerWidth;</script></body>`;
    const text = (await page(analysed(), today)).replace(/<meta http-equiv[^>]*>/, "").replace("</body>", measure);
    const [, wide, screen] =
      /<title>(\d+) of (\d+)<\/title>/.exec(await browse(text, "--window-size=500,900", "--dump-dom")) ?? [];
    assert.ok(Number(wide) > 0 && Number(wide) <= Number(screen), `${wide} of ${screen}`);
    await shot(analysed(), "report-narrow.png", "--window-size=500,3600");
  });

  it("can be printed, with what is folded on the screen", async () => {
    const file = join(artefacts, "report.pdf");
    await browse(await page(analysed(), today), `--print-to-pdf=${file}`, "--no-pdf-header-footer");
    assert.ok(statSync(file).size > 100_000);
  });

  it("asks nobody for anything", async () => {
    const log = join(folder, "net.json");
    const askedBy = async (text: string): Promise<string[]> => {
      await browse(text, `--log-net-log=${log}`, "--dump-dom");
      const { constants: names, events } = JSON.parse(readFileSync(log, "utf8")) as {
        constants: { logEventTypes: { [name: string]: number } };
        events: { type: number; params?: { url?: string; initiator?: string } }[];
      };
      // The browser has business of its own, which no page began.
      return events
        .filter(({ type, params }) => type === names.logEventTypes.URL_REQUEST_START_JOB && params?.url)
        .flatMap(({ params }) => (params?.initiator === "not an origin" ? [] : [params?.url as string]));
    };
    assert.deepEqual(await askedBy('<img src="http://127.0.0.1:1/seen.png">'), ["http://127.0.0.1:1/seen.png"]);
    assert.deepEqual(await askedBy(await page(disguised(), today)), []);
  });
});
