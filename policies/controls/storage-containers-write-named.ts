import { control } from "../control.ts";
import { aclOf, isForEverybody } from "../facts/acl.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

export default control<() => string | undefined>({
  id: "storage-containers-write-named",
  title: "Let nobody write into a container without a name",
  why: "Whoever may write anywhere stores what you answer for, or changes what others trust.",
  fix: "Name the writers in `containerWrite`, such as `project-id:user-id`.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "zero-trust"],
    ossg: ["object-storage"],
    "nist-800-53": ["AC-3", "AC-6", "SI-7"],
  },
  reads: { [CONTAINER]: (container) => [() => container.containerWrite] },
  judge: (write) => {
    const open = aclOf(write()).find(isForEverybody);
    return open === undefined
      ? undefined
      : `Its write list has ${JSON.stringify(open)}, which is not anybody in particular.`;
  },
  pass: [{ files: [CONTAINER, {}] }, { files: [CONTAINER, { containerWrite: "a-project:a-user" }] }],
  fail: [
    { files: [CONTAINER, { containerWrite: "*" }] },
    { files: [CONTAINER, { containerWrite: "*:*" }] },
    { files: [CONTAINER, { containerWrite: "a-project:a-user, *:*" }] },
  ],
});
