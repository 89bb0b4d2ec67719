import { control, type Setting } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first, some } from "../knowledge.ts";

const CREDENTIAL = "openstack:identity/applicationCredential:ApplicationCredential";

export default control<() => readonly string[] | undefined, { readonly adminRoles: readonly string[] }>({
  id: "identity-app-credentials-least-role",
  title: "Give an application credential the roles it needs, and never admin",
  why: "A credential lies on machines; with an administrator's role on it, whoever reads one file has the cloud.",
  fix: "Name the least role in `roles`, such as `reader` or `member`.",
  severity: "critical",
  sources: {
    talk: ["roles-used", "access-limited"],
    ossg: ["authorization"],
    "nist-800-53": ["AC-6", "AC-6(5)"],
    "nist-csf": ["protect"],
  },
  settings: {
    adminRoles: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["admin"],
      description: "The names of the roles that no application credential may have, in lower case.",
    } satisfies Setting<string[]>,
  },
  reads: { [CREDENTIAL]: (credential) => [() => credential.roles] },
  judge: (roles, { adminRoles }) =>
    first(
      () =>
        itemsOf(roles()).length > 0
          ? undefined
          : "The application credential names no role, and so has every role of the user who makes it.",
      () =>
        some(...itemsOf(roles()).map((role) => () => adminRoles.includes(String(role()).toLowerCase())))
          ? "The application credential has an administrator's role."
          : undefined,
    ),
  pass: [{ robot: [CREDENTIAL, { roles: ["reader"] }] }, { robot: [CREDENTIAL, { roles: ["member", "creator"] }] }],
  fail: [
    { robot: [CREDENTIAL, {}] },
    { robot: [CREDENTIAL, { roles: [] }] },
    { robot: [CREDENTIAL, { roles: ["admin"] }] },
    { robot: [CREDENTIAL, { roles: ["reader", "Admin"] }] },
  ],
});
