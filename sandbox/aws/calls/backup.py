"""AWS Backup: which services it protects, what a plan protects, who may use a vault, and what tags say of it all."""

from datetime import datetime, timezone
from uuid import uuid4

from moto.backup.models import backup_backends

from extension import Here, call, missing


@call("backup", "UpdateRegionSettings")
def change_region(here: Here):
    for name, value in here.asked.items():
        here.kept.setdefault("region", {}).setdefault(name, {}).update(value)


@call("backup", "DescribeRegionSettings")
def region(here: Here):
    return here.kept.get("region", {})


@call("backup", "UpdateGlobalSettings")
def change_account(here: Here):
    here.kept.setdefault("GlobalSettings", {}).update(here.asked["GlobalSettings"])


@call("backup", "DescribeGlobalSettings")
def account(here: Here):
    return {"GlobalSettings": {"isCrossAccountBackupEnabled": "false", **here.kept.get("GlobalSettings", {})}}


@call("backup", "PutBackupVaultAccessPolicy")
def put_policy(here: Here):
    here.kept.setdefault("policies", {})[vault(here)] = here.asked["Policy"]


@call("backup", "GetBackupVaultAccessPolicy")
def policy(here: Here):
    if vault(here) not in here.kept.get("policies", {}):
        raise missing("the policy")
    return {"BackupVaultName": vault(here), "BackupVaultArn": here.arn("backup", f"backup-vault:{vault(here)}"),
            "Policy": here.kept["policies"][vault(here)]}


@call("backup", "DeleteBackupVaultAccessPolicy")
def delete_policy(here: Here):
    here.kept.get("policies", {}).pop(vault(here), None)


def vault(here: Here) -> str:
    """The name of a vault, which must exist."""
    backend = backup_backends[here.account][here.region]
    return backend.describe_backup_vault(here.asked["BackupVaultName"]).backup_vault_name


@call("backup", "ListTags")
def tags(here: Here):
    return {"Tags": backup_backends[here.account][here.region].list_tags(here.asked["ResourceArn"])}


@call("backup", "TagResource")
def tag(here: Here):
    backup_backends[here.account][here.region].tag_resource(here.asked["ResourceArn"], here.asked["Tags"])


@call("backup", "UntagResource")
def untag(here: Here):
    backup_backends[here.account][here.region].untag_resource(here.asked["ResourceArn"], here.asked["TagKeyList"])


@call("backup", "CreateBackupSelection")
def create_selection(here: Here):
    one = {"SelectionId": str(uuid4()), "BackupPlanId": here.asked["BackupPlanId"],
           "CreationDate": datetime.now(timezone.utc), "BackupSelection": here.asked["BackupSelection"]}
    here.kept.setdefault("selections", {})[one["SelectionId"]] = one
    return one


@call("backup", "GetBackupSelection")
def selection(here: Here):
    one = here.kept.get("selections", {}).get(here.asked["SelectionId"])
    if not one or one["BackupPlanId"] != here.asked["BackupPlanId"]:
        raise missing("the selection")
    return one


@call("backup", "DeleteBackupSelection")
def delete_selection(here: Here):
    del here.kept["selections"][selection(here)["SelectionId"]]


@call("backup", "ListBackupSelections")
def selections(here: Here):
    shown = ("SelectionName", "IamRoleArn")
    return {"BackupSelectionsList": [
        {**one, **{member: one["BackupSelection"][member] for member in shown}}
        for one in here.kept.get("selections", {}).values() if one["BackupPlanId"] == here.asked["BackupPlanId"]]}
