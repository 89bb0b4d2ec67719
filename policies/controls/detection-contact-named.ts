import { control } from "../control.ts";
import { type Account, settingUpStorage, storageSetUp } from "../facts/account.ts";
import { some } from "../knowledge.ts";

const CONTACT = "aws:account/alternativeContact:AlternativeContact";

export default control<Account>({
  id: "detection-contact-named",
  title: "Tell AWS whom to reach about an account's security",
  why: "AWS writes to the address that the account was opened with when somebody attacks from it, and nobody on call reads that.",
  fix: 'Make an `aws.account.AlternativeContact` with `alternateContactType: "SECURITY"` for those on call.',
  severity: "medium",
  sources: {
    talk: ["cis-benchmarks-used"],
    "cis-aws": ["2.3"],
    fsbp: ["Account.1"],
    "nist-800-53": ["SI-4"],
    "nist-csf": ["respond"],
  },
  joins: storageSetUp,
  judge: ({ plan }) =>
    some(
      ...plan.of(CONTACT).map(
        ({ props }) =>
          () =>
            props.alternateContactType === "SECURITY",
      ),
    )
      ? undefined
      : "The stack sets up what holds for all of an account, and AWS does not know whom to reach about its security.",
  pass: settingUpStorage({ contact: [CONTACT, { alternateContactType: "SECURITY" }] }),
  fail: [
    ...settingUpStorage(),
    ...settingUpStorage({ contact: [CONTACT, { alternateContactType: "BILLING" }] }).slice(0, 1),
  ],
});
