import { control } from "../control.ts";
import { type Account, identitySetUp, settingUpIdentity } from "../facts/account.ts";
import { attachmentsIn, isManaged } from "../facts/policed.ts";
import { some } from "../knowledge.ts";

const POLICY = "AWSSupportAccess";
const ARN = `arn:aws:iam::aws:policy/${POLICY}`;
const ROLE = "aws:iam/role:Role";

export default control<Account>({
  id: "identity-support-role-kept",
  title: "Keep a role for talking with AWS Support",
  why: "In an incident somebody must reach AWS at once, and nobody should need the root user for it.",
  fix: `Attach \`${POLICY}\` to a role that those on call may take on.`,
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["root-avoided", "roles-used"],
    "cis-aws": ["2.15"],
    "nist-800-53": ["AC-6"],
    "nist-csf": ["respond"],
  },
  joins: identitySetUp,
  judge: ({ plan }) =>
    some(
      ...attachmentsIn(plan).map(
        (read) => () =>
          some(
            ...read().map(
              ({ arn }) =>
                () =>
                  isManaged(arn(), POLICY),
            ),
          ),
      ),
    )
      ? undefined
      : "The stack sets up the identities of an account, and gives nobody the rights to talk with AWS Support.",
  pass: [
    ...settingUpIdentity({
      support: ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "support", policyArn: ARN }],
    }),
    ...settingUpIdentity({ support: [ROLE, { assumeRolePolicy: "", managedPolicyArns: [ARN] }] }).slice(0, 1),
  ],
  fail: [
    ...settingUpIdentity(),
    ...settingUpIdentity({ support: [ROLE, { assumeRolePolicy: "", managedPolicyArns: [] }] }).slice(0, 1),
  ],
});
