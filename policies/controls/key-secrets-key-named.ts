import { control } from "../control.ts";

const SECRET = "aws:secretsmanager/secret:Secret";

export default control<() => string | undefined>({
  id: "key-secrets-key-named",
  title: "Encrypt secrets with a key of your own",
  why: "With AWS's key whoever may read a secret reads it in clear; a key of one's own has a policy of its own, and can be taken away from all at once.",
  fix: "Set `kmsKeyId` to a key that the stack makes.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["keys-managed", "keys-stored-apart"],
    "nist-800-53": ["SC-12", "SC-28"],
    "nist-csf": ["protect"],
  },
  reads: { [SECRET]: (secret) => [() => secret.kmsKeyId] },
  judge: (key) => {
    const said = String(key() ?? "").trim();
    return said === "" || /(?:^|:)alias\/aws\//.test(said) ? "The secret is encrypted with AWS's key." : undefined;
  },
  pass: [{ db: [SECRET, { kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd" }] }],
  fail: [{ db: [SECRET, {}] }, { db: [SECRET, { kmsKeyId: "alias/aws/secretsmanager" }] }],
});
