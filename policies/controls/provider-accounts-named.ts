import { control } from "../control.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const PROVIDER = "pulumi:providers:aws";

export default control<Props<typeof PROVIDER>>({
  id: "provider-accounts-named",
  title: "Say which accounts a program is for",
  why: "With the wrong profile at hand, a program for development deploys to production, or to the account that manages the organisation.",
  fix: "List the account in `allowedAccountIds`, and leave `skipRequestingAccountId` out.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["production-development-credentials-apart", "zero-trust"],
    "cis-aws": ["2.1.3"],
    "nist-800-53": ["AC-3", "CM-6"],
    "nist-csf": ["identify"],
  },
  reads: { [PROVIDER]: (provider) => [provider] },
  judge: (provider) =>
    first(
      // The engine shows a provider's settings as text, and lists as JSON in it.
      () =>
        /^(\[\s*\])?$/.test(String(provider.allowedAccountIds ?? ""))
          ? "The provider works in whichever account the credentials are for."
          : undefined,
      () =>
        String(provider.skipRequestingAccountId ?? "").toLowerCase() === "true"
          ? "The provider does not ask which account the credentials are for."
          : undefined,
    ),
  pass: [
    { cloud: [PROVIDER, { allowedAccountIds: ["111122223333"] }] },
    {
      cloud: [PROVIDER, { allowedAccountIds: '["111122223333"]' as never, skipRequestingAccountId: "false" as never }],
    },
  ],
  fail: [
    { cloud: [PROVIDER, {}] },
    { cloud: [PROVIDER, { allowedAccountIds: [] }] },
    { cloud: [PROVIDER, { allowedAccountIds: "[]" as never }] },
    { cloud: [PROVIDER, { allowedAccountIds: ["111122223333"], skipRequestingAccountId: true }] },
    { cloud: [PROVIDER, { allowedAccountIds: ["111122223333"], skipRequestingAccountId: "true" as never }] },
  ],
});
