import type { Example, Joins } from "../control.ts";
import type { Plan, Planned } from "../plan.ts";
import type { Token } from "../resources.ts";

/** An AWS account of which a stack sets up a part: who may log in to it, or what holds for all that is stored there. */
export interface Account {
  readonly plan: Plan;
}

const ALIAS = "aws:iam/accountAlias:AccountAlias";
const BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const PASSWORDS = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy";
const VOLUMES = "aws:ebs/encryptionByDefault:EncryptionByDefault";

/** The account, once, at the first of some resources that exist once in an account or in a region of it. */
const at = (...tokens: Token[]): Joins<Account> =>
  Object.fromEntries(
    tokens.map((token, i) => [
      token,
      ({ plan, urn }: Planned): readonly Account[] => {
        const before = tokens.slice(0, i).some((other) => plan.of(other).length > 0);
        return before || plan.of(token)[0]?.urn !== urn ? [] : [{ plan }];
      },
    ]),
  );

/** The account whose identities a stack sets up. */
export const identitySetUp = at(PASSWORDS, ALIAS);

/** The account in which a stack sets up what holds for all that is stored there. */
export const storageSetUp = at(BLOCK, VOLUMES);

/** The ways to set up an account's identities, each an example that some resources are added to. */
export const settingUpIdentity = (beside: Example = {}): Example[] => [
  { alias: [ALIAS, { accountAlias: "acme" }], ...beside },
  { passwords: [PASSWORDS, { minimumPasswordLength: 14 }], ...beside },
  {
    passwords: [PASSWORDS, { minimumPasswordLength: 14 }],
    alias: [ALIAS, { accountAlias: "acme" }],
    ...beside,
  },
];

/** The ways to set up what holds for all that an account stores, each an example that some resources are added to. */
export const settingUpStorage = (beside: Example = {}): Example[] => [
  { block: [BLOCK, { blockPublicAcls: true }], ...beside },
  { volumes: [VOLUMES, {}], ...beside },
];
