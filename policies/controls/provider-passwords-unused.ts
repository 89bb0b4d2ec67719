import { control, type Example } from "../control.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const AWS = "pulumi:providers:aws";
const PROVIDER = "pulumi:providers:openstack";

/** What a provider may be configured with that is as good as a password, each to be read on its own. */
interface Setup {
  readonly secrets: readonly (() => unknown)[];
}

/** What an address, or a structure with addresses in it, says before an `@`. The engine shows structures as JSON. */
const inAddress = (said: unknown): boolean => /:\/\/[^/?#"\s]*@/.test(JSON.stringify(said ?? ""));

/** Whether a role is taken on with a token that is written down, rather than with the file that it is in. */
const hasToken = (said: unknown): boolean => /\bwebIdentityToken\\*"\s*:\s*\\*"[^"\\]/.test(JSON.stringify(said ?? ""));

const provider = (props: Props<typeof PROVIDER>): Example => ({ cloud: [PROVIDER, props] });
const aws = (props: Props<typeof AWS>): Example => ({ cloud: [AWS, props] });

/** The engine shows a pack every such value as a secret, wherever it stood before, so that nobody can tell which was in plain text. */
export default control<Setup>({
  id: "provider-passwords-unused",
  title: "Keep passwords and tokens out of the provider's configuration",
  why: "A password beside the program is committed, shared and good for everything its owner may do, for as long as nobody changes it.",
  fix: "Use an application credential that ends and may do little, on AWS a `profile` or a role, or leave the credentials to clouds.yaml or the environment.",
  severity: "high",
  sources: {
    talk: ["credentials-not-in-plain-text", "credentials-uncommitted", "tokens-short-lived"],
    ossg: ["secrets-management", "tokens"],
    "nist-800-53": ["IA-5", "IA-5(7)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [AWS]: (props) => [
      {
        secrets: [
          () => props.accessKey,
          () => props.secretKey,
          () => props.token,
          () => hasToken(props.assumeRoleWithWebIdentity),
          () => inAddress(props.httpProxy),
          () => inAddress(props.httpsProxy),
        ],
      },
    ],
    [PROVIDER]: (props) => [
      {
        secrets: [
          () => props.password,
          () => props.token,
          () => inAddress(props.authUrl),
          () => inAddress(props.endpointOverrides),
        ],
      },
    ],
  },
  judge: ({ secrets }) =>
    some(...secrets.map((read) => () => Boolean(read())))
      ? "The provider is configured with a password, an access key or a token."
      : undefined,
  pass: [
    provider({}),
    provider({ cloud: "production" }),
    provider({ applicationCredentialId: "an-id", applicationCredentialSecret: "a secret" }),
    provider({ password: "", authUrl: "https://keystone.example.org:5000/v3?from=ada@example.org" }),
    aws({ assumeRoleWithWebIdentity: { roleArn: "a-role", webIdentityTokenFile: "/run/token" } }),
    aws({ profile: "production", assumeRoles: [{ roleArn: "arn:aws:iam::111122223333:role/deployer" }] }),
  ],
  fail: [
    aws({ accessKey: "an id" }),
    aws({ profile: "production", secretKey: "a key" }),
    aws({ token: "a token" }),
    provider({ userName: "deployer", password: "a password" }),
    provider({ token: "a token" }),
    provider({ authUrl: "https://deployer:a-password@keystone.example.org/v3" }),
    provider({ endpointOverrides: { network: "https://a-token@neutron.example.org" } }),
    aws({ assumeRoleWithWebIdentity: { roleArn: "a-role", webIdentityToken: "a token" } }),
    aws({ httpProxy: "http://deployer:a-password@proxy.example.org" }),
  ],
});
