import { isWeak } from "../../components/password.ts";
import { control, type Setting } from "../control.ts";
import { type Account, identitySetUp, settingUpIdentity } from "../facts/account.ts";
import { mappedJoins } from "../facts/mapped.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const AWS_CLUSTER = "aws:rds/cluster:Cluster";
const AWS_DATABASE = "aws:rds/instance:Instance";
const DATABASE_USER = "openstack:database/user:User";
const LOGIN = "aws:iam/userLoginProfile:UserLoginProfile";
const POLICY = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy";
const TUNNEL = "openstack:vpnaas/siteConnection:SiteConnection";
const USER = "openstack:identity/user:User";

/** Something that whoever knows it gets in with. Never to be told in a message. */
interface Password {
  readonly what: string;
  /** Undefined where there is none. */
  readonly text: () => string | undefined;
  /** Whose it is. */
  readonly owner: () => string | undefined;
}

/** What is wrong with a password, or with the rules for passwords, as a sentence. */
type Weakness = (shortest: number) => string | undefined;

const weaknessOf =
  ({ what, text, owner }: Password): Weakness =>
  (shortest) => {
    const password = text();
    const isSo = (...words: string[]) => isWeak(String(password), shortest, words);
    return password !== undefined && (isSo() || isSo(owner() ?? ""))
      ? `The ${what} has fewer than ${shortest} characters or too few different ones, those of well-known words and of the user's name not counted.`
      : undefined;
  };

/** What an account's rules for passwords leave out. */
const looseness =
  (policy: Props<typeof POLICY>): Weakness =>
  (shortest) => {
    const missing = (asked: () => boolean | undefined, what: string) => () =>
      asked() === true ? undefined : `The account takes passwords without ${what}.`;
    return first(
      () =>
        Number(policy.minimumPasswordLength ?? 0) >= shortest
          ? undefined
          : `The account takes passwords of fewer than ${shortest} characters.`,
      missing(() => policy.requireLowercaseCharacters, "small letters"),
      missing(() => policy.requireUppercaseCharacters, "capital letters"),
      missing(() => policy.requireNumbers, "digits"),
      missing(() => policy.requireSymbols, "symbols"),
    );
  };

const unruled =
  ({ plan }: Account): Weakness =>
  () =>
    plan.of(POLICY).length > 0
      ? undefined
      : "The stack sets up the identities of an account, which takes passwords of eight characters.";

const KINDS = {
  requireLowercaseCharacters: true,
  requireUppercaseCharacters: true,
  requireNumbers: true,
  requireSymbols: true,
};

const STRICT = { minimumPasswordLength: 14, ...KINDS };

export default control<Weakness, { readonly shortest: number }>({
  id: "identity-passwords-strong",
  title: "Give users and tunnels passwords that nobody guesses",
  why: "Short passwords, default ones and such as hold the user's own name are the first that an attacker tries.",
  fix: "Have a password manager or `openssl rand -base64 24` make it, hand it over as a secret (`pulumi config set --secret`), and let an AWS account ask for 14 characters of all four kinds.",
  severity: "critical",
  sources: {
    talk: ["default-credentials-unused", "password-policy-strong", "password-policy-set"],
    ossg: ["authentication-methods", "secrets-management"],
    "cis-aws": ["2.8"],
    fsbp: ["IAM.7"],
    "nist-800-53": ["IA-5(1)", "IA-5(7)"],
    "nist-csf": ["protect"],
  },
  settings: {
    shortest: {
      type: "integer",
      minimum: 8,
      default: 14,
      description: "How many characters a password has at least, those of well-known words not counted.",
    } satisfies Setting<number>,
  },
  reads: {
    [USER]: (user, { name }) => [
      weaknessOf({ what: "user's password", text: () => user.password, owner: () => user.name ?? name }),
    ],
    [DATABASE_USER]: (user, { name }) => [
      weaknessOf({
        what: "database user's password",
        text: () => user.password,
        owner: () => user.name ?? name,
      }),
    ],
    [TUNNEL]: (tunnel) => [weaknessOf({ what: "tunnel's shared key", text: () => tunnel.psk, owner: () => undefined })],
    [AWS_DATABASE]: (database) => [
      weaknessOf({
        what: "database's password",
        text: () => database.password,
        owner: () => database.username,
      }),
    ],
    [AWS_CLUSTER]: (cluster) => [
      weaknessOf({
        what: "database's password",
        text: () => cluster.masterPassword,
        owner: () => cluster.masterUsername,
      }),
    ],
    [POLICY]: (policy) => [looseness(policy)],
    [LOGIN]: (login) => [
      (shortest) =>
        Number(login.passwordLength ?? 20) < shortest
          ? `The user's first password has fewer than ${shortest} characters.`
          : undefined,
    ],
  },
  joins: mappedJoins(identitySetUp, unruled),
  judge: (weakness, { shortest }) => weakness(shortest),
  pass: [
    ...settingUpIdentity({ rules: [POLICY, STRICT] }).slice(0, 1),
    { ada: [USER, { name: "ada", password: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { ada: [USER, { name: "ada" }] },
    { ada: [USER, { name: "ada", password: "admin kV8-qzTw3-Lm2x-Rd9p" }] },
    { shop: [DATABASE_USER, { name: "shop", password: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { office: [TUNNEL, { psk: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { shop: [AWS_DATABASE, { instanceClass: "db.t4g.micro", username: "shop", password: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { shop: [AWS_DATABASE, { instanceClass: "db.t4g.micro", manageMasterUserPassword: true }] },
    { shop: [AWS_CLUSTER, { engine: "aurora-postgresql", masterPassword: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { passwords: [POLICY, STRICT] },
    { ada: [LOGIN, { user: "ada" }] },
    { ada: [LOGIN, { user: "ada", passwordLength: 14 }] },
  ],
  fail: [
    { passwords: [POLICY, KINDS] },
    ...settingUpIdentity().slice(0, 1),
    { ada: [USER, { password: "" }] },
    { ada: [USER, { password: "kV8-qzTw3" }] },
    { ada: [USER, { password: "Password1Password1" }] },
    { ada: [USER, { password: "P@ssw0rd-Ch4ngeMe-123456" }] },
    { ada: [USER, { password: "aaaaaaaaaaaaaaaaaaaa" }] },
    { ada: [USER, { name: "lovelace", password: "Lovelace-1815-2024" }] },
    { shop: [DATABASE_USER, { name: "shop", password: "openstack-secret-1" }] },
    { office: [TUNNEL, { psk: "secret" }] },
    { shop: [AWS_DATABASE, { instanceClass: "db.t4g.micro", password: "openstack-secret-1" }] },
    { shop: [AWS_DATABASE, { instanceClass: "db.t4g.micro", username: "lovelace", password: "Lovelace-1815-2024" }] },
    { shop: [AWS_CLUSTER, { engine: "aurora-postgresql", masterPassword: "secret" }] },
    { passwords: [POLICY, {}] },
    { passwords: [POLICY, { ...STRICT, minimumPasswordLength: 8 }] },
    { passwords: [POLICY, { ...STRICT, requireLowercaseCharacters: false }] },
    { passwords: [POLICY, { ...STRICT, requireUppercaseCharacters: false }] },
    { passwords: [POLICY, { ...STRICT, requireNumbers: false }] },
    { passwords: [POLICY, { ...STRICT, requireSymbols: false }] },
    { ada: [LOGIN, { user: "ada", passwordLength: 8 }] },
  ],
});
