import { control } from "../control.ts";
import { isEveryone, rangesOf } from "../facts/everyone.ts";
import { every, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const ACCESS = "openstack:sharedfilesystem/shareAccess:ShareAccess";

export default control<Props<typeof ACCESS>>({
  id: "storage-shares-clients-named",
  title: "Let named clients mount a file share, never everybody",
  why: "File shares trust whoever comes from an allowed address; when all are allowed, so is the intruder.",
  fix: "Name the clients' own range in `accessTo`, or the user or certificate.",
  severity: "critical",
  sources: { talk: ["access-limited", "zero-trust"], "nist-800-53": ["AC-3", "AC-6"], "nist-csf": ["protect"] },
  reads: { [ACCESS]: (access) => [access] },
  judge: (access) =>
    some(
      () => String(access.accessTo ?? "").trim() === "*",
      () =>
        every(
          () => String(access.accessType ?? "ip").toLowerCase() === "ip",
          () => isEveryone(rangesOf(access.accessTo)),
        ),
    )
      ? "Everybody may mount the share."
      : undefined,
  pass: [
    { machines: [ACCESS, { accessType: "ip", accessTo: "10.20.96.0/19", accessLevel: "rw" }] },
    { ada: [ACCESS, { accessType: "user", accessTo: "ada", accessLevel: "ro" }] },
  ],
  fail: [
    { all: [ACCESS, { accessType: "ip", accessTo: "0.0.0.0/0", accessLevel: "ro" }] },
    { half: [ACCESS, { accessType: "ip", accessTo: "128.0.0.0/1", accessLevel: "rw" }] },
    { all: [ACCESS, { accessType: "ip", accessTo: "::/0", accessLevel: "ro" }] },
    { all: [ACCESS, { accessType: "user", accessTo: "*", accessLevel: "ro" }] },
  ],
});
