"""EC2: what an account allows in a region, and whether instances are monitored in detail."""

from moto.ec2.models import ec2_backends

from extension import Here, call


@call("ec2", "EnableSnapshotBlockPublicAccess")
def block_snapshots(here: Here):
    here.kept["snapshots"] = here.asked["State"]
    return {"State": here.asked["State"]}


@call("ec2", "DisableSnapshotBlockPublicAccess")
def unblock_snapshots(here: Here):
    here.kept.pop("snapshots", None)
    return {"State": "unblocked"}


@call("ec2", "GetSnapshotBlockPublicAccessState")
def snapshots(here: Here):
    return {"State": here.kept.get("snapshots", "unblocked"), "ManagedBy": "account"}


@call("ec2", "EnableImageBlockPublicAccess")
def block_images(here: Here):
    here.kept["images"] = here.asked["ImageBlockPublicAccessState"]
    return {"ImageBlockPublicAccessState": here.kept["images"]}


@call("ec2", "DisableImageBlockPublicAccess")
def unblock_images(here: Here):
    here.kept.pop("images", None)
    return {"ImageBlockPublicAccessState": "unblocked"}


@call("ec2", "GetImageBlockPublicAccessState")
def images(here: Here):
    return {"ImageBlockPublicAccessState": here.kept.get("images", "unblocked"), "ManagedBy": "account"}


@call("ec2", "ModifyInstanceMetadataDefaults")
def change_metadata_defaults(here: Here):
    defaults = here.kept.setdefault("metadata", {})
    for name, value in here.asked.items():
        defaults[name] = value
        if value in ("no-preference", -1):
            del defaults[name]
    return {"Return": True}


@call("ec2", "GetInstanceMetadataDefaults")
def metadata_defaults(here: Here):
    return {"AccountLevel": {**here.kept.get("metadata", {}), "ManagedBy": "account"}}


@call("ec2", "EnableSerialConsoleAccess")
def enable_serial_console(here: Here):
    here.kept["console"] = True
    return serial_console(here)


@call("ec2", "DisableSerialConsoleAccess")
def disable_serial_console(here: Here):
    here.kept["console"] = False
    return serial_console(here)


@call("ec2", "GetSerialConsoleAccessStatus")
def serial_console(here: Here):
    return {"SerialConsoleAccessEnabled": here.kept.get("console", False)}


@call("ec2", "ModifyVpcBlockPublicAccessOptions")
def block_internet(here: Here):
    here.kept["internet"] = here.asked["InternetGatewayBlockMode"]
    return internet(here)


@call("ec2", "DescribeVpcBlockPublicAccessOptions")
def internet(here: Here):
    return {"VpcBlockPublicAccessOptions": {
        "AwsAccountId": here.account, "AwsRegion": here.region, "State": "update-complete", "ManagedBy": "account",
        "InternetGatewayBlockMode": here.kept.get("internet", "off"), "ExclusionsAllowed": "allowed",
    }}


@call("ec2", "ModifyEbsDefaultKmsKeyId")
def change_volume_key(here: Here):
    key = here.asked["KmsKeyId"]
    here.kept["volume key"] = key if key.startswith("arn:") else here.arn("kms", f"key/{key}")
    return volume_key(here)


@call("ec2", "ResetEbsDefaultKmsKeyId")
def reset_volume_key(here: Here):
    here.kept.pop("volume key", None)
    return volume_key(here)


@call("ec2", "GetEbsDefaultKmsKeyId")
def volume_key(here: Here):
    return {"KmsKeyId": here.kept.get("volume key", "alias/aws/ebs")}


@call("ec2", "MonitorInstances")
def monitor(here: Here):
    return monitored(here, "enabled")


@call("ec2", "UnmonitorInstances")
def stop_monitoring(here: Here):
    return monitored(here, "disabled")


def monitored(here: Here, state: str) -> dict:
    backend = ec2_backends[here.account][here.region]
    for number in here.asked["InstanceIds"]:
        backend.get_instance(number).monitoring_state = state
    return {"InstanceMonitorings": [{"InstanceId": number, "Monitoring": {"State": state}}
                                    for number in here.asked["InstanceIds"]]}
