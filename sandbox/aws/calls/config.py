"""Config: conformance packs, whose rules nobody makes or judges."""

from uuid import uuid4

from extension import Here, Refused, call


@call("config", "PutConformancePack")
def put(here: Here):
    name = here.asked["ConformancePackName"]
    number = here.kept.get(name, {}).get("ConformancePackId", f"conformance-pack-{uuid4().hex[:9]}")
    shown = ("ConformancePackName", "DeliveryS3Bucket", "DeliveryS3KeyPrefix", "ConformancePackInputParameters")
    here.kept[name] = {
        "ConformancePackId": number,
        "ConformancePackArn": here.arn("config", f"conformance-pack/{name}/{number}"),
        **{member: here.asked[member] for member in shown if member in here.asked},
    }
    return {"ConformancePackArn": here.kept[name]["ConformancePackArn"]}


@call("config", "DescribeConformancePacks")
def packs(here: Here):
    return {"ConformancePackDetails": chosen(here)}


@call("config", "DescribeConformancePackStatus")
def statuses(here: Here):
    return {"ConformancePackStatusDetails": [
        {**{member: one[member] for member in ("ConformancePackName", "ConformancePackId", "ConformancePackArn")},
         "ConformancePackState": "CREATE_COMPLETE", "StackArn": here.arn("cloudformation", "stack/none"),
         "LastUpdateRequestedTime": 0}
        for one in chosen(here)]}


@call("config", "DeleteConformancePack")
def delete(here: Here):
    if here.kept.pop(here.asked["ConformancePackName"], None) is None:
        raise unknown()


def chosen(here: Here) -> list[dict]:
    names = here.asked.get("ConformancePackNames")
    if names and any(name not in here.kept for name in names):
        raise unknown()
    return [one for name, one in here.kept.items() if not names or name in names]


def unknown() -> Refused:
    return Refused("NoSuchConformancePackException", "the conformance pack does not exist")
