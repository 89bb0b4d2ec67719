import { control, type Example } from "../control.ts";
import type { Plan } from "../plan.ts";

const DELEGATE = "aws:organizations/delegatedAdministrator:DelegatedAdministrator";
const ORGANIZATION = "aws:organizations/organization:Organization";
const RESOURCE_POLICY = "aws:organizations/resourcePolicy:ResourcePolicy";

const security = { accountId: "123456789012", servicePrincipal: "guardduty.amazonaws.com" };
const delegate: Example = { security: [DELEGATE, security] };
const policy: Example = { delegation: [RESOURCE_POLICY, { content: "{}" }] };
const organization = (beside: Example): Example => ({ acme: [ORGANIZATION, {}], ...beside });

export default control<Plan>({
  id: "organization-work-delegated",
  title: "Leave an organisation's daily work to other accounts than the managing one",
  why: "No policy of the organisation holds back the account that manages it, so whoever works there every day can undo all the others' safety.",
  fix: "Name an account for security in an `aws.organizations.DelegatedAdministrator`, and let an `aws.organizations.ResourcePolicy` give it the policies.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["service-control-policies-set", "access-limited"],
    "cis-aws": ["2.1.5", "2.1.6"],
    "nist-800-53": ["AC-6"],
    "nist-csf": ["protect"],
  },
  joins: { [ORGANIZATION]: ({ plan }) => [plan] },
  judge: (plan) => {
    if (plan.of(DELEGATE).length === 0) return "No other account looks after a service that spans the organisation.";
    return plan.of(RESOURCE_POLICY).length === 0
      ? "No other account looks after the organisation's policies."
      : undefined;
  },
  pass: [organization({ ...delegate, ...policy })],
  fail: [organization(policy), organization(delegate)],
});
