import { control } from "../control.ts";
import { aclOf, isForEverybody } from "../facts/acl.ts";
import { accessLists, type Grant, grantedEverywhere, listedEverywhere } from "../facts/bucket.ts";
import { mapped } from "../facts/mapped.ts";
import { every, some } from "../knowledge.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

const PERMISSIONS = ["WRITE", "WRITE_ACP", "FULL_CONTROL"];

const toAll = (grant: Grant): boolean =>
  every(grant.toEverybody, () => PERMISSIONS.includes(grant.permission().toUpperCase()));

const inList = (grants: () => readonly Grant[]) => () =>
  some(...grants().map((grant) => () => toAll(grant)))
    ? "An access list lets everybody write, or everybody who has an account of AWS."
    : undefined;

const ALL = "http://acs.amazonaws.com/groups/global/AllUsers";
const AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

export default control<() => string | undefined>({
  id: "storage-containers-write-named",
  title: "Let nobody write into a container or a bucket without a name",
  why: "Whoever may write anywhere stores what you answer for, or changes what others trust.",
  fix: "Name the writers, in `containerWrite` or in the bucket's policy.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "zero-trust"],
    ossg: ["object-storage"],
    "nist-800-53": ["AC-3", "AC-6", "SI-7"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...mapped(accessLists, inList),
    [CONTAINER]: (container) => [
      () => {
        const open = aclOf(container.containerWrite).find(isForEverybody);
        return open === undefined
          ? undefined
          : `Its write list has ${JSON.stringify(open)}, which is not anybody in particular.`;
      },
    ],
  },
  judge: (fault) => fault(),
  pass: [
    ...listedEverywhere("public-read"),
    ...grantedEverywhere("WRITE", "http://acs.amazonaws.com/groups/s3/LogDelivery"),
    ...grantedEverywhere("READ", ALL),
    { files: [CONTAINER, {}] },
    { files: [CONTAINER, { containerWrite: "a-project:a-user" }] },
  ],
  fail: [
    ...listedEverywhere("public-read-write"),
    ...grantedEverywhere("write", ALL),
    ...grantedEverywhere("WRITE_ACP", AUTHENTICATED),
    { files: [CONTAINER, { containerWrite: "*" }] },
    { files: [CONTAINER, { containerWrite: "*:*" }] },
    { files: [CONTAINER, { containerWrite: "a-project:a-user, *:*" }] },
  ],
});
