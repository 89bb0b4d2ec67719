import { control, type Example } from "../control.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const PROVIDER = "pulumi:providers:openstack";

interface Setup {
  readonly has: (secret: "password" | "token") => boolean;
}

const provider = (props: Props<typeof PROVIDER>): Example => ({ cloud: [PROVIDER, props] });

/** The engine shows a pack every such value as a secret, wherever it stood before, so that nobody can tell which was in plain text. */
export default control<Setup>({
  id: "provider-passwords-unused",
  title: "Keep passwords and tokens out of the provider's configuration",
  why: "A password beside the program is committed, shared and good for everything its owner may do, for as long as nobody changes it.",
  fix: "Use an application credential that ends and may do little, or leave the credentials to clouds.yaml or the environment.",
  severity: "high",
  sources: {
    talk: ["credentials-not-in-plain-text", "credentials-uncommitted", "tokens-short-lived"],
    ossg: ["secrets-management", "tokens"],
    "nist-800-53": ["IA-5", "IA-5(7)"],
  },
  reads: { [PROVIDER]: (props) => [{ has: (secret) => Boolean(props[secret]) }] },
  judge: ({ has }) =>
    some(
      () => has("password"),
      () => has("token"),
    )
      ? "The provider is configured with a password or a token."
      : undefined,
  pass: [
    provider({}),
    provider({ cloud: "production" }),
    provider({ applicationCredentialId: "an-id", applicationCredentialSecret: "a secret" }),
    provider({ password: "" }),
  ],
  fail: [provider({ userName: "deployer", password: "a password" }), provider({ token: "a token" })],
});
