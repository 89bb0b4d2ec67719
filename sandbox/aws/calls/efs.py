"""EFS: whether a file system is backed up; moto takes that when the file system is made, and only then."""

from moto.efs.models import efs_backends

from extension import Here, call


@call("efs", "PutBackupPolicy")
def put(here: Here):
    here.kept[system(here)] = here.asked["BackupPolicy"]
    return get(here)


@call("efs", "DescribeBackupPolicy")
def get(here: Here):
    made = efs_backends[here.account][here.region].file_systems_by_id[system(here)].backup_policy
    return {"BackupPolicy": here.kept.get(system(here)) or made or {"Status": "DISABLED"}}


def system(here: Here) -> str:
    """The id of a file system, which must exist."""
    backend = efs_backends[here.account][here.region]
    return backend.describe_file_systems(file_system_id=here.asked["FileSystemId"])[1][0].file_system_id


@call("efs", "DeleteFileSystemPolicy")
def delete_policy(here: Here):
    efs_backends[here.account][here.region].file_systems_by_id[system(here)].file_system_policy = None
