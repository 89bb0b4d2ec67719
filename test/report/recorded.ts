import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEventLog } from "../../report/event-log.ts";
import { type Report, reportOf } from "../../report/report.ts";
import { readState } from "../../report/state.ts";

/** A file beside the specs. */
export const fileOf = (name: string): string => join(import.meta.dirname, name);

export const textOf = (name: string): string => readFileSync(fileOf(name), "utf8");

/**
 * What the engine said of the program `estate`, which is not built with this library: the event log of its preview with the pack, without the events that no report is made of.
 */
export const previewed = (): Report => reportOf(readEventLog("estate.events.jsonl", textOf("estate.events.jsonl")));

/**
 * What `pulumi policy analyze` said of a part of the sandbox's stack, which stood on OpenStack, and that part of its state. Texts longer than 160 characters are cut in it, so
 * that its machines' user data is not what it was.
 */
export const analysed = (): Report =>
  reportOf(
    readEventLog("sandbox.analysis.jsonl", textOf("sandbox.analysis.jsonl")),
    readState(JSON.parse(textOf("sandbox.state.json")), "/srv/cloud", "/srv/cloud").resources,
  );

/** What `pulumi policy analyze` said of the program `account`, which is not built with this library and stood on the emulator of AWS, as `@pulumi/aws` 7.48 made it, and its state. */
export const judged = (): Report =>
  reportOf(
    readEventLog("account7.analysis.jsonl", textOf("account7.analysis.jsonl")),
    readState(JSON.parse(textOf("account7.state.json")), "/srv/account", "/srv/account").resources,
  );

const waived = (message: string) =>
  String.raw`Waived until 2030-01-31 by sales: Bern: "The \"new\" office's line is late. Its addresses change. Until then, they log in." ${message}`;

/** The preview again, with one finding waived and one resource whose name and message are full of what formats have a meaning for. */
export const disguised = (): Report => {
  const { said, resources, errors } = readEventLog("estate.events.jsonl", textOf("estate.events.jsonl"));
  const urn = "urn:pulumi:production::estate::openstack:networking/secGroup:SecGroup::a|<script>alert(1)</script>`&\"'";
  return reportOf({
    said: [
      ...said.map((one) =>
        one.policy === "network-admin-ports-private"
          ? { ...one, level: "advisory", message: waived(one.message) }
          : one,
      ),
      { policy: "of-somebody-else", urn, message: "A | <b>bold</b> *star* ]]> & \"'", level: "mandatory" },
    ],
    resources,
    errors,
  });
};

/** A preview that came to no end. */
export const broken = (): Report =>
  reportOf({ said: [], resources: [], errors: ["Running program 'index.ts' failed & nobody knows <why>."] });

/** Every report that the formats are tried with, by what it is. */
export const reports: { readonly [what: string]: () => Report } = { previewed, analysed, judged, disguised, broken };

/** A day between the recordings and the waiver's end. */
export const today = new Date("2030-01-21T12:00:00Z");
