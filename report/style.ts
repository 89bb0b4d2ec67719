/** How the page looks: on light and on dark, on a narrow screen, and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #12151b);
  --card: light-dark(#ffffff, #1a1f27);
  --ink: light-dark(#1b2330, #e4e8ee);
  --soft: light-dark(#5b6675, #98a3b3);
  --rule: light-dark(#dde2e9, #2e3541);
  --bad: light-dark(#b3261e, #ff8a80);
  --warn: light-dark(#8a5a00, #ffc266);
  --good: light-dark(#1b6e3c, #74d69a);
  --note: light-dark(#1f5fa8, #8abaf5);
  --violet: light-dark(#6a3fa0, #c6a5f2);
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 74rem; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { margin: 0; font-size: 2.1rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 1rem; font-size: 1.35rem; letter-spacing: -.005em; }
h3 { margin: 1.4rem 0 .5rem; font-size: 1.02rem; }
p { margin: .35rem 0; max-width: 75ch; }
code { font: .86em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--note); }
.kicker { margin: 0; color: var(--soft); font-size: .82rem; letter-spacing: .09em; text-transform: uppercase; }
.verdict { display: inline-block; margin: .8rem 0 1.1rem; padding: .2rem .8rem; border: 1.5px solid; border-radius: 99px; font-weight: 600; }
.bad, .unknown { color: var(--bad); } .good { color: var(--good); } .warn { color: var(--warn); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 0; padding: 0; list-style: none; }
.tiles li { padding: .75rem 1rem; background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; font-size: .86rem; }
.tiles strong { display: block; font-size: 1.65rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.error { margin-top: 1rem; padding: .7rem 1rem; border-left: 4px solid var(--bad); background: var(--card); white-space: pre-wrap; }
nav { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: 1.6rem 0; padding: .7rem 0; border-block: 1px solid var(--rule); font-size: .92rem; }
nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
section { margin: 0 0 2.2rem; padding: 1.4rem 1.5rem 1.5rem; background: var(--card); border: 1px solid var(--rule); border-radius: .8rem; }
.finding { margin: 0 0 1.1rem; padding: .2rem 0 .4rem 1rem; border-left: 4px solid var(--soft); }
.finding h3 { margin: 0; }
.finding.critical, .finding.high { border-color: var(--bad); }
.finding.medium { border-color: var(--warn); } .finding.low { border-color: var(--note); }
.finding ul { margin: .5rem 0; padding-left: 1.1rem; } .finding li { margin: .35rem 0; }
.labels { display: flex; flex-wrap: wrap; gap: .15rem .9rem; color: var(--soft); font-size: .86rem; }
.severity { font-weight: 650; } .severity.critical, .severity.high { color: var(--bad); }
.severity.medium { color: var(--warn); } .severity.low { color: var(--note); }
.where { color: var(--note); }
.fix b { color: var(--good); margin-right: .35rem; }
.cited { color: var(--soft); font-size: .84rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .89rem; }
th, td { padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; font-size: .8rem; white-space: nowrap; }
td.n { font-variant-numeric: tabular-nums; }
.pillar { text-transform: capitalize; }
.bar { display: flex; height: .5rem; margin-top: .45rem; border-radius: 99px; overflow: hidden; background: var(--rule); }
.bar i { display: block; } .bar .met { background: var(--good); } .bar .not-met { background: var(--bad); }
.bar .waits { background: var(--warn); } .bar .waived { background: var(--violet); }
.chip { display: inline-block; padding: 0 .55rem; border: 1px solid currentColor; border-radius: 99px; font-size: .76rem; line-height: 1.5; white-space: nowrap; color: var(--soft); }
.chip.met, .chip.carried { color: var(--good); } .chip.not-met { color: var(--bad); }
.chip.waits, .chip.not-selected, .chip.not-judged, .chip.unknown, .soon { color: var(--warn); } .chip.waived { color: var(--violet); }
td code.met { color: var(--good); } td code.not-met { color: var(--bad); } td code.waits { color: var(--warn); } td code.unasked, td code.not-selected, td code.not-judged { color: var(--soft); }
details { margin: .5rem 0; border: 1px solid var(--rule); border-radius: .5rem; padding: .55rem .9rem; }
details[open] { padding-bottom: .9rem; }
summary { cursor: pointer; font-weight: 600; }
.sum { color: var(--soft); font-weight: 400; font-size: .88rem; }
.map { margin: 0; overflow-x: auto; }
.map svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.key { color: var(--soft); font-size: .86rem; } .key .line { display: inline-block; width: 1.8rem; margin: 0 .3rem .25rem .8rem; border-top: 2px solid; vertical-align: middle; }
.key .line:first-child { margin-left: 0; } .key .isolated { border-top-style: dashed; border-color: var(--note); } .key .open { border-color: var(--bad); }
footer { color: var(--soft); font-size: .88rem; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; background: none; font-size: 10.5pt; }
  nav { display: none; }
  section { padding: 0; border: 0; }
  details { border: 0; padding: 0; }
  details::details-content { content-visibility: visible; height: auto; }
  .finding, tr, .map { break-inside: avoid; }
  .wide, .map { overflow: visible; }
}
`;
