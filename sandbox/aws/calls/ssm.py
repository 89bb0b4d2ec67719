"""Systems Manager: settings, and what patch baselines say, which moto does not know to have tags."""

from moto.ssm.models import SimpleSystemManagerBackend, ssm_backends

from extension import Here, Refused, call


@call("ssm", "UpdateServiceSetting")
def change_setting(here: Here):
    here.kept[name(here)] = here.asked["SettingValue"]


@call("ssm", "ResetServiceSetting")
def reset_setting(here: Here):
    here.kept.pop(name(here), None)
    return setting(here)


@call("ssm", "GetServiceSetting")
def setting(here: Here):
    own = name(here) in here.kept
    return {"ServiceSetting": {
        "SettingId": name(here), "ARN": here.arn("ssm", f"servicesetting{name(here)}"),
        "SettingValue": here.kept.get(name(here), "Enable"), "Status": "Customized" if own else "Default",
    }}


def name(here: Here) -> str:
    return here.asked["SettingId"].split(":servicesetting")[-1]


@call("ssm", "GetPatchBaseline")
def baseline(here: Here):
    one = known(here)
    return {"PatchGroups": [], **one.to_json(), "Name": one.name, "Description": one.description}


@call("ssm", "UpdatePatchBaseline")
def change_baseline(here: Here):
    members = {"ApprovalRules": "approval_rules", "ApprovedPatches": "approved_patches", "Description": "description",
               "GlobalFilters": "global_filters", "Name": "name", "RejectedPatches": "rejected_patches",
               "RejectedPatchesAction": "rejected_patches_action", "Sources": "sources",
               "ApprovedPatchesComplianceLevel": "approved_patches_compliance_level",
               "ApprovedPatchesEnableNonSecurity": "approved_patches_enable_non_security"}
    one = known(here)
    for asked, member in members.items():
        if asked in here.asked:
            setattr(one, member, here.asked[asked])
    return baseline(here)


def known(here: Here):
    baselines = ssm_backends[here.account][here.region].baselines
    if here.asked["BaselineId"] not in baselines:
        raise Refused("DoesNotExistException", f"the baseline {here.asked['BaselineId']} does not exist")
    return baselines[here.asked["BaselineId"]]


find = SimpleSystemManagerBackend._validate_resource_type_and_id


def find_also_baseline(backend, kind: str, number: str) -> str:
    return number if kind == "PatchBaseline" and number in backend.baselines else find(backend, kind, number)


SimpleSystemManagerBackend._validate_resource_type_and_id = find_also_baseline
