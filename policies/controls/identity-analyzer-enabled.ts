import { control, type Setting } from "../control.ts";
import { type Account, identitySetUp, settingUpIdentity } from "../facts/account.ts";
import { some } from "../knowledge.ts";

const ANALYZER = "aws:accessanalyzer/analyzer:Analyzer";

export default control<Account, { readonly elsewhere: boolean }>({
  id: "identity-analyzer-enabled",
  title: "Let an access analyser look for what outsiders can reach",
  why: "Policies of buckets, roles and keys come from many hands; without a search nobody knows which of them let strangers in.",
  fix: "Make an `aws.accessanalyzer.Analyzer` of type `ACCOUNT` or `ORGANIZATION` in each region.",
  severity: "medium",
  sources: {
    talk: ["misconfigurations-detected", "activities-monitored"],
    "cis-aws": ["2.18"],
    "nist-800-53": ["RA-5", "SI-4"],
    "nist-csf": ["identify"],
  },
  settings: {
    elsewhere: {
      type: "boolean",
      default: false,
      description: "Whether another stack, or the organisation, has an analyser that looks at the account.",
    } satisfies Setting<boolean>,
  },
  joins: identitySetUp,
  judge: ({ plan }, { elsewhere }) =>
    elsewhere ||
    some(
      ...plan.of(ANALYZER).map(
        ({ props }) =>
          () =>
            ["ACCOUNT", "ORGANIZATION"].includes(String(props.type ?? "ACCOUNT").toUpperCase()),
      ),
    )
      ? undefined
      : "The stack sets up the identities of an account, and nothing in it looks for what outsiders can reach.",
  pass: [
    ...settingUpIdentity({ analyzer: [ANALYZER, { analyzerName: "account" }] }),
    ...settingUpIdentity({ analyzer: [ANALYZER, { analyzerName: "all", type: "organization" }] }).slice(0, 1),
  ],
  fail: [
    ...settingUpIdentity(),
    ...settingUpIdentity({ analyzer: [ANALYZER, { analyzerName: "unused", type: "ACCOUNT_UNUSED_ACCESS" }] }).slice(
      0,
      1,
    ),
  ],
});
