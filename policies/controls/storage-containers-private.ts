import { control } from "../control.ts";
import { aclOf, isForEverybody } from "../facts/acl.ts";
import { accessLists, type Grant, grantedEverywhere, listedEverywhere } from "../facts/bucket.ts";
import { mapped } from "../facts/mapped.ts";
import { every, some } from "../knowledge.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

const PERMISSIONS = ["READ", "READ_ACP", "FULL_CONTROL"];

const toAll = (grant: Grant): boolean =>
  every(grant.toEverybody, () => PERMISSIONS.includes(grant.permission().toUpperCase()));

const inList = (grants: () => readonly Grant[]) => () =>
  some(...grants().map((grant) => () => toAll(grant)))
    ? "An access list lets everybody read, or everybody who has an account of AWS."
    : undefined;

const ALL = "http://acs.amazonaws.com/groups/global/AllUsers";
const AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

export default control<() => string | undefined>({
  id: "storage-containers-private",
  title: "Let nobody read a container or a bucket without a name",
  why: "A container or a bucket that everybody may read is found by those who look for such, and its contents are copied within hours.",
  fix: "Name the readers, in `containerRead` or in the bucket's policy, or hand out temporary URLs.",
  severity: "critical",
  sources: {
    talk: ["access-limited", "data-encrypted-everywhere", "zero-trust"],
    ossg: ["object-storage"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...mapped(accessLists, inList),
    [CONTAINER]: (container) => [
      () => {
        const open = aclOf(container.containerRead).find(isForEverybody);
        return open === undefined
          ? undefined
          : `Its read list has ${JSON.stringify(open)}, which is not anybody in particular.`;
      },
    ],
  },
  judge: (fault) => fault(),
  pass: [
    ...listedEverywhere("private"),
    ...grantedEverywhere("READ", "http://acs.amazonaws.com/groups/s3/LogDelivery"),
    ...grantedEverywhere("WRITE", ALL),
    { files: [CONTAINER, {}] },
    { files: [CONTAINER, { containerRead: "" }] },
    { files: [CONTAINER, { containerRead: "a-project:*, another-project:a-user" }] },
    { files: [CONTAINER, { containerRead: "a-project:*,.r:-.example.com" }] },
  ],
  fail: [
    ...listedEverywhere("public-read"),
    ...listedEverywhere("Authenticated-Read"),
    ...grantedEverywhere("read", ALL),
    ...grantedEverywhere("FULL_CONTROL", AUTHENTICATED),
    { files: [CONTAINER, { containerRead: ".r:*" }] },
    { files: [CONTAINER, { containerRead: ".r:*,.rlistings" }] },
    { files: [CONTAINER, { containerRead: "a-project:*, .rlistings" }] },
    { files: [CONTAINER, { containerRead: ".referrer:.example.com" }] },
    { files: [CONTAINER, { containerRead: "*:*" }] },
    { files: [CONTAINER, { containerRead: "*" }] },
  ],
});
