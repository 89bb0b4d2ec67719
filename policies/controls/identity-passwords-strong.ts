import { isWeak } from "../../components/password.ts";
import { control, type Setting } from "../control.ts";
import { known } from "../knowledge.ts";

const DATABASE_USER = "openstack:database/user:User";
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

export default control<Password, { readonly shortest: number }>({
  id: "identity-passwords-strong",
  title: "Give users and tunnels passwords that nobody guesses",
  why: "Short passwords, default ones and such as hold the user's own name are the first that an attacker tries.",
  fix: "Have a password manager or `openssl rand -base64 24` make it, and hand it over as a secret (`pulumi config set --secret`).",
  severity: "critical",
  sources: {
    talk: ["default-credentials-unused", "password-policy-strong", "password-policy-set"],
    ossg: ["authentication-methods", "secrets-management"],
    "nist-800-53": ["IA-5(1)", "IA-5(7)"],
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
      { what: "user's password", text: () => user.password, owner: () => known(() => user.name) ?? name },
    ],
    [DATABASE_USER]: (user, { name }) => [
      { what: "database user's password", text: () => user.password, owner: () => known(() => user.name) ?? name },
    ],
    [TUNNEL]: (tunnel) => [{ what: "tunnel's shared key", text: () => tunnel.psk, owner: () => undefined }],
  },
  judge: ({ what, text, owner }, { shortest }) => {
    const password = text();
    return password !== undefined && isWeak(String(password), shortest, [owner() ?? ""])
      ? `The ${what} has fewer than ${shortest} characters or too few different ones, those of well-known words and of the user's name not counted.`
      : undefined;
  },
  pass: [
    { ada: [USER, { name: "ada", password: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { ada: [USER, { name: "ada" }] },
    { ada: [USER, { name: "ada", password: "admin kV8-qzTw3-Lm2x-Rd9p" }] },
    { shop: [DATABASE_USER, { name: "shop", password: "kV8-qzTw3-Lm2x-Rd9p" }] },
    { office: [TUNNEL, { psk: "kV8-qzTw3-Lm2x-Rd9p" }] },
  ],
  fail: [
    { ada: [USER, { password: "" }] },
    { ada: [USER, { password: "kV8-qzTw3" }] },
    { ada: [USER, { password: "Password1Password1" }] },
    { ada: [USER, { password: "P@ssw0rd-Ch4ngeMe-123456" }] },
    { ada: [USER, { password: "aaaaaaaaaaaaaaaaaaaa" }] },
    { ada: [USER, { name: "lovelace", password: "Lovelace-1815-2024" }] },
    { shop: [DATABASE_USER, { name: "shop", password: "openstack-secret-1" }] },
    { office: [TUNNEL, { psk: "secret" }] },
  ],
});
