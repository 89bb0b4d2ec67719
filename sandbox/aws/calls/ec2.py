"""EC2: what an account allows in a region, whether instances are monitored in detail, and what moto forgets of
networks: ICMP's messages in an ACL, subnets' IPv6 ranges, that an address may be private, an instance's groups,
what a group's rule is for whose end is a group or a list."""

from inspect import signature

from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.subnets import Subnet

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


@call("ec2", "CreateNetworkAclEntry")
def create_acl_entry(here: Here):
    ec2_backends[here.account][here.region].create_network_acl_entry(**acl_entry(here.asked))


@call("ec2", "ReplaceNetworkAclEntry")
def replace_acl_entry(here: Here):
    ec2_backends[here.account][here.region].replace_network_acl_entry(**acl_entry(here.asked))


def acl_entry(asked: dict) -> dict:
    message, ports = asked.get("IcmpTypeCode", {}), asked.get("PortRange", {})
    return {
        "network_acl_id": asked["NetworkAclId"], "rule_number": asked["RuleNumber"], "egress": asked["Egress"],
        "protocol": asked["Protocol"], "rule_action": asked["RuleAction"],
        "cidr_block": asked.get("CidrBlock"), "ipv6_cidr_block": asked.get("Ipv6CidrBlock"),
        "icmp_type": message.get("Type"), "icmp_code": message.get("Code"),
        "port_range_from": ports.get("From"), "port_range_to": ports.get("To"),
    }


filter_value = Subnet.get_filter_value


def filter_value_of_association(subnet: Subnet, name: str, method_name: str | None = None):
    member = {"ipv6-cidr-block-association.association-id": "AssociationId",
              "ipv6-cidr-block-association.ipv6-cidr-block": "Ipv6CidrBlock"}.get(name)
    if not member:
        return filter_value(subnet, name, method_name)
    return [one[member] for one in associations(subnet)]


def associations(subnet: Subnet) -> list[dict]:
    return [{"AssociationId": one["associationId"], "Ipv6CidrBlock": one["ipv6CidrBlock"],
             "Ipv6CidrBlockState": one["ipv6CidrBlockState"]} for one in subnet.ipv6_cidr_block_associations.values()]


Subnet.get_filter_value = filter_value_of_association
Subnet.ipv6_cidr_block_association_set = property(associations)

public_address = NetworkInterface.association.fget
# An empty one would be read as a public address.
NetworkInterface.association = property(lambda interface: public_address(interface) or None)


def groups(instance: Instance) -> list:
    """The groups that an instance was given, or else those of its first interface."""
    first = getattr(instance, "nics", {}).get(0)
    return vars(instance)["groups"] or list(first._group_set if first else ())


Instance.security_groups = property(groups, lambda instance, given: vars(instance).update(groups=given))

make_rule = SecurityGroupRule.__init__


def make_described_rule(rule: SecurityGroupRule, *args, **kwargs) -> None:
    make_rule(rule, *args, **kwargs)
    asked = signature(make_rule).bind(rule, *args, **kwargs).arguments
    ends = (asked.get(end) or {} for end in ("ip_range", "source_group", "prefix_list_id"))
    rule.end = next((end for end in ends if end), {})


SecurityGroupRule.__init__ = make_described_rule
SecurityGroupRule.description = property(lambda rule: rule.end.get("Description"))
