import { control } from "../control.ts";
import { aclOf, isForEverybody } from "../facts/acl.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

export default control<() => string | undefined>({
  id: "storage-containers-private",
  title: "Let nobody read a container without a name",
  why: "A container that everybody may read is found by those who look for such, and its contents are copied within hours.",
  fix: "Name the readers in `containerRead`, such as `project-id:*`, or hand out temporary URLs.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "data-encrypted-everywhere", "zero-trust"],
    ossg: ["object-storage"],
    "nist-800-53": ["AC-3", "AC-6"],
  },
  reads: { [CONTAINER]: (container) => [() => container.containerRead] },
  judge: (read) => {
    const open = aclOf(read()).find(isForEverybody);
    return open === undefined
      ? undefined
      : `Its read list has ${JSON.stringify(open)}, which is not anybody in particular.`;
  },
  pass: [
    { files: [CONTAINER, {}] },
    { files: [CONTAINER, { containerRead: "" }] },
    { files: [CONTAINER, { containerRead: "a-project:*, another-project:a-user" }] },
    { files: [CONTAINER, { containerRead: "a-project:*,.r:-.example.com" }] },
  ],
  fail: [
    { files: [CONTAINER, { containerRead: ".r:*" }] },
    { files: [CONTAINER, { containerRead: ".r:*,.rlistings" }] },
    { files: [CONTAINER, { containerRead: "a-project:*, .rlistings" }] },
    { files: [CONTAINER, { containerRead: ".referrer:.example.com" }] },
    { files: [CONTAINER, { containerRead: "*:*" }] },
    { files: [CONTAINER, { containerRead: "*" }] },
  ],
});
