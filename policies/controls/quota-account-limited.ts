import { control } from "../control.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const ACCOUNT = "aws:organizations/account:Account";
const BUDGET = "aws:budgets/budget:Budget";

const COSTS = { budgetType: "COST", timeUnit: "MONTHLY" };

export default control<Planned<typeof ACCOUNT>>({
  id: "quota-account-limited",
  title: "Give every account a budget",
  why: "A stolen key starts machines in every region that the account's quotas allow, and the bill is the first to tell.",
  fix: "Make an `aws.budgets.Budget` for it, by its `accountId` or a cost filter `LinkedAccount`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["quotas-set"],
    "nist-800-53": ["SC-5", "SC-6"],
    "nist-csf": ["protect"],
  },
  joins: { [ACCOUNT]: (account) => [account] },
  judge: (account) =>
    some(
      () => account.users(BUDGET, "accountId").length > 0,
      () => account.users(BUDGET, "costFilters").length > 0,
    )
      ? undefined
      : "The stack makes the account and gives it no budget.",
  pass: [
    { shop: [ACCOUNT, { name: "shop" }], budget: [BUDGET, { ...COSTS, accountId: "${shop}" }] },
    {
      shop: [ACCOUNT, { name: "shop" }],
      budget: [BUDGET, { ...COSTS, costFilters: [{ name: "LinkedAccount", values: ["${shop}"] }] }],
    },
  ],
  fail: [
    { shop: [ACCOUNT, { name: "shop" }] },
    { shop: [ACCOUNT, { name: "shop" }], budget: [BUDGET, { ...COSTS, accountId: "111122223333" }] },
  ],
});
