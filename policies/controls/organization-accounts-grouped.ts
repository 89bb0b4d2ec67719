import { control, type Example } from "../control.ts";
import { some } from "../knowledge.ts";
import type { Plan } from "../plan.ts";

const ACCOUNT = "aws:organizations/account:Account";
const ORGANIZATION = "aws:organizations/organization:Organization";
const UNIT = "aws:organizations/organizationalUnit:OrganizationalUnit";

const organization = (beside: Example): Example => ({ acme: [ORGANIZATION, {}], ...beside });
const unit: Example = { production: [UNIT, { name: "production", parentId: "r-root" }] };

export default control<Plan>({
  id: "organization-accounts-grouped",
  title: "Group the accounts of an organisation by what they are for",
  why: "Where all accounts lie side by side, one policy must suit production and trials alike, and so it holds neither back.",
  fix: "Make an `aws.organizations.OrganizationalUnit` for each environment, and name it as each account's `parentId`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["production-development-apart", "service-control-policies-set"],
    "cis-aws": ["2.1.4"],
    "nist-800-53": ["AC-4(21)"],
    "nist-csf": ["protect"],
  },
  joins: { [ORGANIZATION]: ({ plan }) => [plan] },
  judge: (plan) => {
    if (plan.of(UNIT).length === 0) return "The organisation has no unit to group its accounts in.";
    return some(
      ...plan.of(ACCOUNT).map(
        ({ props }) =>
          () =>
            !props.parentId,
      ),
    )
      ? "An account lies at the root of the organisation, in no unit."
      : undefined;
  },
  pass: [
    organization(unit),
    organization({ ...unit, shop: [ACCOUNT, { name: "shop", email: "shop@example.org", parentId: "${production}" }] }),
  ],
  fail: [organization({}), organization({ ...unit, shop: [ACCOUNT, { name: "shop", email: "shop@example.org" }] })],
});
