import { control } from "../control.ts";

const VAULT = "aws:backup/vault:Vault";

export default control<() => string | undefined>({
  id: "backup-vaults-encrypted",
  title: "Encrypt every vault of backups with a key of one's own",
  why: "A backup is all the data at once, and with AWS's own key it can neither be shared with the account that should have a copy nor kept from anybody by the key.",
  fix: "Set `kmsKeyArn` to a key that is not deleted with what it protects.",
  severity: "medium",
  sources: {
    talk: ["data-encrypted-everywhere", "keys-managed", "backups-regular"],
    fsbp: ["Backup.1"],
    "nist-800-53": ["CP-9(8)", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: { [VAULT]: (vault) => [() => vault.kmsKeyArn] },
  judge: (key) => (key() ? undefined : "The vault is encrypted with AWS's own key."),
  pass: [{ vault: [VAULT, { kmsKeyArn: "a-key" }] }],
  fail: [{ vault: [VAULT, {}] }, { vault: [VAULT, { kmsKeyArn: "" }] }],
});
