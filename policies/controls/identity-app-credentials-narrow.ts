import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first, some } from "../knowledge.ts";

const CREDENTIAL = "openstack:identity/applicationCredential:ApplicationCredential";

/** What a path is without its version: `/v2.0/networks` is `/networks`. */
const unversioned = (path: string): string => path.replace(/^\/v\d+(\.\d+)?(?=\/|$)/, "");

/** Whether a path stands for everything that a service offers. */
const isEverything = (path: string): boolean => /^\/?\*\*\/?$/.test(unversioned(path));

export default control<() => readonly { readonly path?: string }[] | undefined>({
  id: "identity-app-credentials-narrow",
  title: "List the API operations that an application credential is for",
  why: "A credential that is good for one call and can make every call gives a thief all of them.",
  fix: "Name each operation in `accessRules`, with its service, method and path.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["api-operations-specified", "api-restricted", "access-limited"],
    ossg: ["authorization", "policies"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: { [CREDENTIAL]: (credential) => [() => credential.accessRules] },
  judge: (rules) =>
    first(
      () =>
        itemsOf(rules()).length > 0
          ? undefined
          : "The application credential has no access rules, and so may call whatever its roles may.",
      () =>
        some(...itemsOf(rules()).map((rule) => () => isEverything(String(rule()?.path ?? ""))))
          ? "One of the application credential's access rules is for every path of a service."
          : undefined,
    ),
  pass: [
    { robot: [CREDENTIAL, { accessRules: [{ service: "network", method: "GET", path: "/v2.0/networks" }] }] },
    { robot: [CREDENTIAL, { accessRules: [{ service: "network", method: "GET", path: "/v2.0/networks/**" }] }] },
  ],
  fail: [
    { robot: [CREDENTIAL, {}] },
    { robot: [CREDENTIAL, { accessRules: [] }] },
    { robot: [CREDENTIAL, { accessRules: [{ service: "network", method: "GET", path: "/**" }] }] },
    { robot: [CREDENTIAL, { accessRules: [{ service: "network", method: "DELETE", path: "/v2.0/**" }] }] },
  ],
});
