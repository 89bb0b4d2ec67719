import { control } from "../control.ts";
import { every, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
const VAULT = "aws:backup/vault:Vault";

export default control<Planned<typeof VAULT>>({
  id: "backup-vaults-locked",
  title: "Lock every vault of backups",
  why: "An intruder who wants a ransom deletes the backups before anything else.",
  fix: "Give the vault a `VaultLockConfiguration` with `minRetentionDays`, or use a `LogicallyAirGappedVault`.",
  severity: "high",
  sources: {
    talk: ["backups-regular", "backup-off-cloud"],
    "nist-800-53": ["CP-9", "AU-9"],
    "nist-csf": ["recover"],
  },
  joins: { [VAULT]: (vault) => [vault] },
  judge: (vault) =>
    every(
      () => vault.props.forceDestroy !== true,
      () =>
        some(
          ...vault.users(LOCK, "backupVaultName", ["id", "name"]).map(
            ({ props }) =>
              () =>
                Number(props.minRetentionDays ?? 0) > 0,
          ),
        ),
    )
      ? undefined
      : "Backups can be deleted from the vault at any time.",
  pass: [
    { vault: [VAULT, { name: "main" }], lock: [LOCK, { backupVaultName: "${vault}", minRetentionDays: 7 }] },
    { vault: [VAULT, { name: "main" }], lock: [LOCK, { backupVaultName: "main", minRetentionDays: 7 }] },
  ],
  fail: [
    { vault: [VAULT, { name: "main" }] },
    { vault: [VAULT, { name: "main" }], lock: [LOCK, { backupVaultName: "other", minRetentionDays: 7 }] },
    { vault: [VAULT, { name: "main" }], lock: [LOCK, { backupVaultName: "main" }] },
    {
      vault: [VAULT, { name: "main", forceDestroy: true }],
      lock: [LOCK, { backupVaultName: "main", minRetentionDays: 7 }],
    },
  ],
});
