import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Plan } from "../plan.ts";

const FEATURES = "aws:iam/organizationsFeatures:OrganizationsFeatures";
const ORGANIZATION = "aws:organizations/organization:Organization";

const FEATURE = "RootCredentialsManagement";

export default control<Plan>({
  id: "identity-root-central",
  title: "Take the root users' credentials away from the accounts of an organisation",
  why: "Every account of an organisation comes with a root user that nothing limits, and whose password and mailbox somebody must guard.",
  fix: `Make an \`aws.iam.OrganizationsFeatures\` with \`${FEATURE}\` and \`RootSessions\`.`,
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["root-avoided", "access-limited"],
    "cis-aws": ["2.1.1"],
    "nist-800-53": ["AC-6(5)"],
    "nist-csf": ["protect"],
  },
  joins: { [ORGANIZATION]: ({ plan }) => [plan] },
  judge: (plan) =>
    some(
      ...plan.of(FEATURES).map(
        ({ props }) =>
          () =>
            some(...itemsOf(props.enabledFeatures).map((feature) => () => feature() === FEATURE)),
      ),
    )
      ? undefined
      : "Every account of the organisation keeps a root user with credentials of its own.",
  pass: [
    {
      acme: [ORGANIZATION, { featureSet: "ALL" }],
      root: [FEATURES, { enabledFeatures: ["RootSessions", FEATURE] }],
    },
  ],
  fail: [
    { acme: [ORGANIZATION, { featureSet: "ALL" }] },
    { acme: [ORGANIZATION, {}], root: [FEATURES, { enabledFeatures: ["RootSessions"] }] },
  ],
});
