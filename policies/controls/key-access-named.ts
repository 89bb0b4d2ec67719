import { control } from "../control.ts";

const CONTAINER = "openstack:keymanager/containerV1:ContainerV1";
const SECRET = "openstack:keymanager/secretV1:SecretV1";

interface Kept {
  readonly what: string;
  readonly wholeProject: () => boolean;
}

export default control<Kept>({
  id: "key-access-named",
  title: "Name who may read a secret",
  why: "Until told otherwise everybody with a role in the project reads every secret in it.",
  fix: "Set `acl.read.projectAccess` to false, and list the users who need it.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["keys-managed", "access-limited", "roles-used"],
    ossg: ["secrets-management"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [SECRET]: (secret) => [{ what: "secret", wholeProject: () => secret.acl?.read?.projectAccess !== false }],
    [CONTAINER]: (container) => [
      { what: "container", wholeProject: () => container.acl?.read?.projectAccess !== false },
    ],
  },
  judge: ({ what, wholeProject }) => (wholeProject() ? `Everybody in the project may read the ${what}.` : undefined),
  pass: [
    { key: [SECRET, { acl: { read: { projectAccess: false, users: ["a-user"] } } }] },
    { key: [SECRET, { acl: { read: { projectAccess: false } } }] },
    { pair: [CONTAINER, { type: "certificate", acl: { read: { projectAccess: false, users: [] } } }] },
  ],
  fail: [
    { key: [SECRET, {}] },
    { key: [SECRET, { acl: {} }] },
    { key: [SECRET, { acl: { read: { users: ["a-user"] } } }] },
    { key: [SECRET, { acl: { read: { projectAccess: true } } }] },
    { pair: [CONTAINER, { type: "certificate" }] },
  ],
});
