import { control, type Example } from "../control.ts";
import { first, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const AWS = "pulumi:providers:aws";
const PROVIDER = "pulumi:providers:openstack";

/** The engine shows a provider's settings as text, and structures as JSON in it. */
interface Setup {
  readonly unverified: () => boolean;
  readonly plain: () => boolean;
}

const isTrue = (value: unknown): boolean => /^(t|true|1)$/i.test(String(value ?? ""));

const isPlain = (url: unknown): boolean => /^http:\/\//i.test(String(url ?? "").trim());

/** Whether a structure names an address in plain text: one that the engine shows as JSON, or one that it shows as it is. */
const namesPlain = (said: unknown): boolean => {
  if (typeof said === "string") return isPlain(said) || /"\s*http:\/\//i.test(said);
  if (said === null || typeof said !== "object") return false;
  return some(...Object.keys(said).map((key) => () => namesPlain((said as { [key: string]: unknown })[key])));
};

const provider = (props: Props<typeof PROVIDER>): Example => ({ cloud: [PROVIDER, props] });
const aws = (props: Props<typeof AWS>): Example => ({ cloud: [AWS, props] });

export default control<Setup>({
  id: "provider-tls-verified",
  title: "Reach the cloud over TLS, and verify its certificate",
  why: "The provider sends an administrator's credentials to whoever answers, in plain text or to an impostor alike.",
  fix: "Give `authUrl` and every endpoint as https, leave `insecure` out, and name a private authority by `cacertFile`.",
  severity: "critical",
  sources: {
    talk: ["tls-between-services", "core-services-encrypted"],
    ossg: ["tls-introduction", "Check-Identity-03"],
    "nist-800-53": ["SC-8", "SC-8(1)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [AWS]: (props) => [{ unverified: () => isTrue(props.insecure), plain: () => namesPlain(props.endpoints) }],
    [PROVIDER]: (props) => [
      {
        unverified: () => isTrue(props.insecure),
        plain: () =>
          some(
            () => isPlain(props.authUrl),
            () => namesPlain(props.endpointOverrides),
          ),
      },
    ],
  },
  judge: ({ unverified, plain }) =>
    first(
      () => (unverified() ? "The provider does not verify the cloud's certificate." : undefined),
      () => (plain() ? "The provider reaches the cloud in plain text." : undefined),
    ),
  pass: [
    aws({ region: "eu-west-1", endpoints: [{ s3: "https://s3.example.org" }] }),
    provider({}),
    provider({ authUrl: "https://identity.example.org/v3", cacertFile: "ca.pem" }),
    provider({ insecure: "false" as never, endpointOverrides: { network: "https://network.example.org/" } }),
  ],
  fail: [
    aws({ insecure: true }),
    aws({ endpoints: [{ sts: "https://sts.example.org", s3: "http://s3.example.org" }] }),
    aws({ endpoints: '[{"s3":"http://s3.example.org"}]' as never }),
    provider({ authUrl: "http://identity.example.org:5000/v3" }),
    provider({ insecure: true }),
    provider({ insecure: "true" as never, authUrl: "https://identity.example.org/v3" }),
    provider({ endpointOverrides: { network: "http://network.example.org/" } }),
    provider({ endpointOverrides: '{"network":"http://network.example.org/"}' as never }),
  ],
});
