import { control, type Setting } from "../control.ts";

const CREDENTIAL = "openstack:identity/applicationCredential:ApplicationCredential";

/** A moment as Keystone and the provider take it. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const momentOf = (text: string): number => (MOMENT.test(text) ? Date.parse(text) : Number.NaN);

/**
 * A judge reads no clock: the same plan must get the same answer today and tomorrow. So it asks that there is an end; how near it must be is told by
 * `latest`, which CI can write anew each day, and enforced against the deployer's clock by `OpenStackCredential`.
 */
export default control<() => string | undefined, { readonly latest: string }>({
  id: "identity-app-credentials-expire",
  title: "Let every application credential expire",
  why: "A credential without an end outlives the task, the machine and the person that it was made for.",
  fix: "Set `expiresAt` to a moment at most 90 days ahead, and make a new credential before it comes.",
  severity: "high",
  sources: {
    talk: ["tokens-short-lived", "tokens-end-with-identity", "access-keys-rotated", "access-limited"],
    ossg: ["tokens"],
    "nist-800-53": ["IA-5(1)", "AC-2(3)"],
    "nist-csf": ["protect"],
  },
  settings: {
    latest: {
      type: "string",
      default: "",
      description:
        "The latest moment at which a credential may end, such as `2030-01-31T00:00:00Z`; for 90 days from now have CI write `date -ud '+90 days' +%FT%TZ` here. Empty asks for an end, whenever it is.",
    } satisfies Setting<string>,
  },
  reads: { [CREDENTIAL]: (credential) => [() => credential.expiresAt] },
  judge: (expiresAt, { latest }) => {
    const text = String(expiresAt() ?? "");
    if (text === "") return "The application credential never expires.";
    const end = momentOf(text);
    if (Number.isNaN(end))
      return `The application credential's end ${JSON.stringify(text)} is no moment such as 2030-01-31T00:00:00Z.`;
    if (latest === "") return undefined;
    const bound = momentOf(latest);
    if (Number.isNaN(bound))
      return `The setting latest is no moment such as 2030-01-31T00:00:00Z, but ${JSON.stringify(latest)}.`;
    return end > bound ? `The application credential ends at ${text}, after ${latest}.` : undefined;
  },
  pass: [
    { robot: [CREDENTIAL, { expiresAt: "2030-01-31T00:00:00Z" }] },
    { robot: [CREDENTIAL, { expiresAt: "2030-01-31T00:00:00.000+02:00" }] },
  ],
  fail: [
    { robot: [CREDENTIAL, {}] },
    { robot: [CREDENTIAL, { expiresAt: "" }] },
    { robot: [CREDENTIAL, { expiresAt: "in 90 days" }] },
    { robot: [CREDENTIAL, { expiresAt: "2030-13-31T00:00:00Z" }] },
  ],
});
